"""What every answer and every form carries: content policy, headers, cookies, CSRF token, size limits.

Source: OWASP ASVS 5.0 3.3-3.5; GB/T 22239-2019 8.1.4.8 剩余信息保护 (no copies on a shared computer).
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix

from base.accounts.policy import EVERYBODY, current_actor, has_seen_person, who_may
from base.config import Config
from base.errors import Problem

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for kernels that do not know frame-ancestors
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"
    ),
}
HSTS = f"max-age={int(timedelta(days=365).total_seconds())}"

MAX_UPLOAD = 256 << 20
MAX_FORM = 8 << 20  # a corrected text of some hundred pages, urlencoded: nine bytes a character
MAX_FORM_PARTS = 4000
MAX_FROM_STRANGER = 64 << 10

csrf = CSRFProtect()


def init_app(app: Flask, config: Config) -> None:
    """Protect `app`. Call it before the accounts' `init_app`: the token is looked at first."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-qingce" if config.tls else "qingce",
        SESSION_COOKIE_SECURE=config.tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        WTF_CSRF_CHECK_DEFAULT=False,  # _check_token does it, with a message people understand
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a reviewer may read for two hours
        WTF_CSRF_SSL_STRICT=False,  # it asks for the Referer that we tell browsers not to send
    )
    if config.tls:  # one proxy stands before us and sets X-Forwarded-For and -Proto
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=1, x_proto=1, x_host=0
        )
    csrf.init_app(app)
    app.before_request(_limit_strangers)
    app.before_request(_check_token)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.tls:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        if _is_private(app):
            response.headers["Cache-Control"] = "no-store"
        return response


def _limit_strangers() -> None:
    """Who is not signed in has a form to send, no files: nothing large is read from them."""
    if request.content_length and current_actor() is None:
        request.max_content_length = MAX_FROM_STRANGER


def _check_token() -> None:
    if request.endpoint is None or not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        csrf.protect()
    except CSRFError as error:
        raise Problem(
            "这个页面或登录已经过期，刚才的操作没有保存。请返回上一页，刷新后再试；填写的文字请先复制。",
            code="csrf",
        ) from error


def _is_private(app: Flask) -> bool:
    """A page that a person had to sign in for, or one that looked whether they had."""
    if request.endpoint is None:
        return False
    return who_may(app, request.endpoint) != EVERYBODY or has_seen_person()
