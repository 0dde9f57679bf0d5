"""法规资料: look facts up, correct them with a source, see at once which papers that is about."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Missing, Refused
from base.roles import STAFF, Role
from review.knowledge import amending, exchange, held, immediate, preview
from review.knowledge.tables import LAW

pages = Blueprint("knowledge", __name__, url_prefix="/desk/knowledge")

AMENDING = (Role.OFFICE, Role.ADMIN)
PER_PAGE = 50
STALE_DAYS = 365


@pages.get("")
@allow(*STAFF)
def overview() -> str:
    """Look up laws, bodies and policies; what was amended lately."""
    kind = amending.kind_named(request.args.get("kind", LAW.value))
    words = request.args.get("q", "").strip()
    found = held.look_up(kind, words)
    which = request.args.get("which", "")
    if which == "amended":
        found = [one for one in found if one.amendment is not None]
    elif which == "stale":
        found = [one for one in found if one.verified_on < _year_ago()]
    page = max(1, request.args.get("page", 1, type=int))
    known = held.current()
    return render_template(
        "review/knowledge.html",
        kind=kind,
        kinds=held.labels(),
        words=words,
        which=which,
        found=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        page=page,
        pages=(len(found) + PER_PAGE - 1) // PER_PAGE,
        knowledge=known,
        recent=amending.recent(10),
        may=_may(),
    )


@pages.get("/<kind>/fact")
@allow(*STAFF)
def fact(kind: str) -> str:
    """One row as it counts now, with its history and the papers that speak of it."""
    of = amending.kind_named(kind)
    found = held.fact(of, request.args.get("key", ""))
    if found is None:
        raise Missing("没有这条资料，请从资料库页重新查找。")
    return render_template(
        "review/fact.html",
        fact=found,
        history=amending.history(of, found.key),
        same=[one for one in held.look_up(of, found.name) if one.name == found.name],
        affected=preview.as_it_stands(found),
        revisions=preview.revisions_of(found),
        may=_may(),
    )


@pages.get("/<kind>/amend")
@allow(*AMENDING)
def amend(kind: str) -> str:
    """The form that corrects a row, or adds one."""
    of = amending.kind_named(kind)
    key = request.args.get("key", "")
    found = held.fact(of, key) if key else None
    if key and found is None:
        raise Missing("没有这条资料，请从资料库页重新查找。")
    values = dict(found.values) if found else {"grade": "B"}
    values["verified_on"] = _today().isoformat()
    return render_template("review/amend.html", kind=of, key=key, values=values, fact=found)


@pages.post("/<kind>/amend")
@allow(*AMENDING)
def save(kind: str) -> Response | tuple[str, int] | str:
    """Show what it would be about; saved only when that was seen."""
    of = amending.kind_named(kind)
    key = request.form.get("key", "")
    try:
        made = amending.draft(of, key, request.form, _today())
    except Refused as problem:
        page = render_template(
            "review/amend.html",
            kind=of,
            key=key,
            values=request.form,
            fact=held.fact(of, key) if key else None,
            problem=problem.message,
        )
        return page, 422
    if request.form.get("do") != "save":
        return render_template(
            "review/amend.html",
            kind=of,
            key=key,
            values=request.form,
            fact=held.fact(of, key) if key else None,
            preview=preview.before_saving(made),
            changes=preview.changes(made),
        )
    with writing():
        row = amending.save(made, current_actor(required=True))
        amendment_id = row.id
    flash("修正已保存，正在用它重新审查未决的文件。", "done")
    return redirect(url_for("knowledge.amendment", amendment_id=amendment_id), 303)


@pages.get("/amendments/<int:amendment_id>")
@allow(*STAFF)
def amendment(amendment_id: int) -> str:
    """One amendment: what it says, and the papers to review because of it."""
    row = amending.amendment(amendment_id)
    kind = amending.kind_named(row.kind)
    return render_template(
        "review/amendment.html",
        row=row,
        kind=kind,
        changes=preview.changes_of(row),
        affected=preview.of_amendment(row),
        days=immediate.days(),
        may=_may(),
    )


@pages.post("/amendments/<int:amendment_id>/withdraw")
@allow(*AMENDING)
def withdraw(amendment_id: int) -> Response:
    """Take it back."""
    with writing():
        amending.withdraw(amendment_id, current_actor(required=True))
    flash("修正已撤销，资料恢复原样，正在重新审查未决的文件。", "done")
    return redirect(url_for("knowledge.amendment", amendment_id=amendment_id), 303)


@pages.post("/amendments/<int:amendment_id>/campaign")
@allow(*AMENDING)
def open_campaign(amendment_id: int) -> Response:
    """Open a 即时清理 over the ticked papers."""
    row = amending.amendment(amendment_id)
    kind = amending.kind_named(row.kind)
    chosen = [int(one) for one in request.form.getlist("document") if one.isdigit()]
    name = str(row.values.get(kind.names[0], row.key))
    with writing():
        campaign_id = immediate.open_immediate(name, chosen, current_actor(required=True), _today())
    flash(f"即时清理已开始，纳入 {len(chosen)} 件，正在逐件审查。", "done")
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303)


@pages.get("/<kind>.csv")
@allow(*STAFF)
def export(kind: str) -> Response:
    """Every row as it counts now, for a spreadsheet."""
    of = amending.kind_named(kind)
    body = exchange.as_csv(of)
    headers = {"Content-Disposition": f'attachment; filename="qingce-{of.value}.csv"'}
    return current_app.response_class(body, mimetype="text/csv", headers=headers)


@pages.post("/<kind>/import")
@allow(*AMENDING)
def take_in(kind: str) -> Response:
    """Rows that differ in a table that comes back become amendments; all or none."""
    of = amending.kind_named(kind)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("没有选择文件。请选择导出后改好的 CSV 文件。")
    data = file.read(exchange.MOST_BYTES + 1)
    made = exchange.drafts_of(of, data, request.form, _today())
    with writing():
        for one in made:
            amending.save(one, current_actor(required=True))
    flash(f"已保存 {len(made)} 条修正。" if made else "没有与现有资料不同的行。", "done")
    return redirect(url_for("knowledge.overview", kind=of.value, which="amended"), 303)


def _may() -> bool:
    return current_actor(required=True).role in AMENDING


def _today() -> date:
    today: date = current_app.extensions["today"]()
    return today


def _year_ago() -> str:
    return (_today() - timedelta(days=STALE_DAYS)).isoformat()
