"""Which documents a person should look at because a field is missing, imprecise or 存疑, in order.

A field that a person has put right, or confirmed as it is, waits no longer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from base.db import db
from base.errors import Missing
from base.roles import Actor
from corpus import library
from corpus.correction import DATE_FIELDS, LIST_FIELDS
from corpus.document import Document, doubtful
from corpus.likeness.rows import FingerprintRow
from corpus.rows import CorrectionRow, DocumentRow

ALL, NO_TITLE, NO_NUMBER, NO_DATE, PARTIAL, DOUBTFUL = (
    "all",
    "title",
    "number",
    "date",
    "partial",
    "doubtful",
)
KINDS = {
    ALL: "全部",
    DOUBTFUL: "存疑",
    NO_TITLE: "无标题",
    NO_NUMBER: "无文号",
    NO_DATE: "无日期",
    PARTIAL: "日期不全",
}
_DAY_LENGTH = 10
_ONE_SAVE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a queue a person is: the document (None: nothing is left), its number, how many wait;
    the ones after and before it, None at an end."""

    document_id: int | None
    number: int
    total: int
    after: int | None
    before: int | None = None


def queues() -> dict[str, list[int]]:
    """The ids of the documents that wait, by kind, oldest first."""
    settled = _settled()
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for document_id, fields in _waiting():
        open_kinds = [
            kind
            for kind, names in fields.items()
            if any((document_id, name) not in settled for name in names)
        ]
        for kind in open_kinds:
            found[kind].append(document_id)
        if open_kinds:
            found[ALL].append(document_id)
    return found


def place(queue: list[int], *, at: int | None = None, after: int | None = None) -> Place:
    """The place of a document in a queue, or of the first one behind another; past the end, the first.

    A document that waits no longer (somebody asked for it by address) is shown all the same.
    """
    if at is None and after is not None:
        n = bisect_right(queue, after)
        at = queue[n] if n < len(queue) else None
    if at is None:
        at = queue[0] if queue else None
    if at is None:
        return Place(None, 0, 0, None)
    number = bisect_right(queue, at)
    following = queue[number] if number < len(queue) else None
    first = bisect_left(queue, at)
    return Place(at, max(1, number), len(queue), following, queue[first - 1] if first else None)


def open_fields(document: Document, kind: str, corrected: frozenset[str]) -> tuple[str, ...]:
    """The fields of a document because of which it stands in that queue."""
    signed = document.signed_on or document.issued_on
    dated = "signed_on" if document.signed_on or not document.issued_on else "issued_on"
    by_kind = {
        NO_TITLE: ("title",) if not document.title else (),
        NO_NUMBER: ("doc_number",) if document.doc_number is None else (),
        NO_DATE: ("signed_on",) if signed is None else (),
        PARTIAL: (dated,) if signed is not None and signed.day is None else (),
        DOUBTFUL: doubtful(document),
    }
    names = (
        by_kind[kind] if kind != ALL else tuple(name for one in by_kind.values() for name in one)
    )
    return tuple(name for name in dict.fromkeys(names) if name not in corrected)


def value_of(document: Document, field: str) -> Any:
    """A field's value as a correction writes it."""
    value = getattr(document, field)
    if field in LIST_FIELDS:
        return list(value)
    if field in DATE_FIELDS:
        return value.iso if value else None
    if field == "doc_number":
        return value.text if value else None
    return value


def undo_last(document_id: int, actor: Actor) -> int:
    """Take back what this person saved last on a document, all fields of it; returns how many.

    Raises:
        Missing: there is nothing to take back.
    """
    query = select(CorrectionRow).where(
        CorrectionRow.document_id == document_id,
        CorrectionRow.author_id == actor.user_id,
        CorrectionRow.undone_at.is_(None),
    )
    rows = list(db.session.scalars(query.order_by(CorrectionRow.id.desc())))
    if not rows:
        raise Missing("这份文件上没有您可以撤销的更正。")
    last = [row.id for row in rows if rows[0].at - row.at <= _ONE_SAVE]
    for correction_id in last:
        library.undo_correction(document_id, correction_id, actor)
    return len(last)


def _waiting() -> list[tuple[int, dict[str, tuple[str, ...]]]]:
    """Documents of which something may be open, with the fields by kind; texts are not read."""
    row, mark = DocumentRow, FingerprintRow
    short = (row.signed_on.is_(None)) | (row.signed_on.not_like("____-__-__"))
    query = (
        select(row.id, row.title, row.number_text, row.signed_on, row.issued_on, mark.doubtful)
        .outerjoin(mark, mark.document_id == row.id)
        .where(or_(row.title.is_(None), row.number_text.is_(None), short, mark.doubtful != ""))
        .order_by(row.id)
    )
    return [(one[0], _fields(*one[1:])) for one in db.session.execute(query)]


def _fields(
    title: str | None,
    number: str | None,
    signed: str | None,
    issued: str | None,
    doubts: str | None,
) -> dict[str, tuple[str, ...]]:
    date = signed or issued
    names = {
        NO_TITLE: () if title else ("title",),
        NO_NUMBER: () if number else ("doc_number",),
        NO_DATE: () if date else ("signed_on",),
        PARTIAL: ("signed_on" if signed else "issued_on",)
        if date and len(date) < _DAY_LENGTH
        else (),
        DOUBTFUL: tuple(name for name in (doubts or "").split(",") if name),
    }
    return {kind: fields for kind, fields in names.items() if fields}


def _settled() -> set[tuple[int, str]]:
    """Fields that a person has put right or confirmed."""
    query = select(CorrectionRow.document_id, CorrectionRow.field).where(
        CorrectionRow.undone_at.is_(None)
    )
    return {(document_id, field) for document_id, field in db.session.execute(query)}
