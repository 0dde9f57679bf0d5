"""Ruled tables of a PDF page: pdfplumber finds the cells between the rules that PDFium tells."""

from __future__ import annotations

import itertools
import logging
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from corpus.formats.pdf_drawing import Bounds
from corpus.formats.pdf_glyphs import Glyph

MAX_CROSSINGS = 20_000
"""Level times upright rules of a page beyond which it is a drawing: finding cells would take minutes."""

_THIN = 3.0
_SHORTEST = 6.0
_SNAP = 3.0
_OPEN = 12.0
_NOWHERE: Bounds = (0.0, 0.0, 0.0, 0.0)

Edge = dict[str, Any]
_Point = tuple[float, float]
Cell = tuple[Bounds, list[list[Glyph]]]
"""Where a cell stands, and the rows of characters in it."""


@dataclass(frozen=True, slots=True)
class CellTable:
    """A table with its place in points from the top left, and its rows of cells."""

    box: Bounds
    rows: tuple[tuple[Cell, ...], ...]


def cells_between(rules: tuple[Bounds, ...]) -> list[list[list[Bounds | None]]]:
    """The tables that rules make: rows of cells, None where a cell is part of its neighbour.

    Args:
        rules: level and upright strokes in points from the top left.
    """
    edges = [edge for rule in rules if (edge := _edge(rule)) is not None]
    if sum(e["orientation"] == "v" for e in edges) < 2 or len(edges) < 4:
        return []
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    from pdfplumber import table

    edges = table.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    edges += _open_sides(edges)
    upright = sum(e["orientation"] == "v" for e in edges)
    if upright * (len(edges) - upright) > MAX_CROSSINGS:
        return []
    cells = _cells(table.edges_to_intersections(edges, _SNAP, _SNAP))
    return [
        [list(row.cells) for row in table.Table(None, group).rows]
        for group in table.cells_to_tables(cells)
    ]


def _cells(crossings: dict[_Point, dict[str, list[Edge]]]) -> list[Bounds]:
    """The smallest box right of and below each crossing; pdfplumber finds the same, but compares
    every crossing with every other."""
    edges = {
        point: {id(edge) for both in found.values() for edge in both}
        for point, found in crossings.items()
    }
    below: dict[float, list[float]] = {}
    right: dict[float, list[float]] = {}
    for x, y in sorted(crossings):
        below.setdefault(x, []).append(y)
        right.setdefault(y, []).append(x)
    cells: list[Bounds] = []
    for x, y in crossings:
        lower = below[x][bisect_right(below[x], y) :]
        beside = right[y][bisect_right(right[y], x) :]
        cell = _smallest((x, y), lower, beside, edges)
        if cell is not None:
            cells.append(cell)
    return cells


def _smallest(
    corner: _Point, lower: list[float], beside: list[float], edges: dict[_Point, set[int]]
) -> Bounds | None:
    """The box with this upper left corner, out of the heights and places that follow on its rules."""
    x, y = corner

    def joined(a: _Point, b: _Point) -> bool:
        return not edges[a].isdisjoint(edges[b])

    for bottom in itertools.takewhile(lambda at: joined(corner, (x, at)), lower):
        for side in itertools.takewhile(lambda at: joined(corner, (at, y)), beside):
            end = (side, bottom)
            if end in edges and joined(end, (side, y)) and joined(end, (x, bottom)):
                return x, y, side, bottom
    return None


def _edge(rule: Bounds) -> Edge | None:
    """A rule in pdfplumber's terms; None for what is too short."""
    left, top, right, bottom = rule
    width, height = right - left, bottom - top
    if height < _THIN and width >= _SHORTEST:
        middle = (top + bottom) / 2
        return _as_edge("h", (left, middle, right, middle))
    if width < _THIN and height >= _SHORTEST:
        middle = (left + right) / 2
        return _as_edge("v", (middle, top, middle, bottom))
    return None


def _as_edge(orientation: str, box: Bounds) -> Edge:
    left, top, right, bottom = box
    return {
        "orientation": orientation,
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": right - left,
        "height": bottom - top,
    }


def _open_sides(edges: list[Edge]) -> list[Edge]:
    """Upright edges for a table whose left and right sides are left open, as printers like it: at the
    common ends of level rules that reach beyond the outermost upright rule."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    groups: dict[tuple[int, int], list[Edge]] = {}
    for edge in edges:
        if edge["orientation"] == "h" and any(_meets(edge, other) for other in upright):
            groups.setdefault((round(edge["x0"] / 4), round(edge["x1"] / 4)), []).append(edge)
    out: list[Edge] = []
    for group in groups.values():
        top, bottom = min(e["top"] for e in group), max(e["top"] for e in group)
        if len(group) < 2:
            continue
        inside = [u for u in upright if u["top"] < bottom and u["bottom"] > top]
        left, right = group[0]["x0"], group[0]["x1"]
        if min(u["x0"] for u in inside) - left > _OPEN:
            out.append(_as_edge("v", (left, top, left, bottom)))
        if right - max(u["x0"] for u in inside) > _OPEN:
            out.append(_as_edge("v", (right, top, right, bottom)))
    return out


def _meets(level: Edge, upright: Edge) -> bool:
    return bool(
        level["x0"] - _SNAP <= upright["x0"] <= level["x1"] + _SNAP
        and upright["top"] - _SNAP <= level["top"] <= upright["bottom"] + _SNAP
    )


def fill(
    grids: list[list[list[Bounds | None]]], rows: list[list[Glyph]]
) -> tuple[list[CellTable], list[list[Glyph]]]:
    """The tables with the characters that stand in them, and the rows of all other characters.

    A grid without a row of two written cells is a frame around text, and no table.
    """
    tables: list[CellTable] = []
    for grid in grids:
        box = _around([cell for row in grid for cell in row if cell])
        inside, outside = _parted(rows, box)
        if not inside:
            continue
        table = CellTable(box, _written(grid, inside))
        if any(sum(bool(pieces) for _, pieces in row) > 1 for row in table.rows):
            tables.append(table)
            rows = outside
    return tables, rows


def _around(cells: list[Bounds]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _parted(rows: list[list[Glyph]], box: Bounds) -> tuple[list[list[Glyph]], list[list[Glyph]]]:
    """Rows cut into what stands in a box and what stands outside; blanks stay with what they follow."""
    inside: list[list[Glyph]] = []
    outside: list[list[Glyph]] = []
    for row in rows:
        pieces: tuple[list[Glyph], list[Glyph]] = ([], [])
        target = 0
        for glyph in row:
            if not glyph.generated:
                target = int(_holds(box, glyph))
            pieces[target].append(glyph)
        for into, piece in ((outside, pieces[0]), (inside, pieces[1])):
            if any(not glyph.generated for glyph in piece):
                into.append(piece)
    return inside, outside


def _holds(box: Bounds, glyph: Glyph) -> bool:
    across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return box[0] - 1 <= across <= box[2] + 1 and box[1] - 1 <= down <= box[3] + 1


def _written(
    grid: list[list[Bounds | None]], rows: list[list[Glyph]]
) -> tuple[tuple[Cell, ...], ...]:
    """The grid with the rows of characters in each cell; a cell whose rules are not closed, as at
    the foot of a page, is there where characters stand in it."""
    grid = [list(row) for row in grid]
    places = sorted((cell for row in grid for cell in row if cell), key=lambda cell: cell[1])
    tops = [cell[1] for cell in places]
    found: dict[Bounds, list[list[Glyph]]] = {cell: [] for cell in places}
    slots = _Slots(grid)
    for row in rows:
        current: Bounds | None = None
        for glyph in row:
            cell = current
            if not glyph.generated:
                cell = _cell_of(glyph, places, tops) or slots.cell(glyph)
            if cell is None:
                continue  # a blank before everything
            if cell != current:
                found.setdefault(cell, []).append([])
                current = cell
            found[cell][-1].append(glyph)
    filled = [
        tuple((cell, found[cell]) if cell else (_NOWHERE, []) for cell in row) for row in grid
    ]
    return tuple(row for row in filled if any(pieces for _, pieces in row))


class _Slots:
    """Finds the place in a grid for what stands in none of its cells, and opens a cell there."""

    def __init__(self, grid: list[list[Bounds | None]]) -> None:
        self._grid = grid
        cells = [cell for row in grid for cell in row if cell]
        self._lefts = sorted({cell[0] for cell in cells})
        self._tops = [min(cell[1] for cell in row if cell) for row in grid]
        self._right, self._bottom = max(c[2] for c in cells), max(c[3] for c in cells)

    def cell(self, glyph: Glyph) -> Bounds:
        """The cell of the row and column in which a character stands."""
        across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        row = max(0, bisect_right(self._tops, down + 1) - 1)
        column = max(0, bisect_right(self._lefts, across + 1) - 1)
        cell = self._grid[row][column]
        if cell is None:
            right = [*self._lefts, self._right][column + 1]
            lower = [*self._tops, self._bottom][row + 1]
            cell = (self._lefts[column], self._tops[row], right, lower)
            self._grid[row][column] = cell
        return cell


def _cell_of(glyph: Glyph, places: list[Bounds], tops: list[float]) -> Bounds | None:
    across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    for at in range(bisect_right(tops, down + 1) - 1, -1, -1):
        cell = places[at]
        if cell[0] - 1 <= across <= cell[2] + 1 and down <= cell[3] + 1:
            return cell
    return None
