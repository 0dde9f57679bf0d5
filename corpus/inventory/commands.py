"""`flask register FILE`: a register in from the command line, with the same preview and checks."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from base.commands import worker_name
from base.db import db, writing
from base.errors import Problem, Refused
from base.jobs import Works
from base.roles import SYSTEM
from base.worker import Worker
from corpus.inventory import linking, registers
from corpus.inventory.register_values import INVENTORY, REGISTER
from corpus.originals import Originals

Working = Callable[[], AbstractContextManager[Works]]
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def register(app: Flask, working: Working) -> None:
    """Add the command to `flask`."""
    originals: Originals = app.extensions["originals"]

    @app.cli.command("register")
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="只预览，不写入底账")
    @click.option("--keep-faulty", is_flag=True, help="有错误的行也登记，看不懂的格子留空")
    @click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象")
    def register_command(file: Path, *, dry_run: bool, keep_faulty: bool, as_json: bool) -> None:
        """导入发文目录（xlsx、csv），或导回改过的底账。"""
        try:
            with working() as works:
                worker = Worker(app, works, worker_name())
                with worker.beating():
                    result = _bring_in(file, originals, worker, dry_run=dry_run, keep=keep_faulty)
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(1)
        click.echo(json.dumps(result, ensure_ascii=False) if as_json else _words(result))


def _bring_in(
    file: Path, originals: Originals, worker: Worker, *, dry_run: bool, keep: bool
) -> dict[str, Any]:
    """Receive, read, confirm and match; with `dry_run` the preview is dropped again.

    Raises:
        Problem: the file cannot be read or the preview has nothing to write.
    """
    with file.open("rb") as stream:
        made = registers.receive(file.name, stream, originals, SYSTEM)
    _work_until(made, worker, registers.READING)
    row = registers.get(made)
    if row.state == registers.REFUSED:
        raise Refused(row.message or "这份目录没有读成。")
    result: dict[str, Any] = {"file": str(file), "kind": row.kind, **row.preview}
    with writing():
        unchanged = row.kind == INVENTORY and not result["changes"]
        if dry_run or unchanged:
            registers.undo(made, SYSTEM, lambda _document: None)
        else:
            result["written"] = registers.confirm(made, SYSTEM, keep_faulty=keep)
    if not dry_run:
        _work_until(made, worker, registers.APPLYING)
        _finish(made, result)
    return result


def _finish(made: int, result: dict[str, Any]) -> None:
    row = registers.get(made)
    if row.message:
        raise Refused(row.message)
    if row.kind == REGISTER:
        db.session.rollback()
        linking.note_citations()
        result["matched"], result["proposed"] = linking.rematch()


def _work_until(made: int, worker: Worker, state: str) -> None:
    """Work the queue until the register has left a state."""
    while True:
        db.session.rollback()
        db.session.expire_all()
        if registers.get(made).state != state:
            return
        if not worker.step():
            time.sleep(0.1)


def _words(result: dict[str, Any]) -> str:
    """A few lines for people."""
    lines = [
        f"{one['sheet']} 第 {one['row']} 行{one['column'] or ''} "
        f"{'错误' if one['level'] == 'error' else '提示'}：{one['message']}"
        for one in result["remarks"]
    ]
    if result["kind"] == INVENTORY:
        lines.append(
            f"{result['rows']} 行，{result['documents']} 份文件有 {result['changes']} 处改动。"
        )
    else:
        lines.append(
            f"{result['rows']} 行登记，{result['faulty']} 行有错误；对应上 {result['matched']} 行，"
            f"待核对 {result['proposed']} 行。"
        )
    written = result.get("written")
    lines.append("只是预览，没有写入。" if written is None else f"已写入 {written}。")
    return "\n".join(lines)
