"""What becomes of the files of a batch once they are filed: in and out of the database, never commits."""

from __future__ import annotations

from sqlalchemy import select

from base import audit
from base.db import db
from base.errors import Unreadable
from base.roles import SYSTEM
from corpus.rows import ItemRow, OriginalRow

READ, NOTED, REFUSED, DUPLICATE = "read", "noted", "refused", "duplicate"


def end(item: ItemRow, state: str, code: str | None, message: str | None) -> None:
    """How an item ended, with the reason or what to look at."""
    item.state, item.code, item.message = state, code, message


def note_recognised(document_id: int, *, well: bool, message: str) -> None:
    """Say on the list of the batch what recognition made of a scan."""
    query = select(ItemRow).where(
        ItemRow.document_id == document_id, ItemRow.state.in_((READ, NOTED))
    )
    for item in db.session.scalars(query):
        end(item, READ if well else NOTED, "scan", message)


def refuse_filed(document_id: int, problem: Unreadable) -> None:
    """A filed paper must go: its items end as refused, and name it no more."""
    query = select(ItemRow).where(ItemRow.document_id == document_id)
    for item in db.session.scalars(query):
        item.document_id = None
        end(item, REFUSED, problem.code, problem.message)
    db.session.flush()


def forget_bytes(sha256: str) -> None:
    """涉密 papers must not stay: no row names the bytes any more, the log says that they came."""
    for item in db.session.scalars(select(ItemRow).where(ItemRow.sha256 == sha256)):
        item.sha256 = None
        audit.record(SYSTEM, "item.discard", f"item:{item.id}", {"name": item.name})
    db.session.flush()
    original = db.session.get(OriginalRow, sha256)
    if original is not None:
        db.session.delete(original)
