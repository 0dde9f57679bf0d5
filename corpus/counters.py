"""Numbers that only rise and are never given twice; never computed from rows that may be removed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from base.db import db
from corpus.rows import CounterRow

DOCUMENTS, TAGS, REMOVED = "document", "tags", "removed"
"""Changes of documents (their `sequence`), of their tags, and removals."""


def next_of(name: str) -> int:
    """Count one more, in the present transaction, and return it."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    first = insert(CounterRow).values(name=name, value=1)
    # one statement, so that two processes that count for the first time do not both begin at 1
    counted = first.on_conflict_do_update(
        index_elements=[CounterRow.name], set_={"value": CounterRow.value + 1}
    )
    return db.session.execute(counted.returning(CounterRow.value)).scalar_one()


def reached() -> dict[str, int]:
    """How far each of them is."""
    rows = db.session.execute(select(CounterRow.name, CounterRow.value))
    return {name: value for name, value in rows}  # noqa: C416 - rows
