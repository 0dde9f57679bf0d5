"""撤销关系: a person says that a relation read from the texts is none; every examination keeps to it.

Status and proposals are derived from relations, so they fall back by themselves: the target at once, and
what follows from it with the examination that is queued.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import delete, select

from base import audit
from base.db import db, utcnow
from base.errors import Missing, Refused
from base.roles import Actor
from review import status
from review.examination.subject import CorpusView
from review.knowledge import muting
from review.knowledge.rows import RelationUndoRow
from review.relation import Listed, Relation, RelationKind
from review.rows import RelationRow

Key = tuple[str, int, int]
"""Kind, source and target: what stays the same when relations are written anew."""


def undo(relation_id: int, reason: str, actor: Actor) -> RelationUndoRow:
    """Take one relation out, and keep it out. The caller commits.

    Raises:
        Missing: it is no longer there.
        Refused: no reason is given.
    """
    row = db.session.get(RelationRow, relation_id)
    if row is None:
        raise Missing("这条关系已经不在了，可能刚重新审查过。请刷新页面。")
    if len(reason.strip()) < 4:
        raise Refused("请写明撤销的理由，例如“原文废止的是同名的另一件”。")
    kept = RelationUndoRow(
        kind=row.kind,
        source_id=row.source_id,
        target_id=row.target_id,
        quote=row.quote,
        reason=reason.strip(),
        author_id=actor.user_id,
        author=actor.name,
    )
    db.session.add(kept)
    of_pair = (RelationRow.source_id == row.source_id) & (RelationRow.target_id == row.target_id)
    db.session.execute(delete(RelationRow).where(of_pair, RelationRow.kind == row.kind))
    db.session.flush()
    status.project([kept.source_id, kept.target_id])
    _audit(actor, "relation.undo", kept)
    muting.examine_anew()
    return kept


def restore(undo_id: int, actor: Actor) -> RelationUndoRow:
    """Let the relation count again; the examination that is queued reads it anew. The caller commits.

    Raises:
        Missing: there is no such undo, or it was ended already.
    """
    row = db.session.get(RelationUndoRow, undo_id)
    if row is None or row.ended_at is not None:
        raise Missing("这条撤销不存在或已经恢复，请刷新页面。")
    row.ended_at, row.ended_by = utcnow(), actor.name
    _audit(actor, "relation.restore", row)
    muting.examine_anew()
    return row


def standing() -> list[RelationUndoRow]:
    """The relations that are kept out, newest first."""
    query = select(RelationUndoRow).where(RelationUndoRow.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(RelationUndoRow.id.desc())))


def without_undone(view: CorpusView) -> CorpusView:
    """The view without the relations that a person undid."""
    undone: set[Key] = {(row.kind, row.source_id, row.target_id) for row in standing()}
    if not undone:
        return view
    about = {key: _kept(said, undone) for key, said in view.about.items()}
    listed = {key: _standing_rows(rows, undone) for key, rows in view.listed.items()}
    return replace(view, about=about, listed=listed)


def _standing_rows(rows: Iterable[Listed], undone: set[Key]) -> tuple[Listed, ...]:
    """The rows of lists but those a person said to mean no paper, or another one."""
    repeal = RelationKind.REPEAL.value
    return tuple(
        row
        for row in rows
        if not any((repeal, int(row.source), int(one)) in undone for one in row.targets)
    )


def _kept(relations: Iterable[Relation], undone: set[Key]) -> tuple[Relation, ...]:
    return tuple(
        one for one in relations if (one.kind.value, int(one.source), int(one.target)) not in undone
    )


def _audit(actor: Actor, action: str, row: RelationUndoRow) -> None:
    detail = {
        "kind": row.kind,
        "source": row.source_id,
        "target": row.target_id,
        "reason": row.reason,
    }
    audit.record(actor, action, f"relation:{row.source_id}-{row.target_id}", detail)
