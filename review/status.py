"""Projects what is known of each document's validity into tags that the corpus filters by: a cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from base.db import db
from corpus.correction import parse_date
from corpus.document import DatedFact
from corpus.rows import DocumentRow, DocumentTagRow
from review.examination.relations import extension_end
from review.relation import RelationKind
from review.rows import NoticeEntryRow, NoticeRow, RelationRow
from review.validity import EventKind, ValidityEvent, timeline

STATUS, PUBLIC = "status", "public"
CHUNK = 400


def project(document_ids: Sequence[int]) -> None:
    """Write the tags of these documents anew, in the present transaction.

    Days come from clauses and notices, never from the clock: what will end has its interval already,
    so nothing has to change at midnight.
    """
    for start in range(0, len(document_ids), CHUNK):
        ids = list(document_ids[start : start + CHUNK])
        db.session.execute(
            delete(DocumentTagRow).where(
                DocumentTagRow.document_id.in_(ids), DocumentTagRow.key.in_([STATUS, PUBLIC])
            )
        )
        listed, repeals, extended = _listed(ids), _repeals(ids), _extended(ids)
        for row in db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(ids))):
            own = _own(row, extended.get(row.id, []))
            events = [*own, *repeals.get(row.id, ()), *listed.get(row.id, ())]
            _write(row.id, events, public=row.id in listed)
    db.session.flush()


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


def _write(document_id: int, events: list[ValidityEvent], *, public: bool) -> None:
    for interval in timeline(events):
        db.session.add(
            DocumentTagRow(
                document_id=document_id,
                key=STATUS,
                value=interval.status.value,
                valid_from=None if interval.since == date.min else interval.since,
                valid_to=interval.until,
            )
        )
    if public:
        db.session.add(DocumentTagRow(document_id=document_id, key=PUBLIC, value="1"))
