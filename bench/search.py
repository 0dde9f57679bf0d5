"""How fast papers get into each engine and how fast a question is answered, by the product's own finder.

    python -m bench.search [--folder DIR] [--documents 2000,20000] [--engines whoosh,database]

Everything is done by the program itself over a real database: top 20 with snippet and exact total, with a
filter, with facets, page 50. In the same run, on the same papers: a plain look through the folded texts
in memory (`scan`), tantivy, and ripgrep where it is installed. Ratios may be trusted, absolute figures
are this machine's.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from app import create_app
from base.commands import migrate_to_head
from base.config import config_for
from base.db import db, writing
from bench import peers
from bench.papers import Paper, papers, questions
from corpus.as_json import SHAPE
from corpus.counters import DOCUMENTS, next_of
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import Indexer
from corpus.rows import (
    CounterRow,
    DocumentIssuerRow,
    DocumentRow,
    DocumentTagRow,
    OriginalRow,
    RevisionRow,
    SearchTextRow,
)
from corpus.search.terms import TOKENISER_VERSION, fold_text

TODAY = date(2026, 11, 22)
CHUNK = 2_000
Ask = Callable[[str], int]
"""Puts a question and returns the total."""


def fill(some: list[Paper]) -> None:
    """Put papers into the library without reading files: rows as `library.add` would write them."""
    for start in range(0, len(some), CHUNK):
        chunk = list(enumerate(some[start : start + CHUNK], start + 1))
        with writing():
            db.session.execute(
                insert(OriginalRow), [{"sha256": f"{n:064x}", "size": 1} for n, _ in chunk]
            )
            db.session.execute(insert(DocumentRow), [_document(n, paper) for n, paper in chunk])
            db.session.execute(insert(SearchTextRow), [_folded(n, paper) for n, paper in chunk])
            db.session.execute(
                insert(RevisionRow),
                [
                    {"document_id": n, "layer": "machine", "reader": "bench", "shape": SHAPE,
                     "tree": {"text": paper.body}, "created_by": "bench"}
                    for n, paper in chunk
                ],
            )  # fmt: skip
            db.session.execute(
                insert(DocumentIssuerRow), [{"document_id": n, "name": p.issuer} for n, p in chunk]
            )
            db.session.execute(
                insert(DocumentTagRow),
                [{"document_id": n, "key": "status", "value": p.status} for n, p in chunk],
            )
    with writing():
        next_of(DOCUMENTS)
        db.session.get_one(CounterRow, DOCUMENTS).value = len(some)


def _document(n: int, paper: Paper) -> dict[str, Any]:
    return {
        "id": n, "sha256": f"{n:064x}", "file_name": f"{n}.txt", "format": "txt",
        "title": paper.title, "genre": "通知", "issuers": paper.issuer, "number_text": paper.number,
        "number_key": paper.number, "signed_on": f"{paper.year}-03-04",
        "day": date(paper.year, 3, 4), "year": paper.year, "sequence": n,
    }  # fmt: skip


def _folded(n: int, paper: Paper) -> dict[str, Any]:
    return {
        "document_id": n, "tokeniser": TOKENISER_VERSION, "title": fold_text(paper.title),
        "number": fold_text(paper.number), "issuers": fold_text(paper.issuer),
        "body": fold_text(paper.body), "headings": "", "articles": [],
    }  # fmt: skip


def timed(ask: Ask, asked: Sequence[str]) -> tuple[list[float], list[int]]:
    """Milliseconds and totals; one round before is not counted."""
    for one in asked[:20]:
        ask(one)
    times, totals = [], []
    for one in asked:
        start = time.perf_counter()
        totals.append(ask(one))
        times.append((time.perf_counter() - start) * 1000)
    return times, totals


def shown(times: list[float]) -> str:
    """p50/p95 in milliseconds."""
    return f"{statistics.median(times):7.1f} /{statistics.quantiles(times, n=20)[18]:7.1f}"


def memory() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one_engine(app: Flask, engine: str, some: list[Paper], asked: list[str]) -> list[int]:
    """Build and ask; prints one line for each kind of question, returns the totals."""
    config = replace(app.config["QINGCE"], search=engine)
    again = create_app(config)
    with again.app_context():
        indexer: Indexer = again.extensions["indexer"]
        finder: Finder = again.extensions["finder"]
        start = time.perf_counter()
        indexer.rebuild()
        spent = time.perf_counter() - start
        size = sum(p.stat().st_size for p in (config.index / engine).rglob("*") if p.is_file())
        text = sum(len(paper.body.encode()) for paper in some)
        print(
            f"{engine:10} built {len(some) / spent:6.0f} docs/s  index/text {size / text:.2f}  {memory()} MB"
        )

        def ask(words: str, **more: Any) -> int:
            criteria = Criteria(words=words, **{k: v for k, v in more.items() if k != "offset"})
            offset = more.get("offset", 0)
            return finder.search(criteria, TODAY, offset=offset, facets=False).total

        def with_facets(words: str) -> int:
            return finder.search(Criteria(words=words), TODAY).total

        times, totals = timed(ask, asked)
        print(f"{engine:10} top 20      {shown(times)} ms")
        filtered = timed(lambda w: ask(w, status=("repealed",), year_from=2000), asked)[0]
        print(f"{engine:10} filtered    {shown(filtered)} ms")
        print(f"{engine:10} with facets {shown(timed(with_facets, asked)[0])} ms")
        print(f"{engine:10} page 50     {shown(timed(lambda w: ask(w, offset=980), asked)[0])} ms")
        indexer.open().close()
    return totals


def run(documents: int, engines: list[str], folder: Path | None) -> None:
    """One size: every engine and every peer over the same papers."""
    some = list(papers(documents, folder))
    asked = questions(some)
    text = sum(len(paper.body.encode()) for paper in some) / 1e6
    print(f"\n{documents} documents, {text:.0f} MB; p50 / p95 of {len(asked)} questions")
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as name:
        data = Path(name)
        app = create_app(config_for(data))
        migrate_to_head(app)
        with app.app_context():
            fill(some)
        totals = {engine: one_engine(app, engine, some, asked) for engine in engines}
        scan, truth = timed(peers.scan(some), asked)
        print(f"{'scan':10} all ids     {shown(scan)} ms")
        for engine, found in totals.items():
            wrong = sum(a != b for a, b in zip(found, truth, strict=True))
            print(f"{engine:10} totals that differ from the scan: {wrong} of {len(asked)}")
        for peer in (peers.tantivy, peers.ripgrep):
            peers.report(peer, some, asked, data / peer.__name__)


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, help="folder of *.jsonl with a text in each line")
    parser.add_argument("--documents", default="2000")
    parser.add_argument("--engines", default="whoosh,database")
    given = parser.parse_args()
    for documents in given.documents.split(","):
        run(int(documents), given.engines.split(","), given.folder)


if __name__ == "__main__":
    main()
