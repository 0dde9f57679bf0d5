"""One PDF page as read: its lines, its tables, and whether its text can be trusted at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.block import Box
from corpus.formats.encodings import is_frequent
from corpus.formats.pdf_drawing import Bounds, Drawing, drawing_of
from corpus.formats.pdf_glyphs import Frame, Glyph, is_han, page_rows, writing_turn
from corpus.formats.pdf_lines import TextLine, interlock, make_lines
from corpus.formats.pdf_order import in_runs
from corpus.formats.pdf_tables import CellTable, cells_between, fill

FEW = 20
"""Characters below which a page of pictures has no text of its own."""

_COVERED = 0.5
_ODD = re.compile(r"[\ufffd\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]|\(cid:\d+\)")
_SIGNS = frozenset("!\"#$%&'*+<=>@\\^_`{|}~")
_SAMPLE = 24


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place, and the lines of each cell of each row; `edges` are the rows' places."""

    box: Bounds
    rows: tuple[tuple[tuple[TextLine, ...], ...], ...]
    edges: tuple[Bounds, ...]
    columns: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points as it is read, lines by column, tables.

    `turn` is by how many degrees clockwise the page as shown is turned from the page as read.
    `short_rules` are the heights of short level rules, such as the one above footnotes. `scanned`:
    the text is only in a picture; `garbled`: the fonts name wrong characters; `foreign`: the text lies
    invisible over a picture, put there by a text recognition that is not ours.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    runs: tuple[tuple[TextLine, ...], ...] = ()
    tables: tuple[Table, ...] = ()
    short_rules: tuple[float, ...] = ()
    scanned: bool = False
    garbled: bool = False
    foreign: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether its text has to be recognised from its picture."""
        return self.scanned or self.garbled

    def box(self, bounds: Bounds) -> Box:
        """Points from the top left of the page as read become shares of the page as shown."""
        left, right = _share(bounds[0], self.width), _share(bounds[2], self.width)
        top, bottom = _share(bounds[1], self.height), _share(bounds[3], self.height)
        if self.turn == 90:
            return Box(_rest(bottom), left, _rest(top), right)
        if self.turn == 180:
            return Box(_rest(right), _rest(bottom), _rest(left), _rest(top))
        if self.turn == 270:
            return Box(top, _rest(right), bottom, _rest(left))
        return Box(left, top, right, bottom)


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4)


def _rest(share: float) -> float:
    return round(1.0 - share, 4)


def read_page(page: pypdfium2.PdfPage, number: int) -> Page:
    """Everything of a page.

    Args:
        page: of PDFium, open.
        number: from 1.
    """
    textpage = page.get_textpage()
    try:
        shown = page.get_rotation() % 360
        frame = Frame.of(page, writing_turn(textpage.raw, shown))
        turn = (shown - frame.turn) % 360
        drawing = drawing_of(page, frame)
        rows = interlock(page_rows(textpage.raw, frame))
        text = "".join(glyph.text for row in rows for glyph in row if not glyph.generated)
        letters = len("".join(text.split()))
        empty = Page(number, frame.width, frame.height, turn)
        if letters < FEW and (drawing.covered > _COVERED or (not letters and drawing.outlines)):
            return _flagged(empty, scanned=True)
        if is_garbled(text):
            return _flagged(empty, garbled=True)
        foreign = drawing.covered > _COVERED and _is_invisible(textpage.raw)
        return _laid_out(textpage.raw, rows, drawing, _flagged(empty, foreign=foreign))
    finally:
        textpage.close()


def _flagged(
    page: Page, *, scanned: bool = False, garbled: bool = False, foreign: bool = False
) -> Page:
    return Page(
        page.number,
        page.width,
        page.height,
        page.turn,
        scanned=scanned,
        garbled=garbled,
        foreign=foreign,
    )


def _laid_out(textpage: Any, rows: list[list[Glyph]], drawing: Drawing, page: Page) -> Page:
    """The page with its lines and tables."""
    found, rest = fill(cells_between(drawing.rules), rows) if drawing.rules else ([], rows)
    lines = [line for row in rest for line in make_lines(textpage, row)]
    short = (
        (top + bottom) / 2
        for left, top, right, bottom in drawing.rules
        if bottom - top < 3 and 0.12 * page.width < right - left < 0.45 * page.width
    )
    return Page(
        page.number,
        page.width,
        page.height,
        page.turn,
        tuple(tuple(run) for run in in_runs(lines)),
        tuple(_table(textpage, table) for table in found),
        tuple(sorted(short)),
        foreign=page.foreign,
    )


def _table(textpage: Any, table: CellTable) -> Table:
    rows = tuple(tuple(_cell_lines(textpage, pieces) for _, pieces in row) for row in table.rows)
    edges = tuple(
        (
            table.box[0],
            min(box[1] for box, _ in row if box[3]),
            table.box[2],
            min(box[3] for box, _ in row if box[3]),
        )
        for row in table.rows
    )
    columns = sorted({round(box[0]) for row in table.rows for box, _ in row if box[3]})
    return Table(table.box, rows, edges, tuple(float(left) for left in columns))


def _cell_lines(textpage: Any, pieces: list[list[Glyph]]) -> tuple[TextLine, ...]:
    lines = [line for piece in pieces for line in make_lines(textpage, piece)]
    if len(lines) < 2:
        return tuple(lines)
    return tuple(line for run in in_runs(lines) for line in run)


def is_garbled(text: str) -> bool:
    """Many private or unnamed characters, Han that no paper uses, or signs in place of words: fonts
    whose table of characters is missing or wrong."""
    letters = [glyph for glyph in text if not glyph.isspace()]
    if not letters:
        return False
    if sum(map(len, _ODD.findall(text))) > 0.05 * len(letters):
        return True
    signs = sum(glyph in _SIGNS for glyph in letters)
    if signs > FEW and signs > 0.15 * len(letters):
        return True
    han = [glyph for glyph in letters if is_han(glyph)]
    rare = sum(not is_frequent(glyph) for glyph in han)
    return len(han) >= 10 and rare > 0.4 * len(han)


def _is_invisible(textpage: Any) -> bool:
    """Whether most characters are written in text render mode 3 (ISO 32000-1, 9.3.6)."""
    count = pdfium.FPDFText_CountChars(textpage)
    asked = hidden = 0
    for index in range(0, count, max(1, count // _SAMPLE)):
        written = pdfium.FPDFText_GetTextObject(textpage, index)
        if written:
            asked += 1
            mode = pdfium.FPDFTextObj_GetTextRenderMode(written)
            hidden += mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    return hidden * 2 > asked
