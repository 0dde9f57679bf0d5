"""A row of characters of a PDF page becomes a line: text, place, size, colour, weight."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.pdf_glyphs import Glyph, is_cjk, is_han
from corpus.formats.reader import RAISED

_FAR = 1.5
_NEIGHBOURS = 8
_APART = 1.0
_OTHER_SIZE = 1.3
_SHORTEST, _MOST_OF, _COVERED = 3, 0.6, 0.3
_DIAGONAL = math.radians(8)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line. Places in points from the top left of the page as it is read; size in points;
    `columns` counts what stands far apart on it."""

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

    @property
    def height(self) -> float:
        """In points."""
        return self.bottom - self.top


def interlock(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of which one fills the holes of another become one: some programs write a line's
    characters font by font. A row printed over another stays apart, and of two that say the same the
    shorter is left out: an older state of the line that a white box or a wider one covers."""
    into = list(range(len(rows)))
    covered: set[int] = set()
    for at, other in _on_one_height(rows):
        if into[at] == into[other]:
            continue
        if _say_the_same(rows[at], rows[other]):
            covered.add(min(at, other, key=lambda one: len(_words(rows[one]))))
        elif not _printed_over(rows[at], rows[other]):
            old, new = into[other], into[at]
            into = [new if one == old else one for one in into]
    out: dict[int, list[Glyph]] = {}
    for at, row in enumerate(rows):
        if at not in covered:
            out.setdefault(into[at], []).extend(row)
    return list(out.values())


def _on_one_height(rows: list[list[Glyph]]) -> Iterator[tuple[int, int]]:
    """The pairs of rows that reach into each other on one height, from above."""
    extents = [_extent(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: extents[at][1] + extents[at][3])
    for place, at in enumerate(order):
        left, top, right, bottom = extents[at]
        for other in order[place + 1 : place + _NEIGHBOURS]:
            far_left, upper, far_right, lower = extents[other]
            if (upper + lower) - (top + bottom) > 0.6 * min(bottom - top, lower - upper):
                break
            if left < far_right - 1 and far_left < right - 1:
                yield at, other


def _words(row: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in row).replace(" ", "")


def _say_the_same(one: list[Glyph], other: list[Glyph]) -> bool:
    """Whether two rows hold the same words, up to a few characters that were taken for doubles."""
    long, short = sorted((_words(one), _words(other)), key=len, reverse=True)
    if len(short) < _SHORTEST or len(short) < _MOST_OF * len(long) or not is_han(short[0]):
        return False
    rest = iter(long)
    return all(glyph in rest for glyph in short)


def _printed_over(one: list[Glyph], other: list[Glyph]) -> bool:
    """Whether most characters of the shorter row stand on characters of the other."""
    inked = [[g for g in row if not g.generated and g.text != " "] for row in (one, other)]
    short, long = sorted(inked, key=len)
    hit = sum(_shared(glyph, long) > _COVERED * (glyph.right - glyph.left) for glyph in short)
    return len(short) > 1 and 2 * hit > len(short)


def _shared(glyph: Glyph, others: list[Glyph]) -> float:
    """How many points of a character's width others stand on."""
    return sum(max(0.0, min(glyph.right, g.right) - max(glyph.left, g.left)) for g in others)


def _extent(row: list[Glyph]) -> tuple[float, float, float, float]:
    """left, top, right, bottom of a row; no height for one that is slanted or blank."""
    inked = [glyph for glyph in row if not glyph.generated and glyph.text != " "]
    if not inked:
        return 0.0, 0.0, 0.0, 0.0
    top, bottom = min(g.top for g in inked), max(g.bottom for g in inked)
    if bottom - top > 2 * max(g.bottom - g.top for g in inked):
        return 0.0, 0.0, 0.0, 0.0
    return min(g.left for g in inked), top, max(g.right for g in inked), bottom


def make_lines(textpage: Any, row: list[Glyph]) -> list[TextLine]:
    """The lines of a row of characters, one as a rule; none where it is blank or slanted.

    Args:
        textpage: PDFium's text of the page, still open.
        row: characters on one height, from left to right.
    """
    lines = (_line(textpage, part) for part in _parts(_from_left(row)))
    return [line for line in lines if line is not None]


def _from_left(row: list[Glyph]) -> list[Glyph]:
    """The row as the eye reads it, where the file has its characters in another order (those of one
    font after those of another): each further left than the one before by its own width."""
    inked = [glyph for glyph in row if not glyph.generated]
    if not any(
        b.right < a.left + 0.2 * (b.right - b.left) and abs(a.top - b.top) < b.bottom - b.top
        for a, b in pairwise(inked)
    ):
        return row
    inked.sort(key=lambda glyph: glyph.left)
    out: list[Glyph] = inked[:1]
    wide = 0.3 * max(glyph.bottom - glyph.top for glyph in inked)
    for a, b in pairwise(inked):
        if b.left - a.right > wide and " " not in (a.text, b.text):
            out.append(Glyph(" ", b.at, generated=True))
        out.append(b)
    return out


def _parts(row: list[Glyph]) -> list[list[Glyph]]:
    """Cut where large characters stand far off small ones: the word 文件 beside joint issuers."""
    inked = [(at, g) for at, g in enumerate(row) if not g.generated and g.text != " "]
    far = _APART * max((g.bottom - g.top for _, g in inked), default=0.0)
    for (_, a), (at, b) in pairwise(inked):
        if b.left - a.right > far:
            before = _ink_size([g for _, g in inked if g.at <= a.at and is_han(g.text)])
            after = _ink_size([g for _, g in inked if g.at >= b.at and is_han(g.text)])
            if before and after and max(before, after) > _OTHER_SIZE * min(before, after):
                return [row[:at], *_parts(row[at:])]
    return [row]


def _line(textpage: Any, row: list[Glyph]) -> TextLine | None:
    inked = [glyph for glyph in row if not glyph.generated and glyph.text not in " \t\u3000"]
    if not inked or _is_slanted(textpage, inked[0].at):
        return None
    size = _size(textpage, inked)
    middle = inked[len(inked) // 2].at
    reds = [_is_red(textpage, index) for index in {inked[0].at, middle, inked[-1].at}]
    weight = pdfium.FPDFText_GetFontWeight(textpage, middle)
    gaps = [b.left - a.right for a, b in pairwise(inked)]
    return TextLine(
        _spaced(_with_superscripts(row, inked, size), size),
        min(glyph.left for glyph in inked),
        min(glyph.top for glyph in inked),
        max(glyph.right for glyph in inked),
        max(glyph.bottom for glyph in inked),
        size,
        None if None in reds else reds.count(True) * 2 > len(reds),
        weight >= 600 if weight > 0 else None,
        1 + sum(1 for gap in gaps if gap > _FAR * size),
    )


def _with_superscripts(row: list[Glyph], inked: list[Glyph], size: float) -> list[Glyph]:
    """Note numbers become ¹²³: printed small and high, they must not melt into the number beside."""
    small = [
        glyph
        for glyph in inked
        if glyph.text in "0123456789" and glyph.bottom - glyph.top < 0.52 * size
    ]
    if not small:
        return row
    feet = median(glyph.bottom for glyph in inked)
    high = {glyph.at for glyph in small if feet - glyph.bottom > 0.2 * size}
    return [
        glyph._replace(text=glyph.text.translate(RAISED)) if glyph.at in high else glyph
        for glyph in row
    ]


def _spaced(row: list[Glyph], size: float) -> str:
    """The text with only those generated blanks that the eye sees as blanks."""
    usual = -1.0
    out: list[str] = []
    for at, glyph in enumerate(row):
        if not glyph.generated:
            out.append(glyph.text)
        elif 0 < at < len(row) - 1:
            if usual < 0:
                usual = _usual_gap(row, size)
            if _is_blank(row[at - 1], row[at + 1], size, usual):
                out.append(" ")
    text = "".join(out).strip(" \t\u3000")
    pieces = text.split()
    if len(pieces) > 1 and all(len(piece) == 1 and is_han(piece) for piece in pieces):
        return "".join(pieces)  # letters spread over the line, as in a letterhead
    return text


def _usual_gap(row: list[Glyph], size: float) -> float:
    """White between neighbouring characters of the line, in sizes: much where a line is spread."""
    inked = [glyph for glyph in row if not glyph.generated]
    gaps = [b.left - a.right for a, b in pairwise(inked) if is_cjk(a.text) and is_cjk(b.text)]
    return max(0.0, median(gaps) / max(size, 1.0)) if gaps else 0.0


def _is_blank(before: Glyph, after: Glyph, size: float, usual: float) -> bool:
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


def _size(textpage: Any, inked: list[Glyph]) -> float:
    """Font size as shown. The nominal size times the text matrix is exact, but knows nothing of a
    scale set outside the text object: where the ink is of another order, the ink is right."""
    index = inked[len(inked) // 2].at
    matrix = pdfium.FS_MATRIX()
    scale = 1.0
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
    nominal = float(pdfium.FPDFText_GetFontSize(textpage, index)) * scale
    seen = _ink_size(inked)
    told = any(glyph.text.isalnum() for glyph in inked)  # marks alone tell nothing
    return round(nominal if not told or 0.7 * seen < nominal < 1.5 * seen else seen, 1)


def _ink_size(inked: list[Glyph]) -> float:
    """Size told by the ink: a Han character fills about 93 % of its square, a digit 70 % in height."""
    han = [g for g in inked if is_han(g.text)][:40]
    if han:
        return median(max(g.right - g.left, g.bottom - g.top) for g in han) / 0.93
    return max((g.bottom - g.top for g in inked), default=0.0) / 0.7


def _is_red(textpage: Any, index: int) -> bool | None:
    """Strong red: R > .8, G and B < .2."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return None
    return red.value > 204 and green.value < 51 and blue.value < 51


def _is_slanted(textpage: Any, index: int) -> bool:
    """Whether the base line is slanted; letters that only lean (italics made by shearing) are not."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        return False
    angle = math.atan2(matrix.b, matrix.a) % (math.pi / 2)
    return _DIAGONAL < angle < math.pi / 2 - _DIAGONAL
