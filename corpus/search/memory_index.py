"""The engine without an index: every text is looked through. Slow, simple, and the truth for the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from corpus.search.engine import Entry, Ids, Place, ids_of
from corpus.search.match import matcher
from corpus.search.query import Query
from corpus.search.terms import FoldedFields


class MemoryIndex:
    """Holds the folded texts of one process; gone when it ends.

    Args:
        place: not used; engines are all made from one.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._texts: dict[int, FoldedFields] = {}
        self._sequence = 0

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex."""
        self._texts = self._texts | {entry.id: entry.fields for entry in entries}
        self._sequence = max([self._sequence, *(entry.sequence for entry in entries)])

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        self._texts = {id_: text for id_, text in self._texts.items() if id_ not in ids}

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer."""
        if query.is_everything:
            return None
        check = matcher(query)
        return ids_of(id_ for id_, text in self._texts.items() if check(text))

    def settles(self, query: Query) -> bool:
        """Always: the texts themselves were looked at."""
        return True

    def sequence(self) -> int:
        """See SearchIndex."""
        return self._sequence

    def size(self) -> int:
        """See SearchIndex."""
        return len(self._texts)

    def ids(self) -> Ids:
        """See SearchIndex."""
        return ids_of(self._texts)

    def optimise(self) -> None:
        """Nothing can be made faster here."""

    def wipe(self) -> None:
        """See SearchIndex."""
        self._texts = {}
        self._sequence = 0

    def close(self) -> None:
        """Nothing is open."""
