"""Sign-ins kept on the server: a copied cookie is worth nothing once its row has ended.

Flask-Login carries the secret in the signed session cookie (its "alternative token"); this file knows
what the secret means.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from base import audit
from base.accounts import passwords, throttle
from base.accounts.keeper import login_name
from base.accounts.rows import SignInRow, UserRow
from base.db import db, utcnow, writing
from base.errors import Refused
from base.roles import SYSTEM, Actor

log = logging.getLogger("qingce.accounts")

ABSOLUTE = timedelta(hours=8)
IDLE = timedelta(minutes=60)
TOUCH_AFTER = timedelta(seconds=60)

WRONG = "登录名或密码不正确，或者账号已停用。请核对后再试；忘记密码请联系管理员重置。"


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """Who a valid cookie stands for, in the shape Flask-Login wants."""

    sid: str
    sign_in_id: int
    actor: Actor
    email: str
    must_change: bool

    def get_id(self) -> str:
        """What Flask-Login writes into the session: the secret, not the number of the person."""
        return self.sid


def prove(email: str, password: str, address: str, action: str = "user.sign_in") -> int:
    """Check a password; the same work and the same answer for known, unknown and disabled names.

    Args:
        action: what the password was asked for, as the audit log names it.

    Returns:
        The id of the person. The attempt and its audit event are committed.

    Raises:
        Refused: code `throttled` or `wrong_password`.
    """
    login = login_name(email)
    attempt = throttle.reserve(login, address, utcnow())
    user = db.session.scalar(select(UserRow).where(UserRow.email == login))
    user_id = user.id if user is not None else None
    usable = user is not None and user.active
    actor = user.actor if user is not None else SYSTEM
    known_hash = user.password_hash if user is not None else passwords.NOBODY
    db.session.rollback()  # no transaction is held open while the hash is computed
    right = passwords.matches(known_hash, password)
    if user_id is None or not usable or not right:
        subject = f"user:{user_id}" if user_id is not None else "user:unknown"
        with writing():
            audit.record(actor, action, subject, {}, result="failed")
        raise Refused(WRONG, code="wrong_password")
    with writing():
        throttle.succeeded(attempt)
        if passwords.is_outdated(known_hash):
            row = db.session.get_one(UserRow, user_id)
            row.password_hash = passwords.hashed(password)
    return user_id


def open_for(user_id: int, address: str) -> SignedIn:
    """Begin a sign-in with a new secret of 256 bits; audited, committed."""
    sid, now = secrets.token_urlsafe(32), utcnow()
    with writing():
        user = db.session.get_one(UserRow, user_id)
        if not user.active:  # disabled while the hash was computed
            raise Refused(WRONG, code="wrong_password")
        row = SignInRow(
            sid_hash=_hash(sid), user_id=user_id, address=address, created_at=now, last_seen_at=now
        )
        db.session.add(row)
        db.session.flush()
        audit.record(user.actor, "user.sign_in", f"user:{user_id}", {"sign_in": row.id})
        return _signed_in(sid, row, user)


def find(sid: str) -> SignedIn | None:
    """Who `sid` stands for; None once it has ended, has been idle or is too old.

    Seeing it is noted at most once a minute, in a transaction of its own; a disk that takes no more
    writes does not sign people out.
    """
    now = utcnow()
    idle: timedelta = current_app.config["SIGN_IN_IDLE"]
    absolute: timedelta = current_app.config["SIGN_IN_ABSOLUTE"]
    found = db.session.execute(
        select(SignInRow, UserRow)
        .join(UserRow, UserRow.id == SignInRow.user_id)
        .where(
            SignInRow.sid_hash == _hash(sid),
            SignInRow.ended_at.is_(None),
            SignInRow.created_at > now - absolute,
            SignInRow.last_seen_at > now - idle,
            UserRow.active.is_(True),
        )
    ).first()
    if found is None:
        return None
    row, user = found
    signed_in = _signed_in(sid, row, user)
    if now - row.last_seen_at > TOUCH_AFTER:
        _touch(row.id, now)
    return signed_in


def end(signed_in: SignedIn) -> None:
    """Sign out; audited, committed."""
    with writing():
        row = db.session.get_one(SignInRow, signed_in.sign_in_id)
        row.ended_at = utcnow()
        subject = f"user:{signed_in.actor.user_id}"
        audit.record(signed_in.actor, "user.sign_out", subject, {"sign_in": row.id})


def _touch(sign_in_id: int, now: datetime) -> None:
    try:
        with writing():
            db.session.execute(
                update(SignInRow).where(SignInRow.id == sign_in_id).values(last_seen_at=now)
            )
    except OperationalError:
        log.warning("the sign-in could not be marked as seen", exc_info=True)


def _signed_in(sid: str, row: SignInRow, user: UserRow) -> SignedIn:
    return SignedIn(sid, row.id, user.actor, user.email, user.must_change_password)


def _hash(sid: str) -> str:
    return hashlib.sha256(sid.encode()).hexdigest()
