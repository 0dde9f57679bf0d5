"""文号说明: a person says why numbers of a series have no paper, or that a series is not the office's own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from base import audit
from base.db import db, utcnow
from base.errors import Missing, Refused
from base.roles import Actor
from corpus.inventory.rows import SeriesNoteRow
from corpus.inventory.series import MOST_SERIALS, Explained

FOREIGN = "foreign"
KINDS = {
    "void": "作废号",
    "unissued": "未发文",
    "elsewhere": "原件在别处",
    "lost": "确已遗失",
    "other": "其他",
}
FOREIGN_WORD = "不是本机关的文号系列"


def explain(one: Explained, actor: Actor) -> int:
    """Keep why serials `first`…`last` of a series have no paper; returns the note's id. The caller commits.

    Raises:
        Refused: no reason, an unknown kind, or a range that cannot be.
    """
    if one.kind not in KINDS:
        raise Refused("请选择说明的类别。")
    if not one.reason.strip():
        raise Refused("请写明理由，例如“文号登记后未印发，见 1998 年发文登记簿”。")
    if not 1 <= one.first <= one.last <= MOST_SERIALS:
        raise Refused("号码的起止不对。请写成从小到大的数字，如 12 到 15。")
    return _add(one, actor)


def set_foreign(prefix: str, reason: str, actor: Actor) -> int:
    """Leave every series of a prefix out of the figures: others issued it. The caller commits."""
    if not prefix:
        raise Refused("没有指明文号系列，请从底账页面重新操作。")
    return _add(Explained(0, prefix, 0, 0, 0, FOREIGN, reason or FOREIGN_WORD), actor)


def take_back(note_id: int, actor: Actor) -> SeriesNoteRow:
    """Undo a note; it stays in the log. The caller commits.

    Raises:
        Missing: there is none, or it was undone before.
    """
    row = db.session.get(SeriesNoteRow, note_id)
    if row is None or row.undone_at is not None:
        raise Missing("这条说明不存在或已经撤销。请刷新页面。")
    row.undone_at = utcnow()
    audit.record(
        actor, "series.unexplain", f"series:{row.prefix}{row.year or ''}", {"note": row.id}
    )
    return row


def standing(prefix: str | None = None) -> list[SeriesNoteRow]:
    """The notes that count, oldest first."""
    query = select(SeriesNoteRow).where(SeriesNoteRow.undone_at.is_(None))
    if prefix is not None:
        query = query.where(SeriesNoteRow.prefix == prefix)
    return list(db.session.scalars(query.order_by(SeriesNoteRow.id)))


def explained(rows: Iterable[SeriesNoteRow]) -> list[Explained]:
    """Notes on gaps as nouns."""
    return [
        Explained(row.id, row.prefix, row.year, row.first, row.last, row.kind, row.reason)
        for row in rows
        if row.kind != FOREIGN
    ]


def _add(one: Explained, actor: Actor) -> int:
    row = SeriesNoteRow(
        prefix=one.prefix,
        year=one.year,
        first=one.first,
        last=one.last,
        kind=one.kind,
        reason=one.reason.strip(),
        author_id=actor.user_id,
        author=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"first": one.first, "last": one.last, "kind": one.kind, "reason": row.reason}
    audit.record(actor, "series.explain", f"series:{one.prefix}{one.year or ''}", detail)
    return row.id
