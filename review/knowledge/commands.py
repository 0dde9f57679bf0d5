"""`flask knowledge`: which facts are old, the tables out. Without a database the shipped tables are used."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import inspect

from base.db import db
from review.knowledge import exchange, held
from review.knowledge.held import Fact
from review.knowledge.tables import KINDS, shipped_rows

KIND = click.Choice(sorted(KINDS))
DAYS = 365


def register(app: Flask) -> None:
    """Add the commands to `flask`."""

    @app.cli.group("knowledge")
    def group() -> None:
        """法规、机构和政策资料。"""

    @group.command("stale")
    @click.option("--kind", type=KIND, help="只看一类：law body policy")
    @click.option("--days", default=DAYS, help="多少天没有核对，默认 365")
    @click.option("--count", "only_count", is_flag=True, help="只输出条数")
    def stale(kind: str | None, days: int, *, only_count: bool) -> None:
        """列出一年（或指定天数）没有核对过的资料。"""
        today: date = app.extensions["today"]()
        before = (today - timedelta(days=days)).isoformat()
        for value in [kind] if kind else list(KINDS):
            rows = [one for one in _facts(value) if one.verified_on < before]
            click.echo(f"{KINDS[value].label}：{len(rows)} 条在 {before} 以后没有核对过")
            for one in [] if only_count else rows:
                click.echo(f"  {one.verified_on or '未核对'}　{one.name}　{one.use}")

    @group.command("export")
    @click.argument("kind", type=KIND)
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    def export(kind: str, file: Path) -> None:
        """把一类资料（含修正）导出为 CSV。"""
        if file.exists():
            raise click.ClickException(f"{file} 已经存在。请换一个文件名。")
        file.write_bytes(exchange.as_csv(KINDS[kind]))
        click.echo(f"已导出到 {file}。")


def _facts(value: str) -> list[Fact]:
    kind = KINDS[value]
    if inspect(db.engine).has_table("knowledge_amendment"):
        return list(held.facts(kind).values())
    return [Fact(kind, key, row, None, row) for key, row in shipped_rows(value).items()]
