"""Pages of 目录与导入: upload a register, preview with errors and warnings, confirm, take back."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import db, writing
from base.errors import Refused
from corpus.inventory import figures, linking
from corpus.inventory import registers as keeper
from corpus.inventory.columns import labels
from corpus.inventory.register_values import INVENTORY
from corpus.inventory.rows import RegisterRow
from corpus.views.inventory import READERS, WRITERS, may_write

pages = Blueprint("registers", __name__, url_prefix="/desk/inventory/registers")

MOST_COLUMNS = 80
SHOWN_CHANGES = 200


@pages.get("")
@allow(*READERS)
def overview() -> str:
    """Registers so far, and the form for another."""
    rows = list(db.session.scalars(select(RegisterRow).order_by(RegisterRow.id.desc()).limit(100)))
    return render_template("corpus/registers.html", rows=rows, may=may_write())


@pages.post("")
@allow(*WRITERS)
def receive() -> Response:
    """Take a register in; its page shows how far it is."""
    file = request.files.get("files")
    if file is None or not file.filename:
        raise Refused("没有选择文件。请选择 xlsx 或 csv 格式的发文目录。")
    stream = cast("BinaryIO", file.stream)
    originals = current_app.extensions["originals"]
    made = keeper.receive(file.filename, stream, originals, current_actor(required=True))
    return redirect(url_for("registers.register", register_id=made), 303)


@pages.get("/<int:register_id>")
@allow(*READERS)
def register(register_id: int) -> str:
    """One register: how far it is, its preview, what it became."""
    return render_template("corpus/register.html", **_register(register_id))


@pages.get("/<int:register_id>/progress")
@allow(*READERS)
def register_progress(register_id: int) -> str:
    """The live part of the page, asked for again and again until the job is done."""
    return render_template("corpus/register_progress.html", **_register(register_id))


@pages.post("/<int:register_id>/columns")
@allow(*WRITERS)
def columns(register_id: int) -> Response:
    """Say otherwise what the columns hold; it is read again."""
    preview = keeper.get(register_id).preview or {"tables": []}
    chosen = _chosen(request.form, preview["tables"])
    with writing():
        keeper.choose(register_id, chosen, current_actor(required=True))
    return redirect(url_for("registers.register", register_id=register_id), 303)


@pages.post("/<int:register_id>/confirm")
@allow(*WRITERS)
def confirm(register_id: int) -> Response:
    """Write what was previewed."""
    keep = request.form.get("keep_faulty") == "1"
    with writing():
        keeper.confirm(register_id, current_actor(required=True), keep_faulty=keep)
    return redirect(url_for("registers.register", register_id=register_id), 303)


@pages.post("/<int:register_id>/undo")
@allow(*WRITERS)
def undo(register_id: int) -> Response:
    """Take it back, or drop a preview."""
    with writing():
        on_changed = current_app.extensions["on_changed"]
        keeper.undo(register_id, current_actor(required=True), on_changed)
    flash("已撤销，底账已恢复到导入之前。", "done")
    return redirect(url_for("registers.overview"), 303)


def _register(register_id: int) -> dict[str, Any]:
    row = keeper.get(register_id)
    confirmed = row.kind != INVENTORY and row.state == keeper.CONFIRMED
    changes = row.parsed if row.kind == INVENTORY and row.parsed else []
    return {
        "row": row,
        "preview": row.preview,
        "now": figures.of_register(row.id) if confirmed else None,
        "behind": confirmed and linking.waits(),
        "changes": changes[:SHOWN_CHANGES],
        "more_changes": max(0, len(changes) - SHOWN_CHANGES),
        "labels": labels(),
        "finished": row.state not in (keeper.READING, keeper.APPLYING),
        "may": may_write(),
    }


def _chosen(form: MultiDict[str, str], tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Sheet → header row and the field of each column, as the form says.

    A header row that was changed has other columns: their fields are found anew.
    """
    out: dict[str, Any] = {}
    for n, table in enumerate(tables):
        header = form.get(f"header-{n}", table["header"], type=int)
        fields: dict[str, str | None] = {}
        if header == table["header"]:
            for index, _words, _field in table["columns"][:MOST_COLUMNS]:
                field = form.get(f"field-{n}-{index}", "")
                fields[str(index)] = field if field in labels() else None
        out[table["sheet"]] = {"header": header, "fields": fields}
    return out
