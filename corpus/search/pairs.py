"""Folded text as a stream of overlapping pairs for engines that keep positions. Pure.

甲乙丙 becomes 甲乙 乙丙 and, at the end of a paragraph, 丙 with a mark: one token for each character, so
that tokens at consecutive places spell out consecutive characters and nothing goes across a paragraph.
"""

from __future__ import annotations

from operator import add

from corpus.search.terms import PARAGRAPH

_PLANE = 0x10F000
"""Signs of ASCII are moved here (a private plane), since tokenisers of engines split at them."""

_MOVED = {code: chr(_PLANE + code) for code in range(33, 127) if not chr(code).isalnum()}
_END = chr(_PLANE)


def pair_stream(folded: str) -> str:
    """The tokens of a folded text, blank-separated, in order."""
    moved = folded.translate(_MOVED).replace(PARAGRAPH, _END) + _END
    pairs = map(add, moved, moved[1:])
    return " ".join(pair for pair in pairs if pair[0] != _END)


def character_set(folded: str) -> str:
    """The different characters of a folded text, blank-separated."""
    return " ".join(sorted(set(folded.translate(_MOVED)) - {PARAGRAPH}))


def phrase(text: str) -> str:
    """A folded term as an FTS5 phrase: its pairs one after the other, or its one character."""
    moved = text.translate(_MOVED)
    tokens = map(add, moved, moved[1:]) if len(moved) > 1 else [moved]
    return '"' + " ".join(tokens) + '"'
