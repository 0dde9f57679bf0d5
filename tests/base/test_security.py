"""Headers, cookies, tokens and limits as a browser sees them."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from base import security
from base.config import Config
from base.roles import Role
from tests.people import PASSWORD, People, make_people, signed_in

LOGIN = {"email": "office@test", "password": PASSWORD}


@pytest.fixture
def guarded(config: Config) -> Flask:
    """The program with the token check on and no context shared between requests."""
    app = create_app(config)
    with app.app_context():
        make_people()
    return app


def token_in(page: str) -> str:
    """The token of the page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def enter(client: FlaskClient, **more: str) -> int:
    """Sign in with the token of the page; the status."""
    token = token_in(client.get("/login").text)
    return client.post("/login", data={**LOGIN, "csrf_token": token}, **more).status_code


@pytest.mark.parametrize("path", ["/login", "/healthz", "/static/css/base.css", "/no-such-page"])
def test_every_answer_carries_the_content_policy(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_stricter_policy_of_a_view_is_kept(config: Config) -> None:
    app = create_app(config)
    strict = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    app.add_url_rule("/original", "original", lambda: ("x", 200, strict))
    setattr(app.view_functions["original"], "__who_may__", frozenset())  # noqa: B010
    answer = app.test_client().get("/original")
    assert answer.headers["Content-Security-Policy"] == strict["Content-Security-Policy"]


def test_pages_of_signed_in_people_are_not_kept_on_a_shared_computer(
    app: Flask, people: People
) -> None:
    client = signed_in(app, Role.OFFICE)
    assert client.get("/account").headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/account").headers["Cache-Control"] == "no-store"
    assert client.get("/static/css/base.css").headers["Cache-Control"] != "no-store"


def test_over_http_the_cookie_is_httponly_and_lax(guarded: Flask) -> None:
    cookie = guarded.test_client().get("/login").headers["Set-Cookie"]
    assert cookie.startswith("qingce=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host_and_https_is_remembered(config: Config) -> None:
    app = create_app(dataclasses.replace(config, tls=True))
    headers = app.test_client().get("/login", base_url="https://localhost").headers
    assert headers["Set-Cookie"].startswith("__Host-qingce=")
    assert "Secure" in headers["Set-Cookie"]
    assert "Path=/" in headers["Set-Cookie"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_over_tls_needs_no_referer(config: Config) -> None:
    app = create_app(dataclasses.replace(config, tls=True))
    with app.app_context():
        make_people()
    client = app.test_client()
    token = token_in(client.get("/login", base_url="https://localhost").text)
    form = {**LOGIN, "csrf_token": token}
    assert client.post("/login", base_url="https://localhost", data=form).status_code == 302


@pytest.mark.parametrize(("tls", "seen"), [(True, "10.9.8.7"), (False, "127.0.0.1")])
def test_the_proxy_is_believed_only_where_one_is_configured(
    config: Config, tls: bool, seen: str
) -> None:
    app = create_app(dataclasses.replace(config, tls=tls))
    client = app.test_client()
    with client:
        client.get("/healthz", headers={"X-Forwarded-For": "6.6.6.6, 10.9.8.7"})
        from flask import request

        assert request.remote_addr == seen


def test_a_form_without_token_is_refused_with_what_to_do(guarded: Flask) -> None:
    answer = guarded.test_client().post("/login", data=LOGIN)
    assert answer.status_code == 400
    assert "请返回上一页，刷新后再试" in answer.text


def test_a_token_of_another_session_is_refused(guarded: Flask) -> None:
    token = token_in(guarded.test_client().get("/login").text)
    victim = guarded.test_client()
    victim.get("/login")
    assert victim.post("/login", data={**LOGIN, "csrf_token": token}).status_code == 400


def test_the_token_may_come_in_the_header_that_htmx_sends(guarded: Flask) -> None:
    client = guarded.test_client()
    assert enter(client) == 302
    token = token_in(client.get("/account").text)
    assert client.post("/logout", headers={"X-CSRFToken": token}).status_code == 302


def test_signing_in_makes_the_strangers_token_worthless(guarded: Flask) -> None:
    client = guarded.test_client()
    before = token_in(client.get("/login").text)
    assert client.post("/login", data={**LOGIN, "csrf_token": before}).status_code == 302
    assert client.post("/logout", data={"csrf_token": before}).status_code == 400


def test_a_stranger_cannot_send_anything_large(app: Flask, people: People) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    large = {"email": "x" * (security.MAX_FROM_STRANGER + 1), "password": "x"}
    assert app.test_client().post("/login", data=large).status_code == 413


def test_a_form_with_too_many_parts_is_refused(app: Flask, people: People) -> None:
    client = signed_in(app, Role.ADMIN)
    many = {f"f{n}": (io.BytesIO(b"x"), "a.txt") for n in range(security.MAX_FORM_PARTS + 1)}
    assert client.post("/account", data=many).status_code == 413


def test_a_long_corrected_text_fits_into_a_form(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    form = {"password": PASSWORD, "new_password": "短", "again": "规" * 500_000}
    assert client.post("/account", data=form).status_code == 422
