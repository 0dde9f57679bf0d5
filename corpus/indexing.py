"""Use case: keep the index in step with the library. The index is a cache and may be made anew any time."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from base import jobs
from base.db import alone, db, writing
from base.errors import Misconfigured
from corpus import library
from corpus.rows import DocumentRow, SearchTextRow
from corpus.search.engine import Entry, IndexAway, IndexDamaged, Place, SearchIndex
from corpus.search.registry import BACKENDS
from corpus.search.terms import TOKENISER_VERSION
from corpus.texts import folded

log = logging.getLogger("qingce.search")

INDEX_JOB = "index"
INDEX_LOCK = 715004
BATCH = 1000
REFOLD_BATCH = 200
_AHEAD_EVERY = 500
_LATER, _AHEAD = 6, 4
MEND_SECONDS = 15.0
"""How often a process looks whether somebody mends an index that could not be used."""

SUSPECT_SECONDS = 600.0


def queue(document_id: int) -> None:
    """Queue bringing the index up to date, in the transaction that changed a document.

    It waits until all papers that came in are read; in a long import it goes ahead of them now and then,
    so that what the index has not seen stays little and a second worker does not idle at the end.
    """
    if document_id % _AHEAD_EVERY == 0:
        jobs.enqueue(INDEX_JOB, {}, once=f"{INDEX_JOB}-ahead", priority=_AHEAD)
    jobs.enqueue(INDEX_JOB, {}, once=INDEX_JOB, priority=_LATER)


class Indexer:
    """The index of one installation.

    Args:
        place: where the engine keeps what it knows.
        backend: its name in the registry.

    Raises:
        Misconfigured: there is no engine of that name.
    """

    def __init__(self, place: Place, backend: str) -> None:
        if backend not in BACKENDS:
            names = "、".join(BACKENDS)
            raise Misconfigured(f"QINGCE_SEARCH={backend} 不认识，可用的是：{names}。")
        self._place = place
        self._backend = backend
        self._index: SearchIndex | None = None
        self._looked = -MEND_SECONDS
        self._suspected = -SUSPECT_SECONDS

    def open(self) -> SearchIndex:
        """The engine. Raises IndexDamaged where it cannot be trusted."""
        if self._index is None:
            self._index = BACKENDS[self._backend](self._place)
        return self._index

    def let_go(self) -> None:
        """Open it anew next time."""
        self._index = None

    def mend(self, *, damaged: bool = False) -> None:
        """Have the index brought up to date where a search could not use it and nobody is at it.

        Nothing is written where a job waits, runs or has failed, so that readers do not wait for writers.

        Args:
            damaged: it could not be read, not only is it behind.
        """
        now = time.monotonic()
        if now < self._looked + MEND_SECONDS:
            return
        self._looked = now
        known = select(jobs.JobRow.id).where(jobs.JobRow.kind == INDEX_JOB).limit(1)
        if db.session.scalar(known) is not None:
            return
        try:
            with writing():
                payload = {"damaged": True} if damaged else {}
                jobs.enqueue(INDEX_JOB, payload, once=INDEX_JOB, priority=_LATER)
        except SQLAlchemyError:
            log.exception("rebuilding the index was not queued; the next search tries again")

    def catch_up_job(self, payload: dict[str, Any]) -> None:
        """`catch_up` as a job; what readers found damaged twice is made anew, whatever it looks like here."""
        if payload.get("damaged"):
            again = time.monotonic() < self._suspected + SUSPECT_SECONDS
            self._suspected = time.monotonic()
            self.let_go()
            if again:
                log.warning("readers cannot use the index; rebuilding it")
                with alone(INDEX_LOCK):
                    self.rebuild()
                return
        self.catch_up()

    def catch_up(self) -> int:
        """Bring the index up to date with the library (worker only); returns entries written."""
        # two that write at the same time could put an older text in the place of a newer one
        with alone(INDEX_LOCK):
            return self._catch_up()

    def _catch_up(self) -> int:
        refold()
        try:
            index = self.open()
            newest = db.session.scalar(select(func.max(DocumentRow.sequence))) or 0
            if index.sequence() > newest:
                log.warning("the index has seen more than the library holds; rebuilding it")
                return self.rebuild()
            written = self._write_missing(index)
        except IndexAway:
            self.let_go()
            raise
        except IndexDamaged:
            log.warning("the index is damaged; rebuilding it")
            return self.rebuild()
        return written

    def rebuild(self) -> int:
        """Throw the index away and make it again from the library."""
        refold()
        self.let_go()
        index = BACKENDS[self._backend](self._place)
        index.wipe()
        return self._write_missing(self.open())

    def behind(self) -> int:
        """How many documents the index has not seen; all of them where it cannot be opened."""
        try:
            seen = self.open().sequence()
        except IndexDamaged:
            seen = 0
        newer = select(func.count()).where(DocumentRow.sequence > seen)
        return db.session.scalar(newer) or 0

    def difference(self) -> tuple[set[int], set[int]]:
        """Ids that the library has and the index lacks, and the other way round."""
        stored = set(db.session.scalars(select(DocumentRow.id)))
        try:
            indexed = set(self.open().ids().tolist())
        except IndexDamaged:
            indexed = set()
        return stored - indexed, indexed - stored

    def forget(self, ids: Sequence[int]) -> None:
        """Documents were taken out: what stands in the index under their numbers must not stay."""
        if ids:
            self.rebuild()

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
                Entry(text.document_id, folded(text), sequence)
                for sequence, text in db.session.execute(query)
            ]
            db.session.rollback()
            if not entries:
                if written:
                    index.optimise()
                return written
            index.write(entries)
            written += len(entries)


def refold() -> None:
    """Write the search texts again that an earlier tokeniser left, a few hundred at a time."""
    query = select(SearchTextRow.document_id).where(SearchTextRow.tokeniser != TOKENISER_VERSION)
    while ids := list(db.session.scalars(query.limit(REFOLD_BATCH))):
        with writing():
            for one in ids:
                library.renew_search_text(one)
