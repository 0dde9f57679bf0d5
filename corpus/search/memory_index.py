"""The engine without an index: every text is looked through. Slow, simple, and the truth for the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from corpus.search.engine import Entry
from corpus.search.match import matches
from corpus.search.query import Query
from corpus.search.terms import FoldedFields


class MemoryIndex:
    """Holds the folded texts of one process; gone when it ends.

    Args:
        directory: not used; engines are all made from one.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._texts: dict[int, FoldedFields] = {}
        self._sequence = 0

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex."""
        self._texts = self._texts | {entry.id: entry.fields for entry in entries}
        self._sequence = max([self._sequence, *(entry.sequence for entry in entries)])

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        self._texts = {id_: text for id_, text in self._texts.items() if id_ not in ids}

    def candidates(self, query: Query) -> frozenset[int] | None:
        """Exactly the documents that answer."""
        if query.is_everything:
            return None
        return frozenset(id_ for id_, text in self._texts.items() if matches(query, text))

    def sequence(self) -> int:
        """See SearchIndex."""
        return self._sequence

    def size(self) -> int:
        """See SearchIndex."""
        return len(self._texts)

    def ids(self) -> frozenset[int]:
        """See SearchIndex."""
        return frozenset(self._texts)

    def optimise(self) -> None:
        """Nothing can be made faster here."""

    def wipe(self) -> None:
        """See SearchIndex."""
        self._texts = {}
        self._sequence = 0

    def close(self) -> None:
        """Nothing is open."""
