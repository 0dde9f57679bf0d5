"""Fast correction: one doubtful paper at a time, its page on the left, its fields on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.roles import STAFF, Role
from corpus import correction_queue, library
from corpus.correction import DATE_FIELDS, LABELS, not_understood
from corpus.correction_queue import KINDS, open_fields, queues, value_of
from corpus.document import FACE_FIELDS, Span, doubtful
from corpus.layout import Layout
from corpus.library import Filed
from corpus.reading_text import Mark, paragraphs
from corpus.views.correction_form import changes_from
from corpus.views.library import may_correct
from corpus.views.picture import paged, picture_of

pages = Blueprint("correcting", __name__, url_prefix="/desk/correct")

CORRECTING = (Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)


@pages.get("")
@allow(*STAFF)
def correct() -> str:
    """The next paper of a queue: where each field was read, and the form that puts it right."""
    kind = _kind(request.args.get("kind", "all"))
    return _page(kind, at=request.args.get("at", type=int), typed={}, problems={})


def _page(
    kind: str, *, at: int | None, typed: Mapping[str, str], problems: Mapping[str, str]
) -> str:
    """The paper `at` or the next one of the queue; what was `typed` stands in its fields, with what is wrong with it."""
    waiting = queues()
    after = request.args.get("after", type=int)
    here = correction_queue.place(waiting[kind], at=at, after=after)
    filed = library.get(here.document_id) if here.document_id is not None else None
    return render_template(
        "corpus/correct.html",
        kind=kind,
        tabs=[(value, label, len(waiting[value])) for value, label in KINDS.items()],
        here=here,
        last=request.args.get("last", type=int),
        labels=LABELS,
        date_fields=DATE_FIELDS,
        may_correct=may_correct(),
        typed=typed,
        problems=problems,
        **(_shown(filed, kind) if filed else {"filed": None}),
    )


@pages.post("/<int:document_id>")
@allow(*CORRECTING)
def save(document_id: int) -> Response | tuple[str, int]:
    """Keep what was typed; open fields that were left as they are count as confirmed. Then the next."""
    kind = _kind(request.form.get("kind", "all"))
    filed = library.get(document_id)
    confirmed = {
        field: value_of(filed.document, field)
        for field in open_fields(filed.document, kind, filed.corrected)
        if field in request.form
    }
    changes = confirmed | changes_from(request.form, filed.document)
    if problems := not_understood(changes):
        return _page(kind, at=document_id, typed=request.form, problems=problems), 422
    with writing():
        if changes:
            version = request.form.get("version", 0, type=int)
            library.correct(document_id, version, changes, current_actor(required=True))
            current_app.extensions["on_changed"](document_id)
    name = filed.document.title or filed.row.file_name
    flash(f"已保存：{name}。按 U 可撤销。" if changes else "没有改动。", "done")
    return redirect(
        url_for("correcting.correct", kind=kind, after=document_id, last=document_id), 303
    )


@pages.post("/<int:document_id>/undo")
@allow(*CORRECTING)
def undo(document_id: int) -> Response:
    """Take the last save back and show the paper again."""
    kind = _kind(request.form.get("kind", "all"))
    with writing():
        correction_queue.undo_last(document_id, current_actor(required=True))
        current_app.extensions["on_changed"](document_id)
    flash("已撤销上一次保存，这份文件回到队列。", "done")
    return redirect(url_for("correcting.correct", kind=kind, at=document_id), 303)


def _kind(asked: str) -> str:
    if asked not in KINDS:
        abort(404)
    return asked


def _shown(filed: Filed, kind: str) -> dict[str, Any]:
    """What the page shows of one paper."""
    waiting = open_fields(filed.document, kind, filed.corrected)
    spans = _spans(filed)
    field = request.args.get("field", "")
    if field not in spans:
        field = next((name for name in waiting if name in spans), next(iter(spans), ""))
    quote = spans[field][0] if field else None
    known = paged(filed)
    number = _page_of(filed, known.layout, quote)
    number = min(max(request.args.get("page", number, type=int), 1), known.count)
    pictured = (
        not known.waits and known.problem is None
    )  # an office file is text until it is printed
    as_text = not pictured or request.args.get("view") == "text"
    place = (quote.start, quote.end) if quote else None
    doubts = doubtful(filed.document)
    marks = [
        Mark(span.start, span.end, "doubt" if name in waiting else "note", name)
        for name, found in spans.items()
        for span in found
    ]
    return {
        "filed": filed,
        "doc": filed.document,
        "waiting": waiting,
        "doubts": doubts,
        "fields": sorted(FACE_FIELDS, key=lambda name: name not in waiting),
        "spans": spans,
        "field": field,
        "pictured": pictured,
        "as_text": as_text,
        "paragraphs": paragraphs(filed.document, marks) if as_text else (),
        "known": known,
        "picture": None if as_text else picture_of(filed, number, known, [place] if place else []),
        "number": number,
        "zoom": 1,
        "keep": {"start": place[0], "end": place[1]} if place else {},
    }


def _page_of(filed: Filed, layout: Layout, quote: Span | None) -> int:
    """The page on which a quote stands; the first where that cannot be told."""
    if quote is None:
        return 1
    return layout.page_of(quote.start) or filed.document.page_at(quote.start) or 1


def _spans(filed: Filed) -> dict[str, tuple[Span, ...]]:
    """By field the words it was read from, where they still stand in the text."""
    text = filed.document.text
    found = {
        name: tuple(s for s in fact.spans if text[s.start : s.end] == s.quote)
        for name, fact in filed.machine.face.items()
    }
    return {name: spans for name, spans in found.items() if spans}
