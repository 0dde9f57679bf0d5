"""What the machine said about a task, prepared for the page: cards, marks in the text, relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flask import url_for
from sqlalchemy import or_, select

from base.db import db
from corpus.document import Document
from corpus.lexicon.laws import LawTable
from corpus.reading_text import Mark
from corpus.rows import DocumentRow
from review.as_json import examination_from_json
from review.finding import Basis, Evidence, Examination, Finding, Stance
from review.knowledge import held
from review.relation import RELATION_LABELS, RelationKind
from review.rows import RelationRow, TaskRow

QUOTE_LENGTH = 240
MUTED = "已停用的规则"


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the `evidence` component wants it.

    `basis` are the laws it rests on in words, with an address where the facts know them; `muted` is why
    its rule is not used, None where it is.
    """

    id: str
    title: str
    place: str
    page: int | None
    quote: str
    why: str
    rule: str
    strength: str
    source: tuple[str, str] | None = None
    links: tuple[tuple[str, str], ...] = field(default=())
    rule_href: str | None = None
    basis: tuple[tuple[str, str | None], ...] = field(default=())
    muted: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A relation to another document, read from this one's side."""

    words: str
    document: DocumentRow
    quote: str


def examination_of(row: TaskRow) -> Examination | None:
    """What the machine said, None while it has not been asked."""
    return examination_from_json(row.examination) if row.examination else None


def cards_of(
    examination: Examination | None, document_id: int, muted: Mapping[str, str] | None = None
) -> list[tuple[str, list[Card]]]:
    """The findings in groups: for each disposition, against, only to be noted, and of muted rules.

    Args:
        muted: why rules are not used, by rule.
    """
    groups: dict[str, list[Card]] = {}
    laws = held.current().laws
    unused = set(examination.muted) if examination else set()
    for n, finding in enumerate(examination.findings if examination else ()):
        why = (muted or {}).get(finding.rule, "已停用") if finding.rule in unused else None
        name = MUTED if why else _group(finding)
        card = _card(n, finding, document_id, laws)
        groups.setdefault(name, []).append(replace(card, muted=why))
    order = ("反面依据", "提示", MUTED)
    ranked = sorted(groups, key=lambda name: order.index(name) if name in order else -1)
    return [(name, groups[name]) for name in ranked]


def marks_of(examination: Examination | None, document_id: int) -> list[Mark]:
    """Where the quotes stand in this document's own text."""
    findings = examination.findings if examination else ()
    return [
        Mark(
            finding.evidence.start,
            finding.evidence.end,
            finding.disposition.value if finding.disposition else "note",
            str(n),
        )
        for n, finding in enumerate(findings)
        if finding.evidence.source == str(document_id)
    ]


def relations_of(document_id: int) -> list[Related]:
    """Everything other documents do to this one and it does to them."""
    query = select(RelationRow).where(
        or_(RelationRow.source_id == document_id, RelationRow.target_id == document_id)
    )
    return list(_related(document_id, list(db.session.scalars(query.order_by(RelationRow.id)))))


def _related(document_id: int, rows: list[RelationRow]) -> Iterator[Related]:
    for row in rows:
        mine = row.source_id == document_id
        other = db.session.get(DocumentRow, row.target_id if mine else row.source_id)
        if other is not None:
            label = RELATION_LABELS[RelationKind(row.kind)]
            yield Related(f"本文件{label}" if mine else f"被下列文件{label}", other, row.quote)


def _group(finding: Finding) -> str:
    if finding.stance is Stance.AGAINST:
        return "反面依据"
    if finding.stance is Stance.NOTE or finding.disposition is None:
        return "提示"
    return f"支持「{finding.disposition.label}」"


def _card(n: int, finding: Finding, document_id: int, laws: LawTable) -> Card:
    shown = finding.evidence
    title = finding.reason_code.label if finding.reason_code else "提示"
    source = None
    if shown.source != str(document_id):
        other = db.session.get(DocumentRow, int(shown.source))
        if other is not None:
            href = url_for("library.document", document_id=other.id)
            source = (other.number_text or other.title or other.file_name, href)
    return Card(
        id=str(n),
        title=title,
        place=_place(shown.eid, int(shown.source)),
        page=shown.page,
        quote=shown.quote,
        why=finding.message,
        rule=finding.rule,
        strength=finding.strength.label,
        source=source,
        links=_page_link(finding.evidence),
        rule_href=url_for("rules.rule", rule_id=finding.rule),
        basis=tuple(_basis(one, laws) for one in finding.basis),
    )


def _page_link(shown: Evidence) -> tuple[tuple[str, str], ...]:
    """To the page the quote stands on, with the quote marked."""
    if shown.page is None:
        return ()
    href = url_for(
        "library.page",
        document_id=int(shown.source),
        number=shown.page,
        start=shown.start,
        end=shown.end,
    )
    return (("看原页", href),)


def _basis(basis: Basis, laws: LawTable) -> tuple[str, str | None]:
    """The law and article, with what the facts know of it: its days, its standing, up to when."""
    # what abolished a policy is told in words that are no title
    title = basis.law if "；" in basis.law or "《" in basis.law else f"《{basis.law}》"
    words, known = f"{title}{basis.article or ''}", laws.named(basis.law)
    if not known:
        day = basis.as_known_on
        return (f"{words}（据 {day.isoformat()} 前入库资料）" if day else words), None
    of_fact = [law for law in known if law.known_as_of == basis.as_known_on and law.is_dead]
    law = (of_fact or list(known))[-1]
    since = law.since.isoformat() if law.since else "？"
    days = f"{since} 至 {law.to.isoformat()}" if law.to else f"{since} 公布"
    until = (basis.as_known_on or law.known_as_of).isoformat()
    words += f"（{days}，{law.status}，等级 {law.grade}，据 {until} 前入库资料）"
    return words, url_for("knowledge.fact", kind="law", key=law.id)


def _place(eid: str | None, document_id: int) -> str:
    if eid is None:
        return ""
    from corpus import library

    document: Document = library.get(document_id).document
    return next((p.label for p in document.provisions if p.eid == eid), "")
