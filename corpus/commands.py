"""Commands of the corpus: parse, import, search, reindex, check."""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from base.commands import worker_name
from base.db import db, writing
from base.errors import Problem, Unreadable
from base.jobs import Works
from base.roles import SYSTEM
from base.worker import Worker
from corpus import ingest, integrity
from corpus.as_json import parse_object
from corpus.block import Reading
from corpus.document import Document
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import Indexer
from corpus.likeness import keeper as likeness_keeper
from corpus.measuring import command as measure_command
from corpus.originals import Originals, hash_of
from corpus.rows import ItemRow
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble

Working = Callable[[], AbstractContextManager[Works]]
PATHS = click.Path(path_type=Path, exists=True)
DAY = click.DateTime(["%Y-%m-%d"])
STATUSES = ("not_yet", "in_force", "pending_revision", "expired", "repealed", "unknown")


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """One file read without a database: a document, or the reason why not."""

    file: str
    sha256: str
    reading: Reading | None = None
    document: Document | None = None
    error: Problem | None = None

    def as_json(self) -> dict[str, Any]:
        """One object of `flask parse`."""
        if self.error is not None or self.reading is None or self.document is None:
            error = self.error or Unreadable("没有读出内容。")
            return {"file": self.file, "error": {"code": error.code, "message": error.message}}
        head = {"file": self.file, "sha256": self.sha256}
        return head | parse_object(self.reading, self.document)


def register(app: Flask, working: Working) -> None:
    """Add the commands to `flask`."""
    _register_reading(app, working)
    _register_finding(app)
    _register_upkeep(app)
    measure_command.register(app)


def _register_reading(app: Flask, working: Working) -> None:
    originals: Originals = app.extensions["originals"]

    @app.cli.command("parse")
    @click.argument("paths", type=PATHS, nargs=-1, required=True)
    @click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON")
    def parse_command(paths: tuple[Path, ...], *, as_json: bool) -> None:
        """不用数据库，直接读取文件。"""
        failed = False
        for one in read_paths(paths, app.config["QINGCE"].soffice):
            failed = failed or one.error is not None
            click.echo(json.dumps(one.as_json(), ensure_ascii=False) if as_json else plain(one))
        sys.exit(1 if failed else 0)

    @app.cli.command("import")
    @click.argument("paths", type=PATHS, nargs=-1, required=True)
    @click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON")
    def import_command(paths: tuple[Path, ...], *, as_json: bool) -> None:
        """把文件夹、压缩包和文件导入文件库。"""
        try:
            with working() as works:
                worker = Worker(app, works, worker_name())
                with worker.beating():
                    batch_id = import_paths(paths, originals, worker)
        except (
            Problem
        ) as problem:  # the disk is full: what was received before is kept and read later
            click.echo(problem.message, err=True)
            sys.exit(1)
        sys.exit(report_batch(batch_id, as_json=as_json))


def _register_finding(app: Flask) -> None:
    finder: Finder = app.extensions["finder"]

    @app.cli.command("search")
    @click.argument("query")
    @click.option("--json", "as_json", is_flag=True)
    @click.option("--status", multiple=True, type=click.Choice(STATUSES))
    @click.option("--issuer", multiple=True)
    @click.option("--from", "year_from", type=int, help="从哪一年")
    @click.option("--to", "year_to", type=int, help="到哪一年")
    @click.option("--as-of", type=DAY)
    @click.option("--limit", type=click.IntRange(min=1), default=20)
    def search_command(query: str, *, as_json: bool, limit: int, **asked: Any) -> None:
        """在文件库里检索。"""
        as_of = asked["as_of"].date() if asked["as_of"] else None
        criteria = Criteria(
            words=query,
            status=asked["status"],
            issuers=asked["issuer"],
            year_from=asked["year_from"],
            year_to=asked["year_to"],
            as_of=as_of,
        )
        try:
            click.echo(found(finder, criteria, app.extensions["today"](), limit, as_json=as_json))
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(2)


def _register_upkeep(app: Flask) -> None:
    indexer: Indexer = app.extensions["indexer"]
    originals: Originals = app.extensions["originals"]

    @app.cli.command("reindex")
    def reindex() -> None:
        """从文件库重建检索索引。"""
        click.echo(f"已重建索引，共 {indexer.rebuild()} 份文件。", err=True)

    @app.cli.command("likeness")
    def likeness() -> None:
        """重新比较全部文件，找出重复和版本；人工认定不变。"""
        with writing():
            likeness_keeper.start_anew()
        while likeness_keeper.behind():
            likeness_keeper.run({})
        click.echo("已重新比较全部文件。", err=True)

    @app.cli.command("check")
    @click.option("--repair", is_flag=True, help="补建索引、清理半截上传；不删除任何原件")
    @click.option("--json", "as_json", is_flag=True)
    def check(*, repair: bool, as_json: bool) -> None:
        """核对原件、数据库、索引和审计记录。"""
        results = list(integrity.check(originals, indexer, repair=repair))
        for further in app.extensions["further_checks"]:  # those of the rooms above
            results += further(repair=repair)
        for result in results:
            body = dataclasses.asdict(result)
            line = f"{'正常' if result.ok else '有问题'}　{result.check}　{'；'.join(result.found)}"
            click.echo(json.dumps(body, ensure_ascii=False) if as_json else line)
        sys.exit(0 if all(result.ok for result in results) else 1)


def read_paths(paths: tuple[Path, ...], office: Path | None = None) -> Iterator[Parsed]:
    """Read files, folders (in name order) and zips in the sandbox, one result each.

    Args:
        paths: what to read.
        office: LibreOffice, where it shall be used.
    """
    with Sandbox(office=office) as sandbox:
        for label, path in walk(paths):
            yield from _read_one(sandbox, label, path)


def walk(paths: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Every file below the paths with the label it is known by."""
    for path in paths:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            yield from ((str(p), p) for p in files)
        else:
            yield str(path), path


def import_paths(paths: tuple[Path, ...], originals: Originals, worker: Worker) -> int:
    """Take the files in and work until each has ended; returns the batch's id."""
    with writing():
        names = "、".join(path.name for path in paths[:3])
        batch_id = ingest.open_batch(f"命令行导入：{names}", SYSTEM)
    files = list(walk(paths))
    with click.progressbar(files, label="接收", file=sys.stderr) as bar:
        for label, path in bar:
            with path.open("rb") as stream:
                ingest.receive(batch_id, label, stream, originals, SYSTEM)
    _work_through(batch_id, worker)
    return batch_id


def _work_through(batch_id: int, worker: Worker) -> None:
    """Work until no item of the batch waits, then until the queue is empty."""
    total = 0
    with click.progressbar(length=0, label="读取", file=sys.stderr) as bar:
        while True:
            counted = ingest.counts(batch_id)
            db.session.rollback()
            waiting, total = counted.get("waiting", 0), sum(counted.values())
            bar.length = total
            bar.update(total - waiting - bar.pos)
            worked = worker.step()
            if not worked and waiting == 0:
                return
            if not worked:  # another worker holds the rest
                time.sleep(0.2)


def report_batch(batch_id: int, *, as_json: bool) -> int:
    """Print a line for each file (JSON) or each that failed; returns the exit status."""
    refused = 0
    for item in db.session.scalars(
        select(ItemRow).where(ItemRow.batch_id == batch_id).order_by(ItemRow.id)
    ):
        if item.state == ingest.UNPACKED:
            continue
        error = {"code": item.code, "message": item.message} if item.state == "refused" else None
        refused += error is not None
        if as_json:
            line = {"file": item.name, "document": item.document_id, "state": item.state}
            click.echo(json.dumps(line | {"error": error}, ensure_ascii=False))
        elif error is not None:
            click.echo(f"未能读取　{item.name}　{item.message}", err=True)
    total = sum(n for state, n in ingest.counts(batch_id).items() if state != ingest.UNPACKED)
    click.echo(f"共 {total} 个，未能读取 {refused} 个。", err=True)
    return 1 if refused else 0


def found(finder: Finder, asked: Criteria, today: date, limit: int, *, as_json: bool) -> str:
    """The answer of `flask search`."""
    results = finder.search(asked, today, limit=limit)
    if not as_json:
        lines = [
            f"{hit.row.id}　{hit.row.title}　{hit.row.number_text or ''}" for hit in results.hits
        ]
        return "\n".join([f"共 {results.total} 件", *lines])
    hits = [
        {
            "id": hit.row.id,
            "title": hit.row.title,
            "doc_number": hit.row.number_text,
            "issuers": hit.row.issuers,
            "signed_on": hit.row.signed_on,
            "status": hit.status,
            "snippet": hit.snippet.plain,
        }
        for hit in results.hits
    ]
    return json.dumps({"total": results.total, "hits": hits}, ensure_ascii=False)


def plain(one: Parsed) -> str:
    """One line about a file for people."""
    if one.error is not None or one.document is None:
        return f"{one.file}　未能读取：{one.error.message if one.error else ''}"
    number = one.document.doc_number.text if one.document.doc_number else "无文号"
    return f"{one.file}　{one.document.title or '未读到标题'}　{number}"


def _read_one(sandbox: Sandbox, label: str, path: Path) -> Iterator[Parsed]:
    sha256 = hash_of(path)
    try:
        if sandbox.is_archive(path):
            with tempfile.TemporaryDirectory(prefix="qingce-") as folder:
                for member in sandbox.unpack(path, Path(folder)):
                    name = f"{label}!/{member.name}"
                    if member.path is None:
                        yield Parsed(name, "", error=member.problem)
                    else:
                        yield from _read_one(sandbox, name, member.path)
            return
        reading = sandbox.read(path)
        document = assemble(reading)
        if not document.text.strip():
            raise Unreadable("文件里没有读到文字。", code="empty")
        yield Parsed(label, sha256, reading, document)
    except Unreadable as problem:
        yield Parsed(label, sha256, error=problem)
