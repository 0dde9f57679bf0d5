"""Spots of a page in reading order: straightened, in rows, in columns, from the right where vertical. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.recognition.engine import Spot

_ONE_ROW = 0.6
_TALL = 1.8
_MOST_SKEW = math.radians(15)
_LEAST_SKEW = math.radians(0.15)
_COLUMN_ROWS = 5
_FULL = 0.62


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot with its place on the straightened page; `spot` keeps the place on the picture."""

    spot: Spot
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical centre, in pixels."""
        return (self.top + self.bottom) / 2


Row = list[Placed]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of print in reading order; `column` 0 runs over the whole page, 1 and 2 are columns."""

    pieces: tuple[Placed, ...]
    column: int = 0


def is_vertical(spots: Sequence[Spot]) -> bool:
    """Whether most characters stand in tall boxes: vertical print, or a page turned by 90 degrees."""
    tall = sum(len(s.text) for s in spots if s.height > _TALL * s.width and len(s.text) > 1)
    return 2 * tall > sum(len(s.text) for s in spots)


def skew_of(spots: Sequence[Spot]) -> float:
    """How much the page is askew, in radians: the usual slope of its long lines."""
    long = sorted((s for s in spots if s.width > 6 * max(s.height, 1.0)), key=lambda s: -s.width)
    slopes = [s.slope for s in long[:30] if abs(s.slope) < _MOST_SKEW]
    skew = median(slopes) if slopes else 0.0
    return skew if abs(skew) > _LEAST_SKEW else 0.0


def rows_of(spots: Sequence[Spot]) -> list[Strip]:
    """Rows from top to bottom, each from left to right; text in two columns column by column."""
    placed = [_straight(spot, skew_of(spots)) for spot in spots]
    rows: list[Row] = []
    for one in sorted(placed, key=lambda p: p.middle):
        near = next((row for row in rows[-3:] if _same_row(row, one)), None)
        if near is None:
            rows.append([one])
        else:
            near.append(one)
    rows.sort(key=lambda row: median(p.middle for p in row))
    return _by_columns([sorted(row, key=lambda p: p.left) for row in rows])


def vertical_rows(spots: Sequence[Spot]) -> list[Strip]:
    """Columns of vertical print from right to left, pieces of a column from top to bottom."""
    placed = [Placed(s, s.left, s.top, s.right, s.bottom) for s in spots]
    wide = median(s.width for s in spots)
    columns: list[Row] = []
    for one in sorted(placed, key=lambda p: -(p.left + p.right)):
        centre = (one.left + one.right) / 2
        last = columns[-1] if columns else None
        if last and abs((last[0].left + last[0].right) / 2 - centre) < _ONE_ROW * wide:
            last.append(one)
        else:
            columns.append([one])
    return [Strip((one,)) for column in columns for one in sorted(column, key=lambda p: p.top)]


def _straight(spot: Spot, skew: float) -> Placed:
    """The extent a spot has once the page is turned back; the box of a slanted line is too tall."""
    if not skew:
        return Placed(spot, spot.left, spot.top, spot.right, spot.bottom)
    x, y = (spot.left + spot.right) / 2, spot.middle
    cos, sin = math.cos(-skew), math.sin(-skew)
    x, y = x * cos - y * sin, x * sin + y * cos
    height = max(spot.height - abs(math.sin(skew)) * spot.width, 0.4 * spot.height)
    return Placed(spot, x - spot.width / 2, y - height / 2, x + spot.width / 2, y + height / 2)


def _same_row(row: Row, one: Placed) -> bool:
    """On one height, and beside what stands there already, not over it."""
    middle = median(p.middle for p in row)
    least = min(min(p.height for p in row), one.height)
    if abs(one.middle - middle) > _ONE_ROW * least:
        return False
    return all(one.left > p.right - 0.5 * least or one.right < p.left + 0.5 * least for p in row)


def _by_columns(rows: list[Row]) -> list[Strip]:
    """Where many rows in sequence have full lines on both sides of one gutter, left goes first."""
    out: list[Strip] = []
    at = 0
    while at < len(rows):
        run = _two_columns(rows, at)
        if run < _COLUMN_ROWS:
            out.append(Strip(tuple(rows[at])))
            at += 1
            continue
        block = rows[at : at + run]
        middle = _gutter(block)
        out += [Strip(tuple(p for p in row if p.right <= middle), 1) for row in block]
        out += [Strip(tuple(p for p in row if p.right > middle), 2) for row in block]
        at += run
    return [strip for strip in out if strip.pieces]


def _two_columns(rows: list[Row], at: int) -> int:
    """How many rows from `at` on can be two columns of running text; 0 where they are not."""
    run = at
    gutter: tuple[float, float] | None = None
    while run < len(rows):
        gutter = _narrowed(gutter, rows[run])
        if gutter is None:
            break
        run += 1
    block = rows[at:run]
    if len(block) < _COLUMN_ROWS:
        return 0
    middle = _gutter(block)
    left = [p for row in block for p in row if p.right <= middle]
    right = [p for row in block for p in row if p.right > middle]
    return len(block) if _is_full(left) and _is_full(right) else 0


def _narrowed(gutter: tuple[float, float] | None, row: Row) -> tuple[float, float] | None:
    """The white between two columns that a row leaves; None where the row crosses it."""
    if len(row) == 2:
        own = (row[0].right, row[1].left)
        low, high = own if gutter is None else (max(own[0], gutter[0]), min(own[1], gutter[1]))
        return (low, high) if high - low > 0.5 * row[0].height else None
    if len(row) == 1 and gutter is not None and not row[0].left < gutter[0] < row[0].right:
        low, high = gutter
        only = row[0]
        if only.right <= high:
            return (max(low, only.right), high) if only.right < high else None
        return (low, min(high, only.left)) if only.left > low else None
    return None


def _gutter(block: list[Row]) -> float:
    """The middle of the white that all rows of a block leave."""
    pairs = [row for row in block if len(row) == 2]
    low, high = max(row[0].right for row in pairs), min(row[1].left for row in pairs)
    return (low + high) / 2


def _is_full(column: Row) -> bool:
    """Whether most lines fill the column, as running text does and the cells of a table do not."""
    if len(column) < _COLUMN_ROWS:
        return False
    width = max(p.right for p in column) - min(p.left for p in column)
    full = sum(1 for p in column if p.right - p.left > _FULL * width and len(p.spot.text) > 7)
    return full > _FULL * len(column)


def moved(spot: Spot, right: float, down: float) -> Spot:
    """The spot on a picture of which the one it was found on is a part."""
    return replace(
        spot,
        left=spot.left + right,
        right=spot.right + right,
        top=spot.top + down,
        bottom=spot.bottom + down,
    )
