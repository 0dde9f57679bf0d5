"""The whole inventory out of the database: values of each document as the workbook shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select

from base.db import db
from corpus.inventory.corrections import Current, tidy
from corpus.inventory.linking import HOLDS, PROPOSED
from corpus.inventory.rows import RegisterEntryRow, RegisterLinkRow
from corpus.rows import DocumentRow
from corpus.tags import status_of

STATUS_WORDS = {
    "not_yet": "尚未施行",
    "in_force": "有效",
    "pending_revision": "拟修改",
    "expired": "失效",
    "repealed": "废止",
    "unknown": "未核定",
}
_COLUMNS = (
    DocumentRow.id,
    DocumentRow.title,
    DocumentRow.number_text,
    DocumentRow.issuers,
    DocumentRow.signed_on,
    DocumentRow.issued_on,
    DocumentRow.effective_on,
    DocumentRow.valid_until,
    DocumentRow.genre,
    DocumentRow.file_name,
)
_FIELDS = (
    "title",
    "doc_number",
    "issuers",
    "signed_on",
    "issued_on",
    "effective_on",
    "valid_until",
    "genre",
    "file_name",
)
_CHUNK = 500


def lines(today: date) -> Iterator[tuple[int, dict[str, str]]]:
    """Each document with its values, by day and number; at most a few columns are ever in memory."""
    status, registered = status_of(None, today), _registered()
    query = select(*_COLUMNS).order_by(DocumentRow.day, DocumentRow.number_key, DocumentRow.id)
    for found in db.session.execute(query):
        values = _values(found)
        values["status"] = STATUS_WORDS.get(status.get(found.id, "unknown"), "未核定")
        values["registered"], values["note"] = registered.get(found.id, ("目录中没有", ""))
        yield found.id, values


def last_change() -> int:
    """The number of the last change of the library."""
    return db.session.scalar(select(func.max(DocumentRow.sequence))) or 0


def current_values(ids: list[int]) -> dict[int, Current]:
    """Those documents as the library has them now; columns the system fills are left out of the values."""
    out: dict[int, Current] = {}
    registered = _registered()
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        query = select(*_COLUMNS, DocumentRow.version, DocumentRow.sequence)
        for found in db.session.execute(query.where(DocumentRow.id.in_(part))):
            note = tidy(registered.get(found.id, ("", ""))[1])
            values = _values(found) | {"note": note}
            out[found.id] = Current(values, found.version, found.sequence)
    return out


def _values(found: Any) -> dict[str, str]:
    return dict(zip(_FIELDS, (tidy(text or "") for text in found[1:10]), strict=True))


def _registered() -> dict[int, tuple[str, str]]:
    """What the register says of each document: whether it stands in it, and its note."""
    link, entry = RegisterLinkRow, RegisterEntryRow
    query = (
        select(link.document_id, link.state, entry.row, entry.note)
        .join(entry, entry.id == link.entry_id)
        .where(link.state.in_((*HOLDS, PROPOSED)))
        .order_by(link.state.desc())  # what holds comes after what is proposed
    )
    out: dict[int, tuple[str, str]] = {}
    for document_id, state, row, note in db.session.execute(query):
        if state in HOLDS:
            out[document_id] = (f"目录第 {row} 行", note or "")
        else:
            out.setdefault(document_id, ("待核对", ""))
    return out
