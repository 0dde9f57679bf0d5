"""Durable background work: rows in our own database, claimed by lease (docs/adr/0002).

The row is written in the transaction of what caused it. A worker that dies loses its lease and the job
is taken up again; handlers look at the state first, so a repeat is harmless. After `MAX_ATTEMPTS` the
job is failed with a Chinese sentence and can be queued again by a person.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, Text, and_, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, db, utcnow, writing

log = logging.getLogger("qingce.jobs")

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3

Handler = Callable[[dict[str, Any]], None]
Farewell = Callable[[dict[str, Any], str], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What to do for one kind of job, and what to leave behind when it is given up for good.

    `give_up` gets the payload and the Chinese sentence; it writes and does not commit.
    """

    handle: Handler
    give_up: Farewell | None = None


Works = dict[str, Work]


class JobRow(Base):
    """One piece of work. `state`: queued running failed; a finished job is deleted.

    `once` names work of which one waiting row is enough (e.g. bringing the index up to date).
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_turn", "state", "priority", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="queued")
    priority: Mapped[int] = mapped_column(default=5)
    once: Mapped[str | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class WorkerRow(Base):
    """A worker process and its last sign of life."""

    __tablename__ = "worker"
    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    doing: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A job this process holds until its lease ends."""

    id: int
    kind: str
    payload: dict[str, Any]
    lease: str
    exhausted: bool


def enqueue(
    kind: str, payload: dict[str, Any], *, once: str | None = None, priority: int = 5
) -> None:
    """Add a job to the current transaction; with `once`, only if none of that name waits."""
    if once is not None:
        waiting = select(JobRow.id).where(JobRow.once == once, JobRow.state == "queued").limit(1)
        if db.session.scalar(waiting) is not None:
            return
    db.session.add(JobRow(kind=kind, payload=payload, once=once, priority=priority))


def claim(worker: str, done: Claim | None = None) -> Claim | None:
    """Take the next job, or None. `exhausted` marks one that crashed its worker too often.

    Args:
        worker: who takes it.
        done: the job before, which is removed in the same transaction: one commit less for each.
    """
    now = utcnow()
    with writing(beside=True):
        if done is not None:
            _remove(done)
        row = _next_row(now)
        if row is None:
            return None
        exhausted = row.attempts >= MAX_ATTEMPTS
        row.state, row.lease = "running", f"{worker}/{secrets.token_hex(8)}"
        row.lease_until, row.attempts = now + LEASE, row.attempts + 1
        return Claim(row.id, row.kind, dict(row.payload), row.lease, exhausted)


def _next_row(now: datetime) -> JobRow | None:
    """What waits longest of the most urgent: queued, or left by a worker whose lease ran out.

    Asked for one by one, so that each walks its index and a long queue costs no more than a short one.
    """
    lapsed = and_(JobRow.state == "running", JobRow.lease_until < now)
    found = [
        db.session.scalar(
            select(JobRow)
            .where(which)
            .order_by(JobRow.priority, JobRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        for which in (JobRow.state == "queued", lapsed)
    ]
    rows = [row for row in found if row is not None]
    return min(rows, key=lambda row: (row.priority, row.id), default=None)


def release_of(worker: str) -> None:
    """End the leases of a worker that is known to be dead, so that nobody waits for them."""
    with writing():
        db.session.execute(
            update(JobRow)
            .where(JobRow.state == "running", JobRow.lease.startswith(f"{worker}/"))
            .values(lease_until=utcnow() - LEASE)
        )
        db.session.execute(delete(WorkerRow).where(WorkerRow.name == worker))


def finish(claimed: Claim) -> None:
    """Remove a job that is done, if this process still holds it."""
    with writing(beside=True):
        _remove(claimed)


def _remove(claimed: Claim) -> None:
    held = and_(JobRow.id == claimed.id, JobRow.lease == claimed.lease)
    db.session.execute(delete(JobRow).where(held))


def fail(claimed: Claim, work: Work, message: str, *, final: bool) -> None:
    """Put a job back, or give it up: it is kept as failed with its message."""
    with writing():
        row = db.session.get(JobRow, claimed.id)
        if row is None or row.lease != claimed.lease:
            return
        row.message = message
        row.state = "failed" if final or row.attempts >= MAX_ATTEMPTS else "queued"
        if row.state == "failed" and work.give_up is not None:
            _say_farewell(claimed, work.give_up, message)


def _say_farewell(claimed: Claim, give_up: Farewell, message: str) -> None:
    """What is left behind is lost where that fails; the job must end and others must go on."""
    try:
        with db.session.begin_nested():
            give_up(claimed.payload, message)
    except Exception:
        log.exception("job %s %s could not be given up", claimed.id, claimed.kind)


def retry(job_id: int) -> None:
    """Queue a failed job again, as a person asked."""
    row = db.session.get(JobRow, job_id)
    if row is not None and row.state == "failed":
        row.state, row.attempts, row.message = "queued", 0, None
