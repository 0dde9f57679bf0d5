"""Cells of a workbook before they mean anything: what a reader of spreadsheets gives. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 60, 60_000, 80, 4_000


class CellKind(Enum):
    """What the workbook says a cell is: words, a number, a date."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A DATE is 2015, 2015-03 or 2015-03-04: no more than the workbook displays."""

    text: str = ""
    kind: CellKind = CellKind.TEXT


EMPTY = Cell()
NO_RESULT = "（公式没有结果）"
"""What stands for a formula of which the workbook keeps no value: never taken for an empty cell."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row with the number the workbook shows for it (from 1); trailing empty cells are left out."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column (from 0), EMPTY beyond the end."""
        return self.cells[column] if column < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name and the rows in which anything stands."""

    name: str
    rows: tuple[GridRow, ...]


def column_letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA: what the workbook calls the column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def grids_to_json(grids: tuple[Grid, ...]) -> list[Any]:
    """Plain lists: a word is itself, any other cell is [kind, text]."""
    return [
        [grid.name, [[row.number, [_plain(cell) for cell in row.cells]] for row in grid.rows]]
        for grid in grids
    ]


def grids_from_json(value: object) -> tuple[Grid, ...]:
    """The grids again; the value may come from a process that is not trusted.

    Raises:
        ValueError: a type or a size is not as it must be.
    """
    sheets = _list(value, MAX_SHEETS)
    return tuple(_grid(sheet) for sheet in sheets)


def _plain(cell: Cell) -> str | list[str]:
    return cell.text if cell.kind is CellKind.TEXT else [cell.kind.value, cell.text]


def _grid(value: object) -> Grid:
    name, rows = _list(value, 2)
    return Grid(_words(name), tuple(_row(row) for row in _list(rows, MAX_ROWS)))


def _row(value: object) -> GridRow:
    number, cells = _list(value, 2)
    if not isinstance(number, int):
        raise ValueError("row number")
    return GridRow(number, tuple(_cell(cell) for cell in _list(cells, MAX_COLUMNS)))


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return Cell(_words(value)) if value else EMPTY
    kind, text = _list(value, 2)
    return Cell(_words(text), CellKind(kind))


def _words(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError("text")
    return value


def _list(value: object, longest: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > longest:
        raise ValueError("list")
    return value
