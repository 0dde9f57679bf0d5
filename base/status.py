"""Is it well? `/healthz`, `/readyz` and the status page with worker, queue, disk and protections."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from base import audit, jobs
from base.accounts.policy import allow, current_actor, public
from base.config import Config
from base.db import db, utcnow, writing
from base.jobs import JobRow, WorkerRow
from base.roles import STAFF, Role

pages = Blueprint("status", __name__)

ALIVE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, whether it is well, and a sentence."""

    name: str
    ok: bool
    says: str


@pages.get("/healthz")
@public
def healthz() -> tuple[dict[str, str], int]:
    """The web process answers; touches nothing else."""
    return {"status": "ok"}, 200


@pages.get("/readyz")
@public
def readyz() -> tuple[dict[str, Any], int]:
    """Database, disk, index and worker are there."""
    checks = look()
    ready = all(check.ok for check in checks)
    body = {"ready": ready, "checks": {check.name: check.ok for check in checks}}
    return body, 200 if ready else 503


@pages.get("/desk/status")
@allow(*STAFF)
def status_page() -> str:
    """What runs, what waits, what failed, which protections are on."""
    failed = select(JobRow).where(JobRow.state == "failed").order_by(JobRow.id)
    waiting = select(JobRow.kind, func.count()).where(JobRow.state != "failed")
    return render_template(
        "accounts/status.html",
        checks=look(),
        workers=list(db.session.scalars(select(WorkerRow).order_by(WorkerRow.name))),
        alive_since=utcnow() - ALIVE,
        waiting=list(db.session.execute(waiting.group_by(JobRow.kind))),
        failed=list(db.session.scalars(failed)),
        protections=current_app.extensions["protections"](),
    )


@pages.post("/desk/status/jobs/<int:job_id>/retry")
@allow(Role.ADMIN, Role.OFFICE)
def retry_job(job_id: int) -> Response:
    """Queue a failed job again."""
    with writing():
        jobs.retry(job_id)
        audit.record(current_actor(required=True), "job.retry", f"job:{job_id}", {})
    return redirect(url_for("status.status_page"))


def look() -> list[Check]:
    """Look at database, disk, index and worker."""
    config: Config = current_app.config["QINGCE"]
    free = shutil.disk_usage(config.data).free
    disk = Check("disk", free > config.reserve_bytes, f"数据盘剩余 {free >> 30} GB")
    return [_database(), disk, _index(), _worker()]


def _database() -> Check:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return Check("database", False, "数据库没有应答，请联系管理员。")  # noqa: FBT003
    return Check("database", True, f"数据库正常（{db.engine.dialect.name}）")  # noqa: FBT003


def _index() -> Check:
    behind = current_app.extensions["indexer"].behind()
    says = "检索索引已是最新" if not behind else f"检索索引还差 {behind} 份，正在补建"
    return Check("index", behind == 0 or _worker().ok, says)


def _worker() -> Check:
    try:
        last = db.session.scalar(select(func.max(WorkerRow.beat_at)))
    except SQLAlchemyError:
        db.session.rollback()
        last = None
    if last is None or utcnow() - last > ALIVE:
        return Check("worker", False, "后台处理没有运行，请重新启动程序。")  # noqa: FBT003
    seconds = int((utcnow() - last).total_seconds())
    return Check("worker", True, f"后台处理正常，{seconds} 秒前有应答")  # noqa: FBT003
