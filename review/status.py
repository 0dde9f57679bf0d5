"""Projects what is known of each document's validity into tags that the corpus filters by: a cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from base.db import db
from corpus.correction import parse_date
from corpus.rows import DocumentRow, DocumentTagRow
from review.relation import RelationKind
from review.rows import NoticeEntryRow, NoticeRow, RelationRow
from review.validity import EventKind, ValidityEvent, timeline

STATUS, PUBLIC = "status", "public"
CHUNK = 400


def project(document_ids: Sequence[int], today: date) -> None:
    """Write the tags of these documents anew, in the present transaction."""
    for start in range(0, len(document_ids), CHUNK):
        ids = list(document_ids[start : start + CHUNK])
        db.session.execute(
            delete(DocumentTagRow).where(
                DocumentTagRow.document_id.in_(ids), DocumentTagRow.key.in_([STATUS, PUBLIC])
            )
        )
        listed, repeals = _listed(ids), _repeals(ids)
        for row in db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(ids))):
            events = [*_own(row, today), *repeals.get(row.id, ()), *listed.get(row.id, ())]
            _write(row.id, events, public=row.id in listed)
    db.session.flush()


def _own(row: DocumentRow, today: date) -> Iterator[ValidityEvent]:
    """What the document's own clauses say; an imprecise date counts from the day it surely holds."""
    effective, until = parse_date(row.effective_on), parse_date(row.valid_until)
    if effective is not None and effective.first_day > today:
        yield ValidityEvent(row.day or today, EventKind.NOT_YET)
    if until is not None:
        yield ValidityEvent(until.last_day + timedelta(days=1), EventKind.TERM_ENDED)


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


def _write(document_id: int, events: list[ValidityEvent], *, public: bool) -> None:
    for interval in timeline(events):
        db.session.add(
            DocumentTagRow(
                document_id=document_id,
                key=STATUS,
                value=interval.status.value,
                valid_from=interval.since,
                valid_to=interval.until,
            )
        )
    if public:
        db.session.add(DocumentTagRow(document_id=document_id, key=PUBLIC, value="1"))
