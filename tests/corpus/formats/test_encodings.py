"""Encodings of Chinese text are told apart, and what is a guess is said to be one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import Unreadable
from corpus.formats.encodings import decode, decode_name
from corpus.formats.txt import TxtReader

SIMPLE = "关于废止《柳溪镇河道采砂管理暂行办法》的通知。各村民委员会、镇直各单位："
FULL = "關於廢止《柳溪鎮河道採砂管理暫行辦法》的通知。各村民委員會、鎮直各單位："


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-8"])
def test_simplified_text_comes_back(encoding: str) -> None:
    assert decode(SIMPLE.encode(encoding)).text == SIMPLE


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8", "utf-16-le"])
def test_traditional_text_comes_back(encoding: str) -> None:
    assert decode(FULL.encode(encoding)).text == FULL


@pytest.mark.parametrize("start", range(0, 24, 3))
@pytest.mark.parametrize(("text", "encoding"), [(SIMPLE, "gb18030"), (FULL, "big5")])
def test_ten_characters_are_enough(text: str, encoding: str, start: int) -> None:
    piece = text[start : start + 10]
    assert decode(piece.encode(encoding)).text == piece


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_guess(encoding: str) -> None:
    decoded = decode(SIMPLE.encode(encoding))
    assert decoded.text == SIMPLE
    assert not decoded.guessed


def test_a_character_cut_off_at_the_end_does_not_make_it_another_encoding() -> None:
    decoded = decode(SIMPLE.encode()[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(SIMPLE[:-1])


def test_a_wrong_hint_is_not_followed_and_gb2312_means_gb18030() -> None:
    text = "镕基、㙍、〇八年" + SIMPLE
    assert decode(text.encode("gb18030"), "gb2312").text == text
    assert decode(SIMPLE.encode("gb18030"), "big5").text == SIMPLE
    assert decode(SIMPLE.encode("gb18030"), "no-such-encoding").text == SIMPLE


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("河道通知.docx", "gb18030"), ("河道通知.docx", "utf-8"), ("關於河道管理的通知.doc", "big5")],
)
def test_names_in_zips_come_back(name: str, encoding: str) -> None:
    assert decode_name(name.encode(encoding)) == name


@given(st.binary(max_size=200))
def test_decoding_never_fails(data: bytes) -> None:
    assert isinstance(decode(data).text, str)


def test_the_reader_notes_a_guess_and_drops_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes("list of files, see 通知\r\n\r\n　\r\nand so on\r\n".encode("gb18030"))
    reading = TxtReader().read(path)
    assert [block.text for block in reading.blocks] == ["list of files, see 通知", "and so on"]
    assert [note.code for note in reading.notes] == ["encoding_guessed"]
    assert "GB18030" in reading.notes[0].message


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_text_that_can_be_nothing_else_is_no_guess(encoding: str) -> None:
    assert not decode((SIMPLE * 3).encode(encoding)).guessed


def test_millions_of_lines_are_refused_before_they_become_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a\n" * 1_000_000)
    with pytest.raises(Unreadable) as caught:
        TxtReader().read(path)
    assert caught.value.code == "too_large"
