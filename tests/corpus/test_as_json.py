"""The object of `flask parse` and the stored tree."""

from __future__ import annotations

import json

import pytest

from corpus.as_json import SHAPE, document_from_tree, document_to_tree, parse_object
from corpus.block import ReadNote
from corpus.document import DatedFact, Document
from corpus.structure.assemble import assemble
from tests.corpus.papers import read, reading_of

PAPER = """凤凰镇人民政府文件
凤府发〔2015〕12号
关于印发《凤凰镇用水办法》的通知
各村：
现印发给你们。
凤凰镇人民政府
2015年3月4日
凤凰镇用水办法
第一条 根据《水法》第十条，制定本办法。
第三条 本办法自2015年4月起施行，有效期5年。《节水办法》（凤府发〔2010〕3号）同时废止。
凤凰镇党政办公室 2015年3月6日印发"""

KEYS = [
    "format", "reader", "pages", "notes", "title", "inner_title", "genre", "issuers", "addressees",
    "doc_number", "signed_on", "issued_on", "printed_on", "effective_on", "valid_until", "text",
    "provisions", "citations", "face",
]  # fmt: skip


def test_the_object_of_parse_has_its_keys_in_order() -> None:
    reading = reading_of(PAPER)
    tree = parse_object(reading, assemble(reading))
    assert list(tree) == KEYS
    assert tree["format"] == "txt"
    assert tree["pages"] is None
    assert tree["title"] == "关于印发《凤凰镇用水办法》的通知"
    assert tree["inner_title"] == "凤凰镇用水办法"
    assert tree["genre"] == "通知"
    assert tree["doc_number"] == {
        "text": "凤府发〔2015〕12号", "prefix": "凤府发", "year": 2015, "serial": 12,
    }  # fmt: skip
    assert tree["effective_on"]["value"] == "2015-04"
    assert tree["effective_on"]["precision"] == "month"
    assert tree["valid_until"]["value"] == "2020-03"
    assert tree["issued_on"] is None
    assert [note["code"] for note in tree["notes"]] == ["article_gap"]


def test_every_offset_of_the_object_points_to_its_words() -> None:
    reading = reading_of(PAPER)
    tree = parse_object(reading, assemble(reading))
    text = tree["text"]
    for name in ("signed_on", "printed_on", "effective_on", "valid_until"):
        fact = tree[name]
        assert text[fact["start"] : fact["end"]] == fact["quote"]
    assert text[tree["provisions"][0]["start"] :].startswith(tree["provisions"][0]["label"])
    assert set(tree["citations"][0]) == {"name", "doc_number", "article", "role", "start", "end"}
    assert tree["citations"][-1]["doc_number"]["text"] == "凤府发〔2010〕3号"


def test_the_object_is_plain_json() -> None:
    reading = reading_of(PAPER)
    tree = parse_object(reading, assemble(reading))
    assert json.loads(json.dumps(tree, ensure_ascii=False)) == tree


@pytest.mark.parametrize(
    "document",
    [
        read(PAPER),
        read("各村：\n请修路。"),
        Document(""),
        Document("甲", notes=(ReadNote("x", "说明", 2),), page_starts=(0, 3)),
        Document("甲", signed_on=DatedFact(1985, 3), issued_on=DatedFact(1990)),
    ],
)
def test_the_stored_tree_gives_the_same_document_back(document: Document) -> None:
    stored = json.loads(json.dumps(document_to_tree(document), ensure_ascii=False))
    assert document_from_tree(stored) == document


def test_a_tree_of_an_unknown_shape_is_refused() -> None:
    tree = document_to_tree(Document("甲")) | {"shape": SHAPE + 1}
    with pytest.raises(ValueError, match="unknown shape"):
        document_from_tree(tree)


def test_a_tree_stored_before_the_face_was_known_is_still_read() -> None:
    tree = document_to_tree(read(PAPER)) | {"shape": 1}
    del tree["face"]
    assert document_from_tree(tree).face == {}
    assert document_from_tree(tree).title == "关于印发《凤凰镇用水办法》的通知"


def test_the_object_of_parse_says_how_surely_each_field_was_read() -> None:
    reading = reading_of(PAPER)
    tree = parse_object(reading, assemble(reading))
    assert tree["face"]["signed_on"]["confidence"] == "high"
    assert tree["face"]["signed_on"]["spans"][0]["quote"] == "2015年3月4日"
