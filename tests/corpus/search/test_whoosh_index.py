"""The Whoosh engine survives kills, notices damage, and lets one writer in at a time."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import FileLock

from corpus.search import whoosh_index
from corpus.search.engine import Entry, IndexBusy, IndexDamaged, Place
from corpus.search.query import Query, parse
from corpus.search.terms import FoldedFields, terms
from corpus.search.whoosh_index import WhooshIndex
from corpus.search.whoosh_reading import document_numbers, places_to_merge
from tests.corpus.search.papers import PaperMaker

MAKER = PaperMaker(seed=5)
ENTRIES = [MAKER.entry(number, 400) for number in range(40)]
QUERIES = [
    parse(f"“{entry.fields.body[start : start + 4]}”") for entry in ENTRIES for start in (20, 90)
]

WRITER = """
import sys
from pathlib import Path
from corpus.search.engine import Place
from corpus.search.whoosh_index import WhooshIndex
from tests.corpus.search.papers import PaperMaker
directory, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
index, maker = WhooshIndex(Place(directory)), PaperMaker(seed=5)
for number in range(first, first + count):
    index.write([maker.entry(number, 400)])
    print(number, flush=True)
"""


def start_writer(directory: Path, first: int, count: int) -> subprocess.Popen[str]:
    """Another process that writes papers one by one and prints each number once it is kept."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(directory), str(first), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def found(index: WhooshIndex, query: Query) -> set[int]:
    """What is proposed, as a set."""
    ids = index.candidates(query)
    assert ids is not None
    return set(ids.tolist())


def filled(directory: Path) -> WhooshIndex:
    """An index in three segments, some documents deleted."""
    index = WhooshIndex(Place(directory))
    index.write(ENTRIES[:20])
    index.write(ENTRIES[20:])
    index.write(ENTRIES[:3])
    return index


def cut_short(path: Path) -> None:
    """Lose the second half."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip_a_bit(path: Path) -> None:
    """Somewhere in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)


def empty(path: Path) -> None:
    """Keep the name only."""
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut_short, flip_a_bit, empty, Path.unlink])
def test_any_harmed_file_is_noticed_or_does_not_matter(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    source = tmp_path / "sound"
    filled(source).close()
    files = sorted(path for path in source.iterdir() if path.stat().st_size)
    right = [found(WhooshIndex(Place(source)), query) for query in QUERIES]
    noticed = 0
    for number, path in enumerate(files):
        directory = tmp_path / str(number)
        directory.mkdir()
        for one in source.iterdir():
            (directory / one.name).write_bytes(one.read_bytes())
        already_open = WhooshIndex(Place(directory))
        assert already_open.size() == len(ENTRIES)
        harm(directory / path.name)
        for index in (already_open, WhooshIndex(Place(directory))):
            try:
                assert [found(index, query) for query in QUERIES] == right
                assert index.size() == len(ENTRIES)
            except IndexDamaged:
                noticed += 1
    assert noticed >= 2 * 3 * 3, "three segments of at least three files that matter"


def test_a_damaged_index_refuses_everything_until_it_is_wiped(tmp_path: Path) -> None:
    index = filled(tmp_path)
    for path in tmp_path.glob("*.pst"):
        cut_short(path)
    for call in (
        lambda: index.candidates(parse("通知")),
        lambda: index.candidates(parse("")),
        index.ids,
        index.size,
        index.sequence,
        index.optimise,
        lambda: index.write(ENTRIES[:1]),
        lambda: index.remove([1]),
    ):
        with pytest.raises(IndexDamaged, match="已损坏"):
            call()
    index.wipe()
    assert (index.size(), index.sequence()) == (0, 0)
    index.write(ENTRIES)
    assert index.size() == len(ENTRIES)


def test_contents_without_their_table_are_damage_not_an_empty_index(tmp_path: Path) -> None:
    filled(tmp_path).close()
    for toc in tmp_path.glob("*.toc"):
        toc.unlink()
    with pytest.raises(IndexDamaged):
        WhooshIndex(Place(tmp_path)).size()


def test_a_directory_that_vanishes_is_damage_and_can_be_wiped(tmp_path: Path) -> None:
    index = filled(tmp_path / "index")
    (tmp_path / "index").rename(tmp_path / "elsewhere")
    with pytest.raises(IndexDamaged):
        index.candidates(parse("通知"))
    index.wipe()
    assert index.size() == 0


def test_an_index_of_another_tokeniser_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path).close()
    monkeypatch.setattr(whoosh_index, "TOKENISER_VERSION", whoosh_index.TOKENISER_VERSION + 1)
    index = WhooshIndex(Place(tmp_path))
    with pytest.raises(IndexDamaged):
        index.candidates(parse("通知"))
    index.wipe()
    index.write(ENTRIES[:1])
    assert index.size() == 1


def test_a_killed_writer_loses_nothing_it_had_reported(tmp_path: Path) -> None:
    rng = random.Random(2)
    first = 0
    for _ in range(3):
        process = start_writer(tmp_path, first, 500)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0.05, 0.4))
        process.send_signal(signal.SIGKILL)
        reported = [first, *(int(line) for line in process.stdout)]
        process.wait()
        process.stdout.close()
        index = WhooshIndex(Place(tmp_path), lock_seconds=5)
        assert set(index.ids().tolist()) >= set(range(reported[-1] + 1))
        assert index.sequence() == max(set(index.ids().tolist())) + 1
        first = max(set(index.ids().tolist())) + 1
        index.write([Entry(first, FoldedFields.of("", None, [], "写在中断之后"), first + 1)])
        assert found(index, parse("写在中断之后")) == {first}
        index.remove([first])
        assert not [path for path in tmp_path.iterdir() if path.is_dir()], "no leftovers"


def test_two_processes_write_in_turn(tmp_path: Path) -> None:
    WhooshIndex(Place(tmp_path)).close()
    writers = [start_writer(tmp_path, 0, 12), start_writer(tmp_path, 100, 12)]
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert (writer.returncode, len(out.split())) == (0, 12)
    index = WhooshIndex(Place(tmp_path))
    assert set(index.ids().tolist()) == {*range(12), *range(100, 112)}


def test_a_second_writer_waits_and_gives_up_after_a_while(tmp_path: Path) -> None:
    index = filled(tmp_path)
    lock = FileLock(str(tmp_path / "writer.lock"))
    assert lock.acquire()
    with pytest.raises(IndexBusy, match="稍候"):
        WhooshIndex(Place(tmp_path), lock_seconds=0.1).remove([1])
    waiting = threading.Thread(target=index.remove, args=([1],))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    assert index.size() == len(ENTRIES), "readers do not wait"
    lock.release()
    waiting.join(10)
    assert index.size() == len(ENTRIES) - 1


def test_readers_see_what_another_instance_writes(tmp_path: Path) -> None:
    reader = WhooshIndex(Place(tmp_path))
    assert reader.size() == 0
    writer = WhooshIndex(Place(tmp_path))
    writer.write(ENTRIES[:2])
    assert reader.size() == 2
    writer.wipe()
    assert reader.size() == 0
    writer.write(ENTRIES[:1])
    assert set(reader.ids().tolist()) == {0}


def test_threads_search_while_one_writes_merges_and_removes(tmp_path: Path) -> None:
    index = filled(tmp_path)
    steady = [(query, found(index, query)) for query in QUERIES]
    done = threading.Event()
    wrong: list[object] = []

    def search() -> None:
        while not done.is_set():
            for query, expected in steady:
                try:
                    now = found(index, query)
                except IndexDamaged as damage:
                    wrong.append(damage.__cause__)
                else:
                    if now != expected:
                        wrong.append((query, now))

    searchers = [threading.Thread(target=search) for _ in range(3)]
    for searcher in searchers:
        searcher.start()
    for number in range(200, 212):
        index.write([Entry(number, FoldedFields.of("", None, [], "Ω"), number)])
        index.optimise()
    index.remove(range(200, 212))
    done.set()
    for searcher in searchers:
        searcher.join()
    assert wrong == []
    assert index.size() == len(ENTRIES)


def test_optimising_merges_many_segments_and_drops_what_was_deleted(tmp_path: Path) -> None:
    index = WhooshIndex(Place(tmp_path))
    for entry in ENTRIES[:12]:
        index.write([entry])
    assert len(list(tmp_path.glob("*.pst"))) == 12
    index.optimise()
    assert len(list(tmp_path.glob("*.pst"))) == 1
    before = sum(path.stat().st_size for path in tmp_path.glob("MAIN_*.*"))
    index.remove(range(6))
    index.optimise()
    after = sum(path.stat().st_size for path in tmp_path.glob("MAIN_*.*"))
    assert after < before * 0.8
    assert set(index.ids().tolist()) == set(range(6, 12))
    index.remove(range(12))
    index.optimise()
    assert (index.size(), found(index, parse("通知"))) == (0, set())


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], set()),
        ([(1, 0)] * 7, set()),
        ([(1, 0)] * 8, set(range(8))),
        ([(5000, 0)] + [(1, 0)] * 7 + [(7, 0)], set(range(1, 9))),
        ([(100, 0)] + [(1, 0)] * 8, set(range(1, 9))),
        ([(2000, 0)] * 10, set()),
        ([(2000, 900), (2000, 0)], {0}),
        ([(100, 10)], set()),
        ([(100, 30)], {0}),
    ],
)
def test_segments_are_merged_only_where_it_is_worth_it(
    sizes: list[tuple[int, int]], merged: set[int]
) -> None:
    assert places_to_merge(sizes) == merged


def test_the_quick_way_to_read_postings_gives_what_whoosh_gives(tmp_path: Path) -> None:
    index = WhooshIndex(Place(tmp_path))
    index.write([Entry(n, ENTRIES[n % 40].fields, n + 1) for n in range(300)])
    index.remove([3, 299])
    reader = FileStorage(str(tmp_path)).open_index().reader()
    quick_ones = 0
    for term in sorted(terms(ENTRIES[0].fields.body)):

        def postings(term: str = term) -> object:
            return reader.postings("text", term.encode())

        live = [n for n in document_numbers(postings()) if not reader.is_deleted(n)]
        assert live == list(postings().all_ids())
        quick_ones += len(live) > 128
    assert quick_ones > 0, "postings of more than one block were compared"
    reader.close()


def test_postings_without_the_private_names_are_read_the_public_way() -> None:
    class Foreign:
        """A matcher of another Whoosh."""

        def all_ids(self) -> list[int]:
            return [1, 5]

    assert document_numbers(Foreign()) == [1, 5]
