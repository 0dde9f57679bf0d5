"""A recognised page: its printed lines in reading order, and how sure the recognition is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from corpus.block import Box
from corpus.recognition.order import Placed, Strip

WEAK_PAGE = 0.90
WEAK_LINE = 0.80
WEAK_SHARE = 0.12
_WHITE = 0.8
_CELL = 2.5
_SNAP = 0.16
_HAN = "[\u4e00-\u9fff《》〈〉“”、，。；：（）〔〕]"
_HALF = re.compile(rf"(?<={_HAN})[(),;:?!]|[(),;:?!](?={_HAN})")
_FULL = dict(zip("(),;:?!", "（），；：？！", strict=True))
_YEAR = re.compile(
    r"(?<=[\u4e00-\u9fff])[\[〔(（【]((?:19|20)\d\d)[\]〕)）】](?=\s*第?\s*\d+\s*号)"
)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line. `box` is its place on the picture; `start` and `end` are its extent along the
    writing on the straightened page, `size` that of a character there, all as shares of the page.

    `column` tells columns of running text apart, `cells` counts pieces far apart on the line.
    """

    text: str
    box: Box
    score: float
    start: float
    end: float
    size: float
    red: bool = False
    column: int = 0
    cells: int = 1


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What recognition made of one page: lines, how it was turned (0, 90, 180, 270 degrees clockwise,
    so that it stands upright), and whether it runs downwards."""

    lines: tuple[PrintedLine, ...]
    turned: int = 0
    vertical: bool = False

    @property
    def score(self) -> float:
        """Mean score by characters, 0 where nothing was read."""
        return mean_score((line.text, line.score) for line in self.lines)

    @property
    def is_weak(self) -> bool:
        """Whether a person should look: low on the whole, or in many places."""
        letters = sum(len(line.text) for line in self.lines)
        low = sum(len(line.text) for line in self.lines if line.score < WEAK_LINE)
        return bool(letters) and (self.score < WEAK_PAGE or low > WEAK_SHARE * letters)


def mean_score(read: Any) -> float:
    """Mean of scores weighed by length; 0 for nothing.

    Args:
        read: pairs of text and score.
    """
    letters, total = 0, 0.0
    for text, score in read:
        letters += len(text)
        total += len(text) * score
    return total / letters if letters else 0.0


def ems(text: str) -> float:
    """How wide a text is, in full-width characters."""
    return sum(0.5 if glyph < "\u0250" else 1.0 for glyph in text)


def lines_of(
    strips: Sequence[Strip], width: float, height: float, *, vertical: bool
) -> tuple[PrintedLine, ...]:
    """The printed lines of a page of `width` x `height` pixels."""
    sizes = _sizes(strips, vertical=vertical)
    return tuple(
        _line(strip, size, (width, height), vertical=vertical)
        for strip, size in zip(strips, sizes, strict=True)
    )


def _line(strip: Strip, size: float, page: tuple[float, float], *, vertical: bool) -> PrintedLine:
    pieces = strip.pieces
    whole = page[1] if vertical else page[0]
    spots = [piece.spot for piece in pieces]
    box = Box(
        _share(min(s.left for s in spots), page[0]),
        _share(min(s.top for s in spots), page[1]),
        _share(max(s.right for s in spots), page[0]),
        _share(max(s.bottom for s in spots), page[1]),
    )
    starts = [p.top if vertical else p.left for p in pieces]
    ends = [p.bottom if vertical else p.right for p in pieces]
    text, cells = _joined(pieces, size)
    return PrintedLine(
        _mended(text),
        box,
        round(mean_score((s.text, s.score) for s in spots), 4),
        round(min(starts) / whole, 5),
        round(max(ends) / whole, 5),
        round(size / whole, 5),
        all(s.red for s in spots),
        strip.column,
        cells,
    )


def _joined(pieces: Sequence[Placed], size: float) -> tuple[str, int]:
    """The pieces of a row as one text, and how many of them stand as cells do."""
    if len(pieces) > 1 and all(len(piece.spot.text) == 1 for piece in pieces):
        return "".join(piece.spot.text for piece in pieces), 1  # letters spread over the line
    text, cells = pieces[0].spot.text, 1
    for before, piece in pairwise(pieces):
        gap = piece.left - before.right
        if gap > _CELL * size:
            cells += 1
        text += "\t" if gap > _CELL * size else "\u3000" if gap > _WHITE * size else ""
        text += piece.spot.text
    return text, cells


def _mended(text: str) -> str:
    """Marks beside Han are full-width, as printed; the models mix both. The year of a 发文字号 stands
    in 〔〕 (GB/T 9704-2012, 7.2.5), which the models do not know."""
    return _HALF.sub(lambda found: _FULL[found.group()], _YEAR.sub(r"〔\1〕", text))


def _sizes(strips: Sequence[Strip], *, vertical: bool) -> list[float]:
    """The size of a character on each line, in pixels; lines of nearly one size are of one size."""
    raw = [_raw_size(strip.pieces, vertical=vertical) for strip in strips]
    sure = [size for size, letters in raw if letters >= 8]
    usual = median(sure or [size for size, _ in raw] or [1.0])
    return [usual if abs(size - usual) < _SNAP * usual else size for size, _ in raw]


def _raw_size(pieces: Sequence[Placed], *, vertical: bool) -> tuple[float, float]:
    """Length of the longest piece by its characters, bounded by how thick it is; and its length."""
    longest = max(pieces, key=lambda piece: len(piece.spot.text))
    letters = max(ems(longest.spot.text), 0.5)
    along = longest.bottom - longest.top if vertical else longest.right - longest.left
    across = longest.right - longest.left if vertical else longest.height
    return min(max(along / letters, 0.5 * across), 1.1 * across), letters


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / max(whole, 1.0))), 4)


def to_json(page: PrintedPage) -> dict[str, Any]:
    """A page as JSON values, for the pipe and for its row."""
    return {
        "turned": page.turned,
        "vertical": page.vertical,
        "lines": [
            [
                line.text,
                [line.box.left, line.box.top, line.box.right, line.box.bottom],
                line.score,
                line.start,
                line.end,
                line.size,
                line.red,
                line.column,
                line.cells,
            ]
            for line in page.lines
        ],
    }


def from_json(value: dict[str, Any]) -> PrintedPage:
    """The page again; raises ValueError, TypeError or KeyError where it is none."""
    lines = []
    for text, box, score, start, end, size, red, column, cells in value["lines"]:
        left, top, right, bottom = (_fraction(side) for side in box)
        place = Box(left, top, right, bottom)
        numbers = (_fraction(score), float(start), float(end), float(size))
        lines.append(PrintedLine(str(text), place, *numbers, bool(red), int(column), int(cells)))
    turned = value["turned"]
    if turned not in (0, 90, 180, 270):
        raise ValueError("turned")
    return PrintedPage(tuple(lines), turned, bool(value["vertical"]))


def _fraction(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("not a share")
    return float(value)
