"""How fast papers get into each engine and how fast a question is answered, by the product's own finder.

    python -m bench.search [--folder DIR] [--documents 2000,20000] [--out FILE]
                           [--engines whoosh,database,postgres,opensearch,scan,tantivy,ripgrep]

Everything is done by the program itself over a real database: top 20 with snippet and exact total, with a
filter, with facets, page 50, a changed tag. `postgres` is the engine `database` on a PostgreSQL server that is
started for it, `opensearch` a cluster of three nodes likewise. In the same run, on the same papers: a plain
look through the folded texts in memory (`scan`), tantivy, and ripgrep where it is installed. Each is a
process of its own, in the order named. What is known is written to FILE at once, the table of each size at its end as well.
Ratios may be trusted, absolute figures are this machine's.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from app import create_app
from base.commands import migrate_to_head
from base.config import Config, config_for
from bench import peers
from bench.asking import Measured, Setting, measure
from bench.filled import fill
from bench.papers import papers, questions
from tests import postgres
from tests.opensearch.cluster import cluster

SAMPLE = 4_000
"""Papers that questions are taken from; every n-th of them where there are more."""

SERVER = (
    "shared_buffers=2GB", "maintenance_work_mem=512MB", "max_wal_size=4GB",
    "checkpoint_timeout=30min", "wal_level=minimal", "max_wal_senders=0",
)  # fmt: skip
"""How PostgreSQL is set up where a machine is its own."""

HEAP_MB = 1024
HEAD = (
    "| engine | documents per second in | index ÷ text | MB of the process | first answer s "
    "| top 20, first time asked | top 20 with snippet and exact total | filtered | with facets | page 50 | re-tag one |"
)
PEERS = {"scan": peers.scan, "tantivy": peers.tantivy, "ripgrep": peers.ripgrep}


def filled(config: Config, documents: int, folder: Path | None) -> int:
    """Make a library of so many papers; returns the bytes of their texts."""
    app = create_app(config)
    migrate_to_head(app)
    with app.app_context():
        return fill(papers(documents, folder))


def apart(work: Callable[[Setting], Measured], setting: Setting) -> Measured | None:
    """Do it in a process of its own; what goes wrong is told and does not end the run."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(work, setting).result()
        except Exception as problem:  # noqa: BLE001 - a line of the table is lost, not the others
            setting.say(f"FAILED: {type(problem).__name__}: {problem}")
            return None


@contextmanager
def prepared(engine: str, setting: Setting, folder: Path | None) -> Iterator[Setting]:
    """The setting for one engine, with its server started and its rows filled in where it has one."""
    with ExitStack() as stack:
        config = setting.config if engine in PEERS else replace(setting.config, search=engine)
        if engine == "postgres":
            url = stack.enter_context(postgres.server(*SERVER))
            config = replace(config, search="database", database_url=url)
            start = time.perf_counter()
            filled(config, setting.documents, folder)
            setting.say(f"postgres rows filled in {time.perf_counter() - start:.0f} s")
        if engine == "opensearch":
            nodes = stack.enter_context(cluster(HEAP_MB)).url.split(",")
            config = replace(config, opensearch_url=",".join(f"{node}/bench" for node in nodes))
        yield replace(setting, name=engine, config=config)


def asked_of(documents: int, folder: Path | None) -> list[str]:
    """The questions for a size."""
    every = max(1, documents // SAMPLE)
    sample = [p for n, p in enumerate(papers(documents, folder)) if n % every == 0]
    return questions(sample)


def run(documents: int, engines: list[str], given: argparse.Namespace) -> None:
    """One size: every engine over the same papers."""
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as name:
        config = config_for(Path(name))
        start = time.perf_counter()
        size = filled(config, documents, given.folder)
        asked = tuple(asked_of(documents, given.folder))
        setting = Setting("rows", config, asked, documents, size, given.out)
        setting.say(
            f"{documents} documents, {size / 1e6:.0f} MB, {len(asked)} questions, "
            f"filled in {time.perf_counter() - start:.0f} s"
        )
        done: dict[str, Measured | None] = {}
        for engine in engines:
            try:
                with prepared(engine, setting, given.folder) as ready:
                    done[engine] = apart(PEERS.get(engine, measure), ready)
            except Exception as problem:  # noqa: BLE001 - a server that does not start
                setting.say(f"{engine} FAILED: {type(problem).__name__}: {problem}")
            shutil.rmtree(config.data / f"peer-{engine}", ignore_errors=True)
            _told(setting, done.get(engine))
        _compared(setting, done)
        setting.say("table:\n" + table(setting, done))


def _told(setting: Setting, one: Measured | None) -> None:
    if one is not None:
        setting.say(f"row: {one.row}")


def _compared(setting: Setting, done: dict[str, Measured | None]) -> None:
    """How many totals differ from the scan's, or from the first engine's where there was none."""
    known = {name: one.totals for name, one in done.items() if one and name != "ripgrep"}
    if not known:
        return
    base = "scan" if "scan" in known else next(iter(known))
    every = peers.step(setting.documents) if base == "scan" else 1
    for name, totals in known.items():
        mine = totals if name == "scan" else totals[::every]
        wrong = sum(a != b for a, b in zip(mine, known[base], strict=True))
        setting.say(f"{name}: totals that differ from {base}'s: {wrong} of {len(mine)}")


def table(setting: Setting, done: dict[str, Measured | None]) -> str:
    """The table for docs/performance.md."""
    with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 - Linux alone has it
        memory = int(file.readline().split()[1]) >> 20
    machine = (
        f"{os.cpu_count()} cores, {memory} GB, {platform.system()}, load {os.getloadavg()[2]:.1f}"
    )
    title = (
        f"{setting.documents:,} documents, {setting.text_bytes / 1e6:.0f} MB of text; "
        f"{time.strftime('%Y-%m-%d')}, {machine}; p50 / p95 in ms of {len(setting.asked)} questions"
    )
    lines = [f"### {title}", "", HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
    return "\n".join([*lines, *(one.row for one in done.values() if one)])


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, help="folder of *.jsonl with a text in each line")
    parser.add_argument("--documents", default="2000")
    parser.add_argument("--engines", default="whoosh,database,scan,tantivy,ripgrep")
    parser.add_argument("--out", type=Path, default=Path(os.devnull))
    given = parser.parse_args()
    for documents in given.documents.split(","):
        run(int(documents), given.engines.split(","), given)


if __name__ == "__main__":
    main()
