"""Facts of `review` projected onto documents, for filters: a cache with the days on which each holds.

Nobody else writes `document_tag`: every change is counted, so that whoever keeps the tags in memory
(corpus/shelf) knows which documents to look at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, or_, select, update

from base.db import db
from corpus.correction import parse_date
from corpus.counters import TAGS, next_of
from corpus.rows import DocumentRow, DocumentTagRow

STATUS, PUBLIC, NORMATIVE, CAMPAIGN = "status", "public", "normative", "campaign"
NOT_YET = "not_yet"
CHUNK = 400

Tag = tuple[str, str, date | None, date | None]
"""Key, value, from, to (exclusive)."""


def replace(keys: Collection[str], tags: Mapping[int, Iterable[Tag]]) -> None:
    """Put these tags in the place of all that the documents have under `keys`; flushes.

    Args:
        tags: every document concerned, with its tags (none: they are taken away).
    """
    ids = list(tags)
    count = next_of(TAGS) if ids else 0
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        mine = DocumentTagRow.document_id.in_(some) & DocumentTagRow.key.in_(keys)
        db.session.execute(delete(DocumentTagRow).where(mine))
        concerned = update(DocumentRow).where(DocumentRow.id.in_(some))
        db.session.execute(concerned.values(tagged=count))
        db.session.add_all(
            DocumentTagRow(document_id=one, key=key, value=value, valid_from=since, valid_to=until)
            for one in some
            for key, value, since, until in tags[one]
        )
    db.session.flush()


def first_day(day: date | None, effective_on: str | None) -> date | None:
    """From when a document can have been of force; None where its day is not known.

    Before that day it is 尚未施行, not 未核定: on it nobody could have known of the paper.

    Args:
        day: the first day that its date of signing or issue, or its year, may mean.
        effective_on: its 施行日期, ISO or a beginning of it. An earlier one counts: the paper may be
            older than the day on which it was put out.
    """
    if day is None or not effective_on or effective_on >= day.isoformat():
        return day
    effective = parse_date(effective_on)
    return min(day, effective.first_day) if effective else day


def status_of(document_ids: Sequence[int] | None, day: date) -> dict[int, str]:
    """The status of each document on a day; what is not in it is `unknown`.

    Args:
        document_ids: which documents, None for all.
    """
    later = select(DocumentRow.id, DocumentRow.day, DocumentRow.effective_on)
    later = later.where(DocumentRow.day > day)
    tagged = select(DocumentTagRow.document_id, DocumentTagRow.value).where(
        DocumentTagRow.key == STATUS,
        or_(DocumentTagRow.valid_from.is_(None), DocumentTagRow.valid_from <= day),
        or_(DocumentTagRow.valid_to.is_(None), DocumentTagRow.valid_to > day),
    )
    if document_ids is not None:
        later = later.where(DocumentRow.id.in_(document_ids))
        tagged = tagged.where(DocumentTagRow.document_id.in_(document_ids))
    found = {
        one: NOT_YET
        for one, made, effective_on in db.session.execute(later)
        if (first_day(made, effective_on) or day) > day
    }
    return found | {one: value for one, value in db.session.execute(tagged)}  # noqa: C416 - rows
