"""The append-only log: who did what to what, chained by hash, in the transaction of the change.

Source: GB/T 22239-2019 8.1.4.3 安全审计 (every user, every important event; protected from change).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from base.db import WRITER_LOCK, Base, UtcDateTime, db, utcnow
from base.roles import Actor

GENESIS = "0" * 64


class AuditEventRow(Base):
    """One event. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "audit_event"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int]
    actor_name: Mapped[str]
    role: Mapped[str | None]
    address: Mapped[str | None]
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(Text)
    result: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


def record(
    actor: Actor, action: str, subject: str, detail: dict[str, Any], *, result: str = "done"
) -> None:
    """Add one event to the current transaction.

    Args:
        action: what was done, `noun.verb`, e.g. `task.decide`.
        subject: the thing, `noun:id`, e.g. `task:12`.
        detail: what changed, JSON; no passwords, no document texts.
    """
    session = db.session
    if db.engine.dialect.name == "postgresql":  # also where somebody writes without `writing`
        session.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
    session.flush()
    last = session.scalar(select(AuditEventRow).order_by(AuditEventRow.seq.desc()).limit(1))
    row = AuditEventRow(
        seq=last.seq + 1 if last else 1,
        at=utcnow(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        role=actor.role.value if actor.role else None,
        address=request.remote_addr if has_request_context() else None,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        result=result,
        previous=last.hash if last else GENESIS,
    )
    row.hash = chain_hash(row)
    session.add(row)
    session.flush()


def chain_hash(row: AuditEventRow) -> str:
    """SHA-256 over the canonical JSON of the event and the hash of the one before."""
    fields = [
        row.seq,
        row.at.isoformat(timespec="microseconds"),
        row.actor_id,
        row.actor_name,
        row.role,
        row.address,
        row.action,
        row.subject,
        row.detail,
        row.result,
        row.previous,
    ]
    canonical = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify() -> Iterator[str]:
    """Walk the chain; yield a Chinese sentence for each break, naming the first bad number."""
    expected, previous = 1, GENESIS
    rows = db.session.scalars(select(AuditEventRow).order_by(AuditEventRow.seq))
    for row in rows.yield_per(500):
        if row.seq != expected:
            yield f"审计记录第 {expected} 号缺失，下一条是第 {row.seq} 号。"
        if row.previous != previous:
            yield f"审计记录第 {row.seq} 号与前一条不衔接。"
        if chain_hash(row) != row.hash:
            yield f"审计记录第 {row.seq} 号的内容被改动过。"
        expected, previous = row.seq + 1, row.hash


def of(subject: str) -> list[AuditEventRow]:
    """Every event of one thing, oldest first."""
    query = select(AuditEventRow).where(AuditEventRow.subject == subject)
    return list(db.session.scalars(query.order_by(AuditEventRow.seq)))
