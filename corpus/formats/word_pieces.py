"""The text of a binary Word document by its piece table ([MS-DOC] 2.4.1; Word 6 and 95 likewise).

No numbers, no tables but tabs: the last resort where nothing else opens the file, and the way to
text boxes, which converters lose. Text deleted under tracked changes and hidden text are left out.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.formats.encodings import decode

WORD_97, WORD_95 = 0xA5EC, 0xA5DC
_ENCRYPTED, _COMPLEX, _TABLE_1, _WIDE = 0x0100, 0x0004, 0x0200, 0x1000
_TABLE_DEFINITION = 0xD608
_DELETED_OR_HIDDEN = (0x0800, 0x083C)  # sprmCFRMarkDel, sprmCFVanish
_LENGTHS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
PAGE = 512
"""Bytes of a page of formatted properties."""

_MOST_PIECES = 200_000
_CODEPAGES = {
    0x0804: "gb18030",
    0x1004: "gb18030",
    0x0404: "big5hkscs",
    0x0C04: "big5hkscs",
    0x0411: "cp932",
    0x0412: "cp949",
    0x0419: "cp1251",
    0x0405: "cp1250",
    0x0415: "cp1250",
}
"""What the language of a Word 6 or 95 file says of its bytes; others are guessed from the bytes."""
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14([^\x13\x14\x15]*)\x15|\x13[^\x13\x14\x15]*\x15")
_GLYPHS = str.maketrans({0x0B: "\n", 0x1E: "-", 0x0C: "\r", 0xA0: " "})
_UNSEEN = re.compile("[\x00-\x06\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end`, stored from byte `at` on, `wide` in two bytes each."""

    start: int
    end: int
    at: int
    wide: bool


@dataclass(slots=True)
class Binary:
    """A parsed document: streams, pieces, lengths of its parts in characters."""

    data: bytes
    pieces: list[Piece]
    lengths: tuple[int, ...]
    codepage: str | None = None
    dropped: list[tuple[int, int]] = field(default_factory=list)

    def main(self) -> list[str]:
        """The paragraphs of the body; rows of tables are cells joined by tabs."""
        return list(_lines(self._text(0, self.lengths[0])))

    def boxes(self) -> list[str]:
        """The paragraphs that stand in text boxes of the body."""
        if len(self.lengths) < 7:
            return []
        start = sum(self.lengths[:6])
        return list(_lines(self._text(start, start + self.lengths[6])))

    def _text(self, start: int, end: int) -> str:
        parts: list[str] = []
        for piece in self.pieces:
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                parts += self._kept(piece, first, last)
        return "".join(parts)

    def _kept(self, piece: Piece, first: int, last: int) -> Iterator[str]:
        """The text of a piece without the byte ranges that are dropped."""
        width = 2 if piece.wide else 1
        at, end = piece.at + (first - piece.start) * width, piece.at + (last - piece.start) * width
        for gone, back in self.dropped[bisect_right(self.dropped, at, key=_end) :]:
            if gone >= end:
                break
            yield self._decoded(at, max(at, gone), piece.wide)
            at = min(end, back)
        yield self._decoded(at, end, piece.wide)

    def _decoded(self, at: int, end: int, wide: bool) -> str:  # noqa: FBT001
        raw = self.data[at:end]
        if wide:
            return raw.decode("utf-16-le", errors="replace")
        if self.codepage is None:
            return raw.decode("cp1252", errors="replace")
        return raw.decode(self.codepage, errors="replace")


class NotWord(Exception):
    """The stream is not what a Word document holds. `encrypted` tells a password from damage."""

    def __init__(self, reason: str, *, encrypted: bool = False) -> None:
        super().__init__(reason)
        self.encrypted = encrypted


def is_encrypted(document: bytes) -> bool:
    """Whether the header of a WordDocument stream says that a password is needed."""
    return len(document) > 12 and bool(_word(document, 0x0A) & _ENCRYPTED)


def table_name(document: bytes) -> str:
    """Which stream holds the tables of a document: 0Table or 1Table."""
    return "1Table" if len(document) > 12 and _word(document, 0x0A) & _TABLE_1 else "0Table"


def parse(document: bytes, table: bytes | None) -> Binary:
    """The pieces of a document.

    Args:
        document: the WordDocument stream.
        table: the table stream, None in Word 6 and 95.

    Raises:
        NotWord: not a Word document, encrypted, or damaged.
    """
    try:
        kind = _word(document, 0)
        if is_encrypted(document):
            raise NotWord("encrypted", encrypted=True)
        if kind == WORD_97 and table is not None:
            return _word_97(document, table)
        if kind == WORD_95:
            return _word_95(document)
    except (struct.error, IndexError) as error:
        raise NotWord("damaged") from error
    raise NotWord("unknown kind")


def _word_97(document: bytes, table: bytes) -> Binary:
    lengths = struct.unpack_from("<3i4x4i", document, 0x4C)
    if any(length < 0 for length in lengths):
        raise NotWord("negative length")
    start, size = struct.unpack_from("<II", document, 0x01A2)
    found = list(_pieces(table[start : start + size]))
    if not found:
        raise NotWord("no pieces")
    lengths = (*lengths[:3], 0, *lengths[3:])
    binary = Binary(document, found, lengths)
    start, size = struct.unpack_from("<II", document, 0xFA)
    binary.dropped = _apart(sorted(_dropped(document, table[start : start + size])))
    return binary


def _pieces(clx: bytes) -> Iterator[Piece]:
    """The piece table: past the property modifiers, character positions, then 8-byte descriptors."""
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + _word(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        return
    plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = min((len(plc) - 4) // 12, _MOST_PIECES)
    places = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for number in range(count):
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        narrow = bool(where & 0x40000000)
        byte = (where & 0x3FFFFFFF) // (2 if narrow else 1)
        if places[number] < places[number + 1]:
            yield Piece(places[number], places[number + 1], byte, not narrow)


def _dropped(document: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Byte ranges whose character properties say deleted or hidden (PlcBteChpx, ChpxFkp)."""
    count = (len(table) - 4) // 8
    for number in range(max(0, count)):
        page = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        fkp = document[page * PAGE : (page + 1) * PAGE]
        if len(fkp) < PAGE:
            continue
        runs = min(fkp[PAGE - 1], 101)
        edges = struct.unpack_from(f"<{runs + 1}I", fkp, 0)
        for run in range(runs):
            offset = 2 * fkp[4 * (runs + 1) + run]
            if offset and _drops(fkp[offset + 1 : offset + 1 + fkp[offset]]):
                yield edges[run], edges[run + 1]


def _apart(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted ranges, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def _end(span: tuple[int, int]) -> int:
    return span[1]


def _drops(modifiers: bytes) -> bool:
    """Whether single property modifiers say deleted or hidden."""
    at = 0
    while at + 2 < len(modifiers):
        if _word(modifiers, at) in _DELETED_OR_HIDDEN and modifiers[at + 2] & 1:
            return True
        at += 2 + operand_length(modifiers, at)
    return False


def operand_length(modifiers: bytes, at: int) -> int:
    """Bytes of the operand of the single property modifier at a place ([MS-DOC] 2.2.5.1)."""
    code = _word(modifiers, at)
    if code == _TABLE_DEFINITION:
        return 1 + _word(modifiers, at + 2)
    return _LENGTHS.get(code >> 13) or 1 + modifiers[at + 2]


def _word_95(document: bytes) -> Binary:
    """Word 6 and 95: bytes of a code page from fcMin on, or 8-bit pieces in the same stream."""
    language, flags = _word(document, 6), _word(document, 0x0A)
    first, last = struct.unpack_from("<II", document, 0x18)
    wide = bool(flags & _WIDE)
    if flags & _COMPLEX:
        start, size = struct.unpack_from("<II", document, 0x0160)
        found = [Piece(p.start, p.end, p.at, wide) for p in _pieces(document[start : start + size])]
    else:
        found = [Piece(0, (last - first) // (2 if wide else 1), first, wide)]
    length = struct.unpack_from("<i", document, 0x34)[0]
    raw = document[first:last]
    if not found or not raw or length < 0:
        raise NotWord("no text")
    codepage = _CODEPAGES.get(language) or decode(raw[:20_000]).encoding
    return Binary(document, found, (max(length, 0),), codepage)


def _lines(text: str) -> Iterator[str]:
    """Paragraphs without field codes; cells end with \\x07, an empty one ends the row."""
    text = _without_codes(text).translate(_GLYPHS)
    for paragraph in text.split("\r"):
        for row in paragraph.split("\x07\x07"):
            line = _UNSEEN.sub("", row).replace("\x07", "\t").strip()
            if line:
                yield line


def _without_codes(text: str) -> str:
    """Fields give way to their results, innermost first; what stands unclosed keeps its words."""
    for _ in range(10):
        text, changed = _FIELD_CODE.subn(lambda match: match.group(1) or "", text)
        if not changed:
            break
    return text


def _word(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])
