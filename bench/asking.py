"""One engine over a filled library: how fast it is built and how fast questions are answered.

Each engine is asked in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import resource
import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from app import create_app
from base.config import Config
from base.db import writing
from corpus import tags
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import Indexer

TODAY = date(2026, 11, 22)
RETAGGED = 100
WARM = 20


@dataclass(frozen=True)
class Setting:
    """What an engine is measured on; lines go to the screen and to `out` as soon as they are known."""

    name: str
    config: Config
    asked: tuple[str, ...]
    documents: int
    text_bytes: int
    out: Path

    def say(self, line: str) -> None:
        """One line with the time, to the screen and to the file, at once."""
        told = f"{time.strftime('%H:%M:%S')} {self.name:10} {line}"
        print(told, flush=True)
        with self.out.open("a", encoding="utf-8") as file:
            file.write(told + "\n")


@dataclass(frozen=True)
class Measured:
    """The totals of all questions, for comparison, and the engine's line of the table."""

    totals: tuple[int, ...]
    row: str


@dataclass(frozen=True)
class Answers:
    """Milliseconds on the wall and of this process's processor, and the totals."""

    wall: list[float]
    processor: list[float]
    totals: list[int]


def timed(ask: Callable[[str], int], asked: Sequence[str]) -> Answers:
    """Put every question once; a few before are not counted."""
    for one in asked[:WARM]:
        ask(one)
    found = Answers([], [], [])
    for one in asked:
        start, busy = time.perf_counter(), time.process_time()
        found.totals.append(ask(one))
        found.wall.append((time.perf_counter() - start) * 1000)
        found.processor.append((time.process_time() - busy) * 1000)
    return found


def shown(times: list[float]) -> str:
    """p50 / p95 in milliseconds."""
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[18]:.1f}"


def memory() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(setting: Setting) -> Measured:
    """Build the index and ask everything."""
    app = create_app(setting.config)
    with app.app_context():
        indexer: Indexer = app.extensions["indexer"]
        finder: Finder = app.extensions["finder"]
        start = time.perf_counter()
        indexer.rebuild()
        rate = setting.documents / (time.perf_counter() - start)
        share = index_bytes(setting.config) / setting.text_bytes
        setting.say(f"built {rate:.0f} docs/s, index/text {share:.2f}, {memory()} MB")
        start = time.perf_counter()
        finder.search(Criteria(words=setting.asked[0]), TODAY)
        first = time.perf_counter() - start
        setting.say(f"first answer of a process {first:.1f} s")
        cells, totals = _asked(setting, finder)
        retagged = _retagged(setting, finder, indexer)
        indexer.open().close()
    row = [
        setting.name,
        f"{rate:.0f}",
        f"{share:.1f}",
        str(memory()),
        f"{first:.1f}",
        *cells,
        retagged,
    ]
    return Measured(tuple(totals), "| " + " | ".join(row) + " |")


def _asked(setting: Setting, finder: Finder) -> tuple[list[str], list[int]]:
    """The cells of all kinds of question, and the totals of the first."""

    def ask(words: str, offset: int = 0, facets: bool = False, **more: Any) -> int:
        criteria = Criteria(words=words, **more)
        return finder.search(criteria, TODAY, offset=offset, facets=facets).total

    kinds: dict[str, Callable[[str], int]] = {
        "top 20, first time asked": ask,
        "top 20, snippets, exact total": ask,
        "filtered": lambda words: ask(words, status=("repealed",), year_from=2000),
        "with facets": lambda words: ask(words, facets=True),
        "page 50": lambda words: ask(words, offset=980),
    }
    cells, totals = [], []
    for kind, put in kinds.items():
        found = timed(put, setting.asked)
        totals.append(found.totals)
        cells.append(shown(found.wall))
        slow = sorted(zip(found.wall, setting.asked, found.totals, strict=True), reverse=True)[:3]
        worst = "; ".join(f"{ms:.0f} ms {words} ({total})" for ms, words, total in slow)
        setting.say(f"{kind}: {cells[-1]} ms (processor {shown(found.processor)}); slowest {worst}")
    return cells, totals[0]


def _retagged(setting: Setting, finder: Finder, indexer: Indexer) -> str:
    """What changing one tag costs, and the next answer after it; the index must not notice."""
    before = indexer.open().sequence(), index_bytes(setting.config)
    changes, answers = [], []
    for n in range(RETAGGED):
        one = 1 + n * setting.documents // RETAGGED
        start = time.perf_counter()
        with writing():
            tags.replace([tags.STATUS], {one: [(tags.STATUS, "repealed", None, None)]})
        changes.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        finder.search(Criteria(words=setting.asked[n], status=("repealed",)), TODAY)
        answers.append((time.perf_counter() - start) * 1000)
    same = (indexer.open().sequence(), index_bytes(setting.config)) == before
    setting.say(
        f"re-tagging one: {shown(changes)} ms, next answer {shown(answers)} ms, "
        f"index {'untouched' if same else 'CHANGED'}"
    )
    return f"{shown(changes)}{'' if same else ' (index changed)'}"


def index_bytes(config: Config) -> int:
    """What the index takes on disk; of a cluster one copy."""
    if config.search == "opensearch":
        with urllib.request.urlopen(f"{config.opensearch_url.split(',')[0]}-*/_stats/store") as got:
            return int(json.load(got)["_all"]["primaries"]["store"]["size_in_bytes"])
    if config.database_url.startswith("postgresql"):
        query = (
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE n.nspname = 'qingce_search' AND c.relkind = 'r'"
        )
        with psycopg.connect(config.database_url.replace("+psycopg", "")) as connection:
            found = connection.execute(query).fetchone()
            return int(found[0]) if found else 0
    folder = config.index / config.search
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
