"""Who may: default deny. A view says `@allow(Role.OFFICE, …)` or `@public`; one that says nothing is shut.

The marks on the view functions are the only source: the guard obeys them, the access matrix prints them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, overload
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, jsonify, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from base import audit
from base.accounts.sign_in import SignedIn
from base.db import writing
from base.errors import Refused
from base.roles import STAFF, Actor, Role

log = logging.getLogger("qingce.accounts")

View = TypeVar("View", bound=Callable[..., Any])

MARK: Final = "__who_may__"
SEEN: Final = "qingce.signed_in"
EVERYBODY: Final[frozenset[Role]] = frozenset()
OWN_ACCOUNT: Final = frozenset({"accounts.account", "accounts.change_password", "accounts.logout"})
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOOKS_ABSOLUTE: Final = ("//", "/\\")


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One line of the access matrix; `roles` is None where nobody said who may."""

    rule: str
    methods: tuple[str, ...]
    roles: frozenset[Role] | None

    @property
    def who(self) -> str:
        """In Chinese: 所有人, 全体工作人员, the roles' labels, or 无人."""
        if self.roles is None:
            return "无人（未声明）"
        if self.roles == EVERYBODY:
            return "所有人"
        if self.roles == frozenset(STAFF):
            return "全体工作人员"
        return "、".join(role.label for role in STAFF if role in self.roles)


def allow(*roles: Role) -> Callable[[View], View]:
    """Mark a view: these roles may.

    Raises:
        ValueError: no role is named.
    """
    if not roles:
        raise ValueError("name at least one role")

    def mark(view: View) -> View:
        setattr(view, MARK, frozenset(roles))
        return view

    return mark


def public(view: View) -> View:
    """Mark a view: everybody may."""
    setattr(view, MARK, EVERYBODY)
    return view


def who_may(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles of an endpoint, `EVERYBODY`, or None where nothing was declared."""
    return getattr(app.view_functions.get(endpoint), MARK, None)


def access_matrix(app: Flask) -> list[AccessLine]:
    """Every address of the program with its methods and who may, in order of address."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(AccessLine(rule.rule, methods, who_may(app, rule.endpoint)))
    return sorted(lines, key=lambda line: (line.rule, line.methods))


def matrix_text(app: Flask) -> str:
    """The access matrix as the Markdown page docs/access.md."""
    rows = [f"| `{x.rule}` | {' '.join(x.methods)} | {x.who} |" for x in access_matrix(app)]
    head = ["# 访问权限表", "", "由 `flask access` 从代码生成，请勿手改。", ""]
    return "\n".join([*head, "| 地址 | 方法 | 谁可以 |", "|---|---|---|", *rows]) + "\n"


def current_sign_in() -> SignedIn | None:
    """The sign-in behind this request; the database is asked once, and only if there is a cookie."""
    if SEEN not in request.environ:
        request.environ[SEEN] = None  # the error page must not ask a database that has just failed
        g.pop("_login_user", None)  # Flask-Login keeps it on `g`, which tests and commands share
        user = current_user._get_current_object()
        request.environ[SEEN] = user if isinstance(user, SignedIn) else None
    found: SignedIn | None = request.environ[SEEN]
    return found


def has_seen_person() -> bool:
    """Whether this request has found out that somebody is signed in; asks no database."""
    return request.environ.get(SEEN) is not None


@overload
def current_actor() -> Actor | None: ...
@overload
def current_actor(*, required: Literal[True]) -> Actor: ...
def current_actor(*, required: bool = False) -> Actor | None:
    """Who acts in this request, None for a stranger.

    Raises:
        Refused: `required` and nobody is signed in.
    """
    signed_in = current_sign_in()
    if signed_in is not None:
        return signed_in.actor
    if required:
        raise Refused("您尚未登录。请登录后再操作。", code="no_sign_in")
    return None


def guard() -> Response | None:
    """Before each request: let through, send to the sign-in page, or refuse."""
    if request.endpoint is None:
        return None  # no such address or method; Flask says so
    roles = who_may(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if roles is None:
        log.error("endpoint %s does not say who may: refused", request.endpoint)
        abort(403)
    if roles == EVERYBODY:
        return None
    signed_in = current_sign_in()
    if signed_in is None:
        return _to_sign_in()
    if signed_in.must_change and request.endpoint not in OWN_ACCOUNT:
        return _elsewhere(url_for("accounts.account"), "请先修改一次性密码，然后继续。")
    if signed_in.actor.role not in roles:
        _refuse(signed_in.actor, roles)
    return None


def local_path(target: str | None) -> str | None:
    """`target` if it is a path on this site, else None (open redirects: ASVS 5.0 1.2.2)."""
    if not target or not target.startswith("/") or target.startswith(LOOKS_ABSOLUTE):
        return None
    if "\\" in target or any(ord(c) < 0x21 or ord(c) == 0x7F for c in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _refuse(actor: Actor, roles: frozenset[Role]) -> None:
    with writing():
        detail = {"method": request.method, "path": request.path}
        subject = f"endpoint:{request.endpoint}"
        audit.record(actor, "access.denied", subject, detail, result="denied")
    able = "、".join(role.label for role in STAFF if role in roles)
    own = actor.role.label if actor.role else ""
    raise Refused(
        f"这一操作只对“{able}”开放，您的角色是“{own}”。如确有需要，请联系管理员。",
        code="wrong_role",
    )


def _to_sign_in() -> Response:
    reading = request.method in READING
    if request.headers.get("HX-Request"):  # a fragment: come back to the page it stands in
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    else:
        back = request.full_path.rstrip("?") if reading else ""
    words = "" if reading else "登录已结束，刚才的操作没有保存。请登录后重做。"
    return _elsewhere(url_for("accounts.login", next=local_path(back)), words)


def _elsewhere(href: str, words: str) -> Response:
    """Send a browser, an htmx fragment or a script to `href`."""
    if request.headers.get("HX-Request"):
        response = Response(status=401)
        response.headers["HX-Redirect"] = href
        return response
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(message=words or "请先登录。", href=href)
        response.status_code = 401
        return response
    if words:
        flash(words, "note")
    return redirect(href)
