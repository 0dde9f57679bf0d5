"""Puts the accounts into the program: Flask-Login, the guard before each request, the pages."""

from __future__ import annotations

import click
from flask import Flask
from flask_login import LoginManager

from base.accounts import admin_views, sign_in, views
from base.accounts.policy import guard, matrix_text, public
from base.config import Config

BLUEPRINTS = (views.pages, admin_views.pages)


def init_app(app: Flask, config: Config) -> None:
    """Guard `app`. `SIGN_IN_IDLE` and `SIGN_IN_ABSOLUTE` (timedelta) may be set before."""
    app.config.setdefault("SIGN_IN_IDLE", sign_in.IDLE)
    app.config.setdefault("SIGN_IN_ABSOLUTE", sign_in.ABSOLUTE)
    manager = LoginManager()
    manager.session_protection = None  # the row on the server is the protection
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(sign_in.find)
    if "static" in app.view_functions:
        public(app.view_functions["static"])
    app.before_request(guard)

    @app.cli.command("access")
    def access() -> None:
        """打印访问权限表（docs/access.md）。"""
        click.echo(matrix_text(app), nl=False)
