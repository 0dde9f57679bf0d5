"""What stands around every page: the office's name, the menu, who is signed in, messages, large text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, get_flashed_messages, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from base import settings
from base.accounts.policy import current_actor
from base.db import db
from base.roles import Role

LARGE = "large"
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A word in the menu, the endpoint it leads to, who sees it, and the endpoints that light it up."""

    label: str
    endpoint: str
    roles: tuple[Role, ...]
    lights: tuple[str, ...] = ()


def init_app(app: Flask, menu: Sequence[MenuEntry], is_sample: Callable[[], bool]) -> None:
    """Give every template its frame.

    Args:
        is_sample: tells whether the sample town is loaded, which every page must say.
    """

    @app.context_processor
    def frame() -> dict[str, Any]:
        actor = current_actor()
        return _names(is_sample) | {
            "actor": actor,
            "nav": [_shown(entry) for entry in menu if actor and actor.role in entry.roles],
            "account_links": _account_links() if actor else [],
            "login_href": url_for("accounts.login"),
            "logout_href": url_for("accounts.logout"),
            "flashes": get_flashed_messages(with_categories=True),
            "large_text": wants_large(),
            "large_href": _large_href(),
        }

    @app.after_request
    def keep_large(response: Response) -> Response:
        if LARGE in request.args:
            value = "1" if request.args[LARGE] == "1" else "0"
            response.set_cookie(
                LARGE,
                value,
                max_age=YEAR_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response


def _names(is_sample: Callable[[], bool]) -> dict[str, Any]:
    """What the database says about the office; the error page must stand without it."""
    try:
        return {
            "office_name": settings.get(settings.OFFICE),
            "authority_name": settings.get(settings.AUTHORITY),
            "is_sample": is_sample(),
        }
    except SQLAlchemyError:
        db.session.rollback()
        neutral = settings.DEFAULTS
        return {
            "office_name": neutral[settings.OFFICE],
            "authority_name": neutral[settings.AUTHORITY],
            "is_sample": False,
        }


def wants_large() -> bool:
    """Large text: asked for in the address, else as the cookie remembers."""
    return request.args.get(LARGE, request.cookies.get(LARGE, "0")) == "1"


def _shown(entry: MenuEntry) -> tuple[str, str, bool]:
    current = (request.endpoint or "").split(".")[0]
    return entry.label, url_for(entry.endpoint), current in entry.lights


def _account_links() -> list[tuple[str, str]]:
    links = [("我的账号", url_for("accounts.account")), ("运行状态", url_for("status.status_page"))]
    actor = current_actor()
    if actor is not None and actor.role is Role.ADMIN:
        links.append(("用户管理", url_for("people.users")))
    return links


def _large_href() -> str:
    args = [(key, value) for key, value in request.args.items(multi=True) if key != LARGE]
    return f"{_path_to_see()}?{urlencode([*args, (LARGE, '0' if wants_large() else '1')])}"


def _path_to_see() -> str:
    """This page's address; after a refused form, the nearest above it that a link can ask for."""
    adapter, path = current_app.url_map.bind(""), request.path
    while path and not adapter.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path or "/"
