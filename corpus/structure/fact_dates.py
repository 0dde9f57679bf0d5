"""成文, 公布, 印发, 施行, 有效期届满: which date of a paper is which. Pure; never invents a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.block import ReadNote
from corpus.document import DatedFact, Span
from corpus.structure.dates import FoundDate, dates_in, lone_date
from corpus.structure.effective import EffectClause, effect_clauses, shifted
from corpus.structure.face import Face, fact_of, from_label, ranges_of
from corpus.structure.letterhead import LineKind
from corpus.structure.sheet import Line, Sheet
from corpus.structure.validity_end import unread, valid_until

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


def read_dates(face: Face) -> FactDates:
    """The five dates of a paper. 自公布之日起施行 takes the value of 公布, null where that is null."""
    signed = _signed(face)
    issued = _issued(face, signed)
    printed = _printed(face)
    notes: list[ReadNote] = []
    effective = _effective(face, _Sources(signed, issued, printed), notes)
    term = valid_until(face, effective, notes)
    effective = effective or term.begins
    notes += unread(face, effective, term.until, notes)
    return FactDates(signed, issued, printed, effective, term.until, tuple(notes), term.spans)


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
        return fact_of(face.sheet, signature.dated)
    fact = from_label(face, "signed_labels")
    if fact is not None:
        return fact
    for line in face.head.of(LineKind.DATE):
        found = lone_date(line.words)
        if found is not None:
            start, end = line.start + found.start, line.start + found.end
            return found.fact(face.sheet.span(start, end))
    for found, words in _note_dates(face):
        if "通过" in words and not _IS_CHANGE.search(words.partition("通过")[0]):
            return fact_of(face.sheet, found)
    return None


def _issued(face: Face, signed: DatedFact | None) -> DatedFact | None:
    """公布: a label, a note …公布, or the signature of a 令, which publishes by itself.

    The signature of a 公告 or 通告 is 成文: when it was put up the paper does not tell.
    """
    fact = from_label(face, "issued_labels")
    if fact is not None:
        return fact
    for found, words in _note_dates(face):
        if _IS_ISSUED.search(words) and not _IS_CHANGE.search(words):
            return fact_of(face.sheet, found)
    signature = face.parts.signature
    by_order = face.genre in _ORDER_GENRES or (signature is not None and signature.officer)
    return signed if by_order else None


def _printed(face: Face) -> DatedFact | None:
    """印发: the record's date, else a label."""
    for line in face.parts.record:
        if _PRINTED.search(line.words):
            found = _last_date(face.sheet, line)
            if found is not None:
                return fact_of(face.sheet, found)
    return from_label(face, "printed_labels")


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


def _effective(face: Face, sources: _Sources, notes: list[ReadNote]) -> DatedFact | None:
    """施行: an explicit day of the paper proper, of the carried text, of the head; else 自…之日."""
    groups = [effect_clauses(face.sheet, s, e, face.own_names) for s, e in ranges_of(face)]
    for clauses in groups:
        best = _best([clause for clause in clauses if clause.fact and clause.sure >= 2])
        if best is not None:
            return best.fact
    fact = from_label(face, "effective_labels") or _effective_note(face)
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
            return fact_of(face.sheet, found)
    return None
