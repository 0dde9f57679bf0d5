"""The loop of a worker process over the jobs of base/jobs.py, with its heartbeat."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from base.db import db, utcnow, writing
from base.errors import Problem
from base.jobs import (
    LEASE,
    Claim,
    JobRow,
    Work,
    WorkerRow,
    Works,
    claim,
    fail,
    finish,
    release_of,
)

log = logging.getLogger("qingce.jobs")

BEAT_SECONDS = 15.0
UNKNOWN = "这个程序不认识这种后台任务。请升级到最新版本后按“重试”。"
CRASHED = "处理中断了三次，已停止自动重试。请查看文件后按“重试”。"


class Worker:
    """The loop of one worker process: claim, handle, finish, with a heartbeat beside it."""

    def __init__(self, app: Flask, works: Works, name: str) -> None:
        self._app = app
        self._works = works
        self._name = name
        self._stop = threading.Event()
        self._asked = False
        self._now: Claim | None = None
        self._done: Claim | None = None

    def stop(self) -> None:
        """Finish the job in hand, then leave. Called by a signal: a flag, since the lock of an Event that
        the same thread waits for would never be given."""
        self._asked = True

    def run(self, *, until_idle: bool = False, pause: float = 0.5) -> int:
        """Work until stopped (or until nothing waits); returns the number of jobs handled."""
        self._bury_the_dead()
        done = 0
        with self.beating():
            while not self._asked:
                if self.step():
                    done += 1
                elif until_idle:
                    break
                else:
                    time.sleep(pause)
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
