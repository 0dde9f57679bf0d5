"""A reader of pages that says what it is told, for tests of what follows from it."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import select

from base.db import db
from base.jobs import JobRow
from base.worker import Worker
from corpus import library
from corpus.block import Box
from corpus.pages import recognising
from corpus.pages.reader import PageReader, Recognised
from corpus.recognition.printed import PrintedLine, PrintedPage
from corpus.sandbox import Sandbox
from tests.builders import item, put_in


class ToldReader(PageReader):
    """Recognises the same page whatever it is shown."""

    def __init__(self, page: PrintedPage) -> None:
        super().__init__()
        self._told = page

    def recognise(self, path: Path, page: int) -> Recognised:
        """What it was told."""
        return Recognised(self._told, "1")


def line(text: str, score: float = 0.99, top: float = 0.2) -> PrintedLine:
    """One printed line in the text column."""
    return PrintedLine(text, Box(0.1, top, 0.6, top + 0.02), score, 0.13, 0.6, 0.03)


def recognition(app: Flask, *lines: PrintedLine) -> tuple[recognising.Recognition, list[int]]:
    """The real use case over such a reader, and the documents it calls changed."""
    changed: list[int] = []
    work = recognising.Recognition(
        app.extensions["originals"],
        Sandbox(),
        ToldReader(PrintedPage(lines)),
        app.extensions["pictures"],
        changed.append,
    )
    return work, changed


def step_until(worker: Worker, kind: str) -> None:
    """Work until the next job is of that kind."""
    while True:
        db.session.rollback()
        waiting = select(JobRow.kind).where(JobRow.state == "queued")
        query = waiting.order_by(JobRow.priority, JobRow.id).limit(1)
        if db.session.scalar(query) == kind:
            return
        assert worker.step(), f"no job {kind} ever came"


def filed_scan(app: Flask, worker: Worker) -> tuple[int, str]:
    """A small picture, filed and waiting for recognition: its document and its hash."""
    picture = io.BytesIO()
    Image.new("L", (60, 80), 255).save(picture, "PNG")
    _, (one,) = put_in(app, ("扫描.png", picture.getvalue()))
    step_until(worker, recognising.JOB)
    document_id = item(one).document_id
    assert document_id is not None
    return document_id, library.get(document_id).row.sha256


def read_scan(app: Flask, worker: Worker, *lines: PrintedLine) -> int:
    """The same with its page read as told; returns the document."""
    document_id, sha256 = filed_scan(app, worker)
    work, _ = recognition(app, *lines)
    payload = {"sha256": sha256, "page": 1}
    recognising.recognise_page(payload, work)
    recognising.compose(payload, work)
    return document_id
