"""PDF: damage, passwords, what would act, pages without text, and where each line stands."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from base.errors import Unreadable
from corpus.block import Reading
from corpus.formats.pdf import MAX_PAGES, PdfReader, page_count
from corpus.formats.pdf_page import is_garbled
from tests.corpus.formats.samples import official_paper, pdf, picture, write


def _read(path: Path) -> Reading:
    return PdfReader().read(path)


def _code(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        _read(path)
    return caught.value.code


def _notes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def _long(canvas: Canvas) -> None:
    for number in range(40):
        write(canvas, 80, 700, f"第{number + 1}页的正文，写明河道管理的要求。")
        canvas.showPage()


def test_a_lost_end_is_repaired_and_said(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a", _long)
    whole = _read(path)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"trailer")])
    reading = _read(path)
    assert (reading.blocks, reading.pages) == (whole.blocks, 40)
    assert _notes(reading) == ["repaired"]
    assert page_count(path) == 40


def test_a_page_that_repair_cannot_bring_back_is_named(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a", _long)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"stream", 0, data.rindex(b"endstream")) - 60])
    reading = _read(path)
    assert _notes(reading) == ["repaired", "lost_pages"]
    assert "第 40 页" in reading.notes[1].message
    assert len(reading.blocks) == 39


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7])
def test_half_a_file_is_damaged(tmp_path: Path, share: float) -> None:
    path = pdf(tmp_path / "a", _long)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert _code(path) == "damaged"


def test_a_user_password_is_asked_for_also_by_a_damaged_file(tmp_path: Path) -> None:
    with pikepdf.open(pdf(tmp_path / "a", official_paper)) as document:
        document.save(tmp_path / "b", encryption=pikepdf.Encryption(owner="甲", user="乙", R=6))
    assert _code(tmp_path / "b") == "encrypted"


def _with(tmp_path: Path, change: str) -> Path:
    with pikepdf.open(pdf(tmp_path / "a", official_paper)) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
        launch = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="calc.exe")
        if change == "open":
            document.Root.OpenAction = action
        elif change == "names":
            document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[]))
        elif change == "page":
            document.pages[1].obj.AA = pikepdf.Dictionary(O=launch)
        elif change == "link":
            link = pikepdf.Dictionary(Subtype=pikepdf.Name("/Link"), Rect=[0, 0, 9, 9], A=launch)
            document.pages[0].obj.Annots = [document.make_indirect(link)]
        else:
            document.attachments["清单.xls"] = b"x"
        document.save(tmp_path / "b")
    return tmp_path / "b"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("open", "active_script"),
        ("names", "active_script"),
        ("page", "active_launch"),
        ("link", "active_launch"),
        ("file", "embedded_files"),
    ],
)
def test_what_would_act_is_said_and_the_text_read(tmp_path: Path, change: str, code: str) -> None:
    reading = _read(_with(tmp_path, change))
    assert _notes(reading) == [code]
    assert reading.blocks


def test_an_honest_paper_has_no_notes(tmp_path: Path) -> None:
    assert _notes(_read(pdf(tmp_path / "a", official_paper))) == []


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    document = pikepdf.new()
    for _ in range(MAX_PAGES + 1):
        document.add_blank_page(page_size=(100, 100))
    document.save(tmp_path / "a")
    assert _code(tmp_path / "a") == "too_large"


def _coded(path: Path, pages: list[str]) -> Path:
    """A PDF whose font says of each byte which character it is, right or wrong."""
    document = pikepdf.new()
    for said in pages:
        pairs = "".join(
            f"<{33 + at:02x}> <{glyph.encode('utf-16-be').hex()}>\n"
            for at, glyph in enumerate(said)
        )
        table = (
            "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def\n"
            "1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(said)} beginbfchar\n{pairs}endbfchar endcmap end"
        )
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        font.ToUnicode = document.make_stream(table.encode())
        page = document.add_blank_page(page_size=A4)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        codes = bytes(range(33, 33 + len(said))).hex()
        page.obj.Contents = document.make_stream(f"BT /F1 14 Tf 60 700 Td <{codes}> Tj ET".encode())
    document.save(path)
    return path


RIGHT = "为了加强河道管理保障行洪安全制定本办法自发布之日起施行"
WRONG = "犌犕犜犛犲犮狌狉犻狋狔狊犲犪犾犮狉狔狆狋狅犵狉犪狆犺狔狊"


def test_a_garbled_page_waits_for_recognition(tmp_path: Path) -> None:
    reading = _read(_coded(tmp_path / "a", [RIGHT, WRONG]))
    assert reading.bare_pages == (2,)
    assert [block.text for block in reading.blocks] == [RIGHT]
    assert _notes(reading) == ["garbled"]
    assert _read(_coded(tmp_path / "b", [WRONG])).blocks == ()


def test_a_character_that_the_font_does_not_name_is_marked(tmp_path: Path) -> None:
    reading = _read(_coded(tmp_path / "a", [f"{RIGHT[:20]}\ue123{RIGHT[20:]}"]))
    assert reading.blocks
    unnamed = _read(_coded(tmp_path / "b", [f"{RIGHT[:20]}\ufffd{RIGHT[20:]}"]))
    assert _notes(unnamed) == ["unnamed_characters"]


def test_a_rare_character_beyond_the_first_plane_is_read(tmp_path: Path) -> None:
    assert "𠮷" in _read(_coded(tmp_path / "a", [f"{RIGHT}𠮷"])).blocks[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RIGHT, False),
        ("甲" * 10, False),
        ("$%&'()*+,-./0!\"#$%&'()*+,-.<=>?@%&'*+", True),
        (RIGHT + "(cid:12)(cid:13)", True),
        (RIGHT + "\ue000\ue001", True),
        ("• 一、加强管理 " + "➢ 二、保障安全 " * 5, False),
        ("", False),
    ],
)
def test_garbage_is_told_from_text(text: str, expected: bool) -> None:
    assert is_garbled(text) is expected


def test_a_layer_that_others_recognised_is_kept_and_said(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        picture(canvas)
        text = canvas.beginText(80, 700)
        text.setFont("STSong-Light", 16)
        text.setTextRenderMode(3)
        text.textLine("关于加强河道管理工作的通知，各村民委员会：")
        canvas.drawText(text)

    reading = _read(pdf(tmp_path / "a", draw))
    assert reading.blocks[0].text.startswith("关于加强河道管理")
    assert (_notes(reading), reading.bare_pages) == (["foreign_layer"], ())


def test_the_mark_of_a_scanning_program_does_not_make_a_scan_a_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        picture(canvas)
        write(canvas, 400, 20, "扫描软件制作", 9)

    assert _read(pdf(tmp_path / "a", draw)).bare_pages == (1,)


LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
LINES = st.lists(
    st.tuples(
        st.text("柳溪镇河道管理办法一二三，。〔〕2019号Aa—", max_size=22).map("镇{}".format),
        st.sampled_from([10.5, 14, 16, 22]),
        st.integers(40, 60),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, turn=st.sampled_from([0, 90, 180, 270]))
def test_no_character_is_lost_and_those_of_a_line_stand_in_its_box(
    lines: list[tuple[str, float, int]], turn: int, tmp_path: Path
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        for at, (text, size, left) in enumerate(lines):
            write(canvas, left, (560 if turn in (90, 270) else 780) - 45 * at, text, size)

    path = pdf(tmp_path / "a", draw)
    reading = _read(path)
    said = "".join(block.text for block in reading.blocks).replace(" ", "").translate(LOWERED)
    assert sorted(said) == sorted("".join(text for text, _, _ in lines))
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as witness:
        page = witness.pages[0]
        glyphs = [
            (
                c["text"],
                (c["x0"] + c["x1"]) / 2 / page.width,
                (c["top"] + c["bottom"]) / 2 / page.height,
            )
            for c in page.chars
        ]
    for block in reading.blocks:
        starts = [line.start for line in block.lines]
        assert starts[0] == 0
        assert starts == sorted(starts)
        for line, end in zip(block.lines, [*starts[1:], len(block.text)], strict=True):
            box = line.box
            inside = [
                text
                for text, x, y in glyphs
                if box.left - 0.02 <= x <= box.right + 0.02
                and box.top - 0.02 <= y <= box.bottom + 0.02
            ]
            words = block.text[line.start : end].strip()
            assert words
            assert not set(words) - set(inside) - set(" -⁰¹²³⁴⁵⁶⁷⁸⁹")
