"""RTF: what is printed is read, whatever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats.rtf import RtfReader
from tests.corpus.formats.samples import OFFICE

FONTS = r"{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Times;}}"


def _blocks(path: Path, body: str) -> list[tuple[str, BlockKind]]:
    path.write_bytes(f"{{\\rtf1\\ansi\\ansicpg936{FONTS}{body}}}".encode("latin-1"))
    return [(block.text, block.kind) for block in RtfReader().read(path).blocks]


def _texts(path: Path, body: str) -> list[str]:
    return [text for text, _ in _blocks(path, body)]


def hexed(text: str) -> str:
    """As Word writes Chinese: bytes of the code page, those that are letters as letters."""
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"\\'{byte:02x}"
        for byte in text.encode("gb18030")
    )


def test_the_fixture_says_what_its_docx_says() -> None:
    said = [block.text for block in RtfReader().read(OFFICE / "paper.rtf").blocks]
    assert said[:7] == [
        "柳溪镇人民政府文件",
        "柳溪镇河道管理办法",
        "第一条　为了加强河道管理，制定本办法。",
        "（一）清除障碍；",
        "（二）清运渣土。",
        "第二条　各村负责巡查。",
        "一、提高认识",
    ]
    assert said[9:12] == ["河段\t责任人", "上游\t张三", "里一\t里二"]
    assert "本办法自2019年3月1日起施行。" in said
    assert said[-2:] == ["指主河道。", "第 1 页"]
    assert not any("不给人看" in text for text in said)


def test_type_and_place_of_a_letterhead() -> None:
    first = RtfReader().read(OFFICE / "paper.rtf").blocks[0]
    assert (first.size, first.bold, first.red, first.align) == (28.0, True, True, "center")


def test_characters_whose_second_byte_is_a_letter_are_whole(tmp_path: Path) -> None:
    assert _texts(tmp_path / "a", rf"\f0 {hexed('丂丄乗河道')}\par") == ["丂丄乗河道"]


def test_unicode_with_its_stand_in_and_beyond_the_first_plane(tmp_path: Path) -> None:
    body = r"\uc2\u27827\'ba\'d3\u36947\'b5\'c0\uc1\u-10187?\u-9118?\par"
    assert _texts(tmp_path / "a", body) == ["河道\U0001d462"]


def test_deleted_and_hidden_words_and_field_codes_are_left_out(tmp_path: Path) -> None:
    body = (
        rf"\f0 {hexed('自')}{{\deleted {hexed('发布之日')}}}{{\revised {hexed('三月')}}}"
        rf"{{\v {hexed('隐藏')}}}{{\field{{\*\fldinst PAGE }}{{\fldrslt {hexed('七')}}}}}\par"
    )
    assert _texts(tmp_path / "a", body) == ["自三月七"]


def test_a_table_of_contents_is_skipped(tmp_path: Path) -> None:
    body = rf"\f0{{\field{{\*\fldinst TOC \\o }}{{\fldrslt {hexed('总则')} 1\par}}}}{hexed('总则')}\par"
    assert _texts(tmp_path / "a", body) == ["总则"]


def test_text_boxes_footnotes_and_headers_are_kept_apart(tmp_path: Path) -> None:
    body = (
        rf"{{\header\f0 {hexed('页眉')}\par}}\f0 {hexed('正文')}"
        rf"{{\footnote {hexed('注')}\par}}"
        rf"{{\shp{{\*\shpinst{{\sp{{\sn x}}{{\sv 1}}}}{{\shptxt {hexed('框内')}\par}}}}"
        rf"{{\shprslt {hexed('重复')}}}}}{hexed('继续')}\par"
    )
    assert _blocks(tmp_path / "a", body) == [
        ("正文继续", BlockKind.PARAGRAPH),
        ("框内", BlockKind.PARAGRAPH),
        ("注", BlockKind.FOOTNOTE),
        ("页眉", BlockKind.HEADER),
    ]


def test_rows_of_cells_and_rows_of_one_cell(tmp_path: Path) -> None:
    body = (
        r"\trowd\cellx1\cellx2\intbl a\cell b\par c\cell\row"
        r"\trowd\cellx1\pard\intbl one\cell\row\pard after\par"
    )
    assert _blocks(tmp_path / "a", body) == [
        ("a\tb c", BlockKind.TABLE_ROW),
        ("one", BlockKind.PARAGRAPH),
        ("after", BlockKind.PARAGRAPH),
    ]


def test_pictures_and_binary_data_are_no_text(tmp_path: Path) -> None:
    body = r"{\pict\pngblip 89504e47}{\pict\bin4 }}}}}before\par"
    assert _texts(tmp_path / "a", body) == ["before"]


def test_an_embedded_file_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(rb"{\rtf1 text{\object{\*\objdata 0105}}\par}")
    assert [note.code for note in RtfReader().read(path).notes] == ["embedded_part"]


def test_a_file_without_words_is_empty_and_one_of_braces_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for data, code in ((rb"{\rtf1{\info x}}", "empty"), (b"{\\rtf1" + b"{" * 5000, "damaged")):
        path.write_bytes(data)
        with pytest.raises(Unreadable) as caught:
            RtfReader().read(path)
        assert caught.value.code == code
