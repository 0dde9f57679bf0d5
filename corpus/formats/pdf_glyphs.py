"""Characters of a PDF page out of PDFium, cut where PDFium breaks the line, each with its place."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MAX_CHARS = 200_000
"""Characters read of one page; a page of a law has about a thousand."""

SOFT_HYPHEN = "\xad"
"""A hyphen PDFium takes for the end of a parted word; what it is shows when lines are joined."""

_SAMPLE = 24
_BAND = 32.0
_MOST_ALIKE = 100
_JOINED = " —…─"
"""Never taken for a double: one drawn sign may stand for two dashes or six points."""
_PLAIN = {"\x02": SOFT_HYPHEN, "\xad": SOFT_HYPHEN, "\ufffe": SOFT_HYPHEN, "\uffff": "\ufffd"}
_PLAIN |= {"\u2010": "-", "\u2011": "-", "\xa0": " ", "\ufeff": "", "\u200b": "", "\u2028": " "}
_PLAIN |= {"\x7f": "", "\u2029": " "}
_PLAIN |= {"\uf0b7": "•", "\uf06c": "●", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf06e": "■"}
_RADICALS = str.maketrans(
    "⺠⻓⻅⻉⻋⻔⻛⻚⻢⻥⻦⻨⻩⻬⻮⻰⻆⻄⻝⻣⻤⻘⻳⺟⻁⻜",
    "民长见贝车门风页马鱼鸟麦黄齐齿龙角西食骨鬼青龟母虎飞",
)


class Glyph(NamedTuple):
    """A character with its place in points from the top left of the page as it is read, or a blank
    that PDFium put between two of them; `at` is its index there. A tuple: a page has thousands."""

    text: str
    at: int
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A page turned so that its text stands upright: from PDF space (origin bottom left, before
    rotation) to points from the top left. `width` and `height` are those of the turned page."""

    x: float
    y: float
    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage, turn: int) -> Frame:
        """The frame of a page turned clockwise by `turn` degrees (0, 90, 180 or 270)."""
        left, bottom, right, top = page.get_cropbox()
        width, height = max(1.0, right - left), max(1.0, top - bottom)
        if turn in (90, 270):
            width, height = height, width
        return cls(left, top, width, height, turn)

    def place(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """left, top, right, bottom on the turned page."""
        u0, u1, v0, v1 = left - self.x, right - self.x, self.y - top, self.y - bottom
        if self.turn == 0:
            return u0, v0, u1, v1
        if self.turn == 90:
            return self.width - v1, u0, self.width - v0, u1
        if self.turn == 180:
            return self.width - u1, self.height - v1, self.width - u0, self.height - v0
        return v0, self.height - u1, v1, self.height - u0


def is_cjk(glyph: str) -> bool:
    """Whether a character is Han, kana, or East Asian punctuation: no blank belongs beside it."""
    return "\u2e80" <= glyph <= "\u9fff" or "\uf900" <= glyph <= "\ufaff" or _is_wide_form(glyph)


def _is_wide_form(glyph: str) -> bool:
    return "\ufe30" <= glyph <= "\ufe4f" or "\uff00" <= glyph <= "\uffef"


def is_han(glyph: str) -> bool:
    """Whether a character is Han."""
    return "\u3400" <= glyph <= "\u9fff"


def writing_turn(textpage: Any, usual: int) -> int:
    """By how many degrees clockwise the page must be turned for most of its text to stand upright.

    Args:
        textpage: PDFium's text of the page.
        usual: the rotation the page names, for a page without text.
    """
    count = pdfium.FPDFText_CountChars(textpage)
    seen: Counter[int] = Counter()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(0, count - 1, max(1, count // _SAMPLE)):
        if any(pdfium.FPDFText_GetUnicode(textpage, at) < 33 for at in (index, index + 1)):
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        from_x, from_y = x.value, y.value
        pdfium.FPDFText_GetCharOrigin(textpage, index + 1, x, y)
        across, up = x.value - from_x, y.value - from_y
        if abs(across) >= abs(up):
            seen[0 if across >= 0 else 180] += 1
        elif _lies(textpage, index):
            seen[90 if up > 0 else 270] += 1
        else:
            seen[0] += 1  # written downwards with upright characters
    return seen.most_common(1)[0][0] if seen else usual


def _lies(textpage: Any, index: int) -> bool:
    """Whether a character is turned by 90 or 270 degrees."""
    matrix = pdfium.FS_MATRIX()
    known = pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    return bool(known) and abs(matrix.b) > abs(matrix.a)


def page_rows(textpage: Any, frame: Frame) -> list[list[Glyph]]:
    """The characters of a page, cut where PDFium or the eye breaks the line; what is printed twice on
    one place (bold by double print) is there once, what stands off the page not at all."""
    rows: list[list[Glyph]] = [[]]
    places = _Places(textpage, frame)
    last: Glyph | None = None
    tallest = 1.0
    for glyph in _glyphs(textpage, places):
        if glyph is None:
            rows.append([])
            last = None
            continue
        if not glyph.generated and glyph.text != " ":
            height = glyph.bottom - glyph.top
            if last is not None and places.breaks(last, glyph, tallest):
                rows.append([])
                last = None
            tallest = height if last is None else max(tallest, height)
            last = glyph
        rows[-1].append(glyph)
    return [row for row in rows if row]


def _glyphs(textpage: Any, places: _Places) -> Iterator[Glyph | None]:
    """The characters in the order of the file, None where PDFium breaks the line."""
    code_of, count = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_CountChars(textpage)
    for index in range(min(count, MAX_CHARS)):
        code = code_of(textpage, index)
        if code in (10, 13):
            yield None
        elif code == 32 and pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            yield Glyph(" ", index, generated=True)
        else:
            if 0xD800 <= code <= 0xDFFF:
                code = _paired(code, code_of(textpage, index + (1 if code < 0xDC00 else -1)))
            text = _character(code)
            glyph = places.glyph(text, index) if text else None
            if glyph is not None:
                yield glyph


def _paired(code: int, other: int) -> int:
    """The character of which PDFium gives one half with each index; 0xFEFF, which is nothing, with
    the second half."""
    if code < 0xDC00 <= other <= 0xDFFF:
        return 0x10000 + ((code - 0xD800) << 10) + (other - 0xDC00)
    return 0xFEFF if 0xD800 <= other < 0xDC00 <= code else code


def _character(code: int) -> str:
    """One character: variants of the hyphen made one, radicals that fonts give for characters made
    characters; U+FFFD for a glyph that the font names by no character."""
    if 0x20 <= code < 0x7F:
        return chr(code)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    glyph = chr(code)
    if glyph in _PLAIN:
        return _PLAIN[glyph]
    if code < 0x20 or 0x80 <= code < 0xA0:
        return " " if code in (9, 0x85) else "\ufffd"
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", glyph).translate(_RADICALS)
    return glyph


class _Places:
    """Asks PDFium for places; remembers them to tell what is printed twice."""

    def __init__(self, textpage: Any, frame: Frame) -> None:
        self._textpage, self._frame = textpage, frame
        self._sides = (ctypes.c_double * 4)()
        pointer, start = ctypes.POINTER(ctypes.c_double), ctypes.addressof(self._sides)
        self._asked = [ctypes.cast(start + 8 * at, pointer) for at in range(4)]
        self._seen: dict[tuple[str, int], list[tuple[float, float]]] = {}

    def glyph(self, text: str, index: int) -> Glyph | None:
        """The character with its place; None for a double, and for what stands off the page."""
        pdfium.FPDFText_GetCharBox(self._textpage, index, *self._asked)
        left, right, bottom, top = self._sides
        frame = self._frame
        u0, v0, u1, v1 = frame.place(left, bottom, right, top)
        width, height = u1 - u0, v1 - v0
        if not (-2 <= u0 + u1 <= 2 * frame.width + 2 and -2 <= v0 + v1 <= 2 * frame.height + 2):
            return None
        if text == "\ufffd" and (width < 1 or height < 1):
            return None
        if text not in _JOINED and self._is_double(
            text, u0, v0, width if width > height else height
        ):
            return None
        return Glyph(text, index, u0, v0, u1, v1)

    def _is_double(self, text: str, left: float, top: float, extent: float) -> bool:
        """Whether the same character stands there already; remembers it otherwise."""
        reach = 0.6 if extent < 4 else 0.15 * extent if extent < 26 else 4.0
        if "\u3400" <= text <= "\u9fff":  # two of them never overlap by more than a half
            reach = min(0.4 * extent, 0.45 * _BAND)
        band = int(top / _BAND)
        above = top - band * _BAND
        near = band - 1 if above < reach else band + 1 if above > _BAND - reach else band
        for at in (band,) if near == band else (band, near):
            for across, down in self._seen.get((text, at), ()):
                if -reach < across - left < reach and -reach < down - top < reach:
                    return True
        held = self._seen.setdefault((text, band), [])
        if len(held) < _MOST_ALIKE:
            held.append((left, top))
        return False

    def breaks(self, last: Glyph, glyph: Glyph, tallest: float) -> bool:
        """A new line that PDFium did not see: not on the height of the character before, and further
        left, or on another base line. `tallest` is the greatest height in the line so far."""
        drop = abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) / 2
        if drop <= 0.35:
            return False
        high = max(last.bottom - last.top, glyph.bottom - glyph.top)
        if drop <= 0.35 * high or _is_below(last, glyph):
            return False
        if glyph.left < last.left - high and drop > 0.7 * high:
            return True
        words = is_han(last.text) and is_han(glyph.text)
        least = 0.35 if words else 0.9  # a note number may stand high
        return abs(self._base(last) - self._base(glyph)) > least * max(tallest, high)

    def _base(self, glyph: Glyph) -> float:
        """Height of the base line; tight boxes of marks stand high or low on it."""
        pdfium.FPDFText_GetCharOrigin(self._textpage, glyph.at, *self._asked[:2])
        x, y = self._sides[:2]
        return self._frame.place(x, y, x, y)[1]


def _is_below(last: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands right under another: lines that run downwards."""
    width = max(last.right - last.left, glyph.right - glyph.left, 1.0)
    shift = abs((last.left + last.right) - (glyph.left + glyph.right)) / 2
    return shift < 0.3 * width and -1 < glyph.top - last.bottom < 0.6 * width
