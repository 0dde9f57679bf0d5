"""A document's text cut into paragraphs for the page, with marks laid over it. Pure.

Feeds the `document_text` component: joined again, the pieces are exactly the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Document, Provision, ProvisionKind

HEADINGS = (ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION)
JUMPS = (*HEADINGS, ProvisionKind.ARTICLE, ProvisionKind.HEADING1)
SIGNATURE_LENGTH = 40
_BLOCK = 400
"""Characters that the names above a day may take, of a joint paper of many bodies."""
_BETWEEN = re.compile(r"[\s、，,]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text to be marked: `[start, end)`, what kind (keep repeal expire revise doubt
    note hit) and the id of the evidence it belongs to."""

    start: int
    end: int
    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Consecutive characters set alike. `first` is the evidence id that begins here, or None."""

    text: str
    strong: bool = False
    mark: str | None = None
    ids: tuple[str, ...] = ()
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text: how it is set, its anchor (eId), the page that begins here, its pieces."""

    kind: str
    anchor: str | None
    page: int | None
    pieces: tuple[TextPiece, ...]


def paragraphs(document: Document, marks: Sequence[Mark] = ()) -> tuple[Paragraph, ...]:
    """Every line of the text with its provision's eId and its marks."""
    starting: dict[int, Provision] = {}
    for one in document.provisions:
        starting.setdefault(one.start, one)
    out: list[Paragraph] = []
    start, shown_page, seen = 0, 0, set[str]()
    for line in document.text.split("\n"):
        end = start + len(line)
        provision = starting.get(start) or starting.get(start + len(line) - len(line.lstrip()))
        page = document.page_at(start)
        pieces = _pieces(document.text, start, end, provision, marks)
        out.append(
            Paragraph(
                kind=_kind(document, start, end, provision),
                anchor=provision.eid if provision else None,
                page=page if page not in (None, shown_page) else None,
                pieces=tuple(_with_first(piece, seen) for piece in pieces),
            )
        )
        shown_page = page or 0
        start = end + 1
    return tuple(out)


def outline(document: Document) -> tuple[Provision, ...]:
    """The provisions worth jumping to: headings and articles."""
    return tuple(p for p in document.provisions if p.kind in JUMPS)


def _kind(document: Document, start: int, end: int, provision: Provision | None) -> str:
    title, line = document.title_span, document.text[start:end]
    if title is not None and title.start <= start < end <= title.end:
        return "title"
    if provision is not None:
        if provision.kind in HEADINGS:
            return "heading"
        return "article" if provision.kind is ProvisionKind.ARTICLE else "item"
    if "\t" in line:
        return "row"
    return "sign" if _is_signature(document, start, line.strip()) else "para"


def _is_signature(document: Document, start: int, line: str) -> bool:
    signed = document.signed_on.span if document.signed_on else None
    if not line or len(line) > SIGNATURE_LENGTH * max(1, len(document.issuers)):
        return False
    if signed is not None and start <= signed.start < start + len(line) + 4:
        return True
    if not _names_only(document, line):
        return False
    return start > len(document.text) // 2 or _above_the_day(document, start, line)


def _names_only(document: Document, line: str) -> bool:
    """Whether a line names issuers and nothing else: one, or those of a joint paper side by side."""
    left = "".join(_BETWEEN.split(line))
    for name in sorted(document.issuers, key=len, reverse=True):
        left = left.replace(name, "")
    return not left and bool(document.issuers)


def _above_the_day(document: Document, start: int, line: str) -> bool:
    """Whether only names of issuers stand between a line and the day of signing (an annex may follow)."""
    signed = document.signed_on.span if document.signed_on else None
    if signed is None or not 0 < signed.start - start < _BLOCK:
        return False
    between = document.text[start + len(line) : signed.start].split("\n")
    return all(not one.strip() or _names_only(document, one.strip()) for one in between)


def _pieces(
    text: str, start: int, end: int, provision: Provision | None, marks: Sequence[Mark]
) -> list[TextPiece]:
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    strong_until = start
    if provision is not None and text.startswith(provision.label, provision.start):
        strong_until = min(end, provision.start + len(provision.label))
    cuts = {start, end, strong_until}
    for mark in inside:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    points = sorted(cuts)
    return [
        _piece(text, left, right, inside, strong=right <= strong_until)
        for left, right in pairwise(points)
    ]


def _piece(text: str, left: int, right: int, marks: list[Mark], *, strong: bool) -> TextPiece:
    covering = [mark for mark in marks if mark.start <= left and mark.end >= right]
    return TextPiece(
        text=text[left:right],
        strong=strong,
        mark=covering[-1].kind if covering else None,
        ids=tuple(mark.id for mark in covering if mark.id),
    )


def _with_first(piece: TextPiece, seen: set[str]) -> TextPiece:
    new = [one for one in piece.ids if one not in seen]
    if not new:
        return piece
    seen.update(new)
    return TextPiece(piece.text, piece.strong, piece.mark, piece.ids, new[0])
