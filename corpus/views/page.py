"""One page of a paper: its picture with the quote marked on it, and the text read from it beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Missing
from base.roles import STAFF, Role
from corpus import library
from corpus.layout import Layout
from corpus.library import Filed
from corpus.pages import keeper as page_keeper
from corpus.pages import pictures as page_pictures
from corpus.pages import recognising
from corpus.pages.pictures import PagePictures
from corpus.pages.rows import PageRow
from corpus.reading_text import Mark, Paragraph, paragraphs
from corpus.recognition.engine import installed
from corpus.search_marks import hit_marks
from corpus.views.library import may_correct
from corpus.views.library import pages as library_pages
from corpus.views.picture import Paged, paged, picture_of

pages = library_pages  # the page is one of the document's addresses
CORRECTING = (Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
LAYERS = {library.MACHINE: "文字层", library.RECOGNISED: "识别", library.HUMAN: "人工"}
ZOOMS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address points at: the words from one offset to another, and what was searched for."""

    quote: tuple[int, int] | None
    words: str

    @property
    def keep(self) -> dict[str, Any]:
        """The same for another address of the page."""
        quote = {"start": self.quote[0], "end": self.quote[1]} if self.quote else {}
        return quote | self.search

    @property
    def search(self) -> dict[str, Any]:
        """The search alone, for another page."""
        return {"q": self.words} if self.words else {}


@library_pages.get("/documents/<int:document_id>/pages/<int:number>")
@allow(*STAFF)
def page(document_id: int, number: int) -> str | Response:
    """A page as it looks, with the words from `start` to `end` and the hits of `q` marked, and its text.

    Who comes to an office file does not know the page of the words, and is sent on to it.
    """
    filed, known = _with_page(document_id, number)
    row = page_keeper.find(filed.row.sha256, number)
    asked = _asked(filed)
    on = known.pages_of(asked.quote)
    if known.printed and on and number not in on:
        return redirect(_address(filed, on[0], asked), 303)
    marks = _marks(filed, known.layout, number, asked)
    return render_template(
        "corpus/page.html",
        filed=filed,
        number=number,
        row=row,
        layer=_layer(filed, row),
        confidence=_confidence(row.score if row else None),
        earlier=_earlier(row),
        known=known,
        paragraphs=_on_page(filed, known.layout, number, marks),
        picture=picture_of(filed, number, known, _spans(marks)),
        asked=asked,
        hits=len(marks),
        zoom=min(max(request.args.get("zoom", 1, type=int), 1), ZOOMS[-1]),
        zooms=ZOOMS,
        keep=asked.keep,
        may_correct=may_correct(),
        may_recognise=may_correct() and installed() and filed.row.format in page_pictures.FORMATS,
    )


@library_pages.get("/documents/<int:document_id>/pages/<int:number>/picture")
@allow(*STAFF)
def page_picture(document_id: int, number: int) -> FlaskResponse:
    """The live part of the page: asks for itself again until the picture is there."""
    filed, known = _with_page(document_id, number)
    asked = _asked(filed)
    picture = picture_of(filed, number, known, _spans(_marks(filed, known.layout, number, asked)))
    body = render_template(
        "corpus/page_picture.html",
        filed=filed,
        number=number,
        known=known,
        picture=picture,
        zoom=min(max(request.args.get("zoom", 1, type=int), 1), ZOOMS[-1]),
        keep=asked.keep,
    )
    if request.args.get("printing") and not known.waits:  # how many pages there are is known now
        return FlaskResponse("", headers={"HX-Redirect": _address(filed, number, asked)})
    answer = FlaskResponse(body, mimetype="text/html")
    if picture.waits:
        answer.headers["Retry-After"] = "2"
    return answer


@library_pages.get("/documents/<int:document_id>/pages/<int:number>/image")
@allow(*STAFF)
def page_image(document_id: int, number: int) -> Response:
    """The picture of a page, made by a job of ours: never the bytes that were uploaded."""
    filed, _ = _with_page(document_id, number)
    path = _pictures().path(filed.row.sha256, number, _turned(filed, number))
    if not path.exists():
        raise Missing("这一页的图像还没有准备好。请稍候刷新。")
    answer = send_file(path, mimetype="image/webp", max_age=3600)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@library_pages.post("/documents/<int:document_id>/pages/<int:number>/again")
@allow(*CORRECTING)
def read_again(document_id: int, number: int) -> Response:
    """Read the page again by recognition."""
    with writing():
        recognising.again(document_id, number, current_actor(required=True))
    return redirect(url_for("library.page", document_id=document_id, number=number), 303)


@library_pages.post("/documents/<int:document_id>/pages/<int:number>/earlier/<int:place>")
@allow(*CORRECTING)
def restore_page(document_id: int, number: int, place: int) -> Response:
    """Let an earlier recognition of the page count again."""
    filed, _ = _with_page(document_id, number)
    row = page_keeper.find(filed.row.sha256, number)
    if row is None:
        raise Missing("这一页没有识别过，没有可恢复的。请刷新页面。")
    with writing():
        recognising.bring_back(row.id, place, current_actor(required=True))
    words = "人工文字保留不变，需要时可采用识别的文字。" if filed.layer == library.HUMAN else ""
    flash(f"已恢复第 {number} 页较早的识别，正文稍后更新。{words}可再按恢复换回来。", "done")
    return redirect(url_for("library.page", document_id=document_id, number=number), 303)


@library_pages.post("/documents/<int:document_id>/texts/<int:revision_id>")
@allow(*CORRECTING)
def restore_text(document_id: int, revision_id: int) -> Response:
    """Let an earlier text of the document count again."""
    with writing():
        old = library.bring_back(document_id, revision_id, current_actor(required=True))
        words = LAYERS[old.layer]
        current_app.extensions["on_changed"](document_id)
    flash(f"已恢复较早的正文（{words}）。原来的正文另存，可再恢复。", "done")
    return redirect(url_for("library.document", document_id=document_id), 303)


@library_pages.post("/documents/<int:document_id>/recognised")
@allow(*CORRECTING)
def adopt_recognised(document_id: int) -> Response:
    """Take the recognised text in place of the one a person has put right."""
    with writing():
        recognising.adopt(document_id, current_actor(required=True))
    return redirect(url_for("library.document", document_id=document_id), 303)


def _with_page(document_id: int, number: int) -> tuple[Filed, Paged]:
    filed = library.get(document_id)
    known = paged(filed)
    if not 1 <= number <= known.count:
        raise Missing("这份文件没有这一页。请从文件页重新打开。")
    return filed, known


def _address(filed: Filed, number: int, asked: _Asked) -> str:
    where: dict[str, Any] = {"document_id": filed.id, "number": number} | asked.keep
    return url_for("library.page", zoom=request.args.get("zoom", type=int), **where)


def _pictures() -> PagePictures:
    found: PagePictures = current_app.extensions["pictures"]
    return found


def _turned(filed: Filed, number: int) -> int:
    return page_pictures.turned_of(filed.row.sha256, number)


def _asked(filed: Filed) -> _Asked:
    start, end = request.args.get("start", -1, type=int), request.args.get("end", -1, type=int)
    inside = 0 <= start < end <= len(filed.document.text)
    return _Asked((start, end) if inside else None, request.args.get("q", "").strip())


def _marks(filed: Filed, layout: Layout, number: int, asked: _Asked) -> list[Mark]:
    """The quote, and every hit of the search on the page that is not part of it."""
    first, last = _extent(filed, layout, number)
    start, end = asked.quote or (0, 0)
    hits = [
        mark
        for mark in hit_marks(filed.document, asked.words)
        if mark.start < last and mark.end > first and (mark.end <= start or mark.start >= end)
    ]
    return [*([Mark(start, end, "hit", "quote")] if asked.quote else []), *hits]


def _spans(marks: list[Mark]) -> list[tuple[int, int]]:
    return [(mark.start, mark.end) for mark in marks]


def _layer(filed: Filed, row: PageRow | None) -> str:
    """Which layer the text of the page is of, in words."""
    if filed.layer == library.HUMAN:
        return LAYERS[library.HUMAN]
    return LAYERS[library.RECOGNISED if row is not None and row.reading else library.MACHINE]


def _confidence(score: float | None) -> str | None:
    """How sure recognition was, in words; None where the text stood in the file."""
    if score is None:
        return None
    word = "高" if score >= 0.95 else "中" if score >= 0.9 else "低"
    return f"把握{word}（{score * 100:.0f}%）"


def _earlier(row: PageRow | None) -> list[tuple[datetime, str | None]]:
    """Until when earlier recognitions of the page counted, and how sure they were."""
    kept = row.earlier if row else []
    return [(datetime.fromisoformat(one["at"]), _confidence(one["score"])) for one in kept]


def _on_page(filed: Filed, layout: Layout, number: int, marks: list[Mark]) -> list[Paragraph]:
    """The paragraphs of which a part stands on the page."""
    first, last = _extent(filed, layout, number)
    shown, start = [], 0
    for paragraph in paragraphs(filed.document, marks):
        end = start + sum(len(piece.text) for piece in paragraph.pieces)
        if start < last and end >= first:
            shown.append(paragraph)
        start = end + 1
    return shown


def _extent(filed: Filed, layout: Layout, number: int) -> tuple[int, int]:
    """From where to where the text of a page runs."""
    lines = layout.on_page(number)
    if lines:
        return min(line.start for line in lines), max(line.end for line in lines)
    if not filed.document.page_starts and number == 1:
        return 0, len(filed.document.text) + 1
    starts = (*filed.document.page_starts, len(filed.document.text) + 1)
    return (starts[number - 1], starts[number]) if number < len(starts) else (0, 0)
