"""Use case: searches that a person keeps under a name. The address is the search, so nothing else is kept."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select

from base import audit
from base.db import db, utcnow
from base.errors import Missing, Refused
from base.roles import Actor
from corpus.searches.rows import SavedSearchRow

LONGEST_NAME = 60
MOST = 200
_NOT_KEPT = ("page",)


def save(name: str, address: str, actor: Actor) -> int:
    """Keep a search; the caller commits.

    Args:
        address: the query string of the search page.

    Raises:
        Refused: no name, nothing searched for, or too many kept.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("请给这个检索起一个名称，例如“殡葬管理类，未核定”。")
    kept = urlencode([(k, v) for k, v in parse_qsl(address[:4000]) if k not in _NOT_KEPT and v])
    if not kept:
        raise Refused("还没有检索词或筛选条件。请先检索，再保存。")
    if len(saved(actor)) >= MOST:
        raise Refused(f"保存的检索已有 {MOST} 个。请先删去不用的。")
    row = SavedSearchRow(user_id=actor.user_id, name=name, address=kept)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "search.save", f"saved_search:{row.id}", {"name": name})
    return row.id


def saved(actor: Actor) -> list[SavedSearchRow]:
    """What a person keeps, newest first."""
    mine = SavedSearchRow.user_id == actor.user_id
    query = select(SavedSearchRow).where(mine, SavedSearchRow.dropped_at.is_(None))
    return list(db.session.scalars(query.order_by(SavedSearchRow.id.desc())))


def drop(saved_id: int, actor: Actor, *, back: bool = False) -> SavedSearchRow:
    """Take a search away, or bring it back; the caller commits.

    Raises:
        Missing: this person keeps no such search.
    """
    row = db.session.get(SavedSearchRow, saved_id)
    if row is None or row.user_id != actor.user_id:
        raise Missing("没有这个保存的检索，可能已经删去。请刷新页面。")
    row.dropped_at = None if back else utcnow()
    audit.record(actor, "search.restore" if back else "search.drop", f"saved_search:{row.id}", {})
    return row
