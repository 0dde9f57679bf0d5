"""The engines by the name they are configured under. Every one of them passes the same contract test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from corpus.search.engine import Place, SearchIndex
from corpus.search.memory_index import MemoryIndex
from corpus.search.sqlite_index import SqliteIndex
from corpus.search.whoosh_index import WhooshIndex

BACKENDS: Mapping[str, Callable[[Place], SearchIndex]] = MappingProxyType(
    {"whoosh": WhooshIndex, "database": SqliteIndex, "memory": MemoryIndex}
)
"""name → maker of an engine that keeps what it knows at the place given."""
