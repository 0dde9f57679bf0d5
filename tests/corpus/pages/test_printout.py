"""What an office file prints, laid over its text: found lines have a place, others none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.block import Block, BlockKind, Box, Line, Reading
from corpus.pages.printout import (
    PrintedLine,
    Printout,
    laid_over,
    printout_from_json,
    printout_of,
    printout_to_json,
)

BOX = Box(0.1, 0.1, 0.9, 0.2)
LOWER = Box(0.1, 0.5, 0.9, 0.6)


def _printout(*lines: tuple[str, int]) -> Printout:
    return Printout(9, tuple(PrintedLine(text, page, BOX) for text, page in lines))


def test_lines_are_found_whatever_white_space_stands_between() -> None:
    text = "第一条　本办法适用于\n青石镇 的集市。"
    layout = laid_over(_printout(("第一条 本办法", 1), ("适用于", 1), ("青石镇的集市。", 2)), text)
    assert [(one.page, one.text) for one in layout.lines] == [
        (1, "第一条　本办法"),
        (1, "适用于"),
        (2, "青石镇 的集市。"),
    ]
    start = text.index("集市")
    assert [page for page, _ in layout.places(start, start + 2)] == [2]


def test_page_numbers_and_headers_have_no_place_and_do_not_lead_astray() -> None:
    text = "甲村清扫集市。" + "乙" * 60 + "1"
    layout = laid_over(_printout(("1", 1), ("甲村清扫集市。", 1), ("页眉", 2)), text)
    assert [one.text for one in layout.lines] == ["甲村清扫集市。"]


def test_a_repeated_line_is_the_next_one_not_the_first() -> None:
    text = "应当清扫。\n别的内容在这里。\n应当清扫。"
    layout = laid_over(
        _printout(("应当清扫。", 1), ("别的内容在这里。", 1), ("应当清扫。", 2)), text
    )
    assert [(one.start, one.page) for one in layout.lines] == [(0, 1), (6, 1), (15, 2)]


def test_a_long_line_out_of_order_is_found_only_where_it_stands_once() -> None:
    once, twice = "文本框里的文字排在正文的最后面", "这一行长长的文字在正文里有两处"
    text = "甲" * 900 + twice + once + "乙" * 900 + twice
    layout = laid_over(_printout((once, 1), (twice, 1)), text)
    assert [one.text for one in layout.lines] == [once]


def test_lines_of_a_reading_keep_their_own_pages() -> None:
    block = Block("前半句后半句", page=1, lines=(Line(0, BOX), Line(3, LOWER, 2)))
    row = Block("村名\t座数", BlockKind.TABLE_ROW, page=2, box=BOX)
    made = printout_of(Reading("pdf", "pdf", (block, row, Block("没有位置")), pages=2))
    assert [(one.text, one.page) for one in made.lines] == [
        ("前半句", 1),
        ("后半句", 2),
        ("村名\t座数", 2),
    ]
    assert printout_from_json(printout_to_json(made)) == made


@given(
    st.text(alphabet="甲乙 \n。", max_size=80), st.lists(st.text("甲乙 。", max_size=9), max_size=9)
)
def test_whatever_is_printed_places_stand_in_the_text_and_hold_the_words(
    text: str, printed: list[str]
) -> None:
    layout = laid_over(_printout(*((line, 1) for line in printed)), text)
    words = {"".join(line.split()) for line in printed}
    for one in layout.lines:
        assert text[one.start : one.end] == one.text
        assert "".join(one.text.split()) in words
