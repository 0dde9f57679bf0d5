"""Whether a text answers a query, in what order, and what to show of it. Pure.

An index only proposes documents; what is said here, against the text, is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.search.query import Field, Query, Term
from corpus.search.terms import FoldedFields, fold, fold_text

SNIPPET_WIDTH = 72
"""Characters of a snippet: two lines on a phone, one on a desk."""

_LEAD = 18
_PLACES_TRIED = 200
_ELLIPSIS = "……"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the original text, a hit or what stands between hits."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """The place of a text that shows most of what was asked for, and the number of hits in all of it.

    `cut_before` and `cut_after` say whether text was left out on that side.
    """

    pieces: tuple[Piece, ...]
    hits: int
    cut_before: bool
    cut_after: bool

    @property
    def plain(self) -> str:
        """One line without marks, …… where text was left out."""
        line = " ".join("".join(piece.text for piece in self.pieces).split())
        return (_ELLIPSIS if self.cut_before else "") + line + (_ELLIPSIS if self.cut_after else "")


def matches(query: Query, fields: FoldedFields) -> bool:
    """Whether the document answers: every clause met, nothing of what is excluded found."""
    return all(
        any(_found(term, fields) for term in clause) for clause in query.clauses
    ) and not any(_found(term, fields) for term in query.without)


def _found(term: Term, fields: FoldedFields) -> bool:
    """Whether a term stands in its field, or in any."""
    if term.field is Field.TITLE:
        return term.text in fields.title
    if term.field is Field.NUMBER:
        return term.text in fields.number
    if term.field is Field.ISSUER:
        return term.text in fields.issuers
    return (
        term.text in fields.body
        or term.text in fields.title
        or term.text in fields.number
        or term.text in fields.issuers
    )


def rank(
    query: Query, *, title: str, number: str, headings: str, day: date | None
) -> tuple[int, int]:
    """Sort key, best first: the title itself, in the title, in the number, in a heading, then newest.

    Args:
        title, number, headings: folded; headings joined by a line break, "" where not known.
        day: the document's date; one without a date comes last among its equals.
    """
    newest = -day.toordinal() if day else 0
    if query.is_everything:
        return 4, newest
    if _is_title(query, title):
        return 0, newest
    if _met_in(query, title, Field.TITLE):
        return 1, newest
    if _met_in(query, number, Field.NUMBER):
        return 2, newest
    return (3 if _met_in(query, headings, None) else 4), newest


def _is_title(query: Query, title: str) -> bool:
    """Whether what was asked for is the whole title, also when it was typed with blanks in it."""
    if any(term.field in (None, Field.TITLE) and term.text == title for term in query.sought):
        return True
    return title != "" and "".join(clause[0].text for clause in query.clauses) == title


def _met_in(query: Query, text: str, field: Field | None) -> bool:
    """Whether all clauses that can be met in this text are, and there is one."""
    asked = [
        [term.text for term in clause if term.field is None or term.field is field]
        for clause in query.clauses
    ]
    asked = [alternatives for alternatives in asked if alternatives]
    return bool(asked) and all(any(one in text for one in some) for some in asked)


def hits(query: Query, text: str, field: Field | None = None) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the original `text` that were asked for, in order, overlapping ones as one.

    Args:
        text: the original, not folded.
        field: which field the text is; None for the body.
    """
    folded = fold(text)
    found = sorted(
        folded.origin(start, start + len(term.text))
        for term in query.sought
        if term.field is None or term.field is field
        for start in _places(folded.text, term.text)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _places(text: str, sought: str) -> Iterator[int]:
    """Where `sought` begins, occurrences that overlap counted once."""
    place = text.find(sought)
    while place >= 0:
        yield place
        place = text.find(sought, place + len(sought))


def mark(query: Query, text: str, field: Field | None = None) -> tuple[Piece, ...]:
    """The whole of a short text (a title, a number) with its hits marked."""
    return _cut(text, hits(query, text, field), 0, len(text))


def snippet(query: Query, text: str, width: int = SNIPPET_WIDTH) -> Snippet:
    """The place in a body that shows most of what was asked for; its beginning where nothing is found.

    Args:
        text: the original, not folded.
        width: characters to show.
    """
    spans = hits(query, text)
    start, end = _window(text, spans, width)
    return Snippet(
        pieces=_cut(text, spans, start, end),
        hits=len(spans),
        cut_before=text[:start].strip() != "",
        cut_after=text[end:].strip() != "",
    )


def _window(text: str, spans: tuple[tuple[int, int], ...], width: int) -> tuple[int, int]:
    """The first window that holds the most different hits; it begins with a paragraph where one is near."""
    if not spans:
        begin = len(text) - len(text.lstrip())
        return begin, min(len(text), begin + width)
    tried = spans[:_PLACES_TRIED]
    words = [fold_text(text[start:end]) for start, end in tried]
    best, most = 0, 0
    for place, (start, _) in enumerate(tried):
        limit = start + width - _LEAD
        inside = {word for word, span in zip(words, tried, strict=True) if start <= span[0] < limit}
        if len(inside) > most:
            best, most = place, len(inside)
    start, end = tried[best]
    lead = min(_LEAD, max(0, width - (end - start)) // 2)
    begin = max(0, start - lead)
    begin = max(begin, text.rfind("\n", begin, start) + 1)
    return begin, min(len(text), begin + width)


def _cut(text: str, spans: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[Piece, ...]:
    """`text[start:end]` in pieces; joined they are exactly that."""
    pieces: list[Piece] = []
    place = start
    for hit_start, hit_end in spans:
        hit_start, hit_end = max(hit_start, start), min(hit_end, end)
        if hit_start >= hit_end:
            continue
        pieces.append(Piece(text[place:hit_start], hit=False))
        pieces.append(Piece(text[hit_start:hit_end], hit=True))
        place = hit_end
    pieces.append(Piece(text[place:end], hit=False))
    return tuple(piece for piece in pieces if piece.text)
