"""Recognition by itself: order, columns, paragraphs over pages, turned pages, what is doubtful."""

from __future__ import annotations

import pytest

from corpus.block import BlockKind, Box, Reading
from corpus.layout import carried_over, layout_from, layout_of
from corpus.recognition.engine import Spot
from corpus.recognition.order import is_vertical, rows_of, vertical_rows
from corpus.recognition.page import recognise
from corpus.recognition.paragraphs import NumberedPage, blocks_of
from corpus.recognition.printed import PrintedLine, PrintedPage, from_json, lines_of, to_json
from corpus.recognition.turning import turn
from tests.corpus import scans


def _spot(text: str, left: float, top: float, em: float = 40) -> Spot:
    return Spot(text, 0.99, left, top, left + em * len(text), top + 1.2 * em)


def _texts(spots: list[Spot]) -> list[str]:
    return ["".join(p.spot.text for p in strip.pieces) for strip in rows_of(spots)]


def test_lines_come_from_top_to_bottom_and_pieces_from_left_to_right() -> None:
    spots = [_spot("乙", 600, 102), _spot("丙行在下面", 100, 200), _spot("甲", 100, 100)]
    assert _texts(spots) == ["甲乙", "丙行在下面"]


def test_two_columns_of_running_text_are_read_one_after_the_other() -> None:
    left = [_spot("左栏的文字写满了整整一行", 100, 100 + 80 * n) for n in range(8)]
    right = [_spot("右栏的文字也写满了整一行", 700, 100 + 80 * n) for n in range(8)]
    assert (
        _texts([*left, *right])
        == ["左栏的文字写满了整整一行"] * 8 + ["右栏的文字也写满了整一行"] * 8
    )


def test_a_table_is_read_row_by_row() -> None:
    names = [_spot("村名", 100, 100 + 80 * n) for n in range(8)]
    counts = [_spot(f"{n}座", 900, 100 + 80 * n) for n in range(8)]
    lines = lines_of(rows_of([*names, *counts]), 1600, 2000, vertical=False)
    assert [line.text for line in lines] == [f"村名\t{n}座" for n in range(8)]
    blocks = blocks_of([NumberedPage(1, PrintedPage(lines))])
    assert {block.kind for block in blocks} == {BlockKind.TABLE_ROW}


def test_vertical_print_is_read_from_the_right() -> None:
    spots = [
        Spot("左起第二列", 0.9, 400, 100, 450, 500),
        Spot("最右一列字", 0.9, 600, 100, 650, 500),
    ]
    assert is_vertical(spots)
    assert [s.pieces[0].spot.text for s in vertical_rows(spots)] == ["最右一列字", "左起第二列"]


def _line(text: str, start: float, end: float, top: float, score: float = 0.99) -> PrintedLine:
    return PrintedLine(text, Box(start, top, end, top + 0.02), score, start, end, 0.028)


def test_a_paragraph_that_runs_over_a_page_break_is_one_and_knows_both_pages() -> None:
    first = PrintedPage(
        (
            _line("第一条　管护人员每天清扫两次并且", 0.19, 0.87, 0.2),
            _line("在公示牌上写明清扫的时间和本人姓", 0.13, 0.87, 0.23),
            _line("－1－", 0.4, 0.5, 0.94),
        )
    )
    second = PrintedPage(
        (_line("名，接受村民监督。", 0.13, 0.4, 0.1), _line("第二条　略。", 0.19, 0.4, 0.13))
    )
    blocks = blocks_of([NumberedPage(4, first), NumberedPage(5, second)])
    body = [block for block in blocks if block.kind is not BlockKind.HEADER]
    assert [block.text for block in body] == [
        "第一条　管护人员每天清扫两次并且在公示牌上写明清扫的时间和本人姓名，接受村民监督。",
        "第二条　略。",
    ]
    assert [line.page for line in body[0].lines] == [None, None, 5]
    assert [b.text for b in blocks if b.kind is BlockKind.HEADER] == ["－1－"]
    stored = layout_of(Reading("image", "image", blocks, 5))
    layout = layout_from(stored, "\n".join(block.text for block in body))
    at = body[0].text.index("接受村民监督")
    ((page, box),) = layout.places(at, at + 6)
    assert page == 5
    assert 0.13 < box.left < box.right <= 0.4


def test_a_corrected_paragraph_keeps_its_place_and_the_others_their_lines() -> None:
    page = PrintedPage(
        (_line("第一条　甲。", 0.19, 0.4, 0.1), _line("第二条　乙。", 0.19, 0.4, 0.2))
    )
    blocks = blocks_of([NumberedPage(1, page)])
    text = "\n".join(block.text for block in blocks)
    layout = layout_from(layout_of(Reading("image", "image", blocks, 1)), text)
    kept = carried_over(text, layout, "第一条　丙。\n第二条　乙。\n第三条　新的。")
    assert [block.page for block in kept] == [1, 1, 1]
    assert kept[0].lines == ()
    assert kept[0].box is not None
    assert kept[0].box.top == pytest.approx(0.1)
    assert len(kept[1].lines) == 1


@pytest.mark.parametrize(
    ("scores", "weak"), [((0.99, 0.99), False), ((0.85, 0.86), True), ((0.99, 0.5), True)]
)
def test_a_page_is_weak_on_the_whole_or_in_many_places(
    scores: tuple[float, float], weak: bool
) -> None:
    lines = tuple(_line("八个字的一行文字", 0.1, 0.5, 0.1 * n, s) for n, s in enumerate(scores))
    assert PrintedPage(lines).is_weak is weak


def test_what_crosses_the_pipe_is_the_same_page() -> None:
    page = PrintedPage((_line("青政规〔2018〕6号", 0.3, 0.6, 0.2),), 90)
    assert from_json(to_json(page)) == page


@pytest.mark.parametrize("turned", [0, 90, 180])
def test_a_page_laid_down_wrongly_is_turned_and_read(turned: int) -> None:
    paper = scans.ORDER[1:5]
    page = recognise(turn(scans.scan(paper).convert("L").convert("RGB"), (360 - turned) % 360))
    assert page.turned == turned
    assert "青政规〔2018〕6号" in [line.text for line in page.lines]


def test_print_under_a_red_stamp_is_read_and_the_stamp_is_not() -> None:
    page = recognise(scans.noisy(scans.skewed(scans.stamped(scans.scan()))))
    read = "".join(line.text for line in page.lines)
    assert read.count("青石镇人民政府") == 3, "letterhead, title, signature; not the stamp"
    assert "2018年9月12日" in read
    assert [line.text for line in page.lines if line.red] == ["青石镇人民政府文件"]
