"""Is anything missed? Pieces of real documents, searched as “…” in every engine, against a plain scan.

    python -m bench.recall --folder DIR [--documents 800] [--pieces 2000] [--engines whoosh,database,postgres,opensearch]

DIR holds *.jsonl with a `text` in each line. Pieces of 1 to 12 characters, punctuation included, are cut
out of the texts at random; others are shuffled so that they occur nowhere. Fields, several words,
exclusion and filters are asked likewise. Ends with status 1 where an answer differs from the scan.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app import create_app
from base.config import config_for
from base.db import db
from bench.asking import TODAY, Setting
from bench.papers import Paper, papers
from bench.search import filled, prepared
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import Indexer
from corpus.search.match import matches
from corpus.search.query import parse
from corpus.search.terms import FoldedFields, fold_text

_NOT_QUOTED = frozenset('“”„"＂')


def pieces(some: list[Paper], count: int) -> Iterator[str]:
    """Random pieces of single paragraphs, as they stand."""
    rng = random.Random(17)
    while count:
        line = rng.choice(rng.choice(some).body.split("\n"))
        if not line:
            continue
        start = rng.randrange(len(line))
        piece = line[start : start + rng.randint(1, 12)]
        if fold_text(piece) and not set(piece) & _NOT_QUOTED:
            count -= 1
            yield f"“{piece}”"


def absent(some: list[Paper], count: int) -> Iterator[str]:
    """Shuffled pieces that occur in none of the texts."""
    rng = random.Random(19)
    whole = "\n".join(fold_text(paper.body) for paper in some)
    for piece in pieces(some, 40 * count):
        shuffled = list(piece[1:-1].replace(" ", ""))
        rng.shuffle(shuffled)
        text = "".join(shuffled)
        if len(text) > 3 and fold_text(text) not in whole:
            count -= 1
            yield f"“{text}”"
        if not count:
            return


def combined(some: list[Paper], count: int) -> Iterator[Criteria]:
    """Several words, exclusion, alternatives, fields and filters together."""
    rng = random.Random(23)
    words = list(pieces(some, 3 * count))
    for n in range(count):
        one, two, three = words[3 * n : 3 * n + 3]
        paper = rng.choice(some)
        typed = rng.choice(
            [f"{one} {two}", f"{one} -{two}", f"{one} 或 {two}", f"标题:“{paper.title[:6]}”",
             f"{one} {two} -{three}", f"文号:{paper.number}", f"机关:{paper.issuer} {one}"]
        )  # fmt: skip
        year = rng.choice([None, 1999])
        status = rng.choice([(), ("repealed",)])
        yield Criteria(words=typed.replace("”-", "” -"), year_from=year, status=status)


def differing(finder: Finder, some: list[Paper], asked: list[Criteria]) -> list[str]:
    """The questions whose total is not that of a plain look through every text."""
    texts = [(FoldedFields.of(p.title, p.number, [p.issuer], p.body), p) for p in some]
    wrong = []
    for criteria in asked:
        query = parse(criteria.words)
        truth = sum(
            matches(query, text)
            and (criteria.year_from is None or paper.year >= criteria.year_from)
            and (not criteria.status or paper.status in criteria.status)
            for text, paper in texts
        )
        if finder.search(criteria, TODAY, limit=1, facets=False).total != truth:
            wrong.append(criteria.words)
    return wrong


def main() -> int:
    """Ask everything of every engine and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--documents", type=int, default=800)
    parser.add_argument("--pieces", type=int, default=2000)
    parser.add_argument("--engines", default="whoosh,database")
    given = parser.parse_args()
    some = list(papers(given.documents, given.folder))
    asked = [Criteria(words=piece) for piece in pieces(some, given.pieces)]
    nowhere = [Criteria(words=piece) for piece in absent(some, 200)]
    mixed = list(combined(some, 300))
    failed = False
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as name:
        config = config_for(Path(name))
        size = filled(config, given.documents, given.folder)
        setting = Setting("recall", config, (), given.documents, size, Path(os.devnull))
        for engine in given.engines.split(","):
            with prepared(engine, setting, given.folder) as ready:
                again = create_app(ready.config)
                with again.app_context():
                    indexer: Indexer = again.extensions["indexer"]
                    indexer.rebuild()
                    for kind, questions in (
                        ("pieces", asked),
                        ("absent", nowhere),
                        ("mixed", mixed),
                    ):
                        wrong = differing(again.extensions["finder"], some, questions)
                        failed = failed or bool(wrong)
                        told = f"{len(questions)} asked, {len(wrong)} differ {wrong[:3]}"
                        print(f"{engine:10} {kind:7} {told}", flush=True)
                    indexer.open().close()
                    db.engine.dispose()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
