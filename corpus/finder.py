"""Use case: find documents. The index narrows, the text decides, columns in memory filter and count.

The index is a cache: when it is damaged or behind, a scan over the folded texts answers (slower, just
as exact) until the worker has brought it up to date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from base.db import db
from corpus import library
from corpus.facets import Criteria, Facet, counted, keep, status_codes
from corpus.indexing import Indexer
from corpus.rows import DocumentRow
from corpus.search.engine import IndexAway, IndexDamaged, SearchIndex, ids_of
from corpus.search.match import Piece, Snippet, mark, matcher, ranker, snippet, whole_titles
from corpus.search.query import Field, Query, parse
from corpus.shelf import Mask, Numbers, Shelf, ShelfKeeper, title_key
from corpus.texts import TextCache

FEW = 20
"""Up to so many hits are ordered by looking at each; of more, the engine is asked which fit best."""

LOOKED_THROUGH = 5_000
"""Published papers up to which a public search looks at their texts and leaves the index alone: the index
takes longer where papers that nobody may know of have the words, and that could be measured."""

TIERS = (Field.TITLE, Field.NUMBER, Field.HEADING)
ELSEWHERE = len(TIERS) + 1


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found: its row, its status at the day asked, the words around the hits."""

    row: DocumentRow
    status: str
    title: tuple[Piece, ...]
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits with exact totals. `degraded` says that the index did not serve.

    `unfiltered` is what the words alone find. `numbers` are the 发文字号 that words were taken for, too.
    """

    total: int
    unfiltered: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    degraded: bool = False
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What fits a query: a mask over the shelf, the engine that was used, None for a scan, and whether that was meant."""

    mask: Mask
    index: SearchIndex | None
    degraded: bool = False


class Finder:
    """Search over one installation. Safe to call from several threads.

    Args:
        indexer: its index.
        text_bytes: how much memory the texts for verification may take.
    """

    def __init__(self, indexer: Indexer, text_bytes: int) -> None:
        self._indexer = indexer
        self._texts = TextCache(text_bytes)
        self._shelves = ShelfKeeper()

    def search(
        self,
        asked: Criteria,
        today: date,
        *,
        limit: int = 20,
        offset: int = 0,
        facets: bool = True,
    ) -> Results:
        """Find what is asked.

        Raises:
            Refused: the words cannot be understood; the sentence says why.
        """
        query = parse(asked.words)
        shelf, day = self._shelves.current(), asked.as_of or today
        found = self._found(query, shelf, asked, day)
        kept = np.flatnonzero(found.mask & keep(shelf, asked, day))
        page = self._order(shelf, query, kept, asked.sort, found.index)[offset : offset + limit]
        return Results(
            total=len(kept),
            unfiltered=int(np.count_nonzero(found.mask)),
            hits=self._hits(shelf, query, page, day),
            facets=counted(shelf, found.mask, asked, day) if facets else {},
            degraded=found.degraded,
            numbers=query.numbers,
        )

    def ids(self, asked: Criteria, today: date) -> list[int]:
        """Every document that is found, newest first."""
        query = parse(asked.words)
        shelf, day = self._shelves.current(), asked.as_of or today
        found = self._found(query, shelf, asked, day)
        kept = np.flatnonzero(found.mask & keep(shelf, asked, day))
        ids: list[int] = shelf.ids[shelf.newest(kept)].tolist()
        return ids

    def _hits(self, shelf: Shelf, query: Query, page: Numbers, day: date) -> tuple[Hit, ...]:
        ids = shelf.ids[page].tolist()
        rows = {
            row.id: row
            for row in db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(ids)))
        }
        texts = library.texts_of(ids)
        wanted = list(zip(ids, shelf.sequence[page].tolist(), strict=True))
        folded = {one: fields.body for one, fields in self._texts.get(wanted)}
        codes, names = status_codes(shelf, day)
        status = dict(zip(ids, (names[code] for code in codes[page]), strict=True))
        return tuple(
            Hit(
                rows[one],
                status[one],
                mark(query, rows[one].title or rows[one].file_name, Field.TITLE),
                snippet(query, texts.get(one, ""), folded_text=folded.get(one)),
            )
            for one in ids
            if one in rows
        )

    def _found(self, query: Query, shelf: Shelf, asked: Criteria, day: date) -> _Found:
        scope = _scope(shelf, query, asked, day)
        if asked.public_only and not query.is_everything:
            places = np.flatnonzero(scope)
            if len(places) <= LOOKED_THROUGH:
                mask = np.zeros_like(scope)
                mask[self._verified(shelf, query, places)] = True
                return _Found(mask, None)
        return self._matching(query, shelf, scope)

    def _matching(self, query: Query, shelf: Shelf, scope: Mask) -> _Found:
        """Every document in scope that the words fit, whatever the filters say."""
        if query.is_everything:
            return _Found(scope, None)
        index: SearchIndex | None = None
        try:
            index = self._indexer.open()
            # what the index has not seen yet is looked at, whatever the index says
            unseen = shelf.sequence > index.sequence()
            candidates = index.candidates(query)
            settled = index.settles(query)
            if unseen.any():
                self._indexer.mend()
        except IndexDamaged as damage:
            self._indexer.let_go()
            if not isinstance(damage, IndexAway):
                self._indexer.mend(damaged=True)
            index, candidates, unseen, settled = None, None, np.ones_like(scope), False
        proposed = np.zeros_like(scope)
        proposed[shelf.places(candidates if candidates is not None else shelf.ids)] = True
        sure = scope & proposed & ~unseen if settled else np.zeros_like(scope)
        doubtful = np.flatnonzero(scope & (proposed | unseen) & ~sure)
        sure[self._verified(shelf, query, doubtful)] = True
        return _Found(sure, index, degraded=index is None)

    def _verified(self, shelf: Shelf, query: Query, places: Numbers) -> Numbers:
        """Those of the places whose text answers."""
        wanted = list(zip(shelf.ids[places].tolist(), shelf.sequence[places].tolist(), strict=True))
        check = matcher(query)
        met = ids_of(one for one, text in self._texts.get(wanted) if check(text))
        return shelf.places(met)

    def _order(
        self, shelf: Shelf, query: Query, kept: Numbers, sort: str, index: SearchIndex | None
    ) -> Numbers:
        newest = shelf.newest(kept)
        if sort == "oldest":
            return newest[::-1]
        if sort == "number":
            keys = shelf.number[newest].tolist()
            places = newest.tolist()
            ordered = sorted(
                zip(keys, places, strict=True), key=lambda pair: (not pair[0], pair[0])
            )
            return np.array([place for _, place in ordered], dtype=np.int64)
        if sort == "date" or query.is_everything:
            return newest
        best = self._tiers(shelf, query, newest, index)
        return newest[np.argsort(best, kind="stable")]

    def _tiers(
        self, shelf: Shelf, query: Query, places: Numbers, index: SearchIndex | None
    ) -> NDArray[np.int8]:
        """How well each fits: 0 the title itself, 1 in the title, 2 the number, 3 a heading, 4 elsewhere."""
        best = np.full(len(shelf.ids), ELSEWHERE, dtype=np.int8)  # sorted by counting
        close = places
        if len(places) > FEW and index is not None:
            try:
                for fit, part in reversed(list(enumerate(TIERS, 1))):
                    best[self._holding(shelf, query.within(part), index)] = fit
                whole = [title_key(title) for title in whole_titles(query)]
                best[np.isin(shelf.title, whole)] = 0
                close = places[shelf.sequence[places] > index.sequence()]
            except IndexDamaged:  # since it was asked for the hits; these stand
                self._indexer.let_go()
        wanted = list(zip(shelf.ids[close].tolist(), shelf.sequence[close].tolist(), strict=True))
        rank = ranker(query)
        fits = {one: rank(text) for one, text in self._texts.faces(wanted)}
        if fits:
            best[shelf.places(np.array(list(fits), dtype=np.int64))] = list(fits.values())
        return best[places]

    def _holding(self, shelf: Shelf, query: Query, index: SearchIndex) -> Numbers:
        """Places of the documents that hold all that can be held in one of the `TIERS`."""
        ids = index.candidates(query) if query.clauses else None
        near = shelf.places(ids) if ids is not None else np.zeros(0, dtype=np.int64)
        if index.settles(query):
            return near
        wanted = list(zip(shelf.ids[near].tolist(), shelf.sequence[near].tolist(), strict=True))
        check = matcher(query)
        return shelf.places(ids_of(n for n, t in self._texts.faces(wanted) if check(t)))


def _scope(shelf: Shelf, query: Query, asked: Criteria, day: date) -> Mask:
    """What is looked at: what the public may see, and what 年: and 状态: in the query say."""
    scope = np.ones(len(shelf.ids), dtype=bool)
    if asked.public_only:
        scope[:] = False
        scope[shelf.tagged("public", day)[0]] = True
    for first, last in query.years:
        scope &= (shelf.year >= (first or 1)) & (shelf.year <= (last or 9999))
    if query.status:
        codes, names = status_codes(shelf, day)
        scope &= np.isin(codes, [code for code, name in enumerate(names) if name in query.status])
    return scope
