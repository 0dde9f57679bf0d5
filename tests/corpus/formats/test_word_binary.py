"""Binary Word: the paper in the fixture says the same as its .docx; damage costs structure, not words."""

from __future__ import annotations

import struct
from pathlib import Path

import olefile
import pytest

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats import word_pieces
from corpus.formats.docx import DocxReader
from corpus.formats.examination import examine
from corpus.formats.word_binary import WordBinaryReader
from tests.corpus.formats.samples import OFFICE, sample

DOC = OFFICE / "paper.doc"


def _texts(path: Path) -> list[str]:
    return [block.text for block in WordBinaryReader().read(path).blocks]


def _stream(name: str) -> bytes:
    with olefile.OleFileIO(str(DOC)) as file:
        return file.openstream(name).read()


def _with_stream(path: Path, name: str, data: bytes) -> Path:
    path.write_bytes(DOC.read_bytes())
    with olefile.OleFileIO(str(path), write_mode=True) as file:
        file.write_stream(name, data)
    return path


def test_a_doc_says_what_the_docx_it_was_made_from_says() -> None:
    said = [block.text for block in DocxReader().read(OFFICE / "paper.docx").blocks]
    read = _texts(DOC)
    assert sorted(read) == sorted(said)
    assert read[2:7] == [
        "第一条　为了加强河道管理，制定本办法。",
        "（一）清除障碍；",
        "（二）清运渣土。",
        "第二条　各村负责巡查。",
        "一、提高认识",
    ]


def test_deleted_and_hidden_words_are_not_there() -> None:
    text = "".join(_texts(DOC))
    assert "本办法自2019年3月1日起施行。" in text
    assert "发布之日" not in text
    assert "不给人看" not in text


def test_words_of_a_text_box_stand_after_the_body_and_a_note_says_so() -> None:
    reading = WordBinaryReader().read(DOC)
    body = [b.text for b in reading.blocks if b.kind not in (BlockKind.FOOTNOTE, BlockKind.HEADER)]
    assert body[-1] == "框内：河道长制公示"
    assert [note.code for note in reading.notes] == ["text_boxes_last"]


def test_a_class_id_in_the_header_is_no_obstacle(tmp_path: Path) -> None:
    data = bytearray(DOC.read_bytes())
    data[8:24] = b"\x06\x09\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
    path = tmp_path / "a"
    path.write_bytes(data)
    assert _texts(path) == _texts(DOC)


def test_where_the_structure_is_lost_the_words_are_read_and_a_note_says_so(tmp_path: Path) -> None:
    document = bytearray(_stream("WordDocument"))
    struct.pack_into("<I", document, 0x0106, 5)  # length of the table of paragraph properties
    reading = WordBinaryReader().read(_with_stream(tmp_path / "a", "WordDocument", bytes(document)))
    text = "\n".join(block.text for block in reading.blocks)
    assert "为了加强河道管理，制定本办法。" in text
    assert "河段\t责任人" in text
    assert "框内：河道长制公示" in text
    assert "本办法自2019年3月1日起施行。" in text
    assert "不给人看" not in text
    assert "text_only" in [note.code for note in reading.notes]


def test_a_doc_with_a_password_is_refused_as_encrypted(tmp_path: Path) -> None:
    document = bytearray(_stream("WordDocument"))
    document[0x0B] |= 0x01
    path = _with_stream(tmp_path / "a", "WordDocument", bytes(document))
    for attempt in (WordBinaryReader().read, examine):
        with pytest.raises(Unreadable) as caught:
            attempt(path)
        assert caught.value.code == "encrypted"


def test_a_document_of_rubbish_is_damaged_and_not_filed(tmp_path: Path) -> None:
    document = bytearray(_stream("WordDocument"))
    document[0x200:] = b"\xff" * (len(document) - 0x200)
    with pytest.raises(Unreadable) as caught:
        WordBinaryReader().read(_with_stream(tmp_path / "a", "WordDocument", bytes(document)))
    assert caught.value.code == "damaged"


def test_the_format_is_told_by_content(tmp_path: Path) -> None:
    assert examine(DOC)[:2] == ("word-binary", "doc")
    assert examine(sample("works", tmp_path))[:2] == ("works", "wps")


def test_word_95_keeps_its_text_in_a_code_page() -> None:
    text = "河道管理办法\r第一条　各村负责\x13 PAGE \x14七\x15巡查。\r".encode("gb18030")
    head = bytearray(0x400)
    struct.pack_into("<HHHH", head, 0, word_pieces.WORD_95, 0x68, 0, 0x0804)
    struct.pack_into("<II", head, 0x18, 0x400, 0x400 + len(text))
    struct.pack_into("<i", head, 0x34, len(text))
    binary = word_pieces.parse(bytes(head) + text, None)
    assert binary.main() == ["河道管理办法", "第一条　各村负责七巡查。"]
    assert binary.boxes() == []


def test_what_is_no_word_document_is_told() -> None:
    for data in (b"", b"\0" * 600, struct.pack("<H", word_pieces.WORD_97) + bytes(900)):
        with pytest.raises(word_pieces.NotWord):
            word_pieces.parse(data, b"")
