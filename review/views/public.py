"""What everybody may read: published notices and the documents they list, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from base import settings
from base.accounts.policy import public
from base.db import db
from corpus import library
from corpus.document import Document
from corpus.finder import Hit
from corpus.reading_text import paragraphs
from corpus.rows import DocumentTagRow
from corpus.search.article_words import article_hint
from corpus.structure.personal import covered, covered_pieces
from corpus.tags import PUBLIC, status_of
from corpus.views.facet_groups import PUBLIC_GROUPS, facet_groups
from corpus.views.library import SORTS, criteria_from, found_page, pages_of, unread_day
from review.disposition import Disposition
from review.publication import publish as publishing
from review.publication.catalogue import filled
from review.publication.registry import RENDERERS
from review.rows import NoticeEntryRow, NoticeFileRow, NoticeRow

pages = Blueprint("public", __name__)


@pages.get("/")
@public
def home() -> str:
    """Search over what is published, with its figures."""
    asked = criteria_from(request.args, public_only=True)
    results, page, problem = found_page(asked, request.args)
    results = replace(results, hits=tuple(covered_hit(hit) for hit in results.hits))
    listed = select(func.count()).where(DocumentTagRow.key == PUBLIC)
    return render_template(
        "public/home.html",
        asked=asked,
        results=results,
        problem=problem,
        unread_day=unread_day(request.args),
        offered=article_hint(asked.words),
        page=page,
        pages=pages_of(results),
        sorts=SORTS,
        groups=facet_groups(results, PUBLIC_GROUPS),
        total=db.session.scalar(listed) or 0,
        notices=publishing.notices()[:3],
    )


@pages.get("/documents/<int:document_id>")
@public
def document(document_id: int) -> str:
    """One published document with its status and the notices that list it."""
    tagged = select(DocumentTagRow.id).where(
        DocumentTagRow.document_id == document_id, DocumentTagRow.key == PUBLIC
    )
    if db.session.scalar(tagged) is None:
        abort(404)
    filed = library.get(document_id)
    shown = covered_document(filed.document)
    today: date = current_app.extensions["today"]()
    entries = (
        select(NoticeEntryRow, NoticeRow)
        .join(NoticeRow, NoticeRow.id == NoticeEntryRow.notice_id)
        .where(NoticeEntryRow.document_id == document_id)
        .order_by(NoticeRow.id.desc())
    )
    return render_template(
        "public/document.html",
        filed=filed,
        doc=shown,
        paragraphs=paragraphs(shown),
        status=status_of([document_id], today).get(document_id, "unknown"),
        entries=list(db.session.execute(entries)),
    )


def covered_document(document: Document) -> Document:
    """The document as everybody may see it: numbers of persons covered, every offset as it was."""
    title = document.title and covered(document.title)
    return replace(document, text=covered(document.text), title=title)


def covered_hit(hit: Hit) -> Hit:
    """A search result as everybody may see it."""
    words = covered_pieces([piece.text for piece in hit.snippet.pieces])
    pieces = zip(hit.snippet.pieces, words, strict=True)
    shown = tuple(replace(piece, text=text) for piece, text in pieces)
    return replace(hit, snippet=replace(hit.snippet, pieces=shown))


@pages.get("/results")
@public
def results() -> str:
    """Every published notice."""
    rows = [(row, publishing.notice(row.id)[1].totals) for row in publishing.notices()]
    return render_template("public/results.html", rows=rows, dispositions=list(Disposition))


@pages.get("/results/<int:notice_id>")
@public
def result(notice_id: int) -> str:
    """One notice: totals, text, lists, downloads."""
    row, notice = publishing.notice(notice_id)
    query = select(NoticeEntryRow).where(NoticeEntryRow.notice_id == notice_id)
    documents = {(e.disposition, e.n): e.document_id for e in db.session.scalars(query)}
    return render_template(
        "public/result.html",
        row=row,
        notice=notice,
        corrected_by=publishing.corrected_by(notice_id),
        annexes=filled(notice),
        documents=documents,
        dispositions=list(Disposition),
        forms=RENDERERS,
    )


@pages.get("/results/<int:notice_id>.<form>")
@public
def result_file(notice_id: int, form: str) -> Response:
    """A download, exactly as it was frozen."""
    file = db.session.get(NoticeFileRow, (notice_id, form))
    if file is None or form not in RENDERERS:
        abort(404)
    response = Response(file.content, mimetype=RENDERERS[form].media_type)
    name = f"qingli-{notice_id}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/results.atom")
@public
def atom() -> Response:
    """A feed of the notices (RFC 4287)."""
    rows = publishing.notices()
    feed: dict[str, Any] = {
        "rows": rows,
        "authority": settings.get(settings.AUTHORITY),
        "updated": rows[0].published_at if rows else None,
        "home": url_for("public.home", _external=True),
    }
    body = render_template("public/atom.xml", **feed)
    return Response(body, mimetype="application/atom+xml")
