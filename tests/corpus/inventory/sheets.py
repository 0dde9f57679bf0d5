"""Small workbooks and grids for the tests of the inventory."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from corpus.grid import Cell, CellKind, Grid, GridRow

HEAD = ["序号", "文号", "标题", "发文日期", "制定机关", "备注"]


def grid(*rows: Sequence[str | Cell], name: str = "目录") -> Grid:
    """A sheet of words; an empty row keeps its number."""
    made = (
        GridRow(n, tuple(c if isinstance(c, Cell) else Cell(c) for c in row))
        for n, row in enumerate(rows, 1)
    )
    return Grid(name, tuple(row for row in made if row.cells))


def number(text: str) -> Cell:
    """A cell the workbook says is a number."""
    return Cell(text, CellKind.NUMBER)


def workbook(*rows: Sequence[Any], title: str = "目录", merged: Sequence[str] = ()) -> bytes:
    """An xlsx file with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(n: int, number_text: str, title: str, day: str = "2012.3.4") -> list[str]:
    """One line under HEAD."""
    return [str(n), number_text, title, day, "青石镇人民政府", ""]
