"""How surely each field of the face was read, and which are 存疑."""

from __future__ import annotations

import pytest

from corpus import correction
from corpus.block import Block, Reading
from corpus.document import FACE_FIELDS, Confidence, doubtful
from corpus.structure.assemble import assemble
from tests.corpus.papers import notice, read

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def test_what_its_own_place_tells_is_read_with_high_confidence() -> None:
    document = notice("请照办。本通知自2015年5月1日起施行，有效期5年。")
    known = {name: fact.confidence for name, fact in document.face.items()}
    assert known == dict.fromkeys(
        ("title", "genre", "doc_number", "issuers", "addressees", "signed_on", "effective_on",
         "valid_until"), HIGH,
    )  # fmt: skip
    assert doubtful(document) == ()


def test_every_span_of_the_face_holds_its_words() -> None:
    document = notice(
        "现将《凤凰镇集市管理办法》印发给你们。", record="凤凰镇党政办公室2015年3月6日印发"
    )
    assert set(document.face) <= set(FACE_FIELDS)
    for fact in document.face.values():
        for span in fact.spans:
            assert document.text[span.start : span.end] == span.quote
    assert document.face["addressees"].spans[0].quote == "各村民委员会："
    assert document.face["issuers"].spans[0].quote == "凤凰镇人民政府"
    assert document.face["genre"].spans[0].quote == "通知"


def test_a_paper_without_a_title_is_doubtful_there() -> None:
    assert doubtful(read("各村：\n请于三月前修好水渠，不得拖延。")) == ("title",)


def test_nothing_is_doubtful_where_nothing_is_written() -> None:
    assert doubtful(assemble(Reading("txt", "test", ()))) == ()


def test_a_term_whose_beginning_is_unknown_is_doubtful_and_has_no_value() -> None:
    document = read("凤凰镇集市管理办法\n第一条 为管理集市，制定本办法。\n第二条 本办法有效期5年。")
    assert document.valid_until is None
    assert "valid_until" in doubtful(document)
    assert document.face["valid_until"].spans == ()


def test_a_number_years_away_from_the_signature_is_doubtful() -> None:
    document = notice("请照办。", signed="2019年3月4日")
    assert doubtful(document) == ("doc_number",)


def test_a_printing_date_before_the_signature_is_doubtful() -> None:
    document = notice("请照办。", record="凤凰镇党政办公室2014年3月6日印发")
    assert doubtful(document) == ("printed_on",)


def test_a_date_alone_under_the_text_is_less_sure_than_one_under_a_name() -> None:
    document = read("关于加强集市管理的通知\n各村：\n请照办，不得拖延。\n2015年3月4日")
    assert document.face["signed_on"].confidence is MEDIUM


@pytest.mark.parametrize(("score", "expected"), [(0.99, HIGH), (0.9, MEDIUM), (0.6, LOW)])
def test_words_recognised_badly_are_less_sure(score: float, expected: Confidence) -> None:
    lines = ("凤府发〔2015〕12号", "关于加强集市管理的通知", "各村民委员会：", "请照办，不得拖延。")
    blocks = tuple(Block(line, page=1, score=score) for line in lines)
    document = assemble(Reading("image", "test", blocks, pages=1))
    assert document.face["doc_number"].confidence is expected
    assert document.face["title"].confidence is expected


def test_what_a_person_put_right_is_no_longer_doubtful() -> None:
    document = read("各村：\n请于三月前修好水渠，不得拖延。")
    assert doubtful(correction.apply(document, {"title": "关于修渠的通知"})) == ()
