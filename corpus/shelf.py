"""What documents are filtered, sorted and counted by, in columns in memory: one number or code a document.

Every process keeps its own; before an answer it asks the counters what has changed and reads only that.
Two hundred thousand documents take some twenty megabytes, and a filter over them well under a millisecond.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select

from base.db import db
from corpus import counters
from corpus.rows import DocumentIssuerRow, DocumentRow, DocumentTagRow
from corpus.search.terms import fold_text
from corpus.tags import first_day

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
NO_DAY = 0
FOREVER = date.max.toordinal()
FETCH = 900
MANY = 10_000
"""From so many on, sorting all documents once costs less than sorting those found each time."""

_none = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Codes:
    """Values as small numbers, in the order in which they were first met."""

    names: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The code of a value, a new one where it was never met."""
        if name not in self.known:
            self.known[name] = len(self.names)
            self.names.append(name)
        return self.known[name]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Values of which a document may have several: place on the shelf, code, first day, day after the last."""

    place: Numbers = field(default_factory=lambda: _none)
    code: Numbers = field(default_factory=lambda: _none)
    since: Numbers = field(default_factory=lambda: _none)
    until: Numbers = field(default_factory=lambda: _none)

    def renewed(self, places: Numbers, rows: Sequence[tuple[int, int, int, int]]) -> Pairs:
        """Without what stood at `places`, with `rows`."""
        kept = ~np.isin(self.place, places)
        new = np.array(rows, dtype=np.int64).reshape(-1, 4)
        old = (self.place, self.code, self.since, self.until)
        return Pairs(*(np.concatenate([c[kept], new[:, n]]) for n, c in enumerate(old)))

    def on(self, day: int) -> tuple[Numbers, Numbers]:
        """Places and codes that hold on a day."""
        holds = (self.since <= day) & (day < self.until)
        return self.place[holds], self.code[holds]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All documents at one moment, by rising id. Never changed: a newer one takes its place.

    `day` is an ordinal, `year` a number, both 0 where not known; `first` is the day before which the
    paper is 尚未施行, 0 for none; `genre` a code or -1; `number` the key to sort by; `title` what
    `title_key` gives for the folded title.
    """

    seen: dict[str, int] = field(default_factory=dict)
    ids: Numbers = field(default_factory=lambda: _none)
    sequence: Numbers = field(default_factory=lambda: _none)
    day: Numbers = field(default_factory=lambda: _none)
    first: Numbers = field(default_factory=lambda: _none)
    year: Numbers = field(default_factory=lambda: _none)
    genre: Numbers = field(default_factory=lambda: _none)
    number: NDArray[Any] = field(default_factory=lambda: np.zeros(0, dtype=object))
    title: Numbers = field(default_factory=lambda: _none)
    issuers: Pairs = field(default_factory=Pairs)
    tags: dict[str, Pairs] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)
    _order: list[Numbers] = field(default_factory=list)

    def newest(self, places: Numbers) -> Numbers:
        """The newest first; of one day, what came in last."""
        if len(places) < MANY:
            return places[np.lexsort((self.ids[places], self.day[places]))[::-1]]
        if not self._order:  # once for this shelf, then every long list is picked out of it
            self._order.append(np.lexsort((self.ids, self.day))[::-1])
        wanted = np.zeros(len(self.ids), dtype=bool)
        wanted[places] = True
        found: Numbers = self._order[0][wanted[self._order[0]]]
        return found

    def places(self, ids: Numbers) -> Numbers:
        """Where these documents stand; those that are not there are left out."""
        if not len(self.ids):
            return _none
        at = np.searchsorted(self.ids, ids)
        at[at == len(self.ids)] = 0
        there: Numbers = at[self.ids[at] == ids]
        return there

    def tagged(self, key: str, day: date) -> tuple[Numbers, Numbers]:
        """Places and codes of what holds under a key on a day."""
        return self.tags.get(key, Pairs()).on(day.toordinal())

    def names(self, key: str) -> list[str]:
        """The values that codes stand for."""
        return self.codes[key].names if key in self.codes else []

    def code(self, key: str, value: str) -> int:
        """The code of a value, -1 where no document has it."""
        return self.codes[key].known.get(value, -1) if key in self.codes else -1


def title_key(folded: str) -> int:
    """A number for a folded title, the same for the same title in this process."""
    return hash(folded) if folded else 0


class ShelfKeeper:
    """Keeps one process's shelf in step with the library. Safe to call from several threads."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._lock = threading.Lock()

    def current(self) -> Shelf:
        """The shelf as the library is now."""
        reached = counters.reached()
        if self._shelf.seen == reached:
            return self._shelf
        with self._lock:
            shelf = self._shelf
            if shelf.seen != reached:
                gone = shelf.seen.get(counters.REMOVED, 0) != reached.get(counters.REMOVED, 0)
                shelf = self._shelf = _renewed(Shelf() if gone else shelf, reached)
            return shelf


def _renewed(old: Shelf, reached: dict[str, int]) -> Shelf:
    newer = or_(
        DocumentRow.sequence > old.seen.get(counters.DOCUMENTS, 0),
        DocumentRow.tagged > old.seen.get(counters.TAGS, 0),
    )
    query = (
        select(
            DocumentRow.id, DocumentRow.sequence, DocumentRow.day, DocumentRow.year,
            DocumentRow.genre, DocumentRow.number_key, DocumentRow.title, DocumentRow.effective_on,
        )
        .where(newer)
        .order_by(DocumentRow.id)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    if not rows:
        return replace(old, seen=reached, _order=list(old._order))
    codes = old.codes or {key: Codes() for key in ("genre", "issuer")}
    changed = np.array([row.id for row in rows], dtype=np.int64)
    ids = np.union1d(old.ids, changed)
    places = np.searchsorted(ids, changed)
    kept = np.searchsorted(ids, old.ids)

    def column(before: NDArray[Any], values: list[Any]) -> NDArray[Any]:
        grown = np.zeros(len(ids), dtype=before.dtype)
        grown[kept] = before
        grown[places] = values
        return grown

    moved = old if np.array_equal(kept, np.arange(len(old.ids))) else _moved(old, kept)
    return Shelf(
        seen=reached,
        ids=ids,
        sequence=column(old.sequence, [row.sequence for row in rows]),
        day=column(old.day, [_ordinal(row.day) for row in rows]),
        first=column(old.first, [_ordinal(first_day(r.day, r.effective_on)) for r in rows]),
        year=column(old.year, [row.year or 0 for row in rows]),
        genre=column(old.genre, [codes["genre"].of(r.genre) if r.genre else -1 for r in rows]),
        number=column(old.number, [row.number_key or "" for row in rows]),
        title=column(old.title, [title_key(fold_text(row.title or "")) for row in rows]),
        issuers=moved.issuers.renewed(places, _issuer_rows(ids, changed, codes["issuer"])),
        tags=_renewed_tags(moved, ids, changed, codes),
        codes=codes,
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else NO_DAY


def _moved(old: Shelf, to: Numbers) -> Shelf:
    """Places change where a document with a smaller id came back."""
    return replace(
        old,
        _order=[],
        issuers=replace(old.issuers, place=to[old.issuers.place]),
        tags={key: replace(pairs, place=to[pairs.place]) for key, pairs in old.tags.items()},
    )


def _issuer_rows(ids: Numbers, changed: Numbers, codes: Codes) -> list[tuple[int, int, int, int]]:
    query = select(DocumentIssuerRow.document_id, DocumentIssuerRow.name)
    found = list(_of(query, DocumentIssuerRow.document_id, changed))
    at = np.searchsorted(ids, np.array([one for one, _ in found], dtype=np.int64))
    return [
        (int(place), codes.of(name), 0, FOREVER) for place, (_, name) in zip(at, found, strict=True)
    ]


def _renewed_tags(
    old: Shelf, ids: Numbers, changed: Numbers, codes: dict[str, Codes]
) -> dict[str, Pairs]:
    query = select(
        DocumentTagRow.document_id, DocumentTagRow.key, DocumentTagRow.value,
        DocumentTagRow.valid_from, DocumentTagRow.valid_to,
    )  # fmt: skip
    found = list(_of(query, DocumentTagRow.document_id, changed))
    at = np.searchsorted(ids, np.array([row[0] for row in found], dtype=np.int64))
    rows: dict[str, list[tuple[int, int, int, int]]] = {key: [] for key in old.tags}
    for place, (_, key, value, since, until) in zip(at, found, strict=True):
        code = codes.setdefault(key, Codes()).of(value)
        first = since.toordinal() if since else 0
        last = until.toordinal() if until else FOREVER
        rows.setdefault(key, []).append((int(place), code, first, last))
    places = np.searchsorted(ids, changed)
    return {key: old.tags.get(key, Pairs()).renewed(places, some) for key, some in rows.items()}


def _of(query: Any, column: Any, ids: Numbers) -> Iterable[Any]:
    """The rows of these documents; of all of them where they are many."""
    if len(ids) > 20 * FETCH:
        wanted = set(ids.tolist())
        yield from (row for row in db.session.execute(query) if row[0] in wanted)
        return
    for start in range(0, len(ids), FETCH):
        yield from db.session.execute(query.where(column.in_(ids[start : start + FETCH].tolist())))
