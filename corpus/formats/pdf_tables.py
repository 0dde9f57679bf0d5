"""Ruled tables of PDF pages, by pdfplumber; PDFium says beforehand which pages may hold one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.formats.pdf_lines import is_cjk

MAX_PATHS = 3_000
"""Drawn paths of a page beyond which it is a drawing: looking for a table in it would take minutes."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its place in points from the top left, and its rows of cells."""

    left: float
    top: float
    right: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]


def may_hold_table(page: pypdfium2.PdfPage) -> bool:
    """Whether upright rules or boxes are drawn on the page; the red rule of a letterhead is neither."""
    upright = boxes = 0
    for count, path in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if count > MAX_PATHS:
            return False
        left, bottom, right, top = path.get_bounds()
        width, height = right - left, top - bottom
        upright += width < 3 and height > 8
        if width > 20 and height > 8:  # a box has five segments; one path may hold a whole grid
            boxes += 3 if pdfium.FPDFPath_CountSegments(path.raw) >= 8 else 1
    return upright >= 2 or boxes >= 3


def find_tables(path: Path, pages: list[int]) -> Iterator[tuple[int, list[Table]]]:
    """The tables of the pages named, page by page.

    Args:
        path: the PDF.
        pages: page numbers from 1.
    """
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path, pages=pages) as document:
        for page in document.pages:
            found = [_table(table) for table in page.find_tables()]
            yield page.page_number, [table for table in found if table is not None]
            page.close()


def _table(found: Any) -> Table | None:
    """A table with a row of two cells at least; anything less is a frame around text."""
    rows = tuple(
        tuple(_cell(cell) for cell in row) for row in found.extract() if any(cell for cell in row)
    )
    if not any(sum(bool(cell) for cell in row) > 1 for row in rows):
        return None
    left, top, right, bottom = found.bbox
    return Table(left, top, right, bottom, rows)


def _cell(text: str | None) -> str:
    """The words of a cell; a line break inside it is no blank between Chinese characters."""
    out = ""
    for line in (text or "").split("\n"):
        line = " ".join(line.split())
        blank = out and line and not (is_cjk(out[-1]) or is_cjk(line[0]))
        out += (" " if blank else "") + line
    return out
