"""Whether a text answers a query, in what order, and what to show of it. Pure.

An index only proposes documents; what is said here, against the text, is the answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.search.query import Field, Query, Term
from corpus.search.terms import Folded, FoldedFields, fold

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
    """Whether the document answers: every clause met, nothing of what is excluded found.

    Clauses that ask for words in a 条 have to be met in one and the same 条.
    """
    return matcher(query)(fields)


def matcher(query: Query) -> Callable[[FoldedFields], bool]:
    """`matches` for many documents and one query."""
    in_article = [c for c in query.clauses if any(t.field is Field.ARTICLE for t in c)]
    plain = [clause for clause in query.clauses if clause not in in_article]

    def check(fields: FoldedFields) -> bool:
        for clause in plain:
            for term in clause:
                if _found(term, fields):
                    break
            else:
                return False
        for term in query.without:
            if _found(term, fields):
                return False
        return not in_article or any(
            _met_in_article(in_article, fields, span) for span in fields.articles
        )

    return check


def _met_in_article(
    clauses: list[tuple[Term, ...]], fields: FoldedFields, span: tuple[int, int]
) -> bool:
    def found(term: Term) -> bool:
        if term.field is Field.ARTICLE:
            return fields.body.find(term.text, *span) >= 0
        return _found(term, fields)

    return all(any(found(term) for term in clause) for clause in clauses)


def _found(term: Term, fields: FoldedFields) -> bool:
    """Whether a term stands in its field, or in any."""
    text = term.text
    if term.field is None:
        return (
            text in fields.body
            or text in fields.title
            or text in fields.number
            or text in fields.issuers
        )
    if term.field is Field.ARTICLE:
        return any(fields.body.find(text, *span) >= 0 for span in fields.articles)
    if term.field is Field.HEADING:
        return text in fields.headings
    if term.field is Field.TITLE:
        return text in fields.title
    if term.field is Field.NUMBER:
        return text in fields.number
    return text in fields.issuers


def tier(query: Query, fields: FoldedFields) -> int:
    """How well a document fits: 0 its title itself, 1 in the title, 2 the number, 3 a heading, 4 elsewhere."""
    return ranker(query)(fields)


def ranker(query: Query) -> Callable[[FoldedFields], int]:
    """`tier` for many documents and one query."""
    whole = whole_titles(query)
    title, number, heading = (
        query.within(field).clauses for field in (Field.TITLE, Field.NUMBER, Field.HEADING)
    )

    def rank(fields: FoldedFields) -> int:
        if fields.title in whole:
            return 0
        if _met_in(title, fields.title):
            return 1
        if _met_in(number, fields.number):
            return 2
        return 3 if _met_in(heading, fields.headings) else 4

    return rank


def whole_titles(query: Query) -> frozenset[str]:
    """The titles that a query could be the whole of, also when it was typed with blanks in it."""
    alone = {term.text for term in query.sought if term.field in (None, Field.TITLE)}
    joined = "".join(clause[0].text for clause in query.clauses)
    return frozenset(alone | {joined}) - {""}


def _met_in(clauses: tuple[tuple[Term, ...], ...], text: str) -> bool:
    """Whether all clauses that can be met in this part are, and there is one."""
    if not text:
        return False
    return bool(clauses) and all(any(t.text in text for t in some) for some in clauses)


def hits(query: Query, text: str, field: Field | None = None) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the original `text` that were asked for, in order, overlapping ones as one.

    Args:
        text: the original, not folded.
        field: which field the text is; None for the body.
    """
    folded = fold(text)
    return tuple(folded.origin(start, end) for start, end in _spans(query, folded.text, field))


def _spans(query: Query, folded: str, field: Field | None) -> list[tuple[int, int]]:
    """The same in the folded text."""
    here = (None, Field.ARTICLE) if field is None else (None, field)
    found = sorted(
        (start, start + len(term.text))
        for term in query.sought
        if term.field in here
        for start in _places(folded, term.text)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(text: str, sought: str) -> Iterator[int]:
    """Where `sought` begins, occurrences that overlap counted once."""
    place = text.find(sought)
    while place >= 0:
        yield place
        place = text.find(sought, place + len(sought))


def mark(query: Query, text: str, field: Field | None = None) -> tuple[Piece, ...]:
    """The whole of a short text (a title, a number) with its hits marked."""
    return _cut(text, hits(query, text, field), 0, len(text))


def snippet(
    query: Query, text: str, width: int = SNIPPET_WIDTH, folded_text: str | None = None
) -> Snippet:
    """The place in a body that shows most of what was asked for; its beginning where nothing is found.

    Args:
        text: the original, not folded.
        width: characters to show.
        folded_text: `text` folded, where somebody has it at hand.
    """
    folded = fold(text, folded_text)
    spans = _spans(query, folded.text, None)
    if not spans:
        begin = len(text) - len(text.lstrip())
        end = min(len(text), begin + width)
        return Snippet(_cut(text, (), begin, end), 0, cut_before=False, cut_after=_more(text, end))
    best = _densest(folded.text, spans, width)
    start, end = folded.origin(*spans[best])
    lead = min(_LEAD, max(0, width - (end - start)) // 2)
    begin = max(start - lead, 0)
    begin = max(begin, text.rfind("\n", begin, start) + 1)
    end = min(len(text), begin + width)
    shown = _between(folded, spans, best, (begin, end))
    return Snippet(
        pieces=_cut(text, shown, begin, end),
        hits=len(spans),
        cut_before=text[:begin].strip() != "",
        cut_after=_more(text, end),
    )


def _between(
    folded: Folded, spans: list[tuple[int, int]], place: int, window: tuple[int, int]
) -> tuple[tuple[int, int], ...]:
    """Spans of the original that reach into a window, going out from one that does."""
    after = itertools.takewhile(
        lambda one: one[0] < window[1], (folded.origin(*one) for one in spans[place:])
    )
    before = itertools.takewhile(
        lambda one: one[1] > window[0], (folded.origin(*one) for one in reversed(spans[:place]))
    )
    return (*reversed(list(before)), *after)


def _more(text: str, end: int) -> bool:
    return text[end : end + 200].strip() != "" or text[end:].strip() != ""


def _densest(folded: str, spans: list[tuple[int, int]], width: int) -> int:
    """The place among `spans` of the first one after which most different hits stand close together."""
    tried = spans[:_PLACES_TRIED]
    words = [folded[start:end] for start, end in tried]
    best, most = 0, 0
    for place, (start, _) in enumerate(tried):
        limit = start + width - _LEAD
        inside = {word for word, span in zip(words, tried, strict=True) if start <= span[0] < limit}
        if len(inside) > most:
            best, most = place, len(inside)
        if most == len(set(words)):
            break
    return best


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
