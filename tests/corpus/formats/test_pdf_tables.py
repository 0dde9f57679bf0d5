"""PDF: tables are rows of cells, running heads and footnotes stand apart from the text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from corpus.block import BlockKind
from corpus.formats.pdf import PdfReader
from tests.corpus.formats.samples import pdf, write

Rows = Sequence[Sequence[str]]


def _table(canvas: Canvas, top: float, rows: Rows, *, sides: bool = True) -> None:
    lefts = [80.0 + 140 * at for at in range(len(rows[0]) + 1)]
    heights = [top - 24 * at for at in range(len(rows) + 1)]
    for height in heights:
        canvas.line(lefts[0], height, lefts[-1], height)
    for left in lefts if sides else lefts[1:-1]:
        canvas.line(left, heights[0], left, heights[-1])
    for height, row in zip(heights, rows, strict=False):
        for left, text in zip(lefts, row, strict=False):
            write(canvas, left + 8, height - 17, text, 12)


HEAD = ("序号", "河段", "责任村")


def _rows(path: Path) -> list[str]:
    return [b.text for b in PdfReader().read(path).blocks if b.kind is BlockKind.TABLE_ROW]


def test_a_head_row_repeated_on_the_next_page_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _table(canvas, 300, (HEAD, ("1", "上游", "柳溪村")))
        canvas.showPage()
        _table(canvas, 700, (HEAD, ("2", "下游", "河口村")))

    assert _rows(pdf(tmp_path / "a", draw)) == [
        "序号\t河段\t责任村",
        "1\t上游\t柳溪村",
        "2\t下游\t河口村",
    ]


def test_two_tables_of_their_own_keep_their_heads(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _table(canvas, 300, (HEAD, ("1", "上游", "柳溪村")))
        canvas.showPage()
        write(canvas, 80, 730, "表2 支流", 12)
        _table(canvas, 700, (HEAD, ("1", "东沟", "河口村")))

    assert _rows(pdf(tmp_path / "a", draw)).count("序号\t河段\t责任村") == 2


def test_a_table_open_at_its_sides_has_all_its_columns(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _table(canvas, 700, (HEAD, ("1", "上游", "柳溪村")), sides=False)

    assert _rows(pdf(tmp_path / "a", draw)) == ["序号\t河段\t责任村", "1\t上游\t柳溪村"]


def test_a_frame_around_a_text_is_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 600, 400, 140)
        canvas.rect(80, 610, 380, 120)
        write(canvas, 90, 700, "关于河道管理的通知。")

    reading = PdfReader().read(pdf(tmp_path / "a", draw))
    assert [(b.kind, b.text) for b in reading.blocks] == [
        (BlockKind.PARAGRAPH, "关于河道管理的通知。")
    ]


def test_a_row_says_where_each_cell_stands(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _table(canvas, 700, (HEAD, ("1", "上游", "柳溪村")))

    row = PdfReader().read(pdf(tmp_path / "a", draw)).blocks[1]
    assert [row.text[line.start :].split("\t")[0] for line in row.lines] == ["1", "上游", "柳溪村"]
    lefts = [line.box.left for line in row.lines]
    assert lefts == sorted(lefts)
    assert row.box is not None
    assert all(
        row.box.top <= line.box.top < line.box.bottom <= row.box.bottom for line in row.lines
    )


def test_running_heads_of_a_short_paper_and_of_one_chapter_are_headers(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(6):
            write(canvas, 80, 800, "河道文件汇编" if number < 3 else "水库文件汇编", 10)
            write(canvas, 80, 600, f"这是第{'一二三四五六'[number]}页的正文，与别页不同。")
            write(canvas, 290, 40, f"第 {number + 1} 页 共 6 页", 9)
            canvas.showPage()

    def brief(canvas: Canvas) -> None:
        for words in ("甲页的正文在这里。", "乙页另有别的正文。"):
            write(canvas, 80, 800, "LX 1204-2019", 10)
            write(canvas, 80, 600, words)
            canvas.showPage()

    for drawn, text, edges in ((draw, 6, 12), (brief, 2, 2)):
        blocks = PdfReader().read(pdf(tmp_path / "a", drawn)).blocks
        assert sum(b.kind is BlockKind.PARAGRAPH for b in blocks) == text
        assert sum(b.kind is BlockKind.HEADER for b in blocks) == edges


def test_annexes_and_letterheads_that_repeat_are_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 4):
            write(canvas, 80, 790, f"附件{number}")
            write(canvas, 80, 600, f"这是{'甲乙丙'[number - 1]}表的填写说明。", 14)
            canvas.showPage()

    def two_notices(canvas: Canvas) -> None:
        for number in (7, 8):
            write(canvas, 170, 790, "柳溪镇人民政府文件", 28)
            write(canvas, 80, 600, f"现将第{number}号决定印发给你们，请遵照执行。")
            canvas.showPage()

    for drawn in (draw, two_notices):
        blocks = PdfReader().read(pdf(tmp_path / "a", drawn)).blocks
        assert not [b.text for b in blocks if b.kind is BlockKind.HEADER]


def test_a_figure_at_the_foot_of_a_table_is_no_page_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 120, "合计", 12)
        write(canvas, 80, 100, "12", 12)
        write(canvas, 80, 80, "柳溪镇人民政府", 12)

    blocks = PdfReader().read(pdf(tmp_path / "a", draw)).blocks
    assert all(b.kind is BlockKind.PARAGRAPH for b in blocks)


def test_footnotes_do_not_cut_the_paragraph_that_goes_on(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 112, 160, "为了加强河道管理，保障行洪安全，现将有关事项")
        write(canvas, 80, 136, "通知如下，各村应当明确专人负责，定期巡查，发现")
        write(canvas, 449, 143, "①", 8)
        canvas.line(80, 110, 200, 110)
        write(canvas, 80, 90, "①专人是指村级河长。", 9)
        canvas.showPage()
        write(canvas, 80, 740, "问题及时上报。")

    blocks = PdfReader().read(pdf(tmp_path / "a", draw)).blocks
    assert [b.kind for b in blocks] == [BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]
    assert blocks[0].text.endswith("定期巡查，发现①问题及时上报。")
    assert blocks[0].lines[-1].page == 2
    assert blocks[1].text == "①专人是指村级河长。"


def test_a_cell_that_is_not_closed_at_the_foot_of_the_page_is_not_lost(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _table(canvas, 300, (HEAD, ("1", "上游", "柳溪村")))
        canvas.line(80, 252, 80, 228)
        canvas.line(220, 252, 220, 228)
        canvas.line(360, 252, 360, 228)
        canvas.line(500, 252, 500, 228)
        canvas.line(360, 228, 500, 228)
        for left, text in ((88, "2"), (228, "中游"), (368, "河口村")):
            write(canvas, left, 235, text, 12)

    assert _rows(pdf(tmp_path / "a", draw))[-1] == "2\t中游\t河口村"
