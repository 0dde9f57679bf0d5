"""Commands of the installation: init, work, backup, restore, audit."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import upgrade

from base import audit, backup, moving, settings
from base.accounts.keeper import create_first_admin
from base.config import Config
from base.db import writing
from base.errors import Problem
from base.jobs import Works
from base.worker import Worker

Working = Callable[[], AbstractContextManager[Works]]
"""Gives the job handlers for as long as their sandbox lives."""


POLITENESS = 10
"""Steps by which a worker and the readers below it stand back, so that pages come first in a long import."""


def worker_name() -> str:
    """A name for this process on the status page."""
    return f"{socket.gethostname()}-{os.getpid()}"


def migrate_to_head(app: Flask) -> None:
    """Bring the schema to head (the migrations stand beside app.py)."""
    with app.app_context():
        upgrade(directory=str(Path(app.root_path) / "migrations"))


def register(app: Flask, working: Working) -> None:
    """Add the commands to `flask`."""
    _register_running(app, working)
    _register_backup(app)
    app.cli.add_command(_database_commands())
    app.cli.add_command(_audit_commands())


def _register_running(app: Flask, working: Working) -> None:
    config: Config = app.config["QINGCE"]

    @app.cli.command("init")
    @click.option("--login", default="admin", help="管理员登录名")
    @click.option("--office", default="", help="审核机构名称，例如 青石镇司法所")
    @click.option("--authority", default="", help="制定机关名称，例如 青石镇人民政府")
    def init(login: str, office: str, authority: str) -> None:
        """建立数据目录、数据库和第一个管理员（一次性密码只显示这一次）。"""
        migrate_to_head(app)
        report(lambda: _first_office(config, login, office, authority))

    @app.cli.command("work")
    def work() -> None:
        """后台处理：读取、编入索引、审查。由 make run 自动启动。"""
        if hasattr(os, "nice"):
            os.nice(POLITENESS)
        with working() as works:
            worker = Worker(app, works, worker_name())
            for name in ("SIGINT", "SIGTERM"):
                signal.signal(getattr(signal, name), lambda *_: worker.stop())
            worker.run()


def _first_office(config: Config, login: str, office: str, authority: str) -> str:
    password = create_first_admin(login)
    with writing():
        for key, value in ((settings.OFFICE, office), (settings.AUTHORITY, authority)):
            if value:
                settings.put(key, value)
    return f"数据目录：{config.data}\n管理员：{login}　一次性密码：{password}　（首次登录必须修改）"


def _register_backup(app: Flask) -> None:
    config: Config = app.config["QINGCE"]

    @app.cli.command("backup")
    @click.argument("folder", type=click.Path(path_type=Path))
    def backup_command(folder: Path) -> None:
        """把数据库、原件和密钥备份到一个新目录；运行中也可以做。"""
        report(lambda: backup.write(config, folder))

    @app.cli.command("restore")
    @click.argument("folder", type=click.Path(path_type=Path, exists=True))
    def restore_command(folder: Path) -> None:
        """把备份恢复到空的数据目录。"""
        report(lambda: backup.restore(config, folder))


def _database_commands() -> AppGroup:
    group = AppGroup("database", help="数据库")

    @group.command("move")
    @click.argument("url")
    def move(url: str) -> None:
        """把全部数据从 SQLite 搬到一个空的 PostgreSQL 数据库（先停止程序）。"""
        report(lambda: moving.move(url))

    return group


def _audit_commands() -> AppGroup:
    group = AppGroup("audit", help="审计记录")

    @group.command("verify")
    def audit_verify() -> None:
        """逐条核对审计记录的哈希链。"""
        breaks = list(audit.verify())
        for sentence in breaks:
            click.echo(sentence)
        if breaks:
            sys.exit(1)
        click.echo("审计记录完整。")

    return group


def report(step: Callable[[], str]) -> None:
    """Run a step; say what it did, or its Problem and end with status 1."""
    try:
        click.echo(step())
    except Problem as problem:
        click.echo(problem.message, err=True)
        sys.exit(1)
