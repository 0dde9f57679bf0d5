"""What people say of two documents: one file, versions, or nothing to do with each other.

A mark is a note: nothing is merged, moved or deleted, and it can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from base import audit
from base.db import db, utcnow
from base.errors import Missing, Refused
from base.roles import Actor
from corpus.likeness.rows import KinMarkRow
from corpus.rows import DocumentRow

SAME_FILE, VERSION, UNRELATED = "same_file", "version", "unrelated"
LABELS = {SAME_FILE: "同一文件", VERSION: "不同版本", UNRELATED: "不相关"}

Pair = tuple[int, int]


def mark(pair: Pair, said: str, note: str, actor: Actor) -> KinMarkRow:
    """Keep what a person says of a pair; it takes the place of what was said before. The caller commits.

    Raises:
        Missing: one of the documents is not there.
        Refused: it is no word of LABELS, or both are one document.
    """
    first, second = sorted(pair)
    if said not in LABELS or first == second:
        raise Refused("请在“同一文件、不同版本、不相关”中选择一项。")
    there = select(DocumentRow.id).where(DocumentRow.id.in_((first, second)))
    if len(list(db.session.scalars(there))) < 2:
        raise Missing("其中一份文件已不在文件库里，请刷新页面。")
    for old in _standing((first, second)):
        old.undone_at = utcnow()
    row = KinMarkRow(
        first_id=first,
        second_id=second,
        mark=said,
        note=note.strip(),
        author_id=actor.user_id,
        author=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    _audit(actor, "kin.mark", row)
    return row


def take_back(mark_id: int, actor: Actor) -> KinMarkRow:
    """Take a mark back. The caller commits.

    Raises:
        Missing: there is none, or it was taken back already.
    """
    row = db.session.get(KinMarkRow, mark_id)
    if row is None or row.undone_at is not None:
        raise Missing("这条认定不存在或已经撤销，请刷新页面。")
    row.undone_at = utcnow()
    _audit(actor, "kin.unmark", row)
    return row


def standing() -> dict[Pair, KinMarkRow]:
    """Every mark that counts, by pair."""
    query = select(KinMarkRow).where(KinMarkRow.undone_at.is_(None)).order_by(KinMarkRow.id)
    return {(row.first_id, row.second_id): row for row in db.session.scalars(query)}


def standing_of(document_id: int) -> dict[int, KinMarkRow]:
    """The marks that count of one document, by the other."""
    own = or_(KinMarkRow.first_id == document_id, KinMarkRow.second_id == document_id)
    query = select(KinMarkRow).where(KinMarkRow.undone_at.is_(None), own).order_by(KinMarkRow.id)
    return {
        row.second_id if row.first_id == document_id else row.first_id: row
        for row in db.session.scalars(query)
    }


def _standing(pair: Pair) -> Iterable[KinMarkRow]:
    return db.session.scalars(
        select(KinMarkRow).where(
            KinMarkRow.first_id == pair[0],
            KinMarkRow.second_id == pair[1],
            KinMarkRow.undone_at.is_(None),
        )
    )


def _audit(actor: Actor, action: str, row: KinMarkRow) -> None:
    detail = {"first": row.first_id, "second": row.second_id, "mark": row.mark}
    audit.record(actor, action, f"kin:{row.id}", detail)
