"""Use case: find documents. The index narrows, the text in the database decides, SQL filters.

The index is a cache: when it is damaged or behind, a scan over the folded texts answers (slower, just
as exact) until the worker has brought it up to date.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import exists, func, or_, select

from base.db import db
from base.errors import Misconfigured
from corpus.rows import DocumentIssuerRow, DocumentRow, DocumentTagRow, SearchTextRow
from corpus.search.engine import Entry, IndexDamaged, SearchIndex
from corpus.search.match import Piece, Snippet, mark, matches, rank, snippet
from corpus.search.query import Field, Query, parse
from corpus.search.registry import BACKENDS
from corpus.search.terms import FoldedFields

log = logging.getLogger("qingce.search")

INDEX_JOB = "index"
BATCH = 1000
DECADES = ((None, 1978), (1979, 1989), (1990, 1999), (2000, 2009), (2010, 2019), (2020, None))


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked: the words as typed and the filters. Years and days inclusive.

    `as_of` is the day on which the status is asked. `public_only` leaves out what is not published.
    """

    words: str = ""
    status: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    decades: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    as_of: date | None = None
    public_only: bool = False
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found: its row, its status at the day asked, the words around the hits."""

    row: DocumentRow
    status: str
    title: tuple[Piece, ...]
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter, how many documents it holds under the other filters, and if it is on."""

    value: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits with exact totals. `degraded` says that the index did not serve."""

    total: int
    unfiltered: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    degraded: bool = False


class Finder:
    """Search over one installation.

    Args:
        folder: where the index stands.
        backend: its name in the registry.
    """

    def __init__(self, folder: Path, backend: str) -> None:
        if backend not in BACKENDS:
            names = "、".join(BACKENDS)
            raise Misconfigured(f"QINGCE_SEARCH={backend} 不认识，可用的是：{names}。")
        self._folder = folder
        self._backend = backend
        self._index: SearchIndex | None = None

    def search(self, asked: Criteria, today: date, *, limit: int = 20, offset: int = 0) -> Results:
        """Find what is asked.

        Raises:
            Refused: the words cannot be understood; the sentence says why.
        """
        query = parse(asked.words)
        found, degraded = self._matching(query, asked)
        day = asked.as_of or today
        kept = _filtered(found, asked, day)
        ordered = _order(kept, query, asked.sort)
        hits = tuple(_hit(row, query, day) for row in ordered[offset : offset + limit])
        facets = {
            "status": _status_facet(found, asked, day),
            "decade": _decade_facet(found, asked, day),
            "issuer": _issuer_facet(found, asked, day),
        }
        return Results(len(kept), len(found), hits, facets, degraded)

    def catch_up_job(self, _payload: dict[str, Any]) -> None:
        """`catch_up` as a job."""
        self.catch_up()

    def catch_up(self) -> int:
        """Bring the index up to date with the library (worker only); returns entries written."""
        try:
            index = self._open()
            newest = db.session.scalar(select(func.max(DocumentRow.sequence))) or 0
            if index.sequence() > newest:
                log.warning("the index has seen more than the library holds; rebuilding it")
                return self.rebuild()
            written = self._write_missing(index)
        except IndexDamaged:
            log.warning("the index is damaged; rebuilding it")
            return self.rebuild()
        return written

    def rebuild(self) -> int:
        """Throw the index away and make it again from the library."""
        self._index = None
        index = BACKENDS[self._backend](self._folder)
        index.wipe()
        return self._write_missing(self._open())

    def behind(self) -> int:
        """How many documents the index has not seen; all of them where it cannot be opened."""
        try:
            seen = self._open().sequence()
        except IndexDamaged:
            seen = 0
        newer = select(func.count()).where(DocumentRow.sequence > seen)
        return db.session.scalar(newer) or 0

    def difference(self) -> tuple[set[int], set[int]]:
        """Ids that the library has and the index lacks, and the other way round."""
        stored = set(db.session.scalars(select(DocumentRow.id)))
        try:
            indexed = set(self._open().ids())
        except IndexDamaged:
            indexed = set()
        return stored - indexed, indexed - stored

    def forget(self, ids: Sequence[int]) -> None:
        """Documents were taken out: what stands in the index under their numbers must not stay.

        Ids and sequences that were theirs are given to the next documents, so the index is made anew.
        """
        if ids:
            self.rebuild()

    def _open(self) -> SearchIndex:
        if self._index is None:
            self._index = BACKENDS[self._backend](self._folder)
        return self._index

    def _write_missing(self, index: SearchIndex) -> int:
        written = 0
        while True:
            query = (
                select(DocumentRow.sequence, SearchTextRow)
                .join(SearchTextRow, SearchTextRow.document_id == DocumentRow.id)
                .where(DocumentRow.sequence > index.sequence())
                .order_by(DocumentRow.sequence)
                .limit(BATCH)
            )
            entries = [
                Entry(text.document_id, _folded(text), sequence)
                for sequence, text in db.session.execute(query)
            ]
            db.session.rollback()
            if not entries:
                index.optimise()
                return written
            index.write(entries)
            written += len(entries)

    def _matching(self, query: Query, asked: Criteria) -> tuple[list[DocumentRow], bool]:
        """Every document the words fit, whatever the filters say (public scope apart)."""
        statement = select(DocumentRow)
        if asked.public_only:
            statement = statement.where(_has_tag("public"))
        rows = list(db.session.scalars(statement))
        if query.is_everything:
            return rows, False
        candidates, degraded, seen = None, False, 0
        try:
            index = self._open()
            seen = index.sequence()
            candidates = index.candidates(query)
        except IndexDamaged:
            self._index, degraded = None, True
        # what the index has not seen yet is looked at, whatever the index says
        possible = [
            row for row in rows if candidates is None or row.id in candidates or row.sequence > seen
        ]
        texts = _texts([row.id for row in possible])
        found = [row for row in possible if row.id in texts and matches(query, texts[row.id])]
        return found, degraded


def facet_labels() -> dict[str, str]:
    """Decade keys and their labels, oldest first."""
    return {_decade_key(low, high): _decade_label(low, high) for low, high in DECADES}


def _folded(text: SearchTextRow) -> FoldedFields:
    return FoldedFields(text.title, text.number, text.issuers, text.body)


def _has_tag(key: str) -> Any:
    return exists(
        select(DocumentTagRow.id).where(
            DocumentTagRow.document_id == DocumentRow.id, DocumentTagRow.key == key
        )
    )


def status_of(document_ids: Sequence[int], day: date) -> dict[int, str]:
    """The status of each document on a day; what is not in it is `unknown`."""
    query = select(DocumentTagRow.document_id, DocumentTagRow.value).where(
        DocumentTagRow.key == "status",
        or_(DocumentTagRow.valid_from.is_(None), DocumentTagRow.valid_from <= day),
        or_(DocumentTagRow.valid_to.is_(None), DocumentTagRow.valid_to > day),
    )
    if len(document_ids) <= 500:
        query = query.where(DocumentTagRow.document_id.in_(document_ids))
    return {one: value for one, value in db.session.execute(query)}  # noqa: C416 - rows are no tuples


def _filtered(
    found: list[DocumentRow], asked: Criteria, day: date, *, without: str = ""
) -> list[DocumentRow]:
    kept = found
    if asked.status and without != "status":
        status = status_of([row.id for row in kept], day)
        kept = [row for row in kept if status.get(row.id, "unknown") in asked.status]
    if asked.issuers and without != "issuer":
        names = select(DocumentIssuerRow.document_id).where(
            DocumentIssuerRow.name.in_(asked.issuers)
        )
        ids = set(db.session.scalars(names))
        kept = [row for row in kept if row.id in ids]
    if asked.decades and without != "decade":
        kept = [row for row in kept if _decade_of(row.year) in asked.decades]
    low, high = asked.year_from, asked.year_to
    if low is not None:
        kept = [row for row in kept if row.year is not None and row.year >= low]
    if high is not None:
        kept = [row for row in kept if row.year is not None and row.year <= high]
    return kept


def _order(rows: list[DocumentRow], query: Query, sort: str) -> list[DocumentRow]:
    newest = sorted(rows, key=lambda row: (row.day or date.min, row.id), reverse=True)
    if sort == "oldest":
        return list(reversed(newest))
    if sort == "number":
        return sorted(newest, key=lambda row: (row.number_key is None, row.number_key or ""))
    if sort == "date" or query.is_everything:
        return newest
    texts = _texts([row.id for row in rows])

    def key(row: DocumentRow) -> tuple[int, int]:
        fields = texts[row.id]
        return rank(query, title=fields.title, number=fields.number, headings="", day=row.day)

    return sorted(newest, key=key)


def _texts(ids: list[int]) -> dict[int, FoldedFields]:
    out: dict[int, FoldedFields] = {}
    for start in range(0, len(ids), 500):
        query = select(SearchTextRow).where(SearchTextRow.document_id.in_(ids[start : start + 500]))
        out |= {text.document_id: _folded(text) for text in db.session.scalars(query)}
    return out


def _hit(row: DocumentRow, query: Query, day: date) -> Hit:
    from corpus import library

    text = library.get(row.id).document.text
    title = mark(query, row.title or row.file_name, Field.TITLE)
    status = status_of([row.id], day).get(row.id, "unknown")
    return Hit(row, status, title, snippet(query, text))


def _status_facet(found: list[DocumentRow], asked: Criteria, day: date) -> tuple[Facet, ...]:
    rows = _filtered(found, asked, day, without="status")
    status = status_of([row.id for row in rows], day)
    counted: dict[str, int] = {}
    for row in rows:
        value = status.get(row.id, "unknown")
        counted[value] = counted.get(value, 0) + 1
    order = ("in_force", "repealed", "expired", "pending_revision", "not_yet", "unknown")
    return tuple(
        Facet(value, value, counted.get(value, 0), value in asked.status)
        for value in order
        if counted.get(value) or value in asked.status or value != "not_yet"
    )


def _decade_facet(found: list[DocumentRow], asked: Criteria, day: date) -> tuple[Facet, ...]:
    rows = _filtered(found, asked, day, without="decade")
    keys = [_decade_of(row.year) for row in rows]
    labels = facet_labels() | {"none": "年份不详"}
    return tuple(
        Facet(key, label, keys.count(key), key in asked.decades)
        for key, label in labels.items()
        if key in keys or key in asked.decades
    )


def _issuer_facet(found: list[DocumentRow], asked: Criteria, day: date) -> tuple[Facet, ...]:
    ids = {row.id for row in _filtered(found, asked, day, without="issuer")}
    query = select(DocumentIssuerRow.name, DocumentIssuerRow.document_id)
    counted: dict[str, int] = dict.fromkeys(asked.issuers, 0)
    for name, document_id in db.session.execute(query):
        if document_id in ids:
            counted[name] = counted.get(name, 0) + 1
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(name, name, count, name in asked.issuers) for name, count in ordered[:30])


def _decade_of(year: int | None) -> str:
    for low, high in DECADES:
        if year is not None and (low or 0) <= year <= (high or 9999):
            return _decade_key(low, high)
    return "none"


def _decade_key(low: int | None, high: int | None) -> str:
    return f"{low or ''}-{high or ''}"


def _decade_label(low: int | None, high: int | None) -> str:
    if low is None:
        return f"{high} 及以前"
    return f"{low} 至今" if high is None else f"{low}–{high}"
