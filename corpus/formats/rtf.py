"""Reads .rtf: paragraphs, rows, text boxes, footnotes, printed numbers; no deleted or hidden text.

A reader of our own: striprtf loses footnotes and text boxes, keeps text deleted under tracked changes
and breaks Chinese characters whose second byte is written as a letter.
"""

from __future__ import annotations

from pathlib import Path

from base.errors import Unreadable
from corpus.block import BlockKind, Reading, ReadNote
from corpus.formats.reader import nothing_written, refuse_too_large
from corpus.formats.rtf_tokens import tokens
from corpus.formats.rtf_walker import RtfWalker

MAX_BYTES = 100 * 1024 * 1024
_OBJECTS = ReadNote("embedded_part", "文件里嵌入了另一个文件，其内容没有读到。请展开后另存。")


class RtfReader:
    """Word, WPS and LibreOffice alike."""

    name = "rtf"
    format = "rtf"

    def recognises(self, head: bytes, path: Path) -> bool:
        """Begins with {\\rt."""
        return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rt")

    def read(self, path: Path) -> Reading:
        """Body with text boxes in place, then footnotes, then page headers."""
        refuse_too_large(path)
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("RTF 超过 100 MB，无法读取。请去掉图片后重新上传。", code="too_large")
        page = RtfWalker()
        for token in tokens(path.read_bytes()):
            page.take(token)
        blocks = tuple(page.close())
        if all(block.kind is BlockKind.HEADER for block in blocks):
            raise nothing_written()
        notes = (_OBJECTS,) if page.objects else ()
        return Reading("rtf", self.name, blocks, notes=notes)
