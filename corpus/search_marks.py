"""What was searched for, marked in the text of one document. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from base.errors import Refused
from corpus.document import Document, ProvisionKind
from corpus.reading_text import Mark
from corpus.search.match import hits
from corpus.search.query import parse

MOST_MARKS = 2_000
_PLACES = (ProvisionKind.ARTICLE, ProvisionKind.HEADING1)


@dataclass(frozen=True, slots=True)
class HitPlace:
    """A 条 (or 一、) that holds hits: its anchor, its label, how many, and where the first one stands."""

    anchor: str
    label: str
    hits: int
    start: int
    end: int
    page: int | None


def hit_marks(document: Document, typed: str) -> tuple[Mark, ...]:
    """A mark for each hit, numbered from 1; none where the words cannot be understood."""
    if not typed.strip():
        return ()
    try:
        spans = hits(parse(typed), document.text)
    except Refused:
        return ()
    return tuple(
        Mark(start, end, "hit", str(n)) for n, (start, end) in enumerate(spans[:MOST_MARKS], 1)
    )


def hit_places(document: Document, marks: Sequence[Mark]) -> tuple[HitPlace, ...]:
    """Where the hits are, in order of the text."""
    places = [p for p in document.provisions if p.kind in _PLACES]
    counted: Counter[str] = Counter()
    first: dict[str, tuple[str, Mark]] = {}
    for mark in marks:
        inside = next((p for p in reversed(places) if p.start <= mark.start < p.end), None)
        if inside is not None:
            counted[inside.eid] += 1
            first.setdefault(inside.eid, (inside.label, mark))
    return tuple(
        HitPlace(eid, label, counted[eid], mark.start, mark.end, document.page_at(mark.start))
        for eid, (label, mark) in first.items()
    )
