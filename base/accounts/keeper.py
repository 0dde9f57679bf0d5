"""The keeper of the accounts: people in, passwords set, roles and switches; every change audited.

Functions add and flush; whoever calls commits (`with writing():`). What takes away rights or a
password ends every sign-in of the person.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update

from base import audit
from base.accounts import passwords, throttle
from base.accounts.rows import SignInRow, UserRow
from base.db import db, utcnow, writing
from base.errors import Conflict, Missing, Refused
from base.roles import SYSTEM, Actor, Role

MAX_LOGIN = 120
MAX_NAME = 60
MAX_UNIT = 120


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be let in: login name, 姓名, 单位, role."""

    email: str
    name: str
    unit: str
    role: Role


def login_name(typed: str) -> str:
    """One spelling for one login name: NFKC (full-width letters), no outer spaces, lower case."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def create_user(
    user: NewUser,
    password: str,
    actor: Actor,
    *,
    is_sample: bool = False,
    must_change: bool = False,
) -> Actor:
    """Add a person; the caller commits.

    Raises:
        Refused: a field is empty or too long, or the password does not meet the rule.
        Conflict: the login name is taken.
    """
    login, name, unit = login_name(user.email), user.name.strip(), user.unit.strip()
    _check_length("登录名", login, MAX_LOGIN)
    _check_length("姓名", name, MAX_NAME)
    _check_length("单位", unit, MAX_UNIT)
    objection = passwords.objection(password, login)
    if objection is not None:
        raise Refused(objection, code="weak_password")
    if db.session.scalar(select(UserRow.id).where(UserRow.email == login)) is not None:
        raise Conflict("这个登录名已有人使用。请换一个登录名，或在用户列表里找到原账号。")
    row = UserRow(
        email=login,
        name=name,
        unit=unit,
        role_name=user.role.value,
        password_hash=passwords.hashed(password),
        must_change_password=must_change,
        is_sample=is_sample,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"email": login, "name": name, "unit": unit, "role": user.role.value}
    audit.record(actor, "user.create", f"user:{row.id}", detail)
    return row.actor


def create_first_admin(login: str) -> str:
    """Let the first administrator in and commit; returns the one-time password.

    Raises:
        Refused: the office already has an administrator of its own (the sample's does not count).
    """
    with writing():
        if _admin_exists(UserRow.is_sample.is_(False)):
            raise Refused("已有管理员，没有另建。忘记密码请由另一位管理员在“用户管理”中重置。")
        password = passwords.one_time_password()
        user = NewUser(email=login, name="管理员", unit="本单位", role=Role.ADMIN)
        create_user(user, password, SYSTEM, must_change=True)
    return password


def all_users() -> Sequence[UserRow]:
    """Everybody, those who may sign in first, by login name."""
    query = select(UserRow).order_by(UserRow.active.desc(), UserRow.email)
    return db.session.scalars(query).all()


def change_password(user_id: int, new: str, actor: Actor) -> None:
    """Set the password a person has chosen; all their sign-ins end.

    Raises:
        Refused: the new password does not meet the rule or is the present one.
    """
    row = _get(user_id)
    objection = passwords.objection(new, row.email)
    if objection is not None:
        raise Refused(objection, code="weak_password")
    if passwords.matches(row.password_hash, new):
        raise Refused("新密码与现在的密码相同。请换一个没有用过的密码。", code="same_password")
    _set_password(row, new, must_change=False)
    audit.record(actor, "user.change_password", f"user:{user_id}", {})


def reset_password(user_id: int, actor: Actor) -> str:
    """Give a person a one-time password; all their sign-ins end, their failed tries are forgotten."""
    row = _get(user_id)
    password = passwords.one_time_password()
    _set_password(row, password, must_change=True)
    throttle.forgive(row.email)
    audit.record(actor, "user.reset_password", f"user:{user_id}", {})
    return password


def set_active(user_id: int, actor: Actor, *, active: bool) -> None:
    """Disable or enable a person.

    Raises:
        Refused: it is oneself, or the last administrator.
    """
    row = _get(user_id)
    if not active:
        _check_not_needed(row, actor)
        end_all(user_id)
    row.active = active
    audit.record(actor, "user.enable" if active else "user.disable", f"user:{user_id}", {})


def set_role(user_id: int, role: Role, actor: Actor) -> None:
    """Give a person another role; they sign in anew.

    Raises:
        Refused: it is oneself, or the last administrator.
    """
    row = _get(user_id)
    if row.role is role:
        return
    _check_not_needed(row, actor)
    detail = {"from": row.role_name, "to": role.value}
    row.role_name = role.value
    end_all(user_id)
    audit.record(actor, "user.set_role", f"user:{user_id}", detail)


def end_all(user_id: int) -> None:
    """End every sign-in of a person."""
    db.session.execute(
        update(SignInRow)
        .where(SignInRow.user_id == user_id, SignInRow.ended_at.is_(None))
        .values(ended_at=utcnow())
    )


def remove_sample_users() -> None:
    """Take the sample's people out again; their rows elsewhere must be gone. The log keeps their names."""
    sample = select(UserRow.id).where(UserRow.is_sample)
    db.session.execute(delete(SignInRow).where(SignInRow.user_id.in_(sample)))
    db.session.execute(delete(UserRow).where(UserRow.is_sample))


def _get(user_id: int) -> UserRow:
    row = db.session.get(UserRow, user_id)
    if row is None:
        raise Missing("没有这个用户。请返回用户列表重新选择。")
    return row


def _set_password(row: UserRow, password: str, *, must_change: bool) -> None:
    row.password_hash = passwords.hashed(password)
    row.password_set_at = utcnow()
    row.must_change_password = must_change
    end_all(row.id)
    db.session.flush()


def _check_not_needed(row: UserRow, actor: Actor) -> None:
    """Nobody takes away their own rights, and an administrator remains."""
    if row.id == actor.user_id:
        raise Refused("不能停用自己或更改自己的角色。请由另一位管理员操作。")
    if row.role is Role.ADMIN and not _admin_exists(UserRow.id != row.id):
        raise Refused("这是最后一位管理员。请先建立另一位管理员，再停用或更改角色。")


def _admin_exists(condition: ColumnElement[bool]) -> bool:
    query = select(UserRow.id).where(
        UserRow.role_name == Role.ADMIN.value,
        UserRow.active.is_(True),
        condition,
    )
    return db.session.scalar(query.limit(1)) is not None


def _check_length(label: str, value: str, longest: int) -> None:
    if not value:
        raise Refused(f"没有填写{label}。请填写后再保存。", code="empty_field")
    if len(value) > longest:
        raise Refused(f"{label}太长。请不要超过 {longest} 个字。", code="long_field")
