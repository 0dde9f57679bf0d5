"""Keeps what lines of the register and papers have to do with each other, and the numbers papers cite.

Runs as one job after papers, corrections or registers came; a repeat changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from base import audit, jobs
from base.db import db, utcnow, writing
from base.errors import Missing
from base.roles import Actor
from corpus.correction import read_number
from corpus.inventory.matching import Match, Side, match, side
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, RegisterLinkRow
from corpus.likeness import copies
from corpus.rows import CorrectionRow, CounterRow, DocumentRow, RevisionRow

JOB = "inventory.match"
COUNTER = "inventory"
MATCHED, PROPOSED, CONFIRMED, REFUSED = "matched", "proposed", "confirmed", "refused"
HOLDS = (MATCHED, CONFIRMED)
_BATCH = 500
_SAME_AS_CONFIRMED = "与已确认的文件是同一份文字"
Pair = tuple[int, int]
_NAME_BEFORE = re.compile(r".*(?:办法|规定|细则|标准|通知|意见|方案|决定|通告|公告|制度)(?=..)")
"""In tables and lists a title stands directly before its number; it is no part of it."""


def queue() -> None:
    """Bring everything in line once what is now being written is committed. The caller commits."""
    jobs.enqueue(JOB, {}, once=JOB, priority=9)


def run(_payload: dict[str, Any]) -> None:
    """The job: numbers cited by documents that changed, then the matches."""
    note_citations()
    rematch()


def waits() -> bool:
    """Whether figures are about to change: something is still to be matched."""
    waiting = (jobs.JobRow.kind == JOB, jobs.JobRow.state.in_(("queued", "running")))
    return (
        behind() or db.session.scalar(select(jobs.JobRow.id).where(*waiting).limit(1)) is not None
    )


def behind() -> bool:
    """Whether documents have changed since the last run."""
    newest = db.session.scalar(select(func.max(DocumentRow.sequence))) or 0
    counter = db.session.get(CounterRow, COUNTER)
    return newest > (counter.value if counter else 0)


def note_citations() -> int:
    """Write the numbers cited by each document that changed; returns how many documents."""
    done = 0
    while True:
        counter = db.session.get(CounterRow, COUNTER)
        changed = _changed_since(counter.value if counter else 0)
        db.session.rollback()
        if not changed:
            return done
        with writing():
            ids = [document_id for document_id, _sequence, _rows in changed]
            cited = CitedNumberRow.document_id.in_(ids)
            db.session.execute(delete(CitedNumberRow).where(cited))
            rows = [row for _id, _sequence, rows in changed for row in rows]
            if rows:
                db.session.execute(insert(CitedNumberRow), rows)
            db.session.merge(CounterRow(name=COUNTER, value=max(one[1] for one in changed)))
        done += len(changed)


def _changed_since(sequence: int) -> list[tuple[int, int, list[dict[str, Any]]]]:
    """Id, sequence and cited numbers of the next documents; only citations are loaded, not texts."""
    newest = (
        select(func.max(RevisionRow.id))
        .where(RevisionRow.document_id == DocumentRow.id)
        .correlate(DocumentRow)
        .scalar_subquery()
    )
    query = (
        select(
            DocumentRow.id,
            DocumentRow.sequence,
            DocumentRow.number_key,
            RevisionRow.tree["citations"],
        )
        .join(RevisionRow, RevisionRow.id == newest)
        .where(DocumentRow.sequence > sequence)
        .order_by(DocumentRow.sequence)
        .limit(_BATCH)
    )
    found = db.session.execute(query).all()
    corrected = _corrected_citations([one[0] for one in found])
    return [
        (id_, seq, list(_cited_rows(id_, own, corrected.get(id_, citations) or [])))
        for id_, seq, own, citations in found
    ]


def _corrected_citations(ids: list[int]) -> dict[int, Any]:
    """The citation list a person put right, by document."""
    query = select(CorrectionRow.document_id, CorrectionRow.value).where(
        CorrectionRow.document_id.in_(ids),
        CorrectionRow.field == "citations",
        CorrectionRow.undone_at.is_(None),
    )
    return {id_: value for id_, value in db.session.execute(query.order_by(CorrectionRow.id))}  # noqa: C416


def _cited_rows(document_id: int, own: str | None, citations: Any) -> Iterator[dict[str, Any]]:
    """A row for each number cited, the document's own left out, each once."""
    seen = {own}
    for one in citations:
        number = one.get("doc_number")
        if isinstance(number, str):  # as a person typed it
            typed = read_number(number)
            key, text = (typed.key, typed.text) if typed else (None, number)
        elif number and number["year"] is not None and number["serial"] is not None:
            prefix = _NAME_BEFORE.sub("", number["prefix"])
            key = f"{prefix}|{number['year']}|{number['serial']}"
            text = number["text"].removeprefix(number["prefix"].removesuffix(prefix))
        else:
            continue
        if key is not None and key not in seen:
            seen.add(key)
            yield {
                "document_id": document_id,
                "key": key,
                "text": text,
                "name": one.get("name"),
                "start": one.get("start", 0),
            }


def papers(first: Mapping[int, int] | None = None) -> list[Side]:
    """Every paper as one side of the comparison; copies of one are one side with all that they tell.

    Args:
        first: the earliest of its copies for each document that is one; looked up if not given.
    """
    query = select(
        DocumentRow.id,
        DocumentRow.number_key,
        DocumentRow.title,
        DocumentRow.inner_title,
        DocumentRow.signed_on,
        DocumentRow.issued_on,
    )
    first = copies.heads() if first is None else first
    sides: dict[int, Side] = {}
    for id_, key, title, inner, signed, issued in db.session.execute(
        query.order_by(DocumentRow.id)
    ):
        one = side(id_, key, (title, inner), (signed, issued))
        head = first.get(id_, id_)
        sides[head] = one if head not in sides else _both(sides[head], one)
    return list(sides.values())


def _both(one: Side, copy: Side) -> Side:
    """A paper with what its copy tells besides: a scan may have lost the number."""
    titles, days = (
        tuple(dict.fromkeys(n)) for n in (one.titles + copy.titles, one.days + copy.days)
    )
    return replace(one, key=one.key or copy.key, titles=titles, days=days)


def entries() -> list[Side]:
    """Every line of the confirmed registers as the other side."""
    row = RegisterEntryRow
    query = select(row.id, row.number_key, row.title, row.signed_on, row.issued_on, row.register_id)
    return [
        side(id_, key, (title,), (signed, issued), register)
        for id_, key, title, signed, issued, register in db.session.execute(query)
    ]


def rematch() -> tuple[int, int]:
    """Match everything anew; what a person confirmed or refused stays. Returns matched and proposed.

    Lines are matched with papers; a pair is written for each copy of the paper, and what a person said
    of one copy holds for all.
    """
    with writing():
        first = copies.heads()
        kept, existing = _links()
        said = {(entry, first.get(paper, paper)): state for (entry, paper), state in kept.items()}
        confirmed = {entry for (entry, _paper), state in said.items() if state == CONFIRMED}
        lines = [one for one in entries() if one.id not in confirmed]
        found = [one for one in match(lines, papers(first)) if (one.entry, one.paper) not in said]
        agreed = [
            Match(entry, paper, 100, _SAME_AS_CONFIRMED, sure=True)
            for (entry, paper), state in said.items()
            if state == CONFIRMED
        ]
        with_copies = _with_copies([*found, *agreed], first)
        _write(existing, {pair: one for pair, one in with_copies.items() if pair not in kept})
    sure = {one.entry for one in found if one.sure}
    return len(sure | confirmed), len({one.entry for one in found} - sure - confirmed)


def _with_copies(found: Iterable[Match], first: Mapping[int, int]) -> dict[Pair, Match]:
    """A pair for each copy of a matched paper."""
    others: dict[int, list[int]] = defaultdict(list)
    for id_, head in first.items():
        others[head].append(id_)
    return {(one.entry, paper): one for one in found for paper in (one.paper, *others[one.paper])}


def _links() -> tuple[dict[Pair, str], dict[Pair, tuple[int, str, int, str]]]:
    """What people decided; and id, state, score and reason of what the machine wrote last time."""
    kept: dict[Pair, str] = {}
    existing: dict[Pair, tuple[int, str, int, str]] = {}
    link = RegisterLinkRow
    query = select(link.id, link.entry_id, link.document_id, link.state, link.score, link.reason)
    for id_, entry, paper, state, score, reason in db.session.execute(query):
        if state in (CONFIRMED, REFUSED):
            kept[entry, paper] = state
        else:
            existing[entry, paper] = (id_, state, score, reason)
    return kept, existing


def _write(existing: dict[Pair, tuple[int, str, int, str]], wanted: dict[Pair, Match]) -> None:
    """Only what differs is written."""
    gone = [one[0] for pair, one in existing.items() if pair not in wanted]
    for start in range(0, len(gone), _BATCH):
        ids = gone[start : start + _BATCH]
        db.session.execute(delete(RegisterLinkRow).where(RegisterLinkRow.id.in_(ids)))
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (entry, paper), one in wanted.items():
        state = MATCHED if one.sure else PROPOSED
        values = {"state": state, "score": one.score, "reason": one.reason}
        before = existing.get((entry, paper))
        if before is None:
            new.append({"entry_id": entry, "document_id": paper, **values})
        elif before[1:] != (state, one.score, one.reason):
            changed.append({"id": before[0], **values})
    if new:
        db.session.execute(insert(RegisterLinkRow), new)
    if changed:
        db.session.execute(update(RegisterLinkRow), changed)


def decide(link_id: int, state: str, actor: Actor) -> RegisterLinkRow:
    """A person confirms or refuses a pair, or takes that back (PROPOSED). The caller commits.

    It holds for every copy of the paper.

    Raises:
        Missing: there is no such pair any more.
    """
    row = db.session.get(RegisterLinkRow, link_id)
    if row is None:
        raise Missing("这一对已经不在待核对之列，可能已重新比对。请刷新页面。")
    first = copies.heads()
    paper = first.get(row.document_id, row.document_id)
    of_line = select(RegisterLinkRow).where(RegisterLinkRow.entry_id == row.entry_id)
    for one in db.session.scalars(of_line):
        if first.get(one.document_id, one.document_id) == paper:
            one.state = state
            one.decided_by = None if state == PROPOSED else actor.name
            one.decided_at = None if state == PROPOSED else utcnow()
        elif state == CONFIRMED and one.state != REFUSED:
            db.session.delete(one)
    detail = {"entry": row.entry_id, "document": row.document_id, "reason": row.reason}
    action = {CONFIRMED: "register.match", REFUSED: "register.unmatch"}.get(
        state, "register.reopen"
    )
    audit.record(actor, action, f"link:{row.id}", detail)
    queue()
    return row
