"""An office file as it prints: the lines of its pages, laid over the text that was read of the file. Pure.

Readers of office files know no places. The pdf that LibreOffice makes knows them, but its text is not
quite the file's: white space differs, page numbers and headers stand between. So each printed line is
looked for in the text, in order, and what is not found has no place: nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.block import Block, Box, Reading
from corpus.layout import MAX_LINES, SCALE, Layout, Spread

_NEAR = 40
"""How far ahead a short line is looked for, in characters that are not white."""
_AHEAD = 400
_SHORT = 4
_TELLING = 12
"""A line so long is looked for in the whole text, and taken where it stands there only once."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line: its words, its page (from 1) and where it stands there."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Printout:
    """The pages of a printed file and the lines on them, in reading order."""

    pages: int
    lines: tuple[PrintedLine, ...] = ()


def printout_of(reading: Reading) -> Printout:
    """What stands where, by the reading of the pdf."""
    lines = [line for block in reading.blocks for line in _lines(block)]
    return Printout(reading.pages or 1, tuple(lines[:MAX_LINES]))


def printout_to_json(printout: Printout) -> dict[str, Any]:
    """As it is kept beside the pictures; sides in ten-thousandths of the page."""
    rows = [
        [one.text, one.page, *(round(side * SCALE) for side in _sides(one.box))]
        for one in printout.lines
    ]
    return {"pages": printout.pages, "lines": rows}


def printout_from_json(value: dict[str, Any]) -> Printout:
    """The printout again.

    Raises:
        KeyError, TypeError, ValueError: it is not what `printout_to_json` wrote.
    """
    lines = tuple(
        PrintedLine(str(text), int(page), Box(*(side / SCALE for side in sides)))
        for text, page, *sides in value["lines"]
    )
    return Printout(int(value["pages"]), lines)


def laid_over(printout: Printout, text: str) -> Layout:
    """Where the characters of `text` are printed; lines that are not found in it are left out."""
    kept = [at for at, glyph in enumerate(text) if not glyph.isspace()]
    plain = "".join(text[at] for at in kept)
    spreads: list[Spread] = []
    cursor = 0
    for line in printout.lines:
        words = "".join(line.text.split())
        found = _find(words, plain, cursor)
        if found < 0:
            continue
        cursor = found + len(words)
        start, end = kept[found], kept[cursor - 1] + 1
        spreads.append(Spread(start, end, line.page, line.box, text[start:end]))
    return Layout(tuple(sorted(spreads, key=lambda one: one.start)))


def _find(words: str, plain: str, cursor: int) -> int:
    """Where a line goes on from what was found before; -1 where that cannot be told."""
    if not words:
        return -1
    ahead = _NEAR if len(words) < _SHORT else _AHEAD
    found = plain.find(words, cursor, cursor + ahead + len(words))
    if found >= 0 or len(words) < _TELLING:
        return found
    found = plain.find(words)
    return found if found >= 0 and plain.find(words, found + 1) < 0 else -1


def _lines(block: Block) -> list[PrintedLine]:
    if block.page is None:
        return []
    if block.lines:
        ends = [line.start for line in block.lines[1:]] + [len(block.text)]
        return [
            PrintedLine(block.text[line.start : end], line.page or block.page, line.box)
            for line, end in zip(block.lines, ends, strict=True)
        ]
    return [PrintedLine(block.text, block.page, block.box)] if block.box is not None else []


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom
