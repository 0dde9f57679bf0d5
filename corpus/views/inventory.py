"""Pages of the 底账: the completeness page and its lists, pairs to check, series, the export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import db, writing
from base.roles import Role
from corpus.inventory import as_xlsx, exporting, figures, linking, listing, notes, numbers
from corpus.inventory.rows import RegisterRow
from corpus.inventory.series import Explained

pages = Blueprint("inventory", __name__, url_prefix="/desk/inventory")

READERS = (Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.ADMIN, Role.AUDITOR)
WRITERS = (Role.OFFICE, Role.ADMIN)

Lister = Callable[[int, int | None, int | None], listing.Page]
LISTS: dict[str, tuple[str, str, str, Lister]] = {
    "unfound": (
        "有登记无文件",
        "目录里有、库里没有对应文件的登记。找到原件后导入，系统会自动重新比对。",
        "entries",
        listing.unfound,
    ),
    "registered": ("目录登记", "已确认导入的目录里的全部登记。", "entries", listing.registered),
    "unregistered": (
        "有文件无登记",
        "库里有、目录里没有登记的文件。待核对的也在其中。",
        "papers",
        listing.unregistered,
    ),
    "unnumbered": (
        "没有文号的文件",
        "没有读出年份和序号的文件，不计入文号系列。读漏的请打开文件更正。",
        "papers",
        listing.unnumbered,
    ),
}


def may_write() -> bool:
    """Whether the person here may change the inventory."""
    actor = current_actor()
    return actor is not None and actor.role in WRITERS


@pages.get("")
@allow(*READERS)
def completeness() -> str:
    """Is everything there: series with gaps and repeats, register against papers, totals by year."""
    register = select(RegisterRow.id).where(RegisterRow.state == "confirmed").limit(1)
    return render_template(
        "corpus/completeness.html",
        sums=figures.overview(),
        has_register=db.session.scalar(register) is not None,
        today=current_app.extensions["today"](),
        home=numbers.home(),
        may=may_write(),
        behind=linking.waits(),
    )


@pages.get("/series")
@allow(*READERS)
def series() -> str:
    """One series: its gaps with what is known of each, its papers, and the form that explains a gap."""
    prefix, year = request.args.get("prefix", ""), request.args.get("year", 0, type=int)
    found = figures.one_series(prefix, year)
    if found is None:
        abort(404)
    one, own = found
    standing = notes.standing(prefix)
    return render_template(
        "corpus/series.html",
        series=one,
        own=own,
        said=notes.sides(standing).get(prefix),
        papers=listing.papers_of_series(prefix, year),
        entries=listing.entries_of(prefix, year),
        kinds=notes.KINDS,
        notes={row.id: row for row in standing},
        may=may_write(),
    )


@pages.post("/series/explain")
@allow(*WRITERS)
def explain() -> Response:
    """Keep why numbers are missing."""
    form = request.form
    prefix, year = form.get("prefix", ""), form.get("year", 0, type=int)
    first = form.get("first", 0, type=int)
    last = form.get("last", type=int) or first
    said = Explained(0, prefix, year, first, last, form.get("kind", ""), form.get("reason", ""))
    with writing():
        notes.explain(said, current_actor(required=True))
    flash("说明已记下，随时可以撤销。", "done")
    return redirect(url_for("inventory.series", prefix=prefix, year=year), 303)


@pages.post("/series/side")
@allow(*WRITERS)
def side() -> Response:
    """Say whose a series is, in all its years: the authority's own, or another body's."""
    name, side = request.form.get("prefix", ""), request.form.get("side", "")
    with writing():
        notes.set_side(name, side, request.form.get("reason", ""), current_actor(required=True))
    words = {
        notes.OWN: f"“{name}”已移到本机关文号，缺号重新计算。",
        notes.FOREIGN: f"“{name}”已移到外来文件，不再算缺号。",
    }
    flash(words[side] + "可随时移回。", "done")
    if side == notes.FOREIGN:
        return redirect(url_for("inventory.completeness", others=1, _anchor="others"), 303)
    return redirect(url_for("inventory.completeness", _anchor="series"), 303)


@pages.post("/notes/<int:note_id>/undo")
@allow(*WRITERS)
def unexplain(note_id: int) -> Response:
    """Take an explanation back, or what was said of whose a series is."""
    with writing():
        row = notes.take_back(note_id, current_actor(required=True))
        prefix, year = row.prefix, row.year
    flash("说明已撤销。", "done")
    if not year:
        return redirect(url_for("inventory.completeness"), 303)
    return redirect(url_for("inventory.series", prefix=prefix, year=year), 303)


@pages.get("/gaps")
@allow(*READERS)
def gaps() -> str:
    """Every missing number, in ranges."""
    which = request.args.get("explained", "0") == "1"
    return render_template(
        "corpus/gaps.html", series=figures.own_series(), explained=which, kinds=notes.KINDS
    )


@pages.get("/repeats")
@allow(*READERS)
def repeats() -> str:
    """Numbers that stand on more than one text."""
    page = max(1, request.args.get("page", 1, type=int))
    return render_template("corpus/repeats.html", found=listing.repeats(page), page=page)


@pages.get("/cited")
@allow(*READERS)
def cited() -> str:
    """Numbers of the office's own series that are cited and not there."""
    return render_template("corpus/cited.html", rows=listing.cited_missing())


@pages.get("/list/<what>")
@allow(*READERS)
def rows(what: str) -> str:
    """One of the long lists, a page at a time."""
    if what not in LISTS:
        abort(404)
    title, explanation, kind, lister = LISTS[what]
    page, year = max(1, request.args.get("page", 1, type=int)), request.args.get("year", type=int)
    register = request.args.get("register", type=int)
    return render_template(
        "corpus/rows.html",
        what=what,
        title=title,
        explanation=explanation,
        kind=kind,
        found=lister(page, year, register),
        page=page,
        year=year,
        register=db.session.get(RegisterRow, register) if register else None,
    )


@pages.get("/matches")
@allow(*READERS)
def matches() -> str:
    """Doubtful pairs one under the other; the first is decided by keys."""
    page = max(1, request.args.get("page", 1, type=int))
    decided = request.args.get("decided", "0") == "1"
    return render_template(
        "corpus/matches.html",
        found=listing.links(page) if decided else listing.doubtful(page),
        decided=decided,
        page=page,
        may=may_write(),
    )


@pages.post("/matches/<int:link_id>/<state>")
@allow(*WRITERS)
def decide(link_id: int, state: str) -> Response:
    """Confirm or refuse a pair, or take that back."""
    words = {
        "confirmed": "已确认是同一份。",
        "refused": "已记为不是同一份。",
        "proposed": "已退回待核对。",
    }
    if state not in words:
        abort(404)
    with writing():
        linking.decide(link_id, state, current_actor(required=True))
    flash(words[state], "done")
    decided = "1" if request.form.get("decided") else None
    return redirect(url_for("inventory.matches", decided=decided), 303)


@pages.get("/export.xlsx")
@allow(*READERS)
def export() -> Response:
    """The whole inventory as a workbook that can be corrected and given back."""
    today: date = current_app.extensions["today"]()
    data = as_xlsx.render(exporting.lines(today), exporting.last_change(), today.isoformat())
    return send_file(
        BytesIO(data),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"底账-{today.isoformat()}.xlsx",
    )
