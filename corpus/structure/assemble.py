"""Blocks → Document: what stands on the face of a paper, its provisions and citations. Pure, never refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.block import Reading, ReadNote
from corpus.document import DatedFact, DocNumber, Document, Provision, ProvisionKind
from corpus.structure.attachments import (
    Parts,
    Zone,
    ZoneKind,
    annex_list_start,
    bracketed_issuers,
    cut_up,
    normal_title,
)
from corpus.structure.citation_roles import RoleReader
from corpus.structure.citations import citations_of
from corpus.structure.confidence import Seen, face_facts
from corpus.structure.doc_number import FoundNumber, number_in_note, own_number
from corpus.structure.doubts import doubts_of
from corpus.structure.face import About, Face
from corpus.structure.fact_dates import FactDates, read_dates
from corpus.structure.issuers import bodies_in_note, bodies_in_title, bodies_on, merge, prefer_title
from corpus.structure.letterhead import Head, LineKind, label_value, read_head
from corpus.structure.markers import pieces_of
from corpus.structure.provisions import provisions_of
from corpus.structure.sheet import Line, Sheet, lay_out, name_extents
from corpus.structure.standard_cover import Cover, read_cover
from corpus.structure.title import (
    Title,
    carried_title_of,
    find_title,
    genre_of,
    inner_title_of,
    prolonged_title_of,
)

_MOST_FOUNDING = 4


@dataclass(frozen=True, slots=True)
class _Front:
    """What is known of a paper before its dates, provisions and citations are read."""

    sheet: Sheet
    head: Head
    cover: Cover | None
    title: Title | None
    inner: str | None
    genre: str | None
    number: FoundNumber | None
    parts: Parts
    names: frozenset[str]
    about: About


def assemble(reading: Reading) -> Document:
    """Reads title, number, issuers, dates, provisions and citations out of a reading.

    Never refuses: what the paper does not tell is None or empty, doubts become notes. Every span s
    has `text[s.start:s.end] == s.quote`.
    """
    front = _front(lay_out(reading))
    sheet, head, parts, title = front.sheet, front.head, front.parts, front.title
    dates = read_dates(Face(sheet, head, parts, front.genre, front.names, front.about))
    if front.cover is not None:
        dates = _with_cover(dates, front.cover)
    if _belongs_to_another(front, dates.signed_on):
        front = replace(front, title=None, number=None, inner=None, genre=None)
        title = None
    provisions, gaps = _provisions(sheet, parts)
    citations, too_many = citations_of(sheet, _roles(front, provisions))
    found = gaps + dates.notes + too_many
    document = Document(
        text=sheet.text,
        title=title.text if title else None,
        title_span=sheet.span(title.start, title.end) if title else None,
        inner_title=front.inner,
        genre=front.genre,
        issuers=(front.cover and front.cover.issuers) or _issuers(sheet.lines, head, parts, title),
        addressees=head.addressees,
        doc_number=_number(sheet, front.number, dates.signed_on),
        signed_on=dates.signed_on,
        issued_on=dates.issued_on,
        printed_on=dates.printed_on,
        effective_on=dates.effective_on,
        valid_until=dates.valid_until,
        provisions=provisions,
        citations=citations,
        notes=found,
        page_starts=sheet.page_starts,
    )
    seen = Seen(sheet, head, parts, front.cover is not None, dates.term_spans)
    document = replace(document, face=face_facts(seen, document))
    return replace(document, notes=(*reading.notes, *doubts_of(document), *found))


def _front(sheet: Sheet) -> _Front:
    """Head, title, number and parts; whose clauses the paper's are."""
    head = read_head(sheet)
    cover = read_cover(sheet)
    title = (cover and cover.title) or find_title(sheet, head)
    words = title.text if title else None
    genre = genre_of(words)
    inner = inner_title_of(words) or _published_by_order(sheet, head, genre)
    number = cover.number if cover else own_number(sheet, head.lines)
    genre = genre or _series(number)
    number = number or number_in_note(sheet, head.of(LineKind.NOTE))
    carried, prolonged = inner or carried_title_of(words), prolonged_title_of(words)
    parts = cut_up(sheet, head.body_start, carried or prolonged)
    follows = any(zone.kind is ZoneKind.INNER or zone.carried for zone in parts.zones)
    prolonged = prolonged if follows else None
    names = frozenset(normal_title(name) for name in (words, carried, prolonged) if name)
    about = About.PROLONGED if prolonged else About.ITSELF
    if prolonged is None and words and _ABOUT_OTHERS.search(words):
        about = About.OTHERS
    return _Front(sheet, head, cover, title, inner, genre, number, parts, names, about)


_FAR_APART = 1


def _belongs_to_another(front: _Front, signed: DatedFact | None) -> bool:
    """Whether …的批复（凤发改复〔2018〕172号）in a form signed by another body years later is only cited."""
    title, number = front.title, front.number
    if title is None or number is None or number.year is None or signed is None:
        return False
    beside = 0 <= number.start - title.end <= _FAR_APART + 1
    if not beside or abs(signed.year - number.year) <= _FAR_APART:
        return False
    bodies = front.parts.signature.bodies if front.parts.signature else ()
    for line in front.head.of(LineKind.LETTERHEAD):
        bodies = bodies or (bodies_on(line.words) if line.start > title.end else ())
    named = bodies_in_title(title.text)
    return bool(named and bodies) and not prefer_title(bodies, named)


def _roles(front: _Front, provisions: tuple[Provision, ...]) -> RoleReader:
    """What tells the role of a citation: where bases stand, title, number and body of the paper."""
    lines, first = front.sheet.lines, front.head.body_start
    body = lines[first].start if first < len(lines) else 0
    founding = _founding(front.sheet, front.parts, provisions)
    extents = _extent(front.title), _extent(front.number)
    return RoleReader(front.sheet, founding, *extents, body, front.names)


def _with_cover(dates: FactDates, cover: Cover) -> FactDates:
    """The dates of a standard: what its cover tells goes before what the text says."""
    return replace(
        dates,
        signed_on=None,
        issued_on=cover.issued_on or dates.issued_on,
        effective_on=cover.effective_on or dates.effective_on,
    )


_ABOUT_OTHERS = re.compile(r"延长|继续有效|废止|宣布失效|关于(?:修改|修正|修订)《|清理结果")


_SERIES = re.compile(r"(?:令|公告|通告|通报|布告|公报)\Z")


def _series(number: FoundNumber | None) -> str | None:
    """The 文种 a number names: 公告〔2015〕3号 on a paper without a title."""
    match = _SERIES.search(number.prefix) if number else None
    return match.group() if match else None


def _extent(found: Title | FoundNumber | None) -> tuple[int, int] | None:
    """Start and end of something found."""
    return (found.start, found.end) if found else None


_ORDERED = re.compile(r"现(?:予|将)?[^。;]{0,12}(?:公布|发布)|予以(?:公布|发布)")
_ORDER_GENRES = {"令", "命令", "公告"}


def _published_by_order(sheet: Sheet, head: Head, genre: str | None) -> str | None:
    """X of a 令 or 公告 that says 《X》已经…通过，现予公布."""
    if genre not in _ORDER_GENRES:
        return None
    for line in sheet.lines[head.body_start : head.body_start + 3]:
        if not _ORDERED.search(sheet.masked, line.start, line.end):
            continue
        for start, end in name_extents(line.words):
            return sheet.text[line.start + start + 1 : line.start + end - 1].strip()
    return None


def _number(sheet: Sheet, found: FoundNumber | None, signed: DatedFact | None) -> DocNumber | None:
    """The own number; one without a year (凤府字第15号, not a 令) takes that of 成文."""
    if found is None:
        return None
    noun = found.noun(sheet)
    if noun.year is not None or signed is None or noun.prefix.endswith("令"):
        return noun
    return DocNumber(noun.text, noun.prefix, signed.year, noun.serial, noun.span)


_ISSUER_LABEL = re.compile(r"(?:发文|发布|制定|印发|公布)(?:机关|单位|机构|部门) ?[:|] ?")


def _issuers(
    lines: tuple[Line, ...], head: Head, parts: Parts, title: Title | None
) -> tuple[str, ...]:
    """制定机关: of the signature, else the letterhead, the title, a last line in brackets, a label, the
    note under the title."""
    signed = parts.signature.bodies if parts.signature else ()
    letterhead: tuple[str, ...] = ()
    for line in head.of(LineKind.LETTERHEAD):
        letterhead += bodies_on(line.words)
    place = label_value(head, _ISSUER_LABEL)
    labels = bodies_on(place[0].words[place[1] :]) if place else ()
    notes: tuple[str, ...] = ()
    for line in head.of(LineKind.NOTE):
        notes = notes or bodies_in_note(line.words)
    named = bodies_in_title(title.text) if title else ()
    for line in head.of(LineKind.TITLE) if title else ():
        named = named or (bodies_on(line.words) if title and line.start == title.start else ())
    return merge(
        prefer_title(signed, named),
        letterhead,
        named,
        bracketed_issuers(lines, parts),
        labels,
        notes,
    )


def _provisions(sheet: Sheet, parts: Parts) -> tuple[tuple[Provision, ...], tuple[ReadNote, ...]]:
    """The provisions of every zone; an annex's eIds begin with annex_N, and so does a second text."""
    out: list[Provision] = []
    notes: list[ReadNote] = []
    taken: set[str] = set()
    used: set[str] = set()
    record = {line.start for line in parts.record}
    for zone in parts.zones:
        lines = tuple(ln for ln in _lines_of(sheet, zone, parts) if ln.start not in record)
        prefix = _prefix(zone)
        found, gaps = provisions_of(sheet.text, list(pieces_of(lines)), prefix)
        if any(node.eid in taken for node in found):
            prefix = _free_annex(used)
            found, gaps = provisions_of(sheet.text, list(pieces_of(lines)), prefix)
        taken.update(node.eid for node in found)
        used.update(node.eid.split("__", 1)[0] for node in found)
        out += found
        notes += gaps
    return tuple(out), tuple(notes)


def _prefix(zone: Zone) -> str:
    """Nothing for the paper proper and the text it carries directly, annex_N for annexes."""
    return f"annex_{zone.number}" if zone.kind is ZoneKind.ANNEX else ""


def _free_annex(used: set[str]) -> str:
    """The first annex_N that no eId begins with; `used` are the first parts of all eIds."""
    number = 1
    while f"annex_{number}" in used:
        number += 1
    return f"annex_{number}"


def _lines_of(sheet: Sheet, zone: Zone, parts: Parts) -> tuple[Line, ...]:
    """The lines of a zone that can hold provisions: without 附件说明 and signature."""
    last = zone.last
    if zone.kind is ZoneKind.MAIN and parts.signature is not None:
        last = min(last, max(zone.first, parts.signature.first))
    if zone.kind is ZoneKind.MAIN:
        last = annex_list_start(sheet.lines, zone.first, last)
    return sheet.lines[zone.first : last]


def _founding(
    sheet: Sheet, parts: Parts, provisions: tuple[Provision, ...]
) -> tuple[tuple[int, int], ...]:
    """Where a basis may stand: the lines of each zone before its first provision, and 第一条."""
    out: list[tuple[int, int]] = []
    for zone in parts.zones:
        if zone.first >= zone.last or (zone.kind is ZoneKind.ANNEX and not zone.carried):
            continue
        start, end = sheet.lines[zone.first].start, sheet.lines[zone.last - 1].end
        first = next((node for node in provisions if start <= node.start < end), None)
        stop = min(zone.first + _MOST_FOUNDING + 1, zone.last - 1)
        preamble = sheet.lines[stop].end if first is None else first.start
        out.append((start, min(preamble, end)))
        out += [(node.start, node.end) for node in provisions if _opens(node, start, end)]
    return tuple(out)


def _opens(node: Provision, start: int, end: int) -> bool:
    """Whether a node is 第一条 of the zone."""
    last = node.eid.rpartition("__")[2]
    return node.kind is ProvisionKind.ARTICLE and last == "art_1" and start <= node.start < end
