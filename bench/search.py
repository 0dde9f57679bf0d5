"""How fast documents get into the index, and how fast a question is answered with and without it.

    python -m bench.search [documents] [characters]

Texts are kept in SQLite, as the library keeps them; both ways of answering fetch them from there and look
through them with the same code, in the same minute. So the ratios may be trusted where the machine's load
changes; the absolute figures are this machine's. The two have to give the same answers.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.search.engine import Entry, Place
from corpus.search.match import matches
from corpus.search.query import Query, parse
from corpus.search.terms import FoldedFields
from corpus.search.whoosh_index import WhooshIndex
from tests.corpus.search.papers import PaperMaker

QUERIES = 200
BATCH = 1000
FEW = 20
FETCHED = 500

Measured = list[tuple[float, int]]
"""Milliseconds of each query and the number of its answers."""


class Shelf:
    """The folded texts, in a table."""

    def __init__(self, path: Path, texts: dict[int, FoldedFields]) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, title, number, issuers, body)")
        rows = [(n, t.title, t.number, t.issuers, t.body) for n, t in texts.items()]
        self._db.executemany("INSERT INTO text VALUES (?, ?, ?, ?, ?)", rows)
        self._db.commit()

    def everything(self) -> Iterator[tuple[int, FoldedFields]]:
        """All texts."""
        for row in self._db.execute("SELECT id, title, number, issuers, body FROM text"):
            yield row[0], FoldedFields(*row[1:])

    def some(self, ids: Iterable[int]) -> Iterator[tuple[int, FoldedFields]]:
        """The texts asked for."""
        wanted = sorted(ids)
        for start in range(0, len(wanted), FETCHED):
            part = ",".join(map(str, wanted[start : start + FETCHED]))
            for row in self._db.execute(
                f"SELECT id, title, number, issuers, body FROM text WHERE id IN ({part})"
            ):
                yield row[0], FoldedFields(*row[1:])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _queries(papers: list[tuple[str, str, str, str]]) -> list[Query]:
    """Copied pieces, numbers, titles, common words, two words at once, and words that are not there."""
    rng = random.Random(3)
    queries: list[Query] = []
    while len(queries) < QUERIES:
        title, number, _, body = rng.choice(papers)
        lines = [line for line in body.split("\n") if len(line) > 30]
        line = rng.choice(lines)
        start = rng.randrange(len(line) - 12)
        piece = line[start : start + rng.randint(2, 12)].strip("- 　")
        other = lines[0][6:10].strip("- 　")
        if len(piece) < 2 or not other or set("“”") & set(piece + other):
            continue
        kinds = [
            f"“{piece}”",
            f"“{piece}”",
            number,
            f"标题:{title}",
            "以资代劳",
            f"{piece[:2]} {other}",
        ]
        queries.append(parse(rng.choice([*kinds, "不曾有过的说法"])))
    return queries


def _timed(answer: Callable[[Query], set[int]], queries: list[Query]) -> Measured:
    measured: Measured = []
    for query in queries:
        start = time.perf_counter()
        found = len(answer(query))
        measured.append(((time.perf_counter() - start) * 1000, found))
    return measured


def _compare(fast: Measured, slow: Measured) -> None:
    """Median and 95th percentile of both ways, and their ratios, for selective and for common queries."""
    if [found for _, found in fast] != [found for _, found in slow]:
        raise AssertionError("the index and the scan do not agree")
    for kind, wanted in ((f"<= {FEW} answers", True), (f" > {FEW} answers", False)):
        both = [(f[0], s[0]) for f, s in zip(fast, slow, strict=True) if (f[1] <= FEW) is wanted]
        (f50, f95), (s50, s95) = (_percentiles(list(side)) for side in zip(*both, strict=True))
        print(
            f"{kind}, {len(both):3} queries   whoosh p50 {f50:6.2f} p95 {f95:6.2f} ms   scan p50 {s50:6.2f} "
            f"p95 {s95:6.2f} ms   scan/whoosh p50 x{s50 / f50:.1f} p95 x{s95 / f95:.1f}"
        )


def _percentiles(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def _build(index: WhooshIndex, texts: dict[int, FoldedFields], directory: Path) -> None:
    """Write everything in batches and say how long it took."""
    size = sum(len(text.body.encode()) for text in texts.values())
    start = time.perf_counter()
    for first in range(0, len(texts), BATCH):
        last = min(len(texts), first + BATCH)
        index.write([Entry(n, texts[n], n + 1) for n in range(first, last)])
    built = time.perf_counter() - start
    kept = sum(path.stat().st_size for path in directory.iterdir())
    print(f"build    {len(texts) / built:.0f} docs/s, {size / built / 1e6:.2f} MB/s")
    print(f"on disk  {kept / size:.2f} of the text ({size / 1e6:.0f} MB)")


def main(documents: int, characters: int) -> None:
    """Print the figures."""
    maker = PaperMaker(seed=1)
    papers = [maker.paper(characters) for _ in range(documents)]
    texts = {n: FoldedFields.of(p[0], p[1], [p[2]], p[3]) for n, p in enumerate(papers)}
    with tempfile.TemporaryDirectory() as directory:
        shelf = Shelf(Path(directory) / "texts.db", texts)
        index = WhooshIndex(Place(Path(directory) / "index"))
        _build(index, texts, Path(directory) / "index")

        def indexed(query: Query) -> set[int]:
            candidates = index.candidates(query)
            if candidates is not None and query.settled_by_terms:
                return set(candidates.tolist())
            rows = shelf.everything() if candidates is None else shelf.some(candidates.tolist())
            return {id_ for id_, text in rows if matches(query, text)}

        def scanned(query: Query) -> set[int]:
            return {id_ for id_, text in shelf.everything() if matches(query, text)}

        queries = _queries(papers)
        indexed(queries[0])
        _compare(_timed(indexed, queries), _timed(scanned, queries))
        start = time.perf_counter()
        index.write([Entry(documents, texts[0], documents + 1)])
        print(f"add one  {(time.perf_counter() - start) * 1000:.0f} ms")
        index.close()
        shelf.close()


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [2000, 3000][len(given) :]))
