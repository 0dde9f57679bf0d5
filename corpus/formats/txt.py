"""Reads plain text in whatever encoding it came."""

from __future__ import annotations

from pathlib import Path

from base.errors import Unreadable
from corpus.block import Block, Reading, ReadNote
from corpus.formats.encodings import NAMES, decode
from corpus.formats.hard_wrap import paragraphs
from corpus.formats.reader import MAX_BLOCKS, nothing_written, refuse_too_large, too_many_blocks

MAX_BYTES = 30 * 1024 * 1024
_ODD_SHARE = 0.02


class TxtReader:
    """Lines become blocks, blank lines are dropped."""

    name = "txt"
    format = "txt"

    def recognises(self, head: bytes, path: Path) -> bool:
        """Whatever decodes to text with hardly any control character."""
        text = decode(head).text.rstrip("\ufffd")
        if not text.strip():
            return not head.strip(b"\0 \r\n\t")
        odd = sum(
            1 for glyph in text if glyph == "\ufffd" or (glyph < " " and glyph not in "\r\n\t\f")
        )
        return odd / len(text) <= _ODD_SHARE

    def read(self, path: Path) -> Reading:
        """Lines as blocks, paragraphs where lines were broken at one width; a note on a guessed encoding."""
        refuse_too_large(path)
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("文本超过 30 MB，无法读取。请拆分后重新上传。", code="too_large")
        decoded = decode(path.read_bytes())
        if decoded.text.count("\n") > MAX_BLOCKS:
            raise too_many_blocks()
        text = decoded.text.replace("\0", "").rstrip("\ufffd")  # half a character at a cut end
        blocks = tuple(Block(words) for words in paragraphs(text.splitlines()) if words)
        if not blocks:
            raise nothing_written()
        return Reading(
            "txt", self.name, blocks, notes=encoding_notes(decoded.encoding, decoded.guessed)
        )


def encoding_notes(encoding: str, guessed: bool) -> tuple[ReadNote, ...]:  # noqa: FBT001
    """The note that names a guessed encoding, for txt and html alike."""
    if not guessed:
        return ()
    shown = NAMES.get(encoding, encoding)
    message = f"文件没有说明编码，按 {shown} 读取。如有乱码，请另存为 UTF-8 后重新上传。"
    return (ReadNote("encoding_guessed", message),)
