"""Pages for putting papers in: the drop area, the list of a batch with live progress, retry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import db, writing
from base.errors import Refused
from base.roles import STAFF, Role
from corpus import ingest
from corpus.rows import BatchRow, DocumentRow, ItemRow

pages = Blueprint("importing", __name__, url_prefix="/desk/import")

PER_PAGE = 100
STATE_GROUPS = (
    ("read", "已读", ("read",)),
    ("noted", "已读，待核对", ("noted",)),
    ("refused", "未能读取", ("refused",)),
    ("duplicate", "重复", ("duplicate",)),
    ("waiting", "等待", ("waiting",)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the batch's list: the item and the document made of it."""

    item: ItemRow
    document: DocumentRow | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: parts in order, and the figures that matter."""

    parts: tuple[tuple[str, str, int], ...]
    total: int
    done: int

    @property
    def finished(self) -> bool:
        """Nothing waits any more."""
        return self.done == self.total


@pages.get("")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def upload() -> str:
    """The drop area and the batches so far."""
    newest = select(BatchRow).order_by(BatchRow.id.desc()).limit(20)
    batches = [(row, progress_of(row.id)) for row in db.session.scalars(newest)]
    return render_template("corpus/upload.html", batches=batches)


@pages.post("")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def receive() -> Response | tuple[dict[str, object], int]:
    """Take files in; answers with the batch (JSON for the script, a redirect without it)."""
    files = [f for f in request.files.getlist("files") if f.filename]
    if not files:
        raise Refused("没有选择文件。请选择或拖入文件后再提交。")
    actor = current_actor(required=True)
    batch_id = request.form.get("batch", type=int)
    if batch_id is None:
        with writing():
            batch_id = ingest.open_batch(_name([f.filename or "" for f in files]), actor)
    else:
        batch = db.session.get(BatchRow, batch_id)
        if batch is None or batch.created_by != actor.user_id:
            abort(404)
    originals = current_app.extensions["originals"]
    paths = request.form.getlist("paths")
    if paths and len(paths) != len(request.files.getlist("files")):
        # an empty part can get lost on its way: never give a file another one's name
        raise Refused("有文件没有完整送达。请重新上传这一批。")
    for n, file in enumerate(files):
        name = paths[n] if n < len(paths) and paths[n] else file.filename or "未命名"
        ingest.receive(batch_id, name[:500], cast("BinaryIO", file.stream), originals, actor)
    url = url_for("importing.batch", batch_id=batch_id)
    if request.accept_mimetypes.best == "application/json":
        return {"batch": batch_id, "href": url}, 201
    return redirect(url, 303)


@pages.get("/<int:batch_id>")
@allow(*STAFF)
def batch(batch_id: int) -> str:
    """The files of a batch and how each ended."""
    return render_template("corpus/batch.html", **_batch(batch_id))


@pages.get("/<int:batch_id>/progress")
@allow(*STAFF)
def progress(batch_id: int) -> str:
    """The live part of the batch page, asked for again and again until all is done."""
    return render_template("corpus/batch_progress.html", **_batch(batch_id))


@pages.post("/items/<int:item_id>/retry")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def retry(item_id: int) -> Response:
    """Read a refused file again."""
    with writing():
        ingest.retry(item_id, current_actor(required=True))
        batch_id = db.session.get_one(ItemRow, item_id).batch_id
    return redirect(url_for("importing.batch", batch_id=batch_id))


def _name(files: list[str]) -> str:
    """What the batch is called: as typed, else the day with the folder or the first file."""
    typed = " ".join(request.form.get("name", "").split())[:100]
    if typed:
        return typed
    today: date = current_app.extensions["today"]()
    total = max(request.form.get("total", 0, type=int), len(files))
    folders = {path.split("/", 1)[0] for path in request.form.getlist("paths") if "/" in path}
    first = folders.pop() if len(folders) == 1 else files[0].rsplit("/", 1)[-1]
    more = f" 等 {total} 件" if total > 1 else ""
    return f"{today.isoformat()} {first}{more}"


def progress_of(batch_id: int) -> Progress:
    """The figures of a batch; an unpacked zip counts by its members."""
    counted = ingest.counts(batch_id)
    counted.pop(ingest.UNPACKED, None)
    parts = tuple(
        (key, label, sum(counted.get(state, 0) for state in states))
        for key, label, states in STATE_GROUPS
    )
    total = sum(counted.values())
    return Progress(parts, total, total - counted.get(ingest.WAITING, 0))


def _batch(batch_id: int) -> dict[str, object]:
    row = db.session.get(BatchRow, batch_id)
    if row is None:
        abort(404)
    state = request.args.get("state", "")
    page = max(1, request.args.get("page", 1, type=int))
    query = (
        select(ItemRow, DocumentRow)
        .outerjoin(DocumentRow, DocumentRow.id == ItemRow.document_id)
        .where(ItemRow.batch_id == batch_id, ItemRow.state != ingest.UNPACKED)
    )
    if state:
        query = query.where(ItemRow.state == state)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.execute(
        query.order_by(ItemRow.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    )
    return {
        "batch": row,
        "progress": progress_of(batch_id),
        "lines": [Line(item, document) for item, document in rows],
        "state": state,
        "page": page,
        "pages": (total + PER_PAGE - 1) // PER_PAGE,
        "live": request.path.endswith("/progress"),
    }
