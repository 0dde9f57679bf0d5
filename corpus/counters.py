"""Numbers that only rise and are never given twice; never computed from rows that may be removed."""

from __future__ import annotations

from sqlalchemy import select

from base.db import db
from corpus.rows import CounterRow

DOCUMENTS, TAGS, REMOVED = "document", "tags", "removed"
"""Changes of documents (their `sequence`), of their tags, and removals."""


def next_of(name: str) -> int:
    """Count one more, in the present transaction, and return it."""
    counter = db.session.scalar(select(CounterRow).where(CounterRow.name == name).with_for_update())
    if counter is None:
        counter = CounterRow(name=name, value=0)
        db.session.add(counter)
    counter.value += 1
    db.session.flush()
    return counter.value


def reached() -> dict[str, int]:
    """How far each of them is."""
    return {row.name: row.value for row in db.session.scalars(select(CounterRow))}
