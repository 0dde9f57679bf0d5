"""The database engine on SQLite: whole or known to be damaged, never quietly incomplete."""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.search.engine import Entry, IndexDamaged, Place
from corpus.search.query import Query, parse
from corpus.search.sqlite_index import FILE, SqliteIndex
from corpus.search.terms import FoldedFields
from tests.corpus.search.papers import PaperMaker

MAKER = PaperMaker(seed=3)
ENTRIES = [MAKER.entry(number, 500) for number in range(60)]
QUERIES = [
    parse(f"“{entry.fields.body[start : start + 4]}”") for entry in ENTRIES for start in (20, 90)
]
Harm = Callable[[Path], object]


def filled(folder: Path) -> SqliteIndex:
    """An index at rest: written, some of it twice, some removed, sealed."""
    index = SqliteIndex(Place(folder))
    index.write(ENTRIES[:40])
    index.write(ENTRIES[30:])
    index.remove([3, 4])
    index.optimise()
    return index


def answers(index: SqliteIndex) -> list[set[int]]:
    """What every question finds."""
    return [_found(index, query) for query in QUERIES]


def _found(index: SqliteIndex, query: Query) -> set[int]:
    ids = index.candidates(query)
    assert ids is not None
    return set(ids.tolist())


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    rng = random.Random(7)
    for _ in range(6):
        data[rng.randrange(4096, len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "harm",
    [
        _flip,
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\0" * 8192),
        lambda path: path.unlink(),
    ],
    ids=["flipped", "cut short", "emptied", "zeroed", "gone"],
)
@pytest.mark.parametrize("open_before", [True, False], ids=["open", "closed"])
def test_a_harmed_file_is_noticed_and_can_be_made_anew(
    tmp_path: Path,
    harm: Harm,
    open_before: bool,
) -> None:
    index = filled(tmp_path)
    right = answers(index)
    if not open_before:
        index.close()
        index = SqliteIndex(Place(tmp_path))
    harm(tmp_path / FILE)
    with pytest.raises(IndexDamaged):
        answers(index)
    index.wipe()
    assert (index.size(), index.sequence()) == (0, 0)
    index.write([entry for entry in ENTRIES if entry.id not in (3, 4)])
    assert answers(index) == right


def test_every_flipped_bit_of_a_posting_is_noticed_or_changes_no_answer(tmp_path: Path) -> None:
    index = filled(tmp_path)
    right = answers(index)
    index.close()
    whole = (tmp_path / FILE).read_bytes()
    rng = random.Random(11)
    noticed = 0
    for _ in range(40):
        data = bytearray(whole)
        data[rng.randrange(100, len(data))] ^= 1 << rng.randrange(8)
        (tmp_path / FILE).write_bytes(data)
        again = SqliteIndex(Place(tmp_path))
        try:
            assert answers(again) == right
        except IndexDamaged:
            noticed += 1
        again.close()
    assert noticed > 10


def test_yesterdays_copy_says_how_far_it_goes(tmp_path: Path) -> None:
    index = filled(tmp_path)
    index.close()
    shutil.copy(tmp_path / FILE, tmp_path / "copy")
    index.write([MAKER.entry(99, 300)])
    index.optimise()
    assert index.sequence() == 100
    index.close()
    shutil.copy(tmp_path / "copy", tmp_path / FILE)
    assert (index.sequence(), index.size()) == (60, 58)
    assert answers(index) == answers(filled(tmp_path / "other"))


def test_threads_read_while_one_writes(tmp_path: Path) -> None:
    index = filled(tmp_path)
    right = answers(index)
    done = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        while not done.is_set():
            if answers(index) != right:
                wrong.append("differs")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(200, 215):
        index.write([Entry(number, FoldedFields.of("写在中间", None, [], "别处没有"), number)])
        index.remove([number])
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert answers(index) == right


def test_too_much_that_is_stale_asks_for_a_new_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.search.sqlite_index._LEAST_STALE", 20)
    index = filled(tmp_path)
    index.write(ENTRIES[5:30])
    with pytest.raises(IndexDamaged, match="重建"):
        index.optimise()


def test_a_file_cut_short_before_it_was_sealed_is_found_damaged(tmp_path: Path) -> None:
    index = SqliteIndex(Place(tmp_path))
    index.write(ENTRIES)
    index.close()
    path = tmp_path / FILE
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexDamaged):
        SqliteIndex(Place(tmp_path)).sequence()
