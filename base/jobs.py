"""Durable background work: rows in our own database, claimed by lease (docs/adr/0002).

The row is written in the transaction of what caused it. A worker that dies loses its lease and the job
is taken up again; handlers look at the state first, so a repeat is harmless. After `MAX_ATTEMPTS` the
job is failed with a Chinese sentence and can be queued again by a person.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Index, Text, and_, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, db, utcnow, writing
from base.errors import Problem

log = logging.getLogger("qingce.jobs")

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 15.0
MAX_ATTEMPTS = 3
UNKNOWN = "这个程序不认识这种后台任务。请升级到最新版本后按“重试”。"
CRASHED = "处理中断了三次，已停止自动重试。请查看文件后按“重试”。"

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


class Worker:
    """The loop of one worker process: claim, handle, finish, with a heartbeat beside it."""

    def __init__(self, app: Flask, works: Works, name: str) -> None:
        self._app = app
        self._works = works
        self._name = name
        self._stop = threading.Event()
        self._now: Claim | None = None
        self._done: Claim | None = None

    def stop(self) -> None:
        """Finish the job in hand, then leave."""
        self._stop.set()

    def run(self, *, until_idle: bool = False, pause: float = 0.5) -> int:
        """Work until stopped (or until nothing waits); returns the number of jobs handled."""
        self._bury_the_dead()
        done = 0
        with self.beating():
            while not self._stop.is_set():
                if self.step():
                    done += 1
                elif until_idle:
                    break
                else:
                    self._stop.wait(pause)
        return done

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the lease of the job in hand alive; who calls `step` by itself works inside this."""
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        try:
            yield
        finally:
            self._stop.set()
            beat.join(timeout=5)
            with self._app.app_context():
                if self._done is not None:
                    finish(self._done)
                    self._done = None
                release_of(self._name)

    def step(self) -> bool:
        """Handle one job; False when nothing waits. What was done goes with the next claim."""
        with self._app.app_context():
            try:
                claimed = claim(self._name, self._done)
            except OperationalError:
                log.exception("the database does not answer; waiting")
                return False
            self._done = None
            if claimed is None:
                return False
            self._now = claimed
            try:
                self._handle(claimed)
            finally:
                self._now = None
        return True

    def _handle(self, claimed: Claim) -> None:
        work = self._works.get(claimed.kind)
        if work is None:  # left by another version of the program
            fail(claimed, Work(lambda _payload: None), UNKNOWN, final=True)
            return
        if claimed.exhausted:
            fail(claimed, work, CRASHED, final=True)
            return
        try:
            work.handle(claimed.payload)
        except Problem as problem:
            db.session.rollback()
            fail(claimed, work, problem.message, final=True)
        except Exception:
            db.session.rollback()
            log.exception("job %s %s failed", claimed.id, claimed.kind)
            fail(claimed, work, "处理时发生内部错误，详情见运行日志。", final=False)
        else:
            self._done = claimed

    def _bury_the_dead(self) -> None:
        """Free what workers of this machine held that no longer run (killed, power cut)."""
        host, _dash, _pid = self._name.rpartition("-")
        with self._app.app_context():
            names = list(db.session.scalars(select(WorkerRow.name)))
            db.session.rollback()
            for name in names:
                of_host, _dash, pid = name.rpartition("-")
                if of_host == host and pid.isdigit() and not _runs(int(pid)):
                    release_of(name)

    def _beat(self) -> None:
        started = utcnow()
        while True:
            with self._app.app_context():
                try:
                    self._write_beat(started)
                except OperationalError:
                    log.warning("heartbeat could not be written; next in %s s", BEAT_SECONDS)
            if self._stop.wait(BEAT_SECONDS):
                return

    def _write_beat(self, started: datetime) -> None:
        now, claimed = utcnow(), self._now
        with writing(beside=True):
            row = db.session.get(WorkerRow, self._name)
            if row is None:
                row = WorkerRow(name=self._name, started_at=started, beat_at=now)
                db.session.add(row)
            row.started_at, row.beat_at = started, now
            row.doing = f"{claimed.kind} #{claimed.id}" if claimed else None
            old = delete(WorkerRow).where(WorkerRow.beat_at < now - timedelta(days=1))
            db.session.execute(old)
            if claimed is not None:
                db.session.execute(
                    update(JobRow)
                    .where(JobRow.id == claimed.id, JobRow.lease == claimed.lease)
                    .values(lease_until=now + LEASE)
                )


def _runs(pid: int) -> bool:
    if os.name != "posix":  # asking would end the process there; the lease runs out by itself
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
