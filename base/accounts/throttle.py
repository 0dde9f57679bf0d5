"""The brake on guessing: failures are counted in the database, so every process sees all of them.

Five in 15 minutes for a login name, thirty in 5 minutes for an address; no permanent lock, because
a lock would let anybody shut a colleague out.
Source: GB/T 22239-2019 8.1.4.1 b 登录失败处理.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, text, update

from base.accounts.rows import AttemptRow
from base.db import db, writing
from base.errors import Refused


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `failures` within `window`."""

    failures: int
    window: timedelta


PER_LOGIN = Limit(5, timedelta(minutes=15))
PER_ADDRESS = Limit(30, timedelta(minutes=5))
KEPT = timedelta(days=1)


def reserve(login: str, address: str, now: datetime) -> int:
    """Count a try before the password is looked at, so that parallel tries cannot slip past.

    Args:
        login: the login name as `login_name` writes it.
        address: where the request came from.

    Returns:
        The id of the attempt, a failure until `succeeded` says otherwise.

    Raises:
        Refused: code `throttled`; the message says how many minutes to wait. Not counted.
    """
    key = _key(login)
    with writing():
        if db.engine.dialect.name == "postgresql":  # one counter at a time
            db.session.execute(text("SELECT pg_advisory_xact_lock(715002)"))
        db.session.execute(delete(AttemptRow).where(AttemptRow.at < now - KEPT))
        free_at = max(
            _free_at(_failures_of(key), PER_LOGIN, now),
            _free_at(AttemptRow.address == address, PER_ADDRESS, now),
        )
        if free_at > now:
            minutes = -(-(free_at - now) // timedelta(minutes=1))
            raise Refused(
                f"登录失败次数过多。请在 {minutes} 分钟后再试；忘记密码请联系管理员重置。",
                code="throttled",
            )
        attempt = AttemptRow(at=now, login_key=key, address=address, ok=False)
        db.session.add(attempt)
        db.session.flush()
        return attempt.id


def succeeded(attempt_id: int) -> None:
    """The password was right: earlier failures of this login name no longer count."""
    db.session.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(ok=True))


def forgive(login: str) -> None:
    """Forget the failures of a login name (an administrator has reset the password)."""
    db.session.execute(delete(AttemptRow).where(AttemptRow.login_key == _key(login)))


def _failures_of(key: str) -> ColumnElement[bool]:
    last_good = select(func.coalesce(func.max(AttemptRow.id), 0)).where(
        AttemptRow.login_key == key, AttemptRow.ok.is_(True)
    )
    return (AttemptRow.login_key == key) & (AttemptRow.id > last_good.scalar_subquery())


def _free_at(mine: ColumnElement[bool], limit: Limit, now: datetime) -> datetime:
    """When the next try is allowed: as soon as the n-th last failure leaves the window."""
    failures = (
        select(AttemptRow.at)
        .where(mine, AttemptRow.ok.is_(False), AttemptRow.at > now - limit.window)
        .order_by(AttemptRow.at.desc())
        .offset(limit.failures - 1)
        .limit(1)
    )
    blocking = db.session.scalar(failures)
    return now if blocking is None else blocking + limit.window


def _key(login: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, login.encode(), hashlib.sha256).hexdigest()
