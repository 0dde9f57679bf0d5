"""有效期届满 of a paper out of its term clauses, and notes on the clauses that tell no day. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.block import ReadNote
from corpus.document import DatedFact, Span
from corpus.structure.face import About, Face, from_label, ranges_of, speaks
from corpus.structure.terms_of_validity import Term, last_day, own_terms, prolonged_until
from corpus.structure.unread_terms import unread_effect, unread_term

_NEAR = 31
"""Days by which two readings of one term may differ (有效期五年 beside a day): no contradiction."""


@dataclass(frozen=True, slots=True)
class Validity:
    """有效期届满, the beginning where only its clause names one, and the clauses that tell it."""

    until: DatedFact | None
    begins: DatedFact | None = None
    spans: tuple[Span, ...] = ()


def valid_until(face: Face, effective: DatedFact | None, notes: list[ReadNote]) -> Validity:
    """有效期届满: a later notice's word goes before the text's own, a named day before a length."""
    terms: list[Term] = []
    for start, end in ranges_of(face):
        terms += own_terms(face.sheet, start, end, face.own_names)
    if face.about is About.PROLONGED:
        return _prolonged(face, terms, notes)
    for term in terms:
        if term.until is not None and _after(term.until, effective or term.begins):
            _note_conflict(terms, term, effective or term.begins, notes)
            return Validity(term.until, term.begins, (term.span,))
    label = from_label(face, "end_labels")
    lengths = [term for term in terms if term.months]
    if label is not None or not lengths:
        return Validity(label, None, (label.span,) if label and label.span else ())
    term = lengths[0]
    start_day = term.begins or effective
    if start_day is None:
        message = f"写有“{term.span.quote}”，但起算的施行日期未能确定，届满日期请人工核定。"
        notes.append(ReadNote("term_without_start", message))
        return Validity(None)
    _note_conflict(terms, term, start_day, notes)
    until = last_day(start_day, term.months, term.span)
    return Validity(until, term.begins, (term.span,))


def _note_conflict(
    terms: list[Term], taken: Term, begins: DatedFact | None, notes: list[ReadNote]
) -> None:
    """A note where another clause of the paper ends its term on quite another day."""
    ends = [(term, _end(term, begins)) for term in terms]
    own = _end(taken, begins)
    for term, end in ends:
        if own is None or end is None or abs((end.last_day - own.last_day).days) <= _NEAR:
            continue
        message = (
            f"写有“{taken.span.quote}”和“{term.span.quote}”，届满日期不一致，"
            f"现取前者，请对照原件核定。"
        )
        notes.append(ReadNote("term_conflict", message))
        return


def _end(term: Term, begins: DatedFact | None) -> DatedFact | None:
    """The last day a clause tells, reckoned from `begins` where it names none of its own."""
    start = term.begins or begins
    if term.until is not None or start is None:
        return term.until
    return last_day(start, term.months, term.span)


def _prolonged(face: Face, terms: list[Term], notes: list[ReadNote]) -> Validity:
    """The day to which the notice prolongs the text it carries; without one nothing is reckoned."""
    start, end = ranges_of(face)[0]
    until = prolonged_until(face.sheet, start, end)
    if until is None:
        message = "文件延长所附文件的有效期，但未能确定延长到哪一天，届满日期请人工核定。"
        notes.append(ReadNote("term_unresolved", message))
        return Validity(None)
    spans = (until.span, *(term.span for term in terms))
    return Validity(until, None, tuple(span for span in spans if span is not None))


def unread(
    face: Face, effective: DatedFact | None, until: DatedFact | None, notes: list[ReadNote]
) -> Iterator[ReadNote]:
    """A note on each clause of 施行 or 有效期 that is there but gave no value and no note yet."""
    told = {note.code for note in notes}
    if effective is None and "effective_unresolved" not in told:
        span = _first_seen(face, unread_effect)
        if span is not None:
            message = f"写有“{span.quote}”，未能据以确定施行日期，请人工核定。"
            yield ReadNote("effective_unresolved", message)
    if until is None and not told & {"term_without_start", "term_unresolved"}:
        span = _first_seen(face, unread_term)
        if span is not None:
            message = f"写有“{span.quote}”，未能据以确定有效期届满日期，请人工核定。"
            yield ReadNote("term_unresolved", message)


def _first_seen(face: Face, look: Callable[..., Span | None]) -> Span | None:
    """What is seen in the parts that speak for the paper, else in its annexes."""
    lines = face.sheet.lines
    for start, end in ranges_of(face):
        span = look(face.sheet, start, end)
        if span is not None:
            return span
    for zone in face.parts.zones:
        if not speaks(zone) and zone.first < zone.last and face.about is About.ITSELF:
            start, end = lines[zone.first].start, lines[zone.last - 1].end
            span = look(face.sheet, start, end, plainly=True)
            if span is not None:
                return span
    return None


def _after(until: DatedFact, begins: DatedFact | None) -> bool:
    """An end before the beginning is a misreading."""
    return begins is None or until.last_day >= begins.first_day
