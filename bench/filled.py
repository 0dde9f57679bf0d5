"""Rows of a library for the search bench, written without reading files, and the texts read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from base.db import db, writing
from bench.papers import Paper
from corpus.as_json import SHAPE
from corpus.counters import DOCUMENTS, next_of
from corpus.rows import (
    CounterRow,
    DocumentIssuerRow,
    DocumentRow,
    DocumentTagRow,
    OriginalRow,
    RevisionRow,
    SearchTextRow,
)
from corpus.search.terms import TOKENISER_VERSION, FoldedFields, fold_text
from corpus.texts import folded

CHUNK = 2_000


def fill(some: Iterable[Paper]) -> int:
    """Put papers into the library: rows as `library.add` would write them, some thousands at a time.

    Returns:
        Bytes of all texts in UTF-8.
    """
    given = iter(some)
    written = size = 0
    while chunk := list(islice(given, CHUNK)):
        _write(list(enumerate(chunk, written + 1)))
        written += len(chunk)
        size += sum(len(paper.body.encode()) for paper in chunk)
    with writing():
        next_of(DOCUMENTS)
        db.session.get_one(CounterRow, DOCUMENTS).value = written
    return size


def texts() -> Iterator[FoldedFields]:
    """The folded texts of the library, by rising id."""
    query = select(SearchTextRow).order_by(SearchTextRow.document_id)
    for row in db.session.scalars(query.execution_options(yield_per=500)):
        yield folded(row)
        db.session.expunge(row)


def _write(chunk: list[tuple[int, Paper]]) -> None:
    with writing():
        db.session.execute(
            insert(OriginalRow), [{"sha256": f"{n:064x}", "size": 1} for n, _ in chunk]
        )
        db.session.execute(insert(DocumentRow), [_document(n, paper) for n, paper in chunk])
        db.session.execute(insert(SearchTextRow), [_folded(n, paper) for n, paper in chunk])
        db.session.execute(
            insert(RevisionRow),
            [
                {"document_id": n, "layer": "machine", "reader": "bench", "shape": SHAPE,
                 "tree": {"text": paper.body}, "created_by": "bench"}
                for n, paper in chunk
            ],
        )  # fmt: skip
        db.session.execute(
            insert(DocumentIssuerRow), [{"document_id": n, "name": p.issuer} for n, p in chunk]
        )
        db.session.execute(
            insert(DocumentTagRow),
            [{"document_id": n, "key": "status", "value": p.status} for n, p in chunk],
        )


def _document(n: int, paper: Paper) -> dict[str, Any]:
    return {
        "id": n, "sha256": f"{n:064x}", "file_name": f"{n}.txt", "format": "txt",
        "title": paper.title, "genre": "通知", "issuers": paper.issuer, "number_text": paper.number,
        "number_key": paper.number, "signed_on": f"{paper.year}-03-04",
        "day": date(paper.year, 3, 4), "year": paper.year, "sequence": n,
    }  # fmt: skip


def _folded(n: int, paper: Paper) -> dict[str, Any]:
    return {
        "document_id": n, "tokeniser": TOKENISER_VERSION, "title": fold_text(paper.title),
        "number": fold_text(paper.number), "issuers": fold_text(paper.issuer),
        "body": fold_text(paper.body), "headings": "", "articles": [],
    }  # fmt: skip
