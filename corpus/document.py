"""The noun this program is about: a document with its parts, each with the span it was read from. Pure.

All offsets are half-open, in characters of `Document.text`, which is the texts of the blocks (headers
left out) in reading order, joined by a newline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from corpus.block import ReadNote


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` and the exact words that stand there."""

    start: int
    end: int
    quote: str


class Confidence(Enum):
    """把握: 高中低, never a percentage."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {Confidence.HIGH: "高", Confidence.MEDIUM: "中", Confidence.LOW: "低"}[self]


@dataclass(frozen=True, slots=True)
class FaceFact:
    """How surely a field of the face was read and from which words; LOW is 存疑.

    `spans` is empty where the text speaks of the field but its value could not be told.
    """

    confidence: Confidence
    spans: tuple[Span, ...] = ()


class Precision(Enum):
    """How much of a date the paper tells; a day is never invented."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date as the paper states it: `year`, and `month` and `day` only where known.

    `span` is None for a date that a person typed.
    """

    year: int
    month: int | None = None
    day: int | None = None
    span: Span | None = None

    @property
    def precision(self) -> Precision:
        """The finest part that is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def iso(self) -> str:
        """2015, 2015-03 or 2015-03-04."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        """The earliest day it can mean; for ordering and interval tests only, never for display."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is None:
            following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """发文字号. `key` (prefix|year|serial) is for matching; it is not unique and may be missing."""

    text: str
    prefix: str
    year: int | None
    serial: int | None
    span: Span | None = None

    @property
    def key(self) -> str | None:
        """Normalised key, or None where year or serial cannot be told."""
        if self.year is None or self.serial is None:
            return None
        return f"{self.prefix}|{self.year}|{self.serial}"


class ProvisionKind(Enum):
    """编章节条款项目, and the heading levels 一、（一）1. of notices."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    HEADING1 = "heading1"
    HEADING2 = "heading2"
    HEADING3 = "heading3"


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of the provision tree in document order; nesting is told by the eId.

    eIds follow Akoma Ntoso: `chp_2__art_5__para_1__item_3`; headings of notices `h1_1__h2_3`. In an
    annex they begin with `annex_N__`. `label` is the marker as written (第一条, 一、).
    """

    eid: str
    kind: ProvisionKind
    label: str
    start: int
    end: int


class CitationRole(Enum):
    """What a reference is for: it founds, mentions, repeals, amends, forwards, prints (印发), extends."""

    BASIS = "basis"
    MENTION = "mention"
    REPEAL = "repeal"
    AMEND = "amend"
    FORWARD = "forward"
    PRINT = "print"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference found in the text: by name (without 《》), by number, or by both."""

    name: str | None
    doc_number: DocNumber | None
    article: str | None
    role: CitationRole
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """The paper as read: text, provisions, and what stands on its face. Absent is None or empty.

    `inner_title` is X in 关于印发《X》的通知. `genre` is the 文种. `body_end` is where annexes or the
    record (版记) begin in `text`; evidence in an annex is marked as such.
    """

    text: str
    title: str | None = None
    title_span: Span | None = None
    inner_title: str | None = None
    genre: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    doc_number: DocNumber | None = None
    signed_on: DatedFact | None = None
    issued_on: DatedFact | None = None
    printed_on: DatedFact | None = None
    effective_on: DatedFact | None = None
    valid_until: DatedFact | None = None
    provisions: tuple[Provision, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[ReadNote, ...] = ()
    page_starts: tuple[int, ...] = field(default=())
    """Offset in `text` at which page 1, 2, … begins; empty where the format has no pages."""
    face: Mapping[str, FaceFact] = field(default_factory=dict)
    """By field name (FACE_FIELDS) how surely it was read; a field that was typed or is absent has none."""

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) on which the character at `offset` stands, None without pages."""
        if not self.page_starts:
            return None
        return max(1, sum(1 for start in self.page_starts if start <= offset))

    def provision_at(self, offset: int) -> Provision | None:
        """The innermost provision that contains `offset`."""
        best: Provision | None = None
        for provision in self.provisions:
            inside = provision.start <= offset < provision.end
            if inside and (
                best is None or provision.end - provision.start <= best.end - best.start
            ):
                best = provision
        return best


FACE_FIELDS = (
    "title",
    "inner_title",
    "genre",
    "doc_number",
    "issuers",
    "addressees",
    "signed_on",
    "issued_on",
    "printed_on",
    "effective_on",
    "valid_until",
)
"""The fields of a Document that stand on the face of a paper, in the order they are shown."""


def doubtful(document: Document) -> tuple[str, ...]:
    """存疑: the face fields a person should look at, in the order of FACE_FIELDS; empty if none.

    A field is doubtful where it was read with low confidence, or the text speaks of it and no value
    could be told. What a person corrected is not.
    """
    return tuple(
        name
        for name in FACE_FIELDS
        if name in document.face and document.face[name].confidence is Confidence.LOW
    )
