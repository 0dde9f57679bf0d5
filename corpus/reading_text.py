"""A document's text cut into paragraphs for the page, with marks laid over it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document, Provision, ProvisionKind

HEADINGS = (ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.SECTION)
MAX_TITLE_LINES = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text to be marked: `[start, end)`, a css class word, the id it links to."""

    start: int
    end: int
    kind: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters with the same marks; `label` is a provision's own marker (第一条)."""

    text: str
    kind: str = ""
    anchor: str = ""
    label: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text: how it is set (title heading sign body table) and its runs."""

    style: str
    runs: tuple[Run, ...]
    eid: str = ""
    page: int | None = None
    first_on_page: bool = False


def paragraphs(document: Document, marks: Sequence[Mark] = ()) -> tuple[Paragraph, ...]:
    """Every line of the text with its provision's eId and its marks; joined again it is the text."""
    by_start: dict[int, Provision] = {}
    for provision in document.provisions:
        by_start.setdefault(provision.start, provision)
    out: list[Paragraph] = []
    start, shown_page = 0, 0
    for line in document.text.split("\n"):
        end = start + len(line)
        provision = by_start.get(start) or _first_within(by_start, start, line)
        page = document.page_at(start)
        out.append(
            Paragraph(
                style=_style(document, start, end, provision),
                runs=_runs(document.text, start, end, provision, marks),
                eid=provision.eid if provision else "",
                page=page,
                first_on_page=page is not None and page != shown_page,
            )
        )
        shown_page = page or 0
        start = end + 1
    return tuple(out)


def outline(document: Document) -> tuple[Provision, ...]:
    """The provisions worth jumping to: headings and articles."""
    wanted = {*HEADINGS, ProvisionKind.ARTICLE, ProvisionKind.HEADING1}
    return tuple(p for p in document.provisions if p.kind in wanted)


def _first_within(by_start: dict[int, Provision], start: int, line: str) -> Provision | None:
    indent = len(line) - len(line.lstrip())
    return by_start.get(start + indent) if indent else None


def _style(document: Document, start: int, end: int, provision: Provision | None) -> str:
    title = document.title_span
    if title is not None and title.start <= start and end <= title.end:
        return "title"
    if provision is not None:
        return "heading" if provision.kind in HEADINGS else "body"
    signed = document.signed_on.span if document.signed_on else None
    line = document.text[start:end].strip()
    if signed is not None and start <= signed.start < end and len(line) <= 30:
        return "sign"
    if line in document.issuers and end > len(document.text) // 2:
        return "sign"
    return "table" if "\t" in line else "body"


def _runs(
    text: str, start: int, end: int, provision: Provision | None, marks: Sequence[Mark]
) -> tuple[Run, ...]:
    inside = [m for m in marks if m.start < end and m.end > start]
    label_end = start
    if provision is not None and text.startswith(provision.label, provision.start):
        label_end = min(end, provision.start + len(provision.label))
    cuts = {start, end, label_end}
    for mark in inside:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    points = sorted(cuts)
    runs = []
    for left, right in zip(points, points[1:], strict=False):
        covering = [m for m in inside if m.start <= left and m.end >= right]
        top = covering[-1] if covering else None
        runs.append(
            Run(
                text[left:right],
                top.kind if top else "",
                top.anchor if top and top.start == left else "",
                label=right <= label_end,
            )
        )
    return tuple(runs)
