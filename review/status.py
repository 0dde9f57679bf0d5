"""Projects what the review knows of each document into tags that the corpus filters by: a cache.

Its validity on each day, whether it is published, whether it is normative, in which 清理工作 it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from base.db import db
from corpus.correction import parse_date
from corpus.document import DatedFact
from corpus.rows import DocumentRow, DocumentTagRow
from corpus.tags import CAMPAIGN, CHUNK, NORMATIVE, PUBLIC, STATUS, Tag, replace
from review import docket
from review.examination.relations import extension_end
from review.relation import RelationKind
from review.rows import CampaignRow, NoticeEntryRow, NoticeRow, RelationRow, TaskRow
from review.task import Stage
from review.validity import EventKind, ValidityEvent, timeline

KEYS = (STATUS, PUBLIC, NORMATIVE, CAMPAIGN)


def project(document_ids: Sequence[int]) -> None:
    """Write the tags of these documents anew, in the present transaction.

    Days come from clauses and notices, never from the clock: what will end has its interval already,
    so nothing has to change at midnight.
    """
    for start in range(0, len(document_ids), CHUNK):
        ids = list(document_ids[start : start + CHUNK])
        replace(KEYS, _derived(ids))


def differing() -> list[int]:
    """The documents whose tags are not what clauses, papers and notices say now."""
    every = list(db.session.scalars(select(DocumentRow.id).order_by(DocumentRow.id)))
    found = []
    for start in range(0, len(every), CHUNK):
        ids = every[start : start + CHUNK]
        kept: dict[int, set[Tag]] = {}
        rows = select(DocumentTagRow).where(
            DocumentTagRow.document_id.in_(ids), DocumentTagRow.key.in_(KEYS)
        )
        for row in db.session.scalars(rows):
            tag = (row.key, row.value, row.valid_from, row.valid_to)
            kept.setdefault(row.document_id, set()).add(tag)
        found += [one for one, tags in _derived(ids).items() if tags != kept.get(one, set())]
    return found


def _derived(ids: list[int]) -> dict[int, set[Tag]]:
    """The tags that follow from what is known."""
    listed, repeals, extended = _listed(ids), _repeals(ids), _extended(ids)
    reviewed = _reviewed(ids)
    found: dict[int, set[Tag]] = {}
    for row in db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(ids))):
        own = _own(row, extended.get(row.id, []))
        events = [*own, *repeals.get(row.id, ()), *listed.get(row.id, ())]
        tags: set[Tag] = {
            (STATUS, i.status.value, None if i.since == date.min else i.since, i.until)
            for i in timeline(events)
        }
        found[row.id] = tags | reviewed.get(row.id, set())
        if row.id in listed:
            found[row.id].add((PUBLIC, "1", None, None))
    return found


def _reviewed(ids: list[int]) -> dict[int, set[Tag]]:
    """The campaigns of each document, and whether the latest of them takes it for normative.

    A person's word counts before the machine's: set aside or decided, else as identified.
    """
    query = (
        select(TaskRow, CampaignRow.name)
        .join(CampaignRow, CampaignRow.id == TaskRow.campaign_id)
        .where(TaskRow.document_id.in_(ids))
        .order_by(TaskRow.id)
    )
    rows = [(task, name) for task, name in db.session.execute(query)]
    decided = docket.decisions([t.id for t, _ in rows if t.stage == Stage.DECIDED.value])
    answers: dict[int, str | None] = {}
    found: dict[int, set[Tag]] = {}
    for task, name in rows:
        found.setdefault(task.document_id, set()).add((CAMPAIGN, name, None, None))
        said = decided.get(task.id)
        if task.stage == Stage.EXCLUDED.value:
            answers[task.document_id] = "no"
        elif said is not None:
            answers[task.document_id] = "no" if said.outcome.disposition is None else "yes"
        else:
            answers[task.document_id] = task.answer
    for document_id, answer in answers.items():
        if answer is not None:
            found[document_id].add((NORMATIVE, answer, None, None))
    return found


def _own(row: DocumentRow, extended: Sequence[DatedFact | None]) -> Iterator[ValidityEvent]:
    """What the document's own clauses say; an imprecise date counts from the day it surely holds.

    Args:
        extended: the ends that later notices give its term, None for one that leaves it open.
    """
    effective, until = parse_date(row.effective_on), parse_date(row.valid_until)
    if effective is not None and (row.day is None or row.day < effective.first_day):
        yield ValidityEvent(row.day or date.min, EventKind.NOT_YET)
        yield ValidityEvent(effective.first_day, EventKind.EFFECTIVE)
    ends = [one for one in (until, *extended) if one is not None]
    if ends and None not in extended:
        last = max(one.last_day for one in ends)
        yield ValidityEvent(last + timedelta(days=1), EventKind.TERM_ENDED)


def _extended(ids: list[int]) -> dict[int, list[DatedFact | None]]:
    """To what day later notices prolong each document's term."""
    query = select(RelationRow).where(
        RelationRow.target_id.in_(ids), RelationRow.kind == RelationKind.EXTEND.value
    )
    found: dict[int, list[DatedFact | None]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.target_id, []).append(extension_end(row.quote))
    return found


def _repeals(ids: list[int]) -> dict[int, list[ValidityEvent]]:
    query = select(RelationRow).where(
        RelationRow.target_id.in_(ids),
        RelationRow.kind == RelationKind.REPEAL.value,
        RelationRow.partial.is_(False),
        RelationRow.effective_on.is_not(None),
    )
    found: dict[int, list[ValidityEvent]] = {}
    for row in db.session.scalars(query):
        if row.effective_on is not None:
            event = ValidityEvent(row.effective_on, EventKind.REPEALED)
            found.setdefault(row.target_id, []).append(event)
    return found


def _listed(ids: list[int]) -> dict[int, list[ValidityEvent]]:
    query = (
        select(NoticeEntryRow.document_id, NoticeEntryRow.disposition, NoticeRow.published_on)
        .join(NoticeRow, NoticeRow.id == NoticeEntryRow.notice_id)
        .where(NoticeEntryRow.document_id.in_(ids))
        .order_by(NoticeRow.id)
    )
    found: dict[int, list[ValidityEvent]] = {}
    for document_id, disposition, on in db.session.execute(query):
        event = ValidityEvent(on, EventKind(f"listed_{disposition}"))
        found.setdefault(document_id, []).append(event)
    return found
