"""Pages for everybody with an account: sign in, sign out, own password."""

from __future__ import annotations

import flask_login
from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from base.accounts import keeper, passwords, sign_in
from base.accounts.policy import (
    allow,
    current_actor,
    current_sign_in,
    local_path,
    public,
    who_may,
)
from base.accounts.sign_in import SignedIn
from base.db import writing
from base.errors import Refused
from base.roles import STAFF, Actor

pages = Blueprint("accounts", __name__)

Errors = list[tuple[str | None, str]]


@pages.get("/login")
@public
def login() -> str | Response:
    """The sign-in page."""
    actor = current_actor()
    after = local_path(request.args.get("next"))
    if actor is not None:
        return redirect(after or home_of(actor))
    return render_template("accounts/login.html", after=after, email="", error=None)


@pages.post("/login")
@public
def enter() -> Response | tuple[str, int]:
    """Check login name and password; begin a sign-in with a new secret."""
    after = local_path(request.form.get("next") or request.args.get("next"))
    email = request.form.get("email", "")[: keeper.MAX_LOGIN]
    try:
        user_id = sign_in.prove(email, request.form.get("password", ""), _address())
        begun = _begin(user_id)
    except Refused as refusal:
        page = render_template(
            "accounts/login.html", after=after, email=email, error=refusal.message
        )
        return page, 429 if refusal.code == "throttled" else 401
    return redirect(after or home_of(begun.actor))


@pages.post("/logout")
@public
def logout() -> Response:
    """End this sign-in, here and for every copy of its cookie."""
    signed_in = current_sign_in()
    if signed_in is not None:
        sign_in.end(signed_in)
    flask_login.logout_user()
    session.clear()
    flash("已退出登录。", "done")
    return redirect(url_for("accounts.login"))


@pages.get("/account")
@allow(*STAFF)
def account() -> str:
    """One's own account and the form for a new password."""
    return _account_page([])


@pages.post("/account")
@allow(*STAFF)
def change_password() -> Response | tuple[str, int]:
    """Set a new password: every sign-in ends, this browser gets a new one."""
    signed_in = current_sign_in()
    actor = current_actor(required=True)
    new = request.form.get("new_password", "")
    email = signed_in.email if signed_in else ""
    errors = _objections(email, new, request.form.get("again", ""))
    if not errors:
        present = request.form.get("password", "")
        errors = _change(email, present, new, actor)
    if errors:
        return _account_page(errors), 422
    _begin(actor.user_id)
    flash("密码已修改，其他电脑上的登录已全部结束。", "done")
    return redirect(home_of(actor))


def home_of(actor: Actor) -> str:
    """Where a person begins: the first page of the menu that their role may see."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for endpoint in app.extensions.get("home_endpoints", ()):
        if actor.role in (who_may(app, endpoint) or ()):
            return url_for(endpoint)
    return url_for("accounts.account")


def _objections(email: str, new: str, again: str) -> Errors:
    objection = passwords.objection(new, email)
    if objection is not None:
        return [("new_password", objection)]
    if new != again:
        return [("again", "两次输入的新密码不一致。请重新输入。")]
    return []


def _change(email: str, present: str, new: str, actor: Actor) -> Errors:
    try:
        sign_in.prove(email, present, _address(), "user.change_password")
    except Refused as refusal:
        words = refusal.message if refusal.code == "throttled" else "现在的密码不正确。请重新输入。"
        return [("password", words)]
    try:
        with writing():
            keeper.change_password(actor.user_id, new, actor)
    except Refused as refusal:
        return [("new_password", refusal.message)]
    return []


def _account_page(errors: Errors) -> str:
    signed_in = current_sign_in()
    return render_template(
        "accounts/account.html",
        email=signed_in.email if signed_in else "",
        must_change=signed_in is not None and signed_in.must_change,
        errors=errors,
        min_length=passwords.MIN_LENGTH,
    )


def _begin(user_id: int) -> SignedIn:
    """A new sign-in in an emptied session: nothing set before signing in survives it."""
    begun = sign_in.open_for(user_id, _address())
    session.clear()
    flask_login.login_user(begun)
    return begun


def _address() -> str:
    return request.remote_addr or ""
