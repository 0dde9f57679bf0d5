"""Pages of likeness: two papers side by side, groups of likely duplicates, kin of a pasted clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Missing
from base.roles import STAFF, Role
from corpus import library
from corpus.inventory import linking
from corpus.library import Filed
from corpus.likeness import keeper, listing, marks
from corpus.likeness.difference import Row, RowKind, differences, lines_of, numbers_changed
from corpus.likeness.lookup import Found, similar_paragraphs, words_enough
from corpus.tags import status_of
from corpus.views.library import may_correct

pages = Blueprint("likeness", __name__, url_prefix="/desk")

MARKING = (Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
CLAUSE_MOST = 4000
SHOWN_MOST = 40
GROUP_MOST = 200
LISTS = {"same": "内容相同", "versions": "版本或包含", "decided": "已认定"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row of the comparison, with its number among the differences (None where nothing differs)."""

    row: Row
    number: int | None


@dataclass(frozen=True, slots=True)
class Kin:
    """A paragraph found, with its document, status, 条 and where it can be seen."""

    found: Found
    filed: Filed
    status: str
    place: str
    href: str


@pages.get("/compare/<int:first_id>/<int:second_id>")
@allow(*STAFF)
def compare(first_id: int, second_id: int) -> str:
    """Two papers beside each other, paragraph by paragraph, with what differs."""
    if first_id == second_id:
        raise Missing("请选择两份不同的文件来对照。")
    first, second = library.get(first_id), library.get(second_id)
    rows = numbered(differences(lines_of(first.document), lines_of(second.document)))
    beside = {one.row.id: one for one in listing.kin_of(first_id)}
    return render_template(
        "corpus/compare.html",
        first=first,
        second=second,
        rows=rows,
        only=request.args.get("only", 0, type=int) == 1,
        differing=sum(1 for one in rows if one.number),
        numbers=numbers_changed([one.row for one in rows]),
        beside=beside.get(second_id),
        labels=marks.LABELS,
        may=may_correct(),
    )


def numbered(rows: tuple[Row, ...]) -> list[Numbered]:
    """Count the rows in which words differ."""
    out, count = [], 0
    for row in rows:
        differs = row.kind not in (RowKind.SAME, RowKind.TYPED)
        count += differs
        out.append(Numbered(row, count if differs else None))
    return out


@pages.get("/likeness")
@allow(*STAFF)
def groups() -> str:
    """Papers that are likely one, or versions of one; a person says which."""
    which = request.args.get("list", "same")
    if which not in LISTS:
        abort(404)
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "corpus/groups.html",
        which=which,
        lists=LISTS,
        groups=listing.groups(which, page),
        page=page,
        labels=marks.LABELS,
        behind=keeper.behind(),
        may=may_correct(),
    )


@pages.post("/likeness/<int:first_id>/<int:second_id>")
@allow(*MARKING)
def mark(first_id: int, second_id: int) -> Response:
    """Keep what a person says of two papers."""
    said = request.form.get("mark", "")
    with writing():
        actor = current_actor(required=True)
        marks.mark((first_id, second_id), said, request.form.get("note", ""), actor)
        linking.queue()  # copies of a paper are matched as one
    flash(f"已认定为“{marks.LABELS[said]}”。两份文件都原样保留，认定可以撤销。", "done")
    return _back(first_id, second_id)


@pages.post("/likeness/group")
@allow(*MARKING)
def mark_group() -> Response:
    """Say of every pair of a group that both are one file; each can be taken back by itself."""
    said = [one.split("-") for one in request.form.getlist("pair")[:GROUP_MOST]]
    pairs = [
        (int(a), int(b)) for a, b in (one for one in said if len(one) == 2) if (a + b).isdigit()
    ]
    with writing():
        actor = current_actor(required=True)
        for pair in pairs:
            marks.mark(pair, marks.SAME_FILE, "", actor)
        linking.queue()
    flash(f"{len(pairs)} 对已认定为“同一文件”。文件都原样保留，可在“已认定”中逐对撤销。", "done")
    return redirect(url_for("likeness.groups", list="same"), 303)


@pages.post("/likeness/marks/<int:mark_id>/undo")
@allow(*MARKING)
def unmark(mark_id: int) -> Response:
    """Take back what was said of two papers."""
    with writing():
        row = marks.take_back(mark_id, current_actor(required=True))
        pair = (row.first_id, row.second_id)
        linking.queue()
    flash("认定已撤销。", "done")
    return _back(*pair)


def _back(first_id: int, second_id: int) -> Response:
    """To the list the person came from, else to the two papers."""
    which = request.form.get("list", "")
    if which in LISTS:
        return redirect(url_for("likeness.groups", list=which), 303)
    return redirect(url_for("likeness.compare", first_id=first_id, second_id=second_id), 303)


@pages.route("/similar", methods=["GET", "POST"])
@allow(*STAFF)
def similar() -> str:
    """Paste a clause, find its kin. Nothing is kept; a POST only because clauses are long."""
    clause = request.values.get("q", "").replace("\r\n", "\n").strip()[:CLAUSE_MOST]
    leave_out = request.values.get("without", 0, type=int)
    enough = words_enough(clause)
    found = similar_paragraphs(clause, 10 * SHOWN_MOST) if enough else []
    others = [one for one in found if one.document_id != leave_out]
    return render_template(
        "corpus/similar.html",
        clause=clause,
        enough=enough,
        kin=_kin(others[:SHOWN_MOST]),
        total=len(others),
        documents=len({one.document_id for one in others}),
        without=leave_out,
        behind=keeper.behind(),
    )


def _kin(found: list[Found]) -> list[Kin]:
    filed = {one: library.get(one) for one in dict.fromkeys(f.document_id for f in found)}
    today: date = current_app.extensions["today"]()
    status = status_of(list(filed), today)
    return [_one_kin(one, filed[one.document_id], status) for one in found]


def _one_kin(found: Found, filed: Filed, status: dict[int, str]) -> Kin:
    lines = filed.document.text.split("\n")
    offset = sum(len(line) + 1 for line in lines[: found.ordinal])
    provision = filed.document.provision_at(offset)
    anchor = provision.eid if provision else None
    href = url_for("library.document", document_id=filed.id, _anchor=anchor)
    place = provision.label.rstrip("、.．") if provision else f"第 {found.ordinal + 1} 段"
    return Kin(found, filed, status.get(filed.id, "unknown"), place, href)
