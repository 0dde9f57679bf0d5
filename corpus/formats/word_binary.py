"""Reads .doc and Kingsoft .wps (the binary format of Word 97, [MS-DOC]) without any other program.

msdoc2docx turns it into a package that our own walker reads, numbers and tracked changes included;
text boxes, which it loses, and files that it does not open are read by the piece table.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import doc2docx

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats import word_pieces
from corpus.formats.docx import read_package
from corpus.formats.ole import SIGNATURE, Compound, mentions, open_compound
from corpus.formats.ooxml import encrypted, open_package
from corpus.formats.reader import nothing_written, only_pictures, refuse_too_large
from corpus.formats.word_repair import repair

_MACROS = ReadNote("macros", "文件含有宏，读取时没有运行。下载原件打开前请先确认来源。")
_PIECES = ReadNote(
    "text_only",
    "文件结构不完整，只读出了文字：自动编号、表格分格和文本框的位置可能缺失，请对照原件。",
)
_BOXES = ReadNote("text_boxes_last", "文本框里的文字排在正文之后，请对照原件确认位置。")
_LAST = (BlockKind.FOOTNOTE, BlockKind.HEADER)
_OBJECT = "\ufffc"
_PICTURE_BYTES = 4096
_RUBBISH = re.compile("[\x80-\xff\ufffd\uffff]")
"""What bytes give that were never text; no language of Europe has a fifth of its letters here."""
_MOST_RUBBISH = 0.2
_FAILURES = (
    Exception,
)  # a converter meets hostile bytes: whatever it raises, the pieces are tried


class WordBinaryReader:
    """Word 6 to 2003 in an OLE file; `format` is wps where WPS wrote it, else doc."""

    name = "word-binary"
    format = "doc"

    def recognises(self, head: bytes, path: Path) -> bool:
        """An OLE file with a WordDocument stream."""
        return head.startswith(SIGNATURE) and mentions(path, "WordDocument")

    def read(self, path: Path) -> Reading:
        """The body with numbers and tables, text boxes last."""
        refuse_too_large(path)
        with open_compound(path) as compound:
            document = compound.stream("WordDocument") or b""
            if word_pieces.is_encrypted(document):
                raise encrypted()
            table = compound.stream(word_pieces.table_name(document))
            form = written_by(compound)
            notes = (_MACROS,) if _has_macros(compound) else ()
            pictured = len(compound.stream("Data") or b"") > _PICTURE_BYTES
        blocks = _converted(path, word_pieces.table_name(document))
        if blocks is None:
            blocks, notes = _by_pieces(document, table), (*notes, _PIECES)
        else:
            said = {block.text for block in blocks}
            boxes = tuple(box for box in _boxes(document, table) if box.text not in said)
            body = sum(block.kind not in _LAST for block in blocks)
            blocks = (*blocks[:body], *boxes, *blocks[body:])
            notes = (*notes, *((_BOXES,) if boxes else ()))
        if all(block.kind is BlockKind.HEADER for block in blocks):
            raise only_pictures() if pictured else nothing_written()
        text = "".join(block.text for block in blocks)
        if len(_RUBBISH.findall(text)) > len(text) * _MOST_RUBBISH:
            raise _damaged()
        return Reading(form, self.name, blocks, notes=notes)


def written_by(compound: Compound) -> str:
    """wps where WPS left its mark, else doc: both store the same binary format."""
    marked = any(name.startswith("wps") for name in compound.names())
    return "wps" if marked else "doc"


def examine(path: Path) -> tuple[str, tuple[ReadNote, ...]]:
    """The true format of an OLE document and its macro flag, without reading its text.

    Raises:
        Unreadable: encrypted, damaged.
    """
    with open_compound(path) as compound:
        document = compound.stream("WordDocument") or b""
        if word_pieces.is_encrypted(document):
            raise encrypted()
        return written_by(compound), (_MACROS,) if _has_macros(compound) else ()


def _has_macros(compound: Compound) -> bool:
    return bool(compound.names() & {"macros", "_vba_project", "vba"})


def _converted(path: Path, table_name: str) -> tuple[Block, ...] | None:
    """The blocks of the package msdoc2docx makes, None where it cannot or nothing is in it."""
    source, made = _scratch(".doc"), _scratch(".docx")
    try:
        shutil.copyfile(path, source)
        repair(source, table_name)
        doc2docx.convert(source, made)
        with open_package(made) as package:
            blocks = read_package(package)[0]
        seen = (replace(block, text=block.text.replace(_OBJECT, "").strip()) for block in blocks)
        return tuple(block for block in seen if block.text)
    except MemoryError:
        raise
    except _FAILURES:
        return None
    finally:
        source.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def _scratch(suffix: str) -> Path:
    """An empty file of our own in the folder for temporary files."""
    handle, name = tempfile.mkstemp(suffix)
    os.close(handle)
    return Path(name)


def _by_pieces(document: bytes, table: bytes | None) -> tuple[Block, ...]:
    try:
        lines = _parsed_lines(document, table)
    except word_pieces.NotWord as error:
        if error.encrypted:
            raise encrypted() from error
        raise _damaged() from error
    return tuple(lines)


def _damaged() -> Unreadable:
    return Unreadable(
        "Word 文件已损坏，无法读取。请用原来的软件打开后另存一份，再重新上传。", code="damaged"
    )


def _parsed_lines(document: bytes, table: bytes | None) -> list[Block]:
    binary = word_pieces.parse(document, table)
    body = [
        Block(line, BlockKind.TABLE_ROW if "\t" in line else BlockKind.PARAGRAPH)
        for line in binary.main()
    ]
    return body + [Block(line) for line in binary.boxes()]


def _boxes(document: bytes, table: bytes | None) -> tuple[Block, ...]:
    """The paragraphs of text boxes; a damaged table costs the boxes only."""
    try:
        return tuple(Block(line) for line in word_pieces.parse(document, table).boxes())
    except word_pieces.NotWord:
        return ()
