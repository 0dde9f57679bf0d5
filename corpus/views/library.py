"""Pages of the 文件库 for staff: search, one document, corrections, the original."""

from __future__ import annotations

from collections import Counter
from datetime import date

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import db, writing
from base.errors import Missing, Refused
from base.roles import STAFF, Role
from corpus import correction, library
from corpus.block import Reading
from corpus.document import CitationRole
from corpus.facets import Criteria
from corpus.finder import Finder, Results
from corpus.layout import carried_over, layout_from
from corpus.likeness.listing import kin_of
from corpus.likeness.marks import LABELS as MARK_LABELS
from corpus.reading_text import Mark, outline, paragraphs
from corpus.rows import ItemRow
from corpus.search.article_words import article_hint
from corpus.search_marks import hit_marks, hit_places
from corpus.structure.assemble import assemble
from corpus.structure.personal import personal_in
from corpus.tags import status_of
from corpus.views.correction_form import changes_from
from corpus.views.facet_groups import STAFF_GROUPS, facet_groups
from corpus.views.picture import has_pages

pages = Blueprint("library", __name__, url_prefix="/desk")

PER_PAGE = 20
SORTS = (("relevance", "相关"), ("date", "日期"), ("number", "文号"))


@pages.get("/library")
@allow(*STAFF)
def search() -> str:
    """Search everything in the library; the address is the query."""
    asked = criteria_from(request.args)
    results, page, problem = found_page(asked, request.args)
    return render_template(
        "corpus/search.html",
        asked=asked,
        results=results,
        problem=problem,
        unread_day=unread_day(request.args),
        offered=article_hint(asked.words),
        page=page,
        pages=pages_of(results),
        sorts=SORTS,
        groups=facet_groups(results, STAFF_GROUPS),
        address=request.query_string.decode("utf-8", "replace"),
    )


def found_page(asked: Criteria, args: MultiDict[str, str]) -> tuple[Results, int, str | None]:
    """The page of results that the address asks for, its number, and why there is none.

    Beyond the last page the last one is shown: an empty page would say that nothing was found.
    """
    page = max(1, args.get("page", 1, type=int))
    results, problem = find(asked, page)
    if page > pages_of(results) > 0:
        page = pages_of(results)
        results, problem = find(asked, page)
    return results, page, problem


def pages_of(results: Results) -> int:
    """How many pages these results fill."""
    return (results.total + PER_PAGE - 1) // PER_PAGE


def find(asked: Criteria, page: int) -> tuple[Results, str | None]:
    """One page of results; words that cannot be understood give no result and a sentence."""
    finder: Finder = current_app.extensions["finder"]
    today: date = current_app.extensions["today"]()
    try:
        offset = (page - 1) * PER_PAGE
        return finder.search(asked, today, limit=PER_PAGE, offset=offset), None
    except Refused as problem:
        return Results(0, 0, ()), problem.message


def criteria_from(args: MultiDict[str, str], *, public_only: bool = False) -> Criteria:
    """The question as the address says it."""
    sort = args.get("sort", "relevance")
    return Criteria(
        words=args.get("q", "").strip(),
        status=tuple(args.getlist("status")),
        issuers=tuple(args.getlist("issuer")),
        decades=tuple(args.getlist("decade")),
        genres=tuple(args.getlist("genre")),
        normative=() if public_only else tuple(args.getlist("normative")),
        campaigns=() if public_only else tuple(args.getlist("campaign")),
        year_from=args.get("from", type=int),
        year_to=args.get("to", type=int),
        as_of=_day(args),
        public_only=public_only,
        sort=sort if sort in dict(SORTS) else "relevance",
    )


def unread_day(args: MultiDict[str, str]) -> str | None:
    """What stands in the address as the day of the status and is none."""
    return args["as_of"] if args.get("as_of") and _day(args) is None else None


def _day(args: MultiDict[str, str]) -> date | None:
    try:
        return date.fromisoformat(args.get("as_of", ""))
    except ValueError:
        return None


@pages.get("/documents/<int:document_id>")
@allow(*STAFF)
def document(document_id: int) -> str:
    """One paper as text with its articles, and what was read from it."""
    filed = library.get(document_id)
    today: date = current_app.extensions["today"]()
    personal = personal_in(filed.document.text)
    noted = [Mark(one.start, one.end, "note") for one in personal]
    arrivals = select(ItemRow).where(ItemRow.document_id == document_id).order_by(ItemRow.id)
    marks = hit_marks(filed.document, request.args.get("q", ""))
    return render_template(
        "corpus/document.html",
        filed=filed,
        doc=filed.document,
        machine=filed.machine,
        paragraphs=paragraphs(filed.document, [*noted, *marks]),
        personal=Counter(one.kind.label for one in personal),
        hits=len(marks),
        first_hit=(marks[0], filed.document.page_at(marks[0].start)) if marks else None,
        hit_places=hit_places(filed.document, marks),
        outline=outline(filed.document),
        status=status_of([document_id], today).get(document_id, "unknown"),
        items=list(db.session.scalars(arrivals)),
        corrections=library.corrections(document_id),
        texts=library.revisions(document_id),
        labels=correction.LABELS,
        date_fields=correction.DATE_FIELDS,
        citation_roles=list(CitationRole),
        may_correct=may_correct(),
        kin=kin_of(document_id),
        has_pages=has_pages(filed),
        mark_labels=MARK_LABELS,
    )


@pages.post("/documents/<int:document_id>/correct")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def correct(document_id: int) -> Response:
    """Put fields right; only what differs from what is shown is a correction."""
    before = library.get(document_id).document
    changes = changes_from(request.form, before)
    with writing():
        if changes:
            version = request.form.get("version", 0, type=int)
            library.correct(document_id, version, changes, current_actor(required=True))
            current_app.extensions["on_changed"](document_id)
    return redirect(url_for("library.document", document_id=document_id))


@pages.post("/documents/<int:document_id>/corrections/<int:correction_id>/undo")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def undo(document_id: int, correction_id: int) -> Response:
    """Take one correction back."""
    with writing():
        library.undo_correction(document_id, correction_id, current_actor(required=True))
        current_app.extensions["on_changed"](document_id)
    return redirect(url_for("library.document", document_id=document_id))


@pages.get("/documents/<int:document_id>/text")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def edit_text(document_id: int) -> str:
    """The text as a field, to put reading errors right; the machine's text is kept."""
    filed = library.get(document_id)
    return render_template("corpus/edit_text.html", filed=filed, doc=filed.document)


@pages.post("/documents/<int:document_id>/text")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def save_text(document_id: int) -> Response:
    """Keep the corrected text as a human revision and read its structure again."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise Refused("正文不能为空。没有保存，原来的文字不变。")
    filed = library.get(document_id)
    before = filed.machine.text
    blocks = carried_over(before, layout_from(filed.layout, before), text)
    reading = Reading(filed.row.format, filed.reader, blocks, filed.pages)
    renewed = assemble(reading)
    with writing():
        version = request.form.get("version", 0, type=int)
        actor = current_actor(required=True)
        library.replace_text(document_id, version, renewed, actor, reading)
        current_app.extensions["on_changed"](document_id)
    return redirect(url_for("library.document", document_id=document_id))


@pages.get("/documents/<int:document_id>/original")
@allow(*STAFF)
def original(document_id: int) -> Response:
    """The uploaded bytes, as a download only: never shown inside our own pages."""
    filed = library.get(document_id)
    path = current_app.extensions["originals"].path(filed.row.sha256)
    if not path.exists():
        raise Missing("原件不在存储目录里，请联系管理员从备份恢复。")
    name = filed.row.file_name.replace("\\", "/").rsplit("/", 1)[-1]
    response = send_file(
        path, mimetype="application/octet-stream", as_attachment=True, download_name=name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def may_correct() -> bool:
    """Whether this person may put the reading right."""
    return current_actor(required=True).role in {Role.DEPARTMENT, Role.OFFICE, Role.ADMIN}
