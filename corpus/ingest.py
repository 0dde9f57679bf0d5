"""Use case: put files in. Original → blocks → document → library → index; repeatable.

`receive` runs where the file comes in (page or command line) and acknowledges only what is safely on
disk; `read_item` runs in the worker, looks at the state first and may be repeated at any point.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import func, select

from base import audit, jobs
from base.db import db, writing
from base.errors import Conflict, Missing, Unreadable
from base.roles import Actor
from corpus import library
from corpus.block import Reading, ReadNote
from corpus.items import DUPLICATE, NOTED, READ, REFUSED, end, forget_bytes
from corpus.originals import Originals, Stored
from corpus.pages import keeper as page_keeper
from corpus.pages import recognising
from corpus.recognition.engine import installed
from corpus.rows import BatchRow, ItemRow, OriginalRow
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble

JOB = "ingest"
WAITING, UNPACKED = "waiting", "unpacked"
SECRET = "secret"  # noqa: S105 - 涉密, the code of a refusal
OPEN_STATES = (WAITING,)

OnFiled = Callable[[int], None]
"""Called in the transaction that files a document (app.py chains the next jobs here)."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What ingest needs: where originals stand, the sandbox that reads, what follows a new document."""

    originals: Originals
    sandbox: Sandbox
    on_filed: OnFiled


def open_batch(name: str, actor: Actor, *, is_sample: bool = False) -> int:
    """Begin a batch; returns its id. The caller commits."""
    row = BatchRow(
        name=name, created_by=actor.user_id, created_by_name=actor.name, is_sample=is_sample
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "batch.open", f"batch:{row.id}", {"name": name})
    return row.id


def receive(batch_id: int, name: str, stream: BinaryIO, originals: Originals, actor: Actor) -> int:
    """Take one file in; returns the id of its item, after the commit.

    A file that is empty or too large becomes a refused item: it is on the list with its reason.
    """
    problem: Unreadable | None = None
    stored: Stored | None = None
    try:
        stored = originals.store(stream)
    except Unreadable as error:
        problem = error
    with writing():
        if db.session.get(BatchRow, batch_id) is None:
            raise Missing("没有这次导入，请从导入页重新开始。")
        item = _add_item(batch_id, None, name, stored)
        if problem is not None:
            end(item, REFUSED, problem.code, problem.message)
        detail = {"name": name, "sha256": stored.sha256 if stored else None}
        audit.record(actor, "item.receive", f"item:{item.id}", detail)
        return item.id


def read_item(item_id: int, intake: Intake) -> None:
    """Read one item to its end state. Harmless when repeated."""
    item = db.session.get(ItemRow, item_id)
    if item is None or item.state != WAITING or item.sha256 is None:
        return
    sha256, name = item.sha256, item.name
    if _already_filed(item_id, sha256):
        return
    try:
        with tempfile.TemporaryDirectory(prefix="qingce-") as folder:
            _read(item_id, name, intake.originals.path(sha256), intake, Path(folder))
    except Unreadable as problem:
        with writing():
            row = db.session.get_one(ItemRow, item_id)
            end(row, REFUSED, problem.code, problem.message)
            if problem.code == SECRET:
                forget_bytes(sha256)
        if problem.code == SECRET:
            intake.originals.discard(sha256)


def give_up_item(payload: dict[str, int], message: str) -> None:
    """The job of an item was given up: the item ends as refused with the reason."""
    item = db.session.get(ItemRow, payload["item"])
    if item is not None and item.state == WAITING:
        end(item, REFUSED, "resource_limit", message)


def retry(item_id: int, actor: Actor) -> None:
    """Queue a refused item again. The caller commits.

    Raises:
        Missing: there is no such item.
        Conflict: it is not refused, or its bytes were never kept.
    """
    item = db.session.get(ItemRow, item_id)
    if item is None:
        raise Missing("没有这个文件，请刷新页面。")
    if item.state != REFUSED or item.sha256 is None:
        raise Conflict("这个文件现在不能重试，请重新上传。")
    item.state, item.code, item.message = WAITING, None, None
    jobs.enqueue(JOB, {"item": item.id})
    audit.record(actor, "item.retry", f"item:{item.id}", {"name": item.name})


def counts(batch_id: int) -> dict[str, int]:
    """How many items of a batch are in which state."""
    query = (
        select(ItemRow.state, func.count())
        .where(ItemRow.batch_id == batch_id)
        .group_by(ItemRow.state)
    )
    return {state: count for state, count in db.session.execute(query)}  # noqa: C416 - rows


def _read(item_id: int, name: str, path: Path, intake: Intake, folder: Path) -> None:
    if not path.exists():
        raise Unreadable("原件不在存储目录里。请联系管理员运行“检查”，或重新上传。", code="damaged")
    if intake.sandbox.is_archive(path):
        _unpack(item_id, name, path, intake, folder)
        return
    reading = intake.sandbox.read(path)
    _file(item_id, reading, intake)


def _file(item_id: int, reading: Reading, intake: Intake) -> None:
    document = assemble(_with_scan_note(reading))
    if not document.text.strip() and not reading.bare_pages:
        raise Unreadable("文件里没有读到文字。请检查原件是否传错了文件。", code="empty")
    with writing():
        item = db.session.get_one(ItemRow, item_id)
        if item.state != WAITING or item.sha256 is None:
            return
        existing = library.id_of_original(item.sha256)
        if existing is not None:  # another worker filed the same bytes in between
            _end_duplicate(item, existing)
            return
        batch = db.session.get_one(BatchRow, item.batch_id)
        arrival = library.Arrival(item.sha256, item.name, is_sample=batch.is_sample)
        item.document_id = library.add(document, reading, arrival)
        pages = page_keeper.expect(item.sha256, reading.bare_pages)
        notes = document.notes
        end(
            item,
            NOTED if notes else READ,
            notes[0].code if notes else None,
            "；".join(note.message.rstrip("。") for note in notes[:3]) or None,
        )
        intake.on_filed(item.document_id)
        recognising.queue(item.sha256, pages)


def _with_scan_note(reading: Reading) -> Reading:
    """A paper without any text of its own says that it waits, and for what."""
    if not reading.bare_pages or any(block.text.strip() for block in reading.blocks):
        return reading
    says = "扫描件，等待文字识别。" if installed() else f"扫描件。{recognising.NOT_INSTALLED}"
    return replace(reading, notes=(ReadNote("scan", says), *reading.notes))


def _unpack(item_id: int, name: str, path: Path, intake: Intake, folder: Path) -> None:
    members = intake.sandbox.unpack(path, folder)
    kept: list[tuple[str, Stored | None, Unreadable | None]] = []
    for member in members:
        stored, problem = None, member.problem
        if member.path is not None:
            try:
                with member.path.open("rb") as stream:
                    stored = intake.originals.store(stream)
            except Unreadable as error:
                problem = error
        kept.append((member.name, stored, problem))
    with writing():
        item = db.session.get_one(ItemRow, item_id)
        if item.state != WAITING:
            return
        for member_name, stored, problem in kept:
            child = _add_item(item.batch_id, item.id, f"{name}!/{member_name}", stored)
            if problem is not None:
                end(child, REFUSED, problem.code, problem.message)
        end(item, UNPACKED, None, f"压缩包，内有 {len(kept)} 个文件")


def _add_item(batch_id: int, parent: int | None, name: str, stored: Stored | None) -> ItemRow:
    if stored is not None and db.session.get(OriginalRow, stored.sha256) is None:
        db.session.add(OriginalRow(sha256=stored.sha256, size=stored.size))
        db.session.flush()
    item = ItemRow(
        batch_id=batch_id,
        parent_id=parent,
        name=name,
        sha256=stored.sha256 if stored else None,
        state=WAITING,
    )
    db.session.add(item)
    db.session.flush()
    if stored is not None:
        jobs.enqueue(JOB, {"item": item.id})
    return item


def _already_filed(item_id: int, sha256: str) -> bool:
    existing = library.id_of_original(sha256)
    if existing is None:
        return False
    with writing():
        _end_duplicate(db.session.get_one(ItemRow, item_id), existing)
    return True


def _end_duplicate(item: ItemRow, document_id: int) -> None:
    first = db.session.scalar(
        select(ItemRow.name)
        .where(ItemRow.document_id == document_id, ItemRow.state != DUPLICATE)
        .order_by(ItemRow.id)
        .limit(1)
    )
    item.document_id = document_id
    shown = PurePosixPath(first).name if first else "库内文件"
    end(item, DUPLICATE, "duplicate", f"与 {shown} 内容完全相同，已合并为同一原件")
