"""Whether two texts are one, versions of one, or one part of the other. Pure.

Candidates come from the signatures; here the texts themselves are compared (docs/architecture.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from rapidfuzz.distance import Indel

from corpus.likeness.signature import Grams, grams, words_of

NEARLY_FROM = 0.9
VERSION_FROM = 0.5
PART_FROM = 0.85
"""So much of the shorter text must stand in the longer one to be called a part of it."""
PART_LEAST = 60
"""Characters of a text below which standing in another says nothing (a letter of one sentence)."""
SHARED_LEAST = 0.3
_MOST = 2_500_000_000
"""Product of the lengths up to which the texts are aligned; above, their runs are counted."""


class Verdict(Enum):
    """What two texts are to each other, seen from the first."""

    SAME_TEXT = "same_text"
    NEARLY = "nearly"
    PART_OF = "part_of"
    CONTAINS = "contains"
    VERSION = "version"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return _LABELS[self]

    @property
    def turned(self) -> Verdict:
        """The same, seen from the second."""
        return _TURNED.get(self, self)


_LABELS = {
    Verdict.SAME_TEXT: "同一文本",
    Verdict.NEARLY: "几乎相同",
    Verdict.PART_OF: "包含于对方",
    Verdict.CONTAINS: "包含对方",
    Verdict.VERSION: "可能是不同版本",
}
_TURNED = {Verdict.PART_OF: Verdict.CONTAINS, Verdict.CONTAINS: Verdict.PART_OF}


@dataclass(frozen=True, slots=True)
class Words:
    """A text made ready to be compared with many."""

    text: str
    runs: Grams


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have to do with each other.

    `ratio` (0 to 1) is the share of characters that need not be changed; `first_share` how much of the
    first stands in the second, `second_share` the other way round.
    """

    verdict: Verdict
    ratio: float
    first_share: float
    second_share: float


def ready(text: str) -> Words:
    """The words of a text and their runs."""
    words = words_of(text)
    return Words(words, grams(words))


def compare(first: Words, second: Words) -> Likeness | None:
    """What the second is to the first, None where they are two papers of their own."""
    if not first.text or not second.text:
        return None
    if first.text == second.text:
        return Likeness(Verdict.SAME_TEXT, 1.0, 1.0, 1.0)
    shared = len(np.intersect1d(first.runs, second.runs, assume_unique=True))
    of_first, of_second = shared / len(first.runs), shared / len(second.runs)
    if max(of_first, of_second) < SHARED_LEAST:
        return None
    ratio = _ratio(first, second, shared)
    verdict = _verdict(first, second, ratio, (of_first, of_second))
    return Likeness(verdict, ratio, of_first, of_second) if verdict else None


def share_words(share: float) -> str:
    """A share for people: 全部, 约九成, 不到一成; never more exact than it is."""
    if share >= 0.995:
        return "几乎全部" if share < 1 else "全部"
    tenths = round(share * 10)
    if tenths == 0:
        return "不到一成"
    if tenths == 10:
        return "九成五以上"
    return f"约{'一二三四五六七八九'[tenths - 1]}成"


def _verdict(
    first: Words, second: Words, ratio: float, shares: tuple[float, float]
) -> Verdict | None:
    if ratio >= NEARLY_FROM:
        return Verdict.NEARLY
    shorter = first if len(first.text) <= len(second.text) else second
    share = shares[0] if shorter is first else shares[1]
    if share >= PART_FROM and len(shorter.text) >= PART_LEAST:
        return Verdict.PART_OF if shorter is first else Verdict.CONTAINS
    return Verdict.VERSION if ratio >= VERSION_FROM and share >= SHARED_LEAST else None


def _ratio(first: Words, second: Words, shared: int) -> float:
    if len(first.text) * len(second.text) > _MOST:
        return 2 * shared / (len(first.runs) + len(second.runs))
    return float(Indel.normalized_similarity(first.text, second.text))
