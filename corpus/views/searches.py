"""Pages around the search: what a person keeps, and lists of terms looked for in one go."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from base.accounts.policy import allow, current_actor
from base.db import db, writing
from base.errors import Conflict
from base.roles import STAFF
from corpus.rows import DocumentRow
from corpus.searches import as_xlsx, saved, term_lists
from corpus.searches.rows import TermHitRow, TermListRow
from corpus.searches.term_lists import asked_as, hits_of
from corpus.views.facet_groups import WORD_OF_STATUS

pages = Blueprint("searches", __name__, url_prefix="/desk/searches")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500


@pages.get("")
@allow(*STAFF)
def kept() -> str:
    """What this person keeps, what was just taken away, and the lists of terms."""
    actor = current_actor(required=True)
    mine = select(TermListRow).where(TermListRow.user_id == actor.user_id)
    lists = list(db.session.scalars(mine.order_by(TermListRow.id.desc()).limit(50)))
    dropped = request.args.get("dropped", type=int)
    return render_template(
        "corpus/kept.html", saved=saved.saved(actor), lists=lists, dropped=dropped
    )


@pages.post("")
@allow(*STAFF)
def save() -> AnyResponse:
    """Keep the search that is shown."""
    address = request.form.get("address", "")
    with writing():
        saved.save(request.form.get("name", ""), address, current_actor(required=True))
    flash("检索已保存，在“保存的检索”里可以再次打开。", "done")
    return redirect(f"{url_for('library.search')}?{address}")


@pages.post("/<int:saved_id>/drop")
@allow(*STAFF)
def drop(saved_id: int) -> AnyResponse:
    """Take one away; the page offers to bring it back."""
    with writing():
        saved.drop(saved_id, current_actor(required=True))
    return redirect(url_for("searches.kept", dropped=saved_id))


@pages.post("/<int:saved_id>/restore")
@allow(*STAFF)
def restore(saved_id: int) -> AnyResponse:
    """Bring it back."""
    with writing():
        saved.drop(saved_id, current_actor(required=True), back=True)
    return redirect(url_for("searches.kept"))


@pages.post("/terms")
@allow(*STAFF)
def begin() -> AnyResponse:
    """Look for a list of terms."""
    terms = term_lists.terms_in(request.form.get("terms", ""))
    with writing():
        list_id = term_lists.begin(
            request.form.get("name", ""), terms, current_actor(required=True)
        )
    return redirect(url_for("searches.terms", list_id=list_id))


@pages.get("/terms/<int:list_id>")
@allow(*STAFF)
def terms(list_id: int) -> str:
    """A list with the count of each term, as far as it is done."""
    return render_template("corpus/terms.html", **_shown(list_id))


@pages.get("/terms/<int:list_id>/progress")
@allow(*STAFF)
def terms_progress(list_id: int) -> str:
    """The live part of that page."""
    return render_template("corpus/terms_progress.html", **_shown(list_id))


@pages.get("/terms/<int:list_id>.xlsx")
@allow(*STAFF)
def terms_file(list_id: int) -> Response:
    """Counts and hits as a workbook."""
    row = _mine(list_id)
    if len(row.totals) < len(row.terms):
        raise Conflict("还没有检索完，请等进度走完后再下载。")
    hits = hits_of(list_id)
    listed = [0] * len(row.terms)
    for hit in hits:
        listed[hit.term] += 1
    named = (f"{term}（{note}）" if (note := asked_as(term).note) else term for term in row.terms)
    counts = list(zip(named, row.totals, listed, strict=True))
    content = as_xlsx.render(counts, _cells(row, hits))
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="terms-{list_id}.xlsx"'
    return response


def _cells(row: TermListRow, hits: list[TermHitRow]) -> Iterator[tuple[str | int, ...]]:
    for start in range(0, len(hits), CHUNK):
        some = hits[start : start + CHUNK]
        wanted = select(DocumentRow).where(DocumentRow.id.in_({hit.document_id for hit in some}))
        documents = {one.id: one for one in db.session.scalars(wanted)}
        for hit in some:
            one = documents[hit.document_id]
            yield (
                row.terms[hit.term], one.id, one.title or one.file_name, one.number_text or "",
                one.issuers, one.signed_on or "", WORD_OF_STATUS.get(hit.status, hit.status),
                hit.places, hit.snippet,
            )  # fmt: skip


def _shown(list_id: int) -> dict[str, object]:
    row = _mine(list_id)
    done = len(row.totals)
    return {
        "row": row,
        "done": done,
        "finished": done == len(row.terms) or row.problem is not None,
        "lines": list(
            zip(row.terms[:done], row.totals, map(asked_as, row.terms[:done]), strict=True)
        ),
        "found": sum(1 for total in row.totals if total),
    }


def _mine(list_id: int) -> TermListRow:
    row = db.session.get(TermListRow, list_id)
    if row is None or row.user_id != current_actor(required=True).user_id:
        abort(404)
    return row
