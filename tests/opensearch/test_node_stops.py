"""A node is killed in the middle of indexing and searching: nothing is lost, answers go on."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field

import pytest

from corpus.search.engine import Entry, IndexAway
from corpus.search.match import matches
from corpus.search.opensearch_index import OpenSearchIndex
from corpus.search.query import Query, parse
from corpus.search.terms import FoldedFields
from tests.conftest import PlaceMaker
from tests.corpus.search.papers import PaperMaker

PAPERS = 240
BATCH = 8
MET = 5
"""Answers that have to be there before the node goes."""


@dataclass
class Seen:
    """What the reader saw: right answers before and after the node went, and everything that was wrong."""

    before: int = 0
    after: int = 0
    away: int = 0
    wrong: list[str] = field(default_factory=list)


def _entries() -> list[Entry]:
    maker = PaperMaker(seed=23)
    made = [maker.paper(500) for _ in range(PAPERS)]
    return [
        Entry(n + 1, FoldedFields.of(title, number, [issuer], body), n + 1)
        for n, (title, number, issuer, body) in enumerate(made)
    ]


ENTRIES = _entries()


def _truth(query: Query, entries: list[Entry]) -> set[int]:
    return {entry.id for entry in entries if matches(query, entry.fields)}


def _queries(count: int) -> list[Query]:
    rng = random.Random(31)
    found = []
    while len(found) < count:
        line = rng.choice(rng.choice(ENTRIES).fields.body.split("\n"))
        start = rng.randrange(len(line))
        piece = line[start : start + rng.randint(1, 8)]
        if piece and not set(piece) & set('"“”'):
            found.append(parse(f"“{piece}”"))
    return found


def _ask(index: OpenSearchIndex, written: list[int], gone: threading.Event, seen: Seen) -> None:
    """Ask until all is written; an answer holds all that was acknowledged before, and nothing false."""
    for query in _queries(100_000):
        sure, was_gone = written[0], gone.is_set()
        if sure == PAPERS and seen.after > 50:
            return
        try:
            ids = index.candidates(query)
        except IndexAway:
            seen.away += 1
            time.sleep(0.1)
            continue
        found = set() if ids is None else set(ids.tolist())
        if not _truth(query, ENTRIES[:sure]) <= found <= _truth(query, ENTRIES):
            seen.wrong.append(query.clauses[0][0].text)
        if was_gone:
            seen.after += 1
        else:
            seen.before += 1


def test_a_node_that_stops_loses_nothing_and_answers_go_on(
    places: PlaceMaker, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pids = [int(pid) for pid in request.config.getoption("--opensearch-nodes").split(",")]
    place = places(tmp_path_factory.mktemp("stops"))
    index, reader = OpenSearchIndex(place), OpenSearchIndex(place)
    written, gone, seen = [0], threading.Event(), Seen()
    asking = threading.Thread(target=_ask, args=(reader, written, gone, seen))
    asking.start()
    try:
        while written[0] < PAPERS:
            if written[0] >= PAPERS // 3 and not gone.is_set():
                while len(seen.wrong) == 0 and seen.before <= MET:
                    time.sleep(0.05)
                os.kill(pids[0], signal.SIGKILL)
                gone.set()
            try:
                index.write(ENTRIES[written[0] : written[0] + BATCH])
            except IndexAway:  # as the worker: the same again
                time.sleep(0.5)
                continue
            written[0] += BATCH
    finally:
        written[0] = PAPERS
        asking.join(timeout=120)
    assert seen.wrong == []
    assert seen.before > MET
    assert seen.after > 50
    again = OpenSearchIndex(place)
    assert set(again.ids().tolist()) == {entry.id for entry in ENTRIES}
    assert (again.size(), again.sequence()) == (PAPERS, PAPERS)
    for query in _queries(300):
        found = again.candidates(query)
        assert found is not None
        assert set(found.tolist()) == _truth(query, ENTRIES)
