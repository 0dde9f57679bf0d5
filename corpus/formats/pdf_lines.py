"""Lines of a PDF page out of PDFium's characters: text, place, size, colour."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.formats.reader import RAISED

MAX_CHARS = 200_000
"""Characters read of one page; a page of a law has about a thousand."""

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_FAR = 1.5
_DIAGONAL = math.radians(8)
_GLYPHS = {"\xad": "-", "\u2010": "-", "\u2011": "-", "\x02": "-", "\ufffe": "-", "\xa0": " "}


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Places in points from the top left of the page as shown; size in points; `columns`
    counts what stands far apart on it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    red: bool | None = None
    bold: bool | None = None
    columns: int = 1

    @property
    def middle(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character with its place, or a blank that PDFium put between two of them."""

    text: str
    index: int
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    generated: bool = False


def is_cjk(glyph: str) -> bool:
    """Whether a character is Han, kana, or East Asian punctuation: no blank belongs beside it."""
    return bool(_CJK.match(glyph))


def page_lines(page: pypdfium2.PdfPage) -> list[Line]:
    """The lines of a page in reading order; slanted text (watermarks) is left out."""
    textpage = page.get_textpage()
    try:
        rows = _rows(textpage.raw, _Placing.of(page))
        lines = [_line(textpage.raw, row) for row in rows]
    finally:
        textpage.close()
    return _in_order(_merge_fragments([line for line in lines if line.text]))


@dataclass(frozen=True, slots=True)
class _Placing:
    """Turns places in PDF space (origin bottom left, before rotation) into places as shown."""

    x: float
    y: float
    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> _Placing:
        left, bottom, right, top = page.get_cropbox()
        return cls(
            left, top, max(1.0, right - left), max(1.0, top - bottom), page.get_rotation() % 360
        )

    def shown(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """left, top, right, bottom as shown."""
        u0, u1, v0, v1 = left - self.x, right - self.x, self.y - top, self.y - bottom
        if self.turn == 90:
            return self.height - v1, u0, self.height - v0, u1
        if self.turn == 180:
            return self.width - u1, self.height - v1, self.width - u0, self.height - v0
        if self.turn == 270:
            return v0, self.width - u1, v1, self.width - u0
        return u0, v0, u1, v1


def _rows(textpage: object, placing: _Placing) -> list[list[_Glyph]]:
    """Characters cut where PDFium breaks the line."""
    rows: list[list[_Glyph]] = [[]]
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(pdfium.FPDFText_CountChars(textpage), MAX_CHARS)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            if rows[-1]:
                rows.append([])
            continue
        text = _character(code)
        if not text:
            continue
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            rows[-1].append(_Glyph(text, index, generated=True))
            continue
        pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        place = placing.shown(left.value, bottom.value, right.value, top.value)
        glyph = _Glyph(text, index, *place)
        if _jumps_back(rows[-1], glyph):
            rows.append([])
        rows[-1].append(glyph)
    return rows


def _jumps_back(row: list[_Glyph], glyph: _Glyph) -> bool:
    """A new line that PDFium did not see: further left, and not on the height of the line's last."""
    last = next((g for g in reversed(row) if not g.generated), None)
    if last is None or not glyph.text.strip():
        return False
    height = max(last.bottom - last.top, glyph.bottom - glyph.top, 1.0)
    drop = abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) / 2
    return glyph.left < last.left - height and drop > 0.7 * height


def _character(code: int) -> str:
    """One character, variants of the hyphen made one, nothing for NUL and halves of surrogates."""
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    glyph = chr(code)
    return _GLYPHS.get(glyph, "" if glyph < " " and glyph != "\t" else glyph)


def _line(textpage: object, row: list[_Glyph]) -> Line:
    """Puts the characters of a line together."""
    inked = [glyph for glyph in row if not glyph.generated and glyph.text.strip()]
    if not inked or _is_slanted(textpage, inked[0].index):
        return Line("", 0, 0, 0, 0, 0)
    size = _size(textpage, inked)
    reds = [_is_red(textpage, inked[at].index) for at in {0, len(inked) // 2, len(inked) - 1}]
    weight = pdfium.FPDFText_GetFontWeight(textpage, inked[len(inked) // 2].index)
    row = _with_superscripts(row, inked, size)
    return Line(
        _spaced(row, size),
        min(glyph.left for glyph in inked),
        min(glyph.top for glyph in inked),
        max(glyph.right for glyph in inked),
        max(glyph.bottom for glyph in inked),
        size,
        None if None in reds else reds.count(True) * 2 > len(reds),
        weight >= 600 if weight > 0 else None,
        1 + sum(1 for a, b in pairwise(inked) if b.left - a.right > _FAR * size),
    )


def _with_superscripts(row: list[_Glyph], inked: list[_Glyph], size: float) -> list[_Glyph]:
    """Note numbers become ¹²³: printed small and high, they must not melt into the number beside."""
    feet = median(g.bottom for g in inked)
    return [
        replace(glyph, text=glyph.text.translate(RAISED))
        if glyph.text in "0123456789"
        and glyph.bottom - glyph.top < 0.52 * size
        and feet - glyph.bottom > 0.2 * size
        else glyph
        for glyph in row
    ]


def _spaced(row: list[_Glyph], size: float) -> str:
    """The text with only those generated blanks that the eye sees as blanks."""
    usual = _usual_gap(row, size)
    out: list[str] = []
    for at, glyph in enumerate(row):
        if not glyph.generated:
            out.append(glyph.text)
        elif 0 < at < len(row) - 1 and _is_blank(row[at - 1], row[at + 1], size, usual):
            out.append(" ")
    text = "".join(out).strip(" \t")
    pieces = text.split(" ")
    if len(pieces) > 2 and all(len(piece) == 1 and is_cjk(piece) for piece in pieces):
        return "".join(pieces)  # letters spread over the line, as in a letterhead
    return text


def _usual_gap(row: list[_Glyph], size: float) -> float:
    """White between neighbouring characters of the line, in sizes: much where a line is spread."""
    inked = [glyph for glyph in row if not glyph.generated]
    gaps = [b.left - a.right for a, b in pairwise(inked) if is_cjk(a.text) and is_cjk(b.text)]
    return max(0.0, median(gaps) / max(size, 1.0)) if gaps else 0.0


def _is_blank(before: _Glyph, after: _Glyph, size: float, usual: float) -> bool:
    """Tight boxes make a comma or a digit look farther off than it stands."""
    if before.generated or after.generated:
        return False
    gap = (after.left - before.right) / max(size, 1.0)
    beside = (is_cjk(before.text), is_cjk(after.text))
    if not any(beside):
        return True
    if not (before.text.isalnum() and after.text.isalnum()):
        return gap > 1.2
    return gap > max(0.55 if all(beside) else 0.8, usual + 0.5)


def _size(textpage: object, inked: list[_Glyph]) -> float:
    """Font size as shown. The nominal size times the text matrix is exact, but knows nothing of a
    scale set outside the text object: where the ink is of another order, the ink is right."""
    index = inked[len(inked) // 2].index
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
    nominal = float(pdfium.FPDFText_GetFontSize(textpage, index)) * scale
    seen = _ink_size(inked)
    return round(nominal if 0.7 * seen < nominal < 1.5 * seen else seen, 1)


def _ink_size(inked: list[_Glyph]) -> float:
    """Size told by the ink: a Han character fills about 93 % of its square, a digit 70 % in height."""
    han = [g for g in inked if "\u4e00" <= g.text <= "\u9fff" and g.text != "一"]
    if han:
        return median(max(g.right - g.left, abs(g.bottom - g.top)) for g in han) / 0.93
    return max(abs(g.bottom - g.top) for g in inked) / 0.7


def _is_red(textpage: object, index: int) -> bool | None:
    """Strong red: R > .8, G and B < .2."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return None
    return red.value > 204 and green.value < 51 and blue.value < 51


def _is_slanted(textpage: object, index: int) -> bool:
    angle = float(pdfium.FPDFText_GetCharAngle(textpage, index)) % (math.pi / 2)
    return _DIAGONAL < angle < math.pi / 2 - _DIAGONAL


def _merge_fragments(lines: list[Line]) -> list[Line]:
    """Joins what stands on one height side by side, such as a number and the words after a tab."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and _beside(before, line):
            gap = line.left - before.right
            out[-1] = replace(
                before,
                text=before.text + ("" if gap < 0.6 * line.size else " ") + line.text,
                right=line.right,
                columns=before.columns + line.columns - (gap <= _FAR * line.size),
                top=min(before.top, line.top),
                bottom=max(before.bottom, line.bottom),
            )
        else:
            out.append(line)
    return out


def _beside(before: Line, line: Line) -> bool:
    height = min(before.bottom - before.top, line.bottom - line.top)
    shared = min(before.bottom, line.bottom) - max(before.top, line.top)
    near = line.left - before.right < 8 * max(before.size, line.size)
    note = len(line.text) <= 4 and line.left - before.right < 0.8 * before.size
    same_type = note or abs(before.size - line.size) < 0.3 * max(before.size, line.size)
    return (
        height > 0
        and shared > 0.5 * height
        and line.left >= before.right - 1
        and near
        and same_type
    )


def _in_order(lines: list[Line]) -> list[Line]:
    """From top to bottom where the page has one column, else as the file has them."""
    by_top = sorted(lines, key=lambda line: line.middle)
    for upper, lower in pairwise(by_top):
        height = min(upper.bottom - upper.top, lower.bottom - lower.top)
        if height > 0 and upper.bottom - lower.top > 0.5 * height:
            return lines
    return by_top
