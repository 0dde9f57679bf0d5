"""PDF: lines become paragraphs, letterheads keep their colour, page numbers stay apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats.pdf import PdfReader, page_count
from tests.corpus.formats.samples import official_paper, pdf, picture, write


def _code(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        PdfReader().read(path)
    return caught.value.code


def test_a_letterhead_keeps_colour_size_and_place(tmp_path: Path) -> None:
    reading = PdfReader().read(pdf(tmp_path / "a", official_paper))
    head, number, title = reading.blocks[:3]
    assert (head.text, head.red, head.size, head.page) == ("柳溪镇人民政府文件", True, 28, 1)
    assert head.box is not None
    assert 0.08 < head.box.top < head.box.bottom < 0.14
    assert (number.text, number.red) == ("柳政发〔2019〕7号", False)
    assert (title.text, title.align) == ("关于加强河道管理的通知", "center")
    assert reading.pages == 2


def test_lines_become_paragraphs_also_over_a_page_break(tmp_path: Path) -> None:
    reading = PdfReader().read(pdf(tmp_path / "a", official_paper))
    texts = [b.text for b in reading.blocks if b.kind is BlockKind.PARAGRAPH]
    assert texts[3:] == [
        "各村民委员会：",
        "为了加强河道管理，保障行洪安全，现将有关事项通知如下。各村应当明确专人负责，定期巡查，发现问题及时上报。",
        "一、严禁在河道内倾倒垃圾、渣土，严禁占用河道堆放物料。违者依法处理。",
    ]


def test_page_numbers_are_headers(tmp_path: Path) -> None:
    reading = PdfReader().read(pdf(tmp_path / "a", official_paper))
    edges = [(b.text, b.page) for b in reading.blocks if b.kind is BlockKind.HEADER]
    assert edges == [("— 1 —", 1), ("— 2 —", 2)]


def test_a_head_that_every_page_repeats_is_a_header(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(4):
            write(canvas, 240, 800, "柳溪镇河道文件汇编", 10)
            write(canvas, 80, 600, f"这是第{'一二三四'[number]}页的正文，与别页都不相同。")
            canvas.showPage()

    reading = PdfReader().read(pdf(tmp_path / "a", draw))
    assert sum(b.kind is BlockKind.HEADER for b in reading.blocks) == 4
    assert sum(b.kind is BlockKind.PARAGRAPH for b in reading.blocks) == 4


def test_a_ruled_table_gives_rows_in_its_place(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 740, "附表如下：", 12)
        canvas.grid([80, 200, 320], [640, 670, 700])
        for text, x, y in (
            ("河段", 90, 680),
            ("长度", 210, 680),
            ("上游", 90, 650),
            ("3公里", 210, 650),
        ):
            write(canvas, x, y, text, 12)
        write(canvas, 80, 600, "表后一段。", 12)

    reading = PdfReader().read(pdf(tmp_path / "a", draw))
    assert [(b.kind.value, b.text) for b in reading.blocks] == [
        ("paragraph", "附表如下："),
        ("table_row", "河段\t长度"),
        ("table_row", "上游\t3公里"),
        ("paragraph", "表后一段。"),
    ]


def test_letters_spread_over_a_line_are_one_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for at, glyph in enumerate("柳溪镇人民政府"):
            write(canvas, 120 + 52 * at, 700, glyph, 28)
        write(canvas, 80, 600, "第二行正文。")

    assert PdfReader().read(pdf(tmp_path / "a", draw)).blocks[0].text == "柳溪镇人民政府"


def test_a_slanted_watermark_is_not_part_of_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 700, "关于河道管理的通知")
        canvas.rotate(45)
        write(canvas, 400, 200, "内部资料", 60)

    blocks = PdfReader().read(pdf(tmp_path / "a", draw)).blocks
    assert [b.text for b in blocks] == ["关于河道管理的通知"]


def test_a_turned_page_has_its_places_as_shown(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(180)
        write(canvas, 80, 780, "关于河道管理的通知")

    box = PdfReader().read(pdf(tmp_path / "a", draw)).blocks[0].box
    assert box is not None
    assert box.top > 0.9


def test_a_scan_and_the_scanned_pages_of_a_paper_wait_for_recognition(tmp_path: Path) -> None:
    def partly(canvas: Canvas) -> None:
        official_paper(canvas)
        canvas.showPage()
        picture(canvas)

    scan = PdfReader().read(pdf(tmp_path / "a", picture))
    assert (scan.blocks, scan.pages, scan.bare_pages) == ((), 1, (1,))
    mixed = PdfReader().read(pdf(tmp_path / "b", partly))
    assert mixed.bare_pages == (3,)
    assert {block.page for block in mixed.blocks} == {1, 2}
    assert [(note.code, note.page) for note in mixed.notes] == [("scanned_pages", 3)]


def test_a_password_is_told_from_damage(tmp_path: Path) -> None:
    locked = pdf(tmp_path / "a", official_paper, encrypt=StandardEncryption("甲", "乙"))
    assert _code(locked) == "encrypted"
    broken = pdf(tmp_path / "b", official_paper)
    broken.write_bytes(broken.read_bytes()[:900])
    assert _code(broken) == "damaged"
    assert page_count(broken) == 0


def test_an_owner_password_alone_does_not_stop_reading(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a", official_paper, encrypt=StandardEncryption("", "乙", canCopy=0))
    assert PdfReader().read(path).blocks


def test_a_blank_page_is_empty(tmp_path: Path) -> None:
    assert _code(pdf(tmp_path / "a", lambda canvas: canvas.showPage())) == "empty"


def test_a_raised_note_number_does_not_melt_into_a_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, 80, 700, "常住人口")
        write(canvas, 144, 707, "1", 9)
        write(canvas, 149, 700, "1761万人，比上年多")

    texts = [block.text for block in PdfReader().read(pdf(tmp_path / "a", draw)).blocks]
    assert texts == ["常住人口¹1761万人，比上年多"]


def test_rows_of_a_table_without_rules_are_not_run_together(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(
            (("序号", "河段", "长度", "责任村"), ("1", "上游", "3公里", "柳溪村"))
        ):
            for column, text in enumerate(row):
                write(canvas, 80 + 130 * column, 700 - 24 * at, text)

    texts = [block.text for block in PdfReader().read(pdf(tmp_path / "a", draw)).blocks]
    assert texts == ["序号 河段 长度 责任村", "1 上游 3公里 柳溪村"]
