"""Pages of the administrator: who has an account, with which role, and one-time passwords."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts import keeper, passwords
from base.accounts.keeper import NewUser
from base.accounts.policy import allow, current_actor
from base.accounts.rows import UserRow
from base.db import db, writing
from base.errors import Conflict, Missing, Problem, Refused
from base.roles import STAFF, Role

pages = Blueprint("people", __name__, url_prefix="/desk/admin/users")

FIELDS = ("email", "name", "unit", "role")


@pages.get("")
@allow(Role.ADMIN)
def users() -> str:
    """Everybody with an account, and the form for a new one."""
    return _users_page(None)


@pages.post("")
@allow(Role.ADMIN)
def create_user() -> str | tuple[str, int]:
    """Let a person in; their one-time password is shown on the answer and nowhere else."""
    form = request.form
    try:
        new = NewUser(
            form.get("email", ""), form.get("name", ""), form.get("unit", ""), _role_in_form()
        )
        password = passwords.one_time_password()
        with writing():
            actor = current_actor(required=True)
            person = keeper.create_user(new, password, actor, must_change=True)
    except (Refused, Conflict) as problem:
        return _users_page(problem), 422
    return _one_time_page(person.user_id, password, "账号已建立")


@pages.post("/<int:user_id>/password")
@allow(Role.ADMIN)
def reset_password(user_id: int) -> str:
    """Give a person a one-time password, shown once; their sign-ins end."""
    with writing():
        password = keeper.reset_password(user_id, current_actor(required=True))
    return _one_time_page(user_id, password, "密码已重置")


@pages.post("/<int:user_id>/active")
@allow(Role.ADMIN)
def set_active(user_id: int) -> Response:
    """Disable or enable a person."""
    active = request.form.get("active") == "1"
    with writing():
        keeper.set_active(user_id, current_actor(required=True), active=active)
    flash("账号已启用。" if active else "账号已停用，该用户的登录已全部结束。", "done")
    return redirect(url_for("people.users"))


@pages.post("/<int:user_id>/role")
@allow(Role.ADMIN)
def set_role(user_id: int) -> Response:
    """Give a person another role."""
    role = _role_in_form()
    with writing():
        keeper.set_role(user_id, role, current_actor(required=True))
    flash(f"角色已改为“{role.label}”，该用户需要重新登录。", "done")
    return redirect(url_for("people.users"))


def _role_in_form() -> Role:
    value = request.form.get("role", "")
    if value not in {role.value for role in Role}:
        raise Refused("没有选择角色。请从六种角色中选择一种。", code="unknown_role")
    return Role(value)


def _users_page(problem: Problem | None) -> str:
    return render_template(
        "accounts/users.html",
        users=keeper.all_users(),
        roles=[(role.value, role.label) for role in STAFF],
        typed={name: request.form.get(name, "") for name in FIELDS},
        problem=problem.message if problem else None,
        own_id=current_actor(required=True).user_id,
    )


def _one_time_page(user_id: int, password: str, done: str) -> str:
    user = db.session.get(UserRow, user_id)
    if user is None:
        raise Missing("没有这个用户。请返回用户列表重新选择。")
    return render_template(
        "accounts/one_time_password.html", user=user, password=password, done=done
    )
