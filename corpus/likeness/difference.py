"""What stands differently in two texts, paragraph beside paragraph, down to the character. Pure.

A number is never split: 3% beside 13% is shown as a whole, so that no changed figure is overlooked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.process import cdist

from corpus.document import Document, ProvisionKind
from corpus.likeness.signature import words_of

_TOKEN = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％‰]?|[〇零○一二三四五六七八九十百千万亿]+|\s+|.", re.S
)
_NUMBER = re.compile(r"[0-9０-９〇零○一二三四五六七八九十百千万亿]")
_ALIKE = 40.0
_GAP_MOST = 250
_ISLAND = 1
"""So few equal characters between two changes are read as one change."""


class RowKind(Enum):
    """How two paragraphs stand to each other."""

    SAME = "same"
    TYPED = "typed"  # the same words, other signs or blanks
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a text and the 条 it stands in (or nothing)."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive characters that all stand in the other text, or all do not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row."""

    place: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The paragraph as it stands."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """Two paragraphs that belong together, or one that stands alone.

    `numbers` are the figures that changed: as on the left, as on the right.
    """

    kind: RowKind
    left: Cell | None
    right: Cell | None
    numbers: tuple[tuple[str, str], ...] = ()


def lines_of(document: Document) -> tuple[Line, ...]:
    """The paragraphs of a document that are not blank, each with its 条."""
    articles = [p for p in document.provisions if p.kind is ProvisionKind.ARTICLE]
    out, start, at = [], 0, 0
    for text in document.text.split("\n"):
        while at < len(articles) and articles[at].end <= start:
            at += 1
        inside = at < len(articles) and articles[at].start <= start + len(text)
        if text.strip():
            out.append(Line(text.strip(), articles[at].label if inside else ""))
        start += len(text) + 1
    return tuple(out)


def differences(left: Sequence[Line], right: Sequence[Line]) -> tuple[Row, ...]:
    """Every paragraph of both sides in order; joined again, each side is exactly its text."""
    keys = [words_of(one.text) or one.text for one in left]
    others = [words_of(one.text) or one.text for one in right]
    rows: list[Row] = []
    held: tuple[list[Line], list[Line]] = ([], [])
    for step in Indel.opcodes(keys, others):
        if step.tag != "equal":
            held[0].extend(left[step.src_start : step.src_end])
            held[1].extend(right[step.dest_start : step.dest_end])
            continue
        rows += _gap(*held)
        held = ([], [])
        pairs = zip(
            left[step.src_start : step.src_end], right[step.dest_start : step.dest_end], strict=True
        )
        rows += [_pair(a, b, same_words=True) for a, b in pairs]
    return (*rows, *_gap(*held))


def numbers_changed(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """The figures that differ in paragraphs that otherwise belong together."""
    return tuple(pair for row in rows for pair in row.numbers)


def _gap(left: list[Line], right: list[Line]) -> list[Row]:
    """Lay changed paragraphs beside those they are most like, in order.

    Where both sides only break the same words otherwise (a page ends in the middle of a paragraph), the
    paragraphs of a side stand together in one row: nothing differs there.
    """
    rows: list[Row] = []
    while left or right:
        some, others = left[:_GAP_MOST], right[:_GAP_MOST]
        left, right = left[_GAP_MOST:], right[_GAP_MOST:]
        i = j = 0
        for one in [*_broken_otherwise(some, others), None]:
            a, k, b, m = one or (len(some), len(some), len(others), len(others))
            rows += _beside(some[i:a], others[j:b])
            if one:
                rows.append(_pair(_together(some[a:k]), _together(others[b:m]), same_words=True))
            i, j = k, m
    return rows


def _broken_otherwise(left: list[Line], right: list[Line]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of both sides that hold the same words in other paragraphs, in order."""
    words, others = ([words_of(one.text) for one in side] for side in (left, right))
    i = j = 0
    while i < len(words):
        for b in range(j, len(others)):
            found = _run(words, i, others, b)
            if found is not None:
                yield i, found[0], b, found[1]
                i, j = found
                break
        else:
            i += 1


def _run(words: list[str], i: int, others: list[str], j: int) -> tuple[int, int] | None:
    """How far paragraphs from `i` and from `j` on must go to hold the same words; None if they never do."""
    left, right = words[i], others[j]
    if not left or not right or left == right:
        return None
    k, m = i + 1, j + 1
    while left != right:
        if len(left) < len(right) and k < len(words) and right.startswith(left):
            left, k = left + words[k], k + 1
        elif len(right) < len(left) and m < len(others) and left.startswith(right):
            right, m = right + others[m], m + 1
        else:
            return None
    return k, m


def _together(lines: list[Line]) -> Line:
    return Line("\n".join(one.text for one in lines), lines[0].place)


def _beside(left: list[Line], right: list[Line]) -> list[Row]:
    rows: list[Row] = []
    i = j = 0
    for a, b in [*_partners(left, right), (len(left), len(right))]:
        rows += [Row(RowKind.GONE, _whole(one), None) for one in left[i:a]]
        rows += [Row(RowKind.NEW, None, _whole(one)) for one in right[j:b]]
        if a < len(left):
            rows.append(_pair(left[a], right[b]))
        i, j = a + 1, b + 1
    return rows


def _partners(left: list[Line], right: list[Line]) -> list[tuple[int, int]]:
    """Pairs of places, rising on both sides, with the greatest sum of likeness."""
    if not left or not right:
        return []
    scores = cdist([a.text for a in left], [b.text for b in right], scorer=fuzz.ratio)
    worth = np.where(scores >= _ALIKE, scores, 0).astype(np.float64)
    best = np.zeros((len(left) + 1, len(right) + 1))
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            together = best[i + 1, j + 1] + worth[i, j] if worth[i, j] else 0
            best[i, j] = max(together, best[i + 1, j], best[i, j + 1])
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if worth[i, j] and best[i, j] == best[i + 1, j + 1] + worth[i, j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return pairs


def _whole(line: Line) -> Cell:
    return Cell(line.place, (Piece(line.text, differs=True),))


def _pair(left: Line, right: Line, *, same_words: bool = False) -> Row:
    if left.text == right.text:
        kept = (Piece(left.text, differs=False),)
        return Row(RowKind.SAME, Cell(left.place, kept), Cell(right.place, kept))
    a, b = _TOKEN.findall(left.text), _TOKEN.findall(right.text)
    steps = _steps(a, b)
    cell = Cell(left.place, _pieces(a, [(i1, i2, changed) for i1, i2, _, _, changed in steps]))
    other = Cell(right.place, _pieces(b, [(j1, j2, changed) for _, _, j1, j2, changed in steps]))
    if same_words:
        return Row(RowKind.TYPED, cell, other)
    numbers = tuple(
        pair
        for i1, i2, j1, j2, changed in steps
        if changed
        for pair in _figures(a[i1:i2], b[j1:j2])
    )
    return Row(RowKind.CHANGED, cell, other, numbers)


def _pieces(tokens: list[str], steps: list[tuple[int, int, bool]]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(tokens[i:j]), changed) for i, j, changed in steps if j > i)


def _steps(a: list[str], b: list[str]) -> list[tuple[int, int, int, int, bool]]:
    """Stretches of both sides, equal or changed; a single equal sign between changes belongs to them."""
    steps: list[tuple[int, int, int, int, bool]] = []
    ops = Levenshtein.opcodes([_fold(t) for t in a], [_fold(t) for t in b])
    count = len(ops)
    for n, op in enumerate(ops):
        island = op.tag == "equal" and 0 < n < count - 1 and op.src_end - op.src_start <= _ISLAND
        island = island and not _NUMBER.search("".join(a[op.src_start : op.src_end]))
        changed = op.tag != "equal" or island
        if steps and steps[-1][4] == changed:
            i1, _i2, j1, _j2, _ = steps[-1]
            steps[-1] = (i1, op.src_end, j1, op.dest_end, changed)
        else:
            steps.append((op.src_start, op.src_end, op.dest_start, op.dest_end, changed))
    return steps


def _fold(token: str) -> str:
    return " " if token.isspace() else unicodedata.normalize("NFKC", token)


def _figures(a: list[str], b: list[str]) -> Iterator[tuple[str, str]]:
    """Figures of one change, in order; one that has no counterpart stands beside nothing."""
    left = [token for token in a if _NUMBER.match(token)]
    right = [token for token in b if _NUMBER.match(token)]
    for n in range(max(len(left), len(right))):
        pair = (left[n] if n < len(left) else "", right[n] if n < len(right) else "")
        if _fold(pair[0]) != _fold(pair[1]):
            yield pair
