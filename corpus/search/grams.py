"""What the PostgreSQL engine keeps of a text: runs of up to three characters as numbers, and pieces of it. Pure.

Three characters of 21 bits each are one number of 63 bits without loss, so what is no longer than that is
answered by numbers alone. Longer words are proposed by them and looked for in pieces, which are small
enough to stand in a row of a table itself: taking apart a text kept elsewhere costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpus.search.terms import PARAGRAPH

EXACT = 3
"""Characters up to which a word is answered by its number alone."""

BETWEEN = "\x01"
"""Stands between the fields of a paper; folding drops it, so nothing that is asked for holds it."""

PIECE = 520
"""Most characters of a piece: in UTF-8 with its row below the 2,000 bytes that PostgreSQL keeps together."""

SHARED = 32
"""Characters that pieces of one paragraph have in common: words of one more stand whole in one of them."""

_BITS = 21
_MOST_ASKED = 24

Numbers = NDArray[np.int64]


def grams(folded: str) -> Numbers:
    """The runs of one, two and three characters of a text, each once, as numbers."""
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    kept = (codes != ord(PARAGRAPH)) & (codes != ord(BETWEEN))
    two, both = codes[:-1] << _BITS | codes[1:], kept[:-1] & kept[1:]
    three, all_three = two[:-1] << _BITS | codes[2:], both[:-1] & kept[2:]
    return np.unique(np.concatenate([codes[kept], two[both], three[all_three]]))


def threes(folded: str) -> Numbers:
    """The runs of three characters alone; what pieces are found by."""
    found = grams(folded)
    return found[found >= 1 << 2 * _BITS]


def asked(word: str) -> list[int]:
    """The numbers that a text must have to hold a word; of a long one some, evenly spread."""
    if len(word) <= EXACT:
        return [_number(word)] if PARAGRAPH not in word else []
    runs = (word[n : n + EXACT] for n in range(len(word) - EXACT + 1))
    found = list(dict.fromkeys(_number(run) for run in runs if PARAGRAPH not in run))
    step = -(-len(found) // _MOST_ASKED)
    return found[::step]


def _number(run: str) -> int:
    number = 0
    for char in run:
        number = number << _BITS | ord(char)
    return number


def pieces(folded: str) -> Iterator[str]:
    """Cut a text at paragraphs, and what is too long for a piece within them.

    Every run of `SHARED` + 1 characters that goes across no paragraph stands in one of the pieces.
    """
    held: list[str] = []
    size = 0
    for line in folded.replace(BETWEEN, PARAGRAPH).split(PARAGRAPH):
        rest = line
        while len(rest) > PIECE:
            yield rest[:PIECE]
            rest = rest[PIECE - SHARED :]
        if size + len(rest) >= PIECE:
            yield PARAGRAPH.join(held)
            held, size = [], 0
        held.append(rest)
        size += len(rest) + 1
    yield PARAGRAPH.join(held)


def windows(word: str) -> tuple[str, ...]:
    """Runs of a word of which each stands whole in one piece of a text that holds the word.

    One alone, the word itself, where that says everything.
    """
    runs = [run for run in word.split(PARAGRAPH) if run]
    found = [
        run[start : start + SHARED + 1]
        for run in runs
        for start in {0, max(0, len(run) - SHARED - 1)}
    ]
    return tuple(dict.fromkeys(found))


def by_number(word: str) -> bool:
    """Whether the number of a word says everything."""
    return len(word) <= EXACT and PARAGRAPH not in word


def is_whole(word: str) -> bool:
    """Whether looking for the word in pieces says everything."""
    return PARAGRAPH not in word and len(word) <= SHARED + 1
