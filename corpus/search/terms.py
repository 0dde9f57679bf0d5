"""The one tokeniser: what is indexed and what is asked for are folded and cut here, nowhere else. Pure.

Folding looks at one character at a time and never at its neighbours, so that for every piece of a text
`fold_text(piece)` is a piece of `fold_text(text)`: whatever can be copied out of a document is found in
it. A change of a rule below must raise TOKENISER_VERSION, which makes every index rebuild itself.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import add
from pathlib import Path

TOKENISER_VERSION = 3

PARAGRAPH = "\n"
"""The only separator that is kept: no match goes across it."""

_STRETCH = 256

_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_DROPPED_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_ZERO = "零"

# A number or a Latin word with what stands on either side: pairs of digits are in every paper, "]12号" is
# not. It is whole in any piece of the text that has both of its neighbours.
_RUN = re.compile(r"[^0-9a-z\n](?=([0-9a-z]{1,32}[^0-9a-z\n]))")

# Written on the left, read as the one character on the right. Keys are already NFKC and lower case.
_GROUPS: tuple[tuple[str, str], ...] = (
    ("(〔【〖﹝⟦", "["),
    (")〕】〗﹞⟧", "]"),
    # 〇, the circles that fonts and typists put in its place, Greek and Cyrillic o. Latin o and the
    # digit 0 stay: "10" and "o2" are words of their own.
    ("〇○◯⭕ο\u043e", _ZERO),
    ("“”„‟〝〞「」『』", '"'),
    ("‘’‚‛`´", "'"),
    ("‐‑‒–—―−─━⸺⸻", "-"),
    ("〈", "《"),
    ("〉", "》"),
    ("•・‧∙⋅●", "·"),
)


def _characters() -> dict[str, str]:
    """Traditional and variant characters and the simplified one that each is read as.

    The paper of 1953 has 國務院, who looks for it types 国务院. One character stays one character; where
    several became one (後 后 → 后) they count as the same. The table stands in characters.csv; its rows
    are taken from OpenCC's TSCharacters and STCharacters (Apache-2.0, see docs/notices.md), those marked
    `own` from the 第一批异体字整理表 (1955-12-22) and the character shapes in print before 1965.
    """
    with (Path(__file__).parent / "characters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {written: row["read_as"] for row in rows for written in row["written"]}


_SAME = _characters() | {variant: chosen for variants, chosen in _GROUPS for variant in variants}


def _fold_once(text: str) -> str:
    """One pass over what may have become several characters (㈠ → (一))."""
    lowered = unicodedata.normalize("NFKC", text).lower()
    kept = (char for char in lowered if unicodedata.category(char) not in _DROPPED_CATEGORIES)
    return "".join(_SAME.get(char, char) for char in kept)


def _fold_char(char: str) -> str:
    """What one character counts as: itself, another, several, or nothing.

    Full width becomes half width, 康熙部首 from PDF fonts become the characters they look like, capitals
    become small. Repeated until it no longer changes, so that folding twice is folding once.
    """
    if char in _BREAKS:
        return PARAGRAPH
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""  # variation selectors: the same character drawn in another way
    folded = _fold_once(_SAME.get(char, char))
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


class _FoldTable(dict[int, str]):
    """Grows with the characters met, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_TABLE = _FoldTable()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its characters came from.

    `starts[n]` is where the n-th stretch of `_STRETCH` characters of the original begins in `text`; only
    the stretch that is asked for is looked at one character at a time.
    """

    text: str
    original: str
    starts: list[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that `text[start:end]` (not empty) was folded from."""
        return self._place(start), self._place(end - 1) + 1

    def _reach_further(self) -> None:
        """Fold one more stretch of the original, to know where the next one begins."""
        place = (len(self.starts) - 1) * _STRETCH
        stretch = self.original[place : place + _STRETCH]
        self.starts.append(self.starts[-1] + len(fold_text(stretch)) if stretch else sys.maxsize)

    def _place(self, at: int) -> int:
        """The place in the original of the character that gave `text[at]`."""
        while self.starts[-1] <= at:
            self._reach_further()
        stretch = bisect_right(self.starts, at) - 1
        place, reached = stretch * _STRETCH, self.starts[stretch]
        last = len(self.original) - 1
        while (reached := reached + len(_TABLE[ord(self.original[place])])) <= at and place < last:
            place += 1
        return place


@dataclass(frozen=True, slots=True)
class FoldedFields:
    """What is searched of one document, folded; what the index is made of and what answers are verified with.

    Make it with `of`; store its four strings beside the document, so that a search need not fold again.
    Several issuers stand in `issuers` with a line break between them, likewise the headings of chapters
    and sections in `headings`. `articles` are the half-open spans of the 条 in `body`.
    """

    title: str
    number: str
    issuers: str
    body: str
    headings: str = ""
    articles: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(
        cls, title: str | None, number: str | None, issuers: Iterable[str], body: str
    ) -> FoldedFields:
        """Fold the title, the 发文字号 as written, the 制定机关 and the text of a document."""
        return cls(
            title=fold_text(title or ""),
            number=fold_text(number or ""),
            issuers=PARAGRAPH.join(fold_text(issuer) for issuer in issuers),
            body=fold_text(body),
        )


def folded_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Where spans of an original text stand in its folded form (folding may shorten and lengthen)."""
    places = sorted({place for span in spans for place in span})
    at: dict[int, int] = {}
    length = before = 0
    for place in places:
        length += len(fold_text(text[before:place]))
        at[place], before = length, place
    return tuple((at[start], at[end]) for start, end in spans)


def fold_text(text: str) -> str:
    """The folded text alone; several times faster than `fold`."""
    return text.translate(_TABLE)


def fold(text: str, folded: str | None = None) -> Folded:
    """The folded text with the origin of its characters, for marking hits in the original.

    Args:
        folded: `fold_text(text)` where somebody has it at hand.
    """
    return Folded(fold_text(text) if folded is None else folded, text, [0])


def terms(folded: str) -> set[str]:
    """What a folded text is indexed under: characters, overlapping pairs, numbers with their neighbours."""
    found = set(map(add, folded, folded[1:]))
    found.update(folded)
    found.update(_runs(folded))
    return {term for term in found if PARAGRAPH not in term}


def narrowing_terms(folded: str) -> set[str]:
    """The terms that a document must have to contain `folded`: its pairs and numbers, or its character.

    They say everything up to two characters; longer ones have to be verified against the text.
    """
    if len(folded) < 2:
        return {folded}
    return {*map(add, folded, folded[1:]), *_runs(folded)}


def _runs(folded: str) -> Iterator[str]:
    """Numbers and Latin words with the character before and the one after."""
    return (found.group() + found[1] for found in _RUN.finditer(folded))
