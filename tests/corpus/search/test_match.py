"""What is shown is cut from the original, and stands in the order a clerk expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.search.match import Piece, hits, mark, matches, snippet, tier
from corpus.search.query import Field, parse
from corpus.search.terms import FoldedFields, fold_text

BODY = (
    "凤溪镇人民政府\n凤府发〔1996〕12号\n关于征收农田水利建设以资代劳金的通知\n"
    "凡不能完成义务工和积累工的农户，可以以 资 代 劳，每个标准工日按五元折算。\n"
    "确因外出务工不能出工的，经同意可以资代劳，所收款项专户存储。"
)
FIELDS = FoldedFields.of(
    "关于征收农田水利建设以资代劳金的通知",
    "凤府发〔1996〕12号",
    ["凤溪镇人民政府", "石桥乡人民政府"],
    BODY,
)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("", True),
        ("以资代劳", True),
        ("以资代劳 专户", True),
        ("以资代劳 土地", False),
        ("以资代劳 -土地", True),
        ("以资代劳 -专户", False),
        ("土地 或 专户", True),
        ("标题:专户", False),
        ("专户 -标题:专户", True),
        ("文号:[1996]12", True),
        ("文号:通知", False),
        ("机关:石桥乡", True),
        ("机关:政府石桥", False),
        ("政府凤府发", False),
    ],
)
def test_a_document_answers_or_not(typed: str, answers: bool) -> None:
    assert matches(parse(typed), FIELDS) is answers


def test_hits_are_spans_of_the_original_with_its_blanks() -> None:
    assert [BODY[start:end] for start, end in hits(parse("以资代劳"), BODY)] == [
        "以资代劳",
        "以 资 代 劳",
        "以资代劳",
    ]


def test_overlapping_hits_are_one() -> None:
    assert hits(parse("人民政 民政府"), "镇人民政府") == ((1, 5),)


def test_excluded_words_and_words_of_other_fields_are_not_marked() -> None:
    assert hits(parse("专户 -通知 标题:以资代劳"), BODY) == hits(parse("专户"), BODY)
    assert mark(parse("标题:水利 机关:建设"), "水利建设", Field.TITLE) == (
        Piece("水利", hit=True),
        Piece("建设", hit=False),
    )


def test_a_character_that_folds_to_several_is_marked_whole() -> None:
    assert mark(parse("一)总"), "㈠总则") == (Piece("㈠总", hit=True), Piece("则", hit=False))


def test_a_snippet_shows_the_place_with_most_of_what_was_asked() -> None:
    shown = snippet(parse("以资代劳 专户"), BODY, width=40)
    assert Piece("专户", hit=True) in shown.pieces
    assert Piece("以资代劳", hit=True) in shown.pieces
    assert shown.hits == 4
    assert shown.cut_before
    assert shown.plain.startswith("……确因外出务工")


def test_a_snippet_without_hits_is_the_beginning() -> None:
    shown = snippet(parse("标题:通知"), BODY, width=10)
    assert (shown.pieces, shown.hits) == ((Piece(BODY[:10], hit=False),), 0)
    assert (shown.cut_before, shown.cut_after) == (False, True)
    assert shown.plain == "凤溪镇人民政府 凤府……"


def test_a_snippet_of_nothing_is_empty() -> None:
    assert snippet(parse("通知"), "").pieces == ()
    assert snippet(parse("通知"), "").plain == ""


@given(
    st.text(alphabet="甲乙丙 \n〇㈠“", max_size=200),
    st.sampled_from(["甲", "甲乙", "乙 丙", "零", "一)"]),
)
def test_pieces_are_the_original_in_order_and_hits_are_what_was_asked(
    text: str, typed: str
) -> None:
    query = parse(typed)
    assert "".join(piece.text for piece in mark(query, text)) == text
    shown = snippet(query, text, width=30)
    assert "".join(piece.text for piece in shown.pieces) in text
    found = any(term.text in fold_text(text) for term in query.sought)
    assert any(piece.hit for piece in shown.pieces) is found
    assert (shown.hits > 0) is found


def fields(title: str = "通知", number: str = "", headings: str = "") -> FoldedFields:
    """A folded document of which only the face matters."""
    return FoldedFields(fold_text(title), fold_text(number), "", "", fold_text(headings))


@pytest.mark.parametrize("typed", ["护林 防火", "护林防火"])
def test_the_title_comes_first_then_the_number_then_headings(typed: str) -> None:
    papers = [
        fields("护林防火"),
        fields("关于护林防火的通知"),
        fields(number="护林防火1号"),
        fields(headings="第二章 护林防火"),
        fields(),
    ]
    assert [tier(parse(typed), paper) for paper in papers] == [0, 1, 2, 3, 4]


def test_words_for_other_fields_do_not_keep_a_title_back() -> None:
    query = parse("护林防火 文号:凤府发")
    assert tier(query, fields("护林防火通知", "凤府发[2015]2号")) == 1
    assert tier(query, fields("通知", "凤府发[2015]1号")) == 4


ARTICLES = FoldedFields("", "", "", "第一条处以罚款第二条由公安机关处理", "", ((0, 7), (7, 17)))


@pytest.mark.parametrize(
    ("typed", "met"),
    [
        ("条:罚款", True),
        ("条:罚款 条:公安", False),
        ("条:公安 条:处理", True),
        ("条:罚款 公安", True),
        ("条:款第", False),
        ("公安 -条:罚款", False),
        ("条:没有 或 条:公安", True),
    ],
)
def test_words_in_a_provision_have_to_stand_in_one(typed: str, met: bool) -> None:
    assert matches(parse(typed), ARTICLES) is met
