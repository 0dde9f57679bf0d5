"""The engines by the name they are configured under. Every one of them passes the same contract test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from corpus.search.engine import SearchIndex
from corpus.search.memory_index import MemoryIndex
from corpus.search.whoosh_index import WhooshIndex

BACKENDS: Mapping[str, Callable[[Path], SearchIndex]] = MappingProxyType(
    {"whoosh": WhooshIndex, "memory": MemoryIndex}
)
"""name → maker of an engine that may keep its files in the directory given."""
