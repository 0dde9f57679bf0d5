"""Differences: nothing is lost, numbers stay whole, paragraphs stand beside their like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.likeness.difference import (
    Line,
    Row,
    RowKind,
    differences,
    lines_of,
    numbers_changed,
)
from corpus.structure.assemble import assemble
from tests.builders import paper
from tests.corpus.papers import reading_of

LINES = st.lists(st.text(st.sampled_from("第一二三条3５%，。罚款 元村"), min_size=1, max_size=12))


def rows(left: list[str], right: list[str]) -> tuple[Row, ...]:
    return differences([Line(one) for one in left], [Line(one) for one in right])


@given(LINES, LINES)
def test_joined_again_each_side_is_exactly_its_text(left: list[str], right: list[str]) -> None:
    found = rows(left, right)
    assert "\n".join(row.left.text for row in found if row.left) == "\n".join(left)
    assert "\n".join(row.right.text for row in found if row.right) == "\n".join(right)


@given(LINES)
def test_a_text_does_not_differ_from_itself(lines: list[str]) -> None:
    assert {row.kind for row in rows(lines, lines)} <= {RowKind.SAME}


@given(LINES, LINES)
def test_what_is_not_marked_stands_on_both_sides(left: list[str], right: list[str]) -> None:
    for row in rows(left, right):
        if row.left and row.right:
            sides = [
                "".join("".join(p.text.split()) for p in cell.pieces if not p.differs)
                for cell in (row.left, row.right)
            ]
            assert sides[0].translate(WIDTH) == sides[1].translate(WIDTH)


WIDTH = str.maketrans("５％", "5%")


def test_a_changed_number_is_shown_whole() -> None:
    (row,) = rows(["按应缴额的3%收取，限30日内"], ["按应缴额的13%收取，限30日内"])
    assert row.kind is RowKind.CHANGED
    assert row.numbers == (("3%", "13%"),)
    assert [p.text for p in row.left.pieces if p.differs] == ["3%"]  # type: ignore[union-attr]


def test_a_paragraph_that_a_page_breaks_in_two_differs_in_nothing() -> None:
    whole = "一、摊位不得占用道路，违反的处50元罚款，拒不缴纳的移送综合执法队处理。"
    left = ["标题", whole, "二、每日清扫二次。", "三、限30日内完成。"]
    right = ["标题", whole[:15], whole[15:], "二、每日清扫三次。", "三、限30日", "内完成。"]
    found = rows(left, right)
    kinds = [RowKind.SAME, RowKind.TYPED, RowKind.CHANGED, RowKind.TYPED]
    assert [row.kind for row in found] == kinds
    assert numbers_changed(found) == (("二", "三"),)


def test_a_changed_number_in_words_is_shown_whole() -> None:
    found = rows(["罚款三十元以下的"], ["罚款三百元以下的"])
    assert numbers_changed(found) == (("三十", "三百"),)


def test_other_signs_are_no_change_of_words() -> None:
    (row,) = rows(["各村、组应当清扫，"], ["各村，组应当清扫。"])
    assert row.kind is RowKind.TYPED
    assert row.numbers == ()


def test_a_paragraph_put_between_stands_alone() -> None:
    old = ["第一条 为了加强管理", "第二条 本办法适用于本镇"]
    found = rows(old, [old[0], "第二条 摊位不得占用道路", old[1].replace("二", "三", 1)])
    assert [row.kind for row in found] == [RowKind.SAME, RowKind.NEW, RowKind.CHANGED]


def test_many_changed_paragraphs_are_all_shown() -> None:
    left = [f"左边第{n}段的内容" for n in range(600)]
    right = [f"与之毫不相干{n}者" for n in range(300)]
    found = rows(left, right)
    assert sum(row.left is not None for row in found) == 600
    assert sum(row.right is not None for row in found) == 300


def test_paragraphs_know_the_article_they_stand_in() -> None:
    body = "第一条　为了加强集市管理。\n第二条　摊位不得占用道路。\n违者责令改正。"
    document = assemble(reading_of(paper(body=body, title="青石镇集市管理办法")))
    places = {line.text[:4]: line.place for line in lines_of(document)}
    assert places["第一条　"] == "第一条"
    assert places["违者责令"] == "第二条"
    assert places["青政发〔"] == ""
