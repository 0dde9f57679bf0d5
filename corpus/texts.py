"""The folded texts that answers are verified with: from the database, and held in memory as far as allowed."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from base.db import db
from corpus.rows import SearchTextRow
from corpus.search.terms import TOKENISER_VERSION, FoldedFields, fold_text

CHUNK = 500


class TextCache:
    """Folded texts by document and the change they belong to; what was used longest ago goes first.

    Args:
        most_bytes: how much memory the texts may take.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held: OrderedDict[int, tuple[int, int, FoldedFields]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, wanted: Sequence[tuple[int, int]]) -> Iterator[tuple[int, FoldedFields]]:
        """The texts of documents, a few hundred read at a time.

        Args:
            wanted: (id, sequence) of each; one that has no text is left out.
        """
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            held = self._look(some)
            missing = [(one, sequence) for one, sequence in some if one not in held]
            if missing:
                held |= self._fetch(dict(missing))
            for one, _ in some:
                if one in held:
                    yield one, held[one]

    def faces(self, wanted: Sequence[tuple[int, int]]) -> Iterator[tuple[int, FoldedFields]]:
        """Title, number and headings alone, for ordering: what is held, the rest read without bodies.

        Args:
            wanted: as for `get`.
        """
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            held = self._look(some)
            yield from held.items()
            missing = [one for one, _ in some if one not in held]
            if missing:
                yield from _faces(missing)

    def _look(self, wanted: Sequence[tuple[int, int]]) -> dict[int, FoldedFields]:
        found = {}
        with self._lock:
            for one, sequence in wanted:
                kept = self._held.get(one)
                if kept is not None and kept[0] == sequence:
                    self._held.move_to_end(one)
                    found[one] = kept[2]
        return found

    def _fetch(self, wanted: dict[int, int]) -> dict[int, FoldedFields]:
        query = select(SearchTextRow).where(SearchTextRow.document_id.in_(wanted))
        found = {row.document_id: folded(row) for row in db.session.scalars(query)}
        with self._lock:
            for one, fields in found.items():
                size = sys.getsizeof(fields.body) + 1000
                self._bytes += size - self._held.pop(one, (0, 0, None))[1]
                self._held[one] = (wanted[one], size, fields)
            while self._bytes > self._most and self._held:
                self._bytes -= self._held.popitem(last=False)[1][1]
        return found


def _faces(ids: Sequence[int]) -> Iterator[tuple[int, FoldedFields]]:
    row = SearchTextRow
    query = select(row.document_id, row.tokeniser, row.title, row.number, row.headings)
    for one, tokeniser, *parts in db.session.execute(query.where(row.document_id.in_(ids))):
        if tokeniser != TOKENISER_VERSION:
            parts = [fold_text(part) for part in parts]
        yield one, FoldedFields(parts[0], parts[1], "", "", parts[2])


def folded(row: SearchTextRow) -> FoldedFields:
    """The fields of a row; folded again where an earlier tokeniser wrote it (folding twice is harmless)."""
    spans = tuple(zip(row.articles[::2], row.articles[1::2], strict=True))
    title, number, issuers, body, headings = (
        part if row.tokeniser == TOKENISER_VERSION else fold_text(part)
        for part in (row.title, row.number, row.issuers, row.body, row.headings)
    )
    return FoldedFields(title, number, issuers, body, headings, spans)
