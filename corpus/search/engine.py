"""What every search engine can do, and how a query is put to one that knows pairs of characters. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from base.errors import Conflict, Problem
from corpus.search.query import Query, Term
from corpus.search.terms import FoldedFields

Ids = NDArray[np.int64]
"""Ids of documents, rising, each once."""


def ids_of(found: Iterable[int]) -> Ids:
    """Ids in the form in which engines answer."""
    return np.unique(np.fromiter(found, dtype=np.int64))


def ids_in(joined: str) -> Ids:
    """Ids out of one comma-separated string, as databases hand over a column quickest."""
    found = np.sort(np.fromstring(joined, dtype=np.int64, sep=","))
    return found[np.concatenate(([True], found[1:] != found[:-1]))] if len(found) else found


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine may keep what it knows: a folder of its own, this database, or this cluster.

    The path of `opensearch_url` is the name of the index: https://user:password@host:9200/qingce;
    several addresses of one cluster are separated by commas.
    """

    folder: Path
    database_url: str = ""
    opensearch_url: str = ""


class IndexDamaged(Problem):
    """The index cannot be trusted: search without it, then `wipe` and write everything again."""

    code = "index_damaged"


class IndexAway(IndexDamaged):
    """The index does not answer now: search without it, and leave it as it is until it does."""

    code = "index_away"


class IndexBusy(Conflict):
    """Another process has been writing to the index for too long."""

    code = "index_busy"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document for the index.

    `sequence` counts the changes of the library from 1: this entry is the state of the document after
    that change. A number is never given twice, also not after the document that had it is gone: an index
    takes what is not above its own `sequence` for seen.
    """

    id: int
    fields: FoldedFields
    sequence: int


class SearchIndex(Protocol):
    """Tells which documents could answer a query; it holds no text and knows no tags.

    An engine may be behind the library, `sequence` says how far; it may propose too much, never too
    little of what it has been given. Every method but `wipe` and `close` raises IndexDamaged where the
    index cannot be trusted, and the writing ones IndexBusy. Safe to call from several threads.
    """

    def write(self, entries: Sequence[Entry]) -> None:
        """Add documents, or put them in the place of what was written under the same id; durable."""

    def remove(self, ids: Collection[int]) -> None:
        """Take documents out; ids that are not in are no error. Says nothing about how far it is."""

    def candidates(self, query: Query) -> Ids | None:
        """Ids of all documents that could answer; None where the query does not narrow anything.

        To be verified with `match.matches`, unless it `settles` the query.
        """

    def settles(self, query: Query) -> bool:
        """Whether `candidates` are exactly the answers, so that no text has to be looked at."""

    def sequence(self) -> int:
        """The last change that is in the index, 0 for a new one."""

    def size(self) -> int:
        """Number of documents in the index."""

    def ids(self) -> Ids:
        """Ids of all documents in the index."""

    def optimise(self) -> None:
        """Make searching faster where it is worth it; call it when there is nothing else to do."""

    def wipe(self) -> None:
        """Begin again with an empty index, whatever state this one is in."""

    def close(self) -> None:
        """Let go of open files; the next call opens them again."""


def narrow(query: Query, lookup: Callable[[Term], Set[int]]) -> Ids | None:
    """Put the answers for single terms together: alternatives united, clauses intersected.

    `lookup` may answer with too many ids; what is excluded is therefore left to verification.
    """
    if query.is_everything:
        return None
    found: Set[int] | None = None
    for clause in sorted(query.clauses, key=_selectivity, reverse=True):
        united: Set[int] = frozenset().union(*(lookup(term) for term in clause))
        found = united if found is None else found & united
        if not found:
            break
    return ids_of(found or ())


def _selectivity(clause: tuple[Term, ...]) -> int:
    """A guess at how few documents answer: the shortest alternative says most."""
    return min(len(term.text) for term in clause)
