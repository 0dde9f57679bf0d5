"""Use cases: a register comes in, is previewed, confirmed, taken back. Only a job reads the file.

Until it is confirmed nothing but the upload itself is written; confirming writes all lines and the
audit event in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import delete, insert, select

from base import audit, jobs
from base.db import db, utcnow, writing
from base.errors import Conflict, Missing, Problem, Unreadable
from base.roles import SYSTEM, Actor, Role
from corpus import library
from corpus.grid import Grid, grids_from_json, grids_to_json
from corpus.inventory import linking
from corpus.inventory.register_values import INVENTORY, values_of
from corpus.inventory.rows import RegisterEntryRow, RegisterRow
from corpus.originals import Originals
from corpus.rows import CorrectionRow, ItemRow, OriginalRow
from corpus.sandbox import Sandbox

READ_JOB, APPLY_JOB = "inventory.read", "inventory.apply"
READING, PREVIEW, REFUSED, APPLYING = "reading", "preview", "refused", "applying"
CONFIRMED, UNDONE = "confirmed", "undone"
MAX_BYTES = 30 << 20

OnChanged = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a register needs."""

    originals: Originals
    sandbox: Sandbox


def receive(
    name: str, stream: BinaryIO, originals: Originals, actor: Actor, *, is_sample: bool = False
) -> int:
    """Take a register in; returns its id, after the commit. A job reads it.

    Raises:
        Unreadable: it is empty or larger than 30 MB.
    """
    stored = originals.store(stream, max_bytes=MAX_BYTES)
    with writing():
        if db.session.get(OriginalRow, stored.sha256) is None:
            db.session.add(OriginalRow(sha256=stored.sha256, size=stored.size))
            db.session.flush()
        row = RegisterRow(
            name=name[:300],
            sha256=stored.sha256,
            state=READING,
            created_by=actor.user_id,
            created_by_name=actor.name,
            is_sample=is_sample,
        )
        db.session.add(row)
        db.session.flush()
        jobs.enqueue(READ_JOB, {"register": row.id}, priority=3)
        detail = {"name": row.name, "sha256": stored.sha256}
        audit.record(actor, "register.receive", f"register:{row.id}", detail)
        return row.id


def get(register_id: int) -> RegisterRow:
    """The register.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(RegisterRow, register_id)
    if row is None:
        raise Missing("没有这份目录，请从“目录与导入”重新打开。")
    return row


def read(payload: dict[str, int], reading: Reading) -> None:
    """The job: cells out of the sandbox, then the preview. Harmless when repeated."""
    row = db.session.get(RegisterRow, payload["register"])
    if row is None or row.state != READING or row.sha256 is None:
        return
    register_id, sha256, grid, chosen = row.id, row.sha256, row.grid, row.chosen
    try:
        grids = _grids(grid, sha256, reading)
        values = values_of(grids, chosen)
    except Unreadable as problem:
        _refuse(register_id, problem, reading.originals)
        return
    with writing():
        row = get(register_id)
        if row.state != READING:
            return
        row.grid = grids_to_json(grids) if grid is None else grid
        row.kind, row.parsed, row.preview = values
        row.rows = row.preview["rows"]
        row.state, row.message = PREVIEW, None


def give_up(payload: dict[str, Any], message: str) -> None:
    """The job was given up: the register ends with the reason."""
    row = db.session.get(RegisterRow, payload["register"])
    if row is not None and row.state == READING:
        row.state, row.message = REFUSED, message
    elif row is not None and row.state == APPLYING:
        row.state, row.message = PREVIEW, message


def _grids(grid: Any, sha256: str, reading: Reading) -> tuple[Grid, ...]:
    if grid is not None:
        return grids_from_json(grid)
    return reading.sandbox.grids(reading.originals.path(sha256))


def _refuse(register_id: int, problem: Unreadable, originals: Originals) -> None:
    """It ends with the reason; the bytes of one with secret lines are forgotten."""
    forget = None
    with writing():
        row = get(register_id)
        row.state, row.message, row.grid = REFUSED, problem.message, None
        if problem.code == "secret" and row.sha256 is not None:
            sha256, row.sha256 = row.sha256, None
            audit.record(SYSTEM, "register.discard", f"register:{row.id}", {"name": row.name})
            forget = sha256 if _nobody_has(sha256) else None
            if forget is not None:
                db.session.delete(db.session.get_one(OriginalRow, sha256))
    if forget is not None:
        originals.discard(forget)


def _nobody_has(sha256: str) -> bool:
    """Whether no other row names these bytes."""
    db.session.flush()
    queries = (
        select(ItemRow.id).where(ItemRow.sha256 == sha256),
        select(RegisterRow.id).where(RegisterRow.sha256 == sha256),
    )
    return all(db.session.scalar(query.limit(1)) is None for query in queries)


def choose(register_id: int, chosen: dict[str, Any], actor: Actor) -> None:
    """Say otherwise which row is the header and what the columns hold; a job reads again.

    Raises:
        Conflict: it is confirmed or taken back already. The caller commits.
    """
    row = get(register_id)
    if row.state != PREVIEW and not (row.state == REFUSED and row.grid is not None):
        raise Conflict("这份目录现在不能改列的对应。请刷新页面。")
    row.chosen, row.state = chosen, READING
    jobs.enqueue(READ_JOB, {"register": row.id}, priority=3)
    audit.record(actor, "register.choose", f"register:{row.id}", {"sheets": sorted(chosen)})


def confirm(register_id: int, actor: Actor, *, keep_faulty: bool = False) -> int:
    """Write what was previewed; returns the number of lines or changes. The caller commits.

    Args:
        keep_faulty: also write lines with an error, the cell that could not be understood left empty.

    Raises:
        Conflict: there is nothing to confirm (any more).
    """
    row = get(register_id)
    if row.state != PREVIEW:
        raise Conflict("这份目录已经处理过了。请刷新页面看结果。")
    if not row.parsed:
        raise Conflict("没有可以写入的内容。请核对表头和各列，或放弃这次导入。")
    if row.kind == INVENTORY:
        who = {"id": actor.user_id, "name": actor.name, "role": actor.role and actor.role.value}
        jobs.enqueue(APPLY_JOB, {"register": row.id, "actor": who}, priority=3)
        row.state = APPLYING
        return len(row.parsed)
    lines = [one for one in row.parsed if keep_faulty or not one["faulty"]]
    values = [{k: v for k, v in one.items() if k != "faulty"} for one in lines]
    if values:
        db.session.execute(
            insert(RegisterEntryRow), [one | {"register_id": row.id} for one in values]
        )
    _end(row, CONFIRMED, actor, len(values))
    detail = {"rows": len(values), "left_out": len(row.parsed or []) - len(values)}
    audit.record(actor, "register.confirm", f"register:{row.id}", detail)
    row.grid = row.parsed = None
    linking.queue()
    return len(values)


def _end(row: RegisterRow, state: str, actor: Actor, rows: int) -> None:
    row.state, row.rows, row.message = state, rows, None
    row.ended_at, row.ended_by = utcnow(), actor.name


def apply(payload: dict[str, Any], on_changed: OnChanged) -> None:
    """The job: lay the changes of a returned inventory over the documents, all or none."""
    row = db.session.get(RegisterRow, payload["register"])
    if row is None or row.state != APPLYING:
        return
    who = payload["actor"]
    actor = Actor(who["id"], who["name"], Role(who["role"]) if who["role"] else None)
    try:
        with writing():
            _apply(get(payload["register"]), actor, on_changed)
    except Problem as problem:
        with writing():
            row = get(payload["register"])
            row.state, row.message = PREVIEW, problem.message


def _apply(row: RegisterRow, actor: Actor, on_changed: OnChanged) -> None:
    by_document: dict[tuple[int, int], dict[str, Any]] = {}
    for one in row.parsed:
        place = one["document"], one["version"]
        by_document.setdefault(place, {})[one["field"]] = one["value"]
    last = db.session.scalar(select(CorrectionRow.id).order_by(CorrectionRow.id.desc()).limit(1))
    for (document_id, version), changes in by_document.items():
        try:
            library.correct(document_id, version, changes, actor)
        except Problem as problem:
            raise Problem(f"编号 {document_id}：{problem.message}全部改动都没有写入。") from problem
        on_changed(document_id)
    db.session.flush()
    made = select(CorrectionRow).where(
        CorrectionRow.id > (last or 0), CorrectionRow.author_id == actor.user_id
    )
    row.applied = [[one.document_id, one.id] for one in db.session.scalars(made)]
    _end(row, CONFIRMED, actor, len(row.applied))
    detail = {"documents": len(by_document), "changes": len(row.applied)}
    audit.record(actor, "register.apply", f"register:{row.id}", detail)
    row.grid = None


def undo(register_id: int, actor: Actor, on_changed: OnChanged) -> None:
    """Take a register back, or drop one that is only previewed. The caller commits.

    Lines and their matches go; the corrections of a returned inventory are undone where nobody has
    undone them by hand.

    Raises:
        Conflict: it is being written, or was taken back already.
    """
    row = get(register_id)
    if row.state in (APPLYING, UNDONE):
        raise Conflict("这次导入正在处理或已经撤销。请刷新页面。")
    for document_id, correction_id in row.applied or []:
        try:
            library.undo_correction(document_id, correction_id, actor)
        except Missing:
            continue
        on_changed(document_id)
    db.session.execute(delete(RegisterEntryRow).where(RegisterEntryRow.register_id == row.id))
    detail = {"name": row.name, "rows": row.rows, "was": row.state}
    audit.record(actor, "register.undo", f"register:{row.id}", detail)
    _end(row, UNDONE, actor, row.rows)
    row.grid = row.parsed = row.preview = row.applied = None
    linking.queue()


def remove_sample() -> None:
    """Take the sample town's registers out. The caller commits."""
    db.session.execute(delete(RegisterRow).where(RegisterRow.is_sample))
