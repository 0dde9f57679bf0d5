"""Plain text: every encoding, however it is cut and whatever ends its lines."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from corpus.formats.txt import TxtReader

LINES = [
    "柳溪镇人民政府文件",
    "柳政发〔2019〕7号",
    "第一条　为了加强河道管理，制定本办法。",
    "2019年3月1日",
]
TRADITIONAL = ["臺北縣政府公告", "第一條　為了加強河道管理，制定本辦法。", "中華民國八十年三月一日"]


def _texts(tmp_path: Path, data: bytes) -> list[str]:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert TxtReader().recognises(data, path)
    return [block.text for block in TxtReader().read(path).blocks]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gb18030", b"\x84\x31\x95\x33"),
        ("utf-16-le", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str, mark: bytes) -> None:
    assert _texts(tmp_path, mark + "\r\n".join(LINES).encode(encoding)) == LINES


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16-le"])
def test_traditional_papers_too(tmp_path: Path, encoding: str) -> None:
    assert _texts(tmp_path, "\n".join(TRADITIONAL).encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_half_a_character_at_the_end_costs_that_character_only(
    tmp_path: Path, encoding: str
) -> None:
    whole = "\n".join(TRADITIONAL)
    cut = _texts(tmp_path, whole.encode(encoding)[:-1])
    assert cut == "\n".join(TRADITIONAL)[:-1].split("\n")


def test_lines_may_end_in_any_way(tmp_path: Path) -> None:
    data = "一、巡河\r二、清障\r\n三、上报\n\n四、考核\f五、奖惩\u2028六、其他\x85七、附则"
    assert len(_texts(tmp_path, data.encode())) == 7


def test_blanks_round_a_line_and_null_bytes_are_dropped(tmp_path: Path) -> None:
    long = "各村民委员会应当每月巡查河道，发现问题及时报告镇人民政府。" * 3
    data = f"　　第一条\0　{long}　\n\t \n".encode()
    assert _texts(tmp_path, data) == [f"第一条　{long}"]
