"""What the dates of a paper are read from, and which of its parts speak for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from corpus.document import DatedFact
from corpus.structure.attachments import Parts, Zone, ZoneKind
from corpus.structure.dates import FoundDate, first_date
from corpus.structure.letterhead import Head, labelled
from corpus.structure.sheet import Sheet


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


def fact_of(sheet: Sheet, found: FoundDate) -> DatedFact:
    """The found date resting on its own words."""
    return found.fact(sheet.span(found.start, found.end))


def from_label(face: Face, group: str) -> DatedFact | None:
    """The value of a line like 发布日期：2015-03-04."""
    place = labelled(face.head, group)
    if place is None:
        return None
    line, offset = place
    found = first_date(face.sheet.plain, line.start + offset, line.end)
    return fact_of(face.sheet, found) if found else None


def ranges_of(face: Face) -> list[tuple[int, int]]:
    """The extents that speak for the paper: the main part, then the document it carries."""
    lines = face.sheet.lines
    wanted = [zone for zone in face.parts.zones if speaks(zone) and zone.first < zone.last]
    if face.about is About.OTHERS:
        wanted = [zone for zone in wanted if zone.kind is ZoneKind.MAIN]
    wanted.sort(key=lambda zone: zone.kind is not ZoneKind.MAIN)
    return [(lines[zone.first].start, lines[zone.last - 1].end) for zone in wanted]


def speaks(zone: Zone) -> bool:
    """Whether a zone's clauses are the paper's own: a mere annex's are not."""
    return zone.carried or zone.kind is not ZoneKind.ANNEX
