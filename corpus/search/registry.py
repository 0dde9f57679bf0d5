"""The engines by the name they are configured under. Every one of them passes the same contract test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from corpus.search.engine import Place, SearchIndex
from corpus.search.memory_index import MemoryIndex
from corpus.search.sqlite_index import SqliteIndex
from corpus.search.whoosh_index import WhooshIndex


def _database(place: Place) -> SearchIndex:
    """The engine of the database that the rows are in."""
    if not place.database_url.startswith("postgresql"):
        return SqliteIndex(place)
    from corpus.search.postgres_index import PostgresIndex  # its driver is not always installed

    return PostgresIndex(place)


def _opensearch(place: Place) -> SearchIndex:
    """The engine of a cluster of its own."""
    from corpus.search.opensearch_index import OpenSearchIndex  # its client is not always installed

    return OpenSearchIndex(place)


BACKENDS: Mapping[str, Callable[[Place], SearchIndex]] = MappingProxyType(
    {"whoosh": WhooshIndex, "database": _database, "memory": MemoryIndex, "opensearch": _opensearch}
)
"""name → maker of an engine that keeps what it knows at the place given."""
