"""文号说明: a person says why numbers of a series have no paper, or whose a series is (本机关、外来)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from base import audit
from base.db import db, utcnow
from base.errors import Missing, Refused
from base.roles import Actor
from corpus.inventory.rows import SeriesNoteRow
from corpus.inventory.series import MOST_SERIALS, Explained

FOREIGN, OWN = "foreign", "own"
SIDES = {OWN: "本机关文号", FOREIGN: "外来文件"}
KINDS = {
    "void": "作废号",
    "unissued": "未发文",
    "elsewhere": "原件在别处",
    "lost": "确已遗失",
    "other": "其他",
}


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


def set_side(series: str, side: str, reason: str, actor: Actor) -> int:
    """Say whose a series is, in all years; it takes the place of what was said before. The caller commits.

    Args:
        series: its name as corpus/inventory/home gives it.
        side: OWN (its gaps and repeats count) or FOREIGN (it is only listed).

    Raises:
        Refused: no series, or another word.
    """
    if not series or side not in SIDES:
        raise Refused("没有指明文号系列，请从底账页面重新操作。")
    for old in standing(series):
        if old.kind in SIDES:
            old.undone_at = utcnow()
    return _add(Explained(0, series, 0, 0, 0, side, reason.strip() or SIDES[side]), actor)


def take_back(note_id: int, actor: Actor) -> SeriesNoteRow:
    """Undo a note; it stays in the log. The caller commits.

    Raises:
        Missing: there is none, or it was undone before.
    """
    row = db.session.get(SeriesNoteRow, note_id)
    if row is None or row.undone_at is not None:
        raise Missing("这条说明不存在或已经撤销。请刷新页面。")
    row.undone_at = utcnow()
    _record(row, "series.unplace" if row.kind in SIDES else "series.unexplain", actor)
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
        if row.kind not in SIDES
    ]


def sides(rows: Iterable[SeriesNoteRow]) -> dict[str, SeriesNoteRow]:
    """What people said of whose a series is, by its name."""
    return {row.prefix: row for row in rows if row.kind in SIDES}


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
    _record(row, "series.place" if one.kind in SIDES else "series.explain", actor)
    return row.id


def _record(row: SeriesNoteRow, action: str, actor: Actor) -> None:
    detail = {"note": row.id, "kind": row.kind, "reason": row.reason}
    if row.year:
        detail |= {"first": row.first, "last": row.last}
    audit.record(actor, action, f"series:{row.prefix}{row.year or ''}", detail)
