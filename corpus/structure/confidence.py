"""How surely each field of the face was read, and from which words: 高, 中, 低 (存疑). Pure.

High: its own place tells it (a signature, a label, a number line, a clause with 本办法). Medium: it
follows from something else (a note under the title, 公布 taken from the signature). Low: two places
disagree, the look of a line was all there was, or the words were recognised badly on a scan.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Confidence, DatedFact, Document, FaceFact, Span
from corpus.structure.attachments import Parts
from corpus.structure.doubts import FIELD_OF
from corpus.structure.letterhead import Head, LineKind
from corpus.structure.sheet import Line, Sheet
from corpus.structure.title import genre_of

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
_WEAK, _FAIR = 0.80, 0.93  # scores of text recognition below which a reading is low, medium
_DATES = ("signed_on", "issued_on", "printed_on", "effective_on", "valid_until")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the face was read from."""

    sheet: Sheet
    head: Head
    parts: Parts
    on_cover: bool = False
    """Whether a standard's cover told title and number."""
    terms: tuple[Span, ...] = ()
    """The clauses that tell 有效期届满, the deciding one first."""


def face_facts(seen: Seen, document: Document) -> dict[str, FaceFact]:
    """Confidence and spans of every face field that was read, or that the text speaks of in vain."""
    if not document.text.strip():
        return {}
    facts = dict(_title(document, on_cover=seen.on_cover))
    if document.doc_number is not None and document.doc_number.span is not None:
        facts["doc_number"] = FaceFact(_of_number(document), (document.doc_number.span,))
    if document.issuers:
        facts["issuers"] = _issuers(seen, document)
    if document.addressees:
        facts["addressees"] = FaceFact(HIGH, _addressees(seen))
    facts |= _dates(seen, document)
    for note in document.notes:
        facts.setdefault(FIELD_OF.get(note.code, ""), FaceFact(LOW))
    facts.pop("", None)
    if any(note.code == "term_conflict" for note in document.notes) and "valid_until" in facts:
        facts["valid_until"] = FaceFact(LOW, facts["valid_until"].spans)
    if all(line.block.score is None for line in seen.sheet.lines):
        return facts
    return {name: _as_recognised(seen.sheet, fact) for name, fact in facts.items()}


def _dates(seen: Seen, document: Document) -> Iterator[tuple[str, FaceFact]]:
    """The five dates, each with the words it was read from."""
    for name in _DATES:
        fact: DatedFact | None = getattr(document, name)
        if fact is not None and fact.span is not None:
            further = seen.terms if name == "valid_until" else ()
            spans = tuple(dict.fromkeys((fact.span, *further)))
            yield name, FaceFact(_of_date(seen, document, name, fact), spans)


_CODE = re.compile(r"法典?\Z|条例\Z")


def _title(document: Document, *, on_cover: bool) -> Iterator[tuple[str, FaceFact]]:
    """Title, 文种 and inner title; no title at all is low without words."""
    span, title = document.title_span, document.title
    if title is None or span is None:
        yield "title", FaceFact(LOW)
        return
    words = title.replace(" ", "")
    long_enough = 5 <= len(words) <= 120 or (len(words) >= 3 and _CODE.search(words) is not None)
    named = on_cover or genre_of(title) is not None or _CODE.search(words) is not None
    sure = HIGH if named and long_enough else LOW
    yield "title", FaceFact(sure, (span,))
    if document.genre:
        at = span.quote.rfind(document.genre)
        found = _within(document.text, span.start + at, document.genre) if at >= 0 else span
        yield "genre", FaceFact(sure if at >= 0 else MEDIUM, (found,))
    if document.inner_title:
        at = document.text.find(document.inner_title, span.start)
        inner = (_within(document.text, at, document.inner_title),) if at >= 0 else ()
        yield "inner_title", FaceFact(sure, inner)


def _within(text: str, start: int, words: str) -> Span:
    return Span(start, start + len(words), text[start : start + len(words)])


def _of_number(document: Document) -> Confidence:
    """A whole number is sure unless its year is far from 成文; one without year or serial is not."""
    number, signed = document.doc_number, document.signed_on
    if number is None or number.serial is None:
        return LOW
    if number.year is None:
        return HIGH if number.prefix.endswith("令") else MEDIUM
    if signed is not None and abs(signed.year - number.year) > 1:
        return LOW
    return HIGH


def _issuers(seen: Seen, document: Document) -> FaceFact:
    """Named in signature, letterhead or label: sure; only in title or note: middling; misread: low."""
    spans: list[Span] = []
    places = 0
    for name in document.issuers:
        found = [line for line in _naming(seen) if _same(name, line.packed)]
        places += bool(found)
        spans += [seen.sheet.span(line.start, line.end) for line in found[:1]]
    if any(_misread(name, document) for name in document.issuers):
        return FaceFact(LOW, tuple(dict.fromkeys(spans)))
    if places < len(document.issuers):
        title = document.title_span
        spans += [title] if title is not None and not spans else []
        return FaceFact(MEDIUM, tuple(dict.fromkeys(spans)))
    return FaceFact(HIGH, tuple(dict.fromkeys(spans)))


_MISREAD = re.compile(
    r"(.)\1(.)\2(.)\3|\A(?:来文|收文|发文|主办|承办|申请|建设|施工|甲方|乙方|单位)"
)
"""环环境境保保: each glyph twice; a form's label before the name."""


def _misread(name: str, document: Document) -> bool:
    """Whether a name is no issuer's: misread, or a company on a paper without a number (an invoice)."""
    if name.endswith("公司") and document.doc_number is None:
        return True
    return _MISREAD.search(name) is not None


def _naming(seen: Seen) -> Iterator[Line]:
    """The lines on which issuers stand as such: signature, letterhead, labels, notes under the title."""
    signature = seen.parts.signature
    if signature is not None:
        yield from seen.sheet.lines[signature.first : signature.last + 1]
    for kind in (LineKind.LETTERHEAD, LineKind.LABEL, LineKind.NOTE):
        yield from seen.head.of(kind)


def _same(name: str, words: str) -> bool:
    """Whether a line names the body, perhaps without the place it begins with."""
    return name in words or (4 <= len(words) < len(name) and name.endswith(words))


def _addressees(seen: Seen) -> tuple[Span, ...]:
    """The address lines as one span."""
    first, last = len(seen.head.lines), seen.head.body_start
    lines = seen.sheet.lines[first:last]
    return (seen.sheet.span(lines[0].start, lines[-1].end),) if lines else ()


def _of_date(seen: Seen, document: Document, name: str, fact: DatedFact) -> Confidence:
    """A date by where it stands and whether it agrees with the others."""
    if _out_of_order(document, name, fact):
        return LOW
    if name == "signed_on":
        return _of_signed(seen, fact)
    if name == "issued_on" and fact == document.signed_on:
        return MEDIUM
    if name == "valid_until":
        return HIGH if document.effective_on is not None else MEDIUM
    return HIGH


def _of_signed(seen: Seen, fact: DatedFact) -> Confidence:
    """成文: under a body's name it is sure, alone on a line or from a note under the title middling."""
    signature, span = seen.parts.signature, fact.span
    if signature is not None and span is not None and signature.dated.start == span.start:
        return HIGH if signature.bodies else MEDIUM
    if span is None:
        return MEDIUM
    noted = any(line.start <= span.start < line.end for line in seen.head.of(LineKind.LABEL))
    return HIGH if noted else MEDIUM


def _out_of_order(document: Document, name: str, fact: DatedFact) -> bool:
    """Whether a date contradicts 成文: printed or ended before, in force years before or after."""
    signed = document.signed_on
    if signed is None or name == "signed_on":
        return False
    if name in ("printed_on", "valid_until"):
        return fact.last_day < signed.first_day
    return abs((fact.first_day - signed.first_day).days) > 3 * 366 and name == "issued_on"


def _as_recognised(sheet: Sheet, fact: FaceFact) -> FaceFact:
    """The fact with the confidence its words' text recognition allows."""
    scores = [score for span in fact.spans for score in _scores(sheet, span)]
    if not scores:
        return fact
    worst = min(scores)
    if worst < _WEAK:
        return FaceFact(LOW, fact.spans)
    if worst < _FAIR and fact.confidence is HIGH:
        return FaceFact(MEDIUM, fact.spans)
    return fact


def _scores(sheet: Sheet, span: Span) -> Iterator[float]:
    """The recognition scores of the blocks a span stands in; none where the text stood in the file."""
    starts = [line.start for line in sheet.lines]
    for line in sheet.lines[max(0, bisect_right(starts, span.start) - 1) :]:
        if line.start >= span.end:
            return
        if line.block.score is not None:
            yield line.block.score
