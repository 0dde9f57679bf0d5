"""成文, 公布, 印发, 施行, 有效期届满: which date of a paper is which. Pure; never invents a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from corpus.block import ReadNote
from corpus.document import DatedFact, Span
from corpus.structure.attachments import Parts, Zone, ZoneKind
from corpus.structure.dates import FoundDate, dates_in, first_date, lone_date
from corpus.structure.effective import EffectClause, effect_clauses, shifted
from corpus.structure.letterhead import Head, LineKind, labelled
from corpus.structure.sheet import Line, Sheet
from corpus.structure.terms_of_validity import Term, last_day, own_terms, prolonged_until
from corpus.structure.unread_terms import unread_effect, unread_term

_ORDER_GENRES = {"令", "命令"}
_PRINTED = re.compile(r"(?:印发|印制|印刷|印|发)(?: ?共印.*)?\Z")
_IS_ISSUED = re.compile(r"(?<!现予)(?<!现予以)(?:公布|发布|颁布)")
_IS_CHANGE = re.compile(r"(?:修订|修正|修改)(?!后?并?(?:重新)?(?:公布|发布|颁布))")
_IN_EFFECT = re.compile(r"\A ?起?(?:正式)?(?:施行|实施|执行|生效)")


@dataclass(frozen=True, slots=True)
class FactDates:
    """The five dates, and notes on what a clause names but the paper does not tell."""

    signed_on: DatedFact | None
    issued_on: DatedFact | None
    printed_on: DatedFact | None
    effective_on: DatedFact | None
    valid_until: DatedFact | None
    notes: tuple[ReadNote, ...]
    term_spans: tuple[Span, ...] = ()
    """The clauses that tell 有效期届满, the one that decides first."""


class About(Enum):
    """Whose 施行 and 有效期 the clauses of a paper tell."""

    ITSELF = "itself"
    OTHERS = "others"
    """Only the notice speaks for itself; what follows it is another paper's text."""
    PROLONGED = "prolonged"
    """关于延长《X》有效期的通知 with the text of X: X's 施行, and the term the notice gives it."""


@dataclass(frozen=True, slots=True)
class Face:
    """What the dates are read from: the sheet, its head and parts, 文种, the paper's own names."""

    sheet: Sheet
    head: Head
    parts: Parts
    genre: str | None
    own_names: frozenset[str]
    about: About = About.ITSELF


def read_dates(face: Face) -> FactDates:
    """The five dates of a paper. 自公布之日起施行 takes the value of 公布, null where that is null."""
    signed = _signed(face)
    issued = _issued(face, signed)
    printed = _printed(face)
    notes: list[ReadNote] = []
    effective = _effective(face, _Sources(signed, issued, printed), notes)
    term = _valid_until(face, effective, notes)
    effective = effective or term.begins
    notes += _unread(face, effective, term.until, notes)
    return FactDates(signed, issued, printed, effective, term.until, tuple(notes), term.spans)


def _fact(sheet: Sheet, found: FoundDate) -> DatedFact:
    """The found date resting on its own words."""
    return found.fact(sheet.span(found.start, found.end))


def _from_label(face: Face, group: str) -> DatedFact | None:
    """The value of a line like 发布日期：2015-03-04."""
    place = labelled(face.head, group)
    if place is None:
        return None
    line, offset = place
    found = first_date(face.sheet.plain, line.start + offset, line.end)
    return _fact(face.sheet, found) if found else None


def _note_dates(face: Face) -> Iterable[tuple[FoundDate, str]]:
    """Each date of the notes under the title with the words up to the next date."""
    for line in face.head.of(LineKind.NOTE):
        every = list(dates_in(face.sheet.masked, line.start, line.end))
        dated = [found for found in every if found.month] or every  # not 2015年第3次会议
        for n, found in enumerate(dated):
            end = dated[n + 1].start if n + 1 < len(dated) else line.end
            yield found, face.sheet.masked[found.end : end]


def _signed(face: Face) -> DatedFact | None:
    """成文: the signature's date, else a label, a date line under the title, or the first 通过."""
    signature = face.parts.signature
    if signature is not None:
        return _fact(face.sheet, signature.dated)
    fact = _from_label(face, "signed_labels")
    if fact is not None:
        return fact
    for line in face.head.of(LineKind.DATE):
        found = lone_date(line.words)
        if found is not None:
            start, end = line.start + found.start, line.start + found.end
            return found.fact(face.sheet.span(start, end))
    for found, words in _note_dates(face):
        if "通过" in words and not _IS_CHANGE.search(words.partition("通过")[0]):
            return _fact(face.sheet, found)
    return None


def _issued(face: Face, signed: DatedFact | None) -> DatedFact | None:
    """公布: a label, a note …公布, or the signature of a 令, which publishes by itself.

    The signature of a 公告 or 通告 is 成文: when it was put up the paper does not tell.
    """
    fact = _from_label(face, "issued_labels")
    if fact is not None:
        return fact
    for found, words in _note_dates(face):
        if _IS_ISSUED.search(words) and not _IS_CHANGE.search(words):
            return _fact(face.sheet, found)
    signature = face.parts.signature
    by_order = face.genre in _ORDER_GENRES or (signature is not None and signature.officer)
    return signed if by_order else None


def _printed(face: Face) -> DatedFact | None:
    """印发: the record's date, else a label."""
    for line in face.parts.record:
        if _PRINTED.search(line.words):
            found = _last_date(face.sheet, line)
            if found is not None:
                return _fact(face.sheet, found)
    return _from_label(face, "printed_labels")


def _last_date(sheet: Sheet, line: Line) -> FoundDate | None:
    """The last date of a line."""
    dated = list(dates_in(sheet.plain, line.start, line.end))
    return dated[-1] if dated else None


@dataclass(frozen=True, slots=True)
class _Sources:
    """The dates a 自…之日 clause may point to."""

    signed: DatedFact | None
    issued: DatedFact | None
    printed: DatedFact | None

    def of(self, since: str) -> DatedFact | None:
        """公布 points to 公布, 即日 too or else to 成文; 印发 to 印发, else 公布; 通过 to 成文; 文到 to nothing."""
        return {
            "publish": self.issued,
            "now": self.issued or self.signed,
            "print": self.printed or self.issued,
            "adopt": self.signed,
        }.get(since)


def _ranges(face: Face) -> list[tuple[int, int]]:
    """The extents that speak for the paper: the main part, then the document it carries."""
    lines = face.sheet.lines
    wanted = [zone for zone in face.parts.zones if _speaks(zone) and zone.first < zone.last]
    if face.about is About.OTHERS:
        wanted = [zone for zone in wanted if zone.kind is ZoneKind.MAIN]
    wanted.sort(key=lambda zone: zone.kind is not ZoneKind.MAIN)
    return [(lines[zone.first].start, lines[zone.last - 1].end) for zone in wanted]


def _speaks(zone: Zone) -> bool:
    """Whether a zone's clauses are the paper's own: a mere annex's are not."""
    return zone.carried or zone.kind is not ZoneKind.ANNEX


def _effective(face: Face, sources: _Sources, notes: list[ReadNote]) -> DatedFact | None:
    """施行: an explicit day of the paper proper, of the carried text, of the head; else 自…之日."""
    groups = [effect_clauses(face.sheet, s, e, face.own_names) for s, e in _ranges(face)]
    for clauses in groups:
        best = _best([clause for clause in clauses if clause.fact and clause.sure >= 2])
        if best is not None:
            return best.fact
    fact = _from_label(face, "effective_labels") or _effective_note(face)
    if fact is not None:
        return fact
    every = [clause for clauses in groups for clause in clauses]
    relative = _best([clause for clause in every if clause.since])
    if relative is None:
        best = _best(every)
        return best.fact if best else None
    source = sources.of(relative.since or "")
    value = source and shifted(source, relative.days, relative.months, relative.span)
    if value is None:
        message = f"施行日期写作“{relative.span.quote}”，文中没有可据以推算的日期，请人工补录。"
        notes.append(ReadNote("effective_unresolved", message))
    return value


def _best(clauses: list[EffectClause]) -> EffectClause | None:
    """The surest clause, the last of equals (附则 stands at the end)."""
    return max(clauses, key=lambda clause: (clause.sure, clause.span.start), default=None)


def _effective_note(face: Face) -> DatedFact | None:
    """自2024年3月1日起实施 in a note under the title."""
    for found, words in _note_dates(face):
        if _IN_EFFECT.match(words):
            return _fact(face.sheet, found)
    return None


@dataclass(frozen=True, slots=True)
class _Validity:
    """有效期届满, the beginning where only its clause names one, and the clauses that tell it."""

    until: DatedFact | None
    begins: DatedFact | None = None
    spans: tuple[Span, ...] = ()


def _valid_until(face: Face, effective: DatedFact | None, notes: list[ReadNote]) -> _Validity:
    """有效期届满: a later notice's word goes before the text's own, a named day before a length."""
    terms: list[Term] = []
    for start, end in _ranges(face):
        terms += own_terms(face.sheet, start, end, face.own_names)
    if face.about is About.PROLONGED:
        return _prolonged(face, terms, notes)
    for term in terms:
        if term.until is not None and _after(term.until, effective or term.begins):
            return _Validity(term.until, term.begins, (term.span,))
    label = _from_label(face, "end_labels")
    lengths = [term for term in terms if term.months]
    if label is not None or not lengths:
        return _Validity(label, None, (label.span,) if label and label.span else ())
    term = lengths[0]
    start_day = term.begins or effective
    if start_day is None:
        message = f"写有“{term.span.quote}”，但起算的施行日期未能确定，届满日期请人工核定。"
        notes.append(ReadNote("term_without_start", message))
        return _Validity(None)
    until = last_day(start_day, term.months, term.span)
    return _Validity(until, term.begins, (term.span,))


def _prolonged(face: Face, terms: list[Term], notes: list[ReadNote]) -> _Validity:
    """The day to which the notice prolongs the text it carries; without one nothing is reckoned."""
    start, end = _ranges(face)[0]
    until = prolonged_until(face.sheet, start, end)
    if until is None:
        message = "文件延长所附文件的有效期，但未能确定延长到哪一天，届满日期请人工核定。"
        notes.append(ReadNote("term_unresolved", message))
        return _Validity(None)
    spans = (until.span, *(term.span for term in terms))
    return _Validity(until, None, tuple(span for span in spans if span is not None))


def _unread(
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
    for start, end in _ranges(face):
        span = look(face.sheet, start, end)
        if span is not None:
            return span
    for zone in face.parts.zones:
        if not _speaks(zone) and zone.first < zone.last and face.about is About.ITSELF:
            start, end = lines[zone.first].start, lines[zone.last - 1].end
            span = look(face.sheet, start, end, plainly=True)
            if span is not None:
                return span
    return None


def _after(until: DatedFact, begins: DatedFact | None) -> bool:
    """An end before the beginning is a misreading."""
    return begins is None or until.last_day >= begins.first_day
