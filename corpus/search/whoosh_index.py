"""The engine on Whoosh: sets of character pairs without positions, ids of the rarest ones intersected.

Its scoring, phrases and highlighter are not used: verification and snippets come from the text (`match`),
see docs/adr/0003-search-engine.md.

Files in the directory: segments (`MAIN_*`, never changed once written), a table of contents for each
generation (`_MAIN_<n>.toc`), its seal (`seal_MAIN_<n>.json`, see `seal`) and the writer's lock.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.util.filelock import FileLock, try_for

from corpus.search.engine import Entry, Ids, IndexBusy, IndexDamaged, Place, ids_of, narrow
from corpus.search.query import Query
from corpus.search.seal import SealKeeper, flush_directory
from corpus.search.terms import TOKENISER_VERSION, terms
from corpus.search.whoosh_reading import FIELDS, Snapshot, open_leaves, places_to_merge

LOCK_SECONDS = 120.0
"""How long a writer waits for another one; a batch of 1,000 documents takes 10 to 20 s."""

# What a writer holds before it spills to files, by Whoosh's own estimate: enough for a thousand documents
# of 3,000 characters. Spilling halves its speed.
_POOL_MB = 512
_LOCK_FILE = "writer.lock"
_TOC = re.compile(r"_MAIN_(\d+)\.toc")


class _TermSet(fields.FieldType):
    """A field that is given its terms as a set and keeps no more than that they occur."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Postings of one document: term, frequency, weight, nothing else."""
        return ((term.encode(), 1, 1.0, b"") for term in value)


def _schema() -> Any:
    """The id as a column, each searchable part as a set of terms, nothing stored."""
    return fields.Schema(
        id=fields.COLUMN(columns.NumericColumn("q")),
        **{name: _TermSet() for name in FIELDS.values()},
    )


class _SealingStorage(FileStorage):
    """Seals a generation just before it becomes visible.

    Whoosh publishes a commit by renaming its table of contents; `before_toc` gets the old and the new
    name of it. Files are read without mmap: a file cut short under a mapping would kill the process.
    """

    def __init__(self, directory: Path, before_toc: Callable[[str, str], None]) -> None:
        super().__init__(str(directory), supports_mmap=False)
        self._before_toc = before_toc

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's signature
        """Rename durably, sealed where it is a table of contents."""
        if _TOC.fullmatch(newname):
            self._before_toc(oldname, newname)
        super().rename_file(oldname, newname, safe=safe)
        flush_directory(Path(self.folder))


def _add(writer: Any, entry: Entry) -> None:
    """Put one document into a segment that is being made."""
    parts = entry.fields
    title, number, issuers = terms(parts.title), terms(parts.number), terms(parts.issuers)
    writer.add_document(
        id=entry.id,
        title=title,
        number=number,
        issuers=issuers,
        headings=terms(parts.headings),
        text=terms(parts.body).union(title, number, issuers),
    )


class WhooshIndex:
    """See SearchIndex. Several processes may read and write the same directory.

    Args:
        place: its folder is the index's own; made where it is not there, begun where it is empty.
        lock_seconds: how long to wait for another writer.
    """

    def __init__(self, place: Place, lock_seconds: float = LOCK_SECONDS) -> None:
        self._directory = directory = place.folder
        self._lock_seconds = lock_seconds
        self._storage = _SealingStorage(directory, self._write_seal)
        self._reading = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._keeper = SealKeeper(directory)
        # Set by the writer that holds the lock, for the seal of the commit it is making.
        self._sequence = 0
        self._leaving_out: frozenset[str] = frozenset()
        if self._newest_toc() is None:
            self._begin()

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex. One call makes one segment: give it a thousand or two where there are many."""
        latest = {entry.id: entry for entry in entries}
        if latest:
            sequence = max(entry.sequence for entry in entries)
            self._commit(sequence, latest.keys(), latest.values(), merge=False)

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        self._commit(0, frozenset(ids), (), merge=False)

    def candidates(self, query: Query) -> Ids | None:
        """See SearchIndex."""
        with self._reading, _damage_named():
            snapshot = self._current()
            return narrow(query, snapshot.lookup)

    def settles(self, query: Query) -> bool:
        """Pairs without positions say everything about words of up to two characters."""
        return query.settled_by_terms

    def sequence(self) -> int:
        """See SearchIndex."""
        with self._reading:
            return self._current().seal.sequence

    def size(self) -> int:
        """See SearchIndex."""
        return len(self.ids())

    def ids(self) -> Ids:
        """See SearchIndex."""
        with self._reading:
            return ids_of(id_ for _, id_ in self._current().live())

    def optimise(self) -> None:
        """Merge small segments when there are many, write those again in which much is deleted."""
        with self._reading:
            leaves = self._current().leaves
            sizes = [(len(leaf.ids), leaf.ids.count(None)) for leaf in leaves]
        if places_to_merge(sizes):
            self._commit(0, (), (), mergetype=self._merge)

    def wipe(self) -> None:
        """See SearchIndex."""
        with self._write_lock():
            self.close()
            self._sweep(keep=frozenset())
            self._create()

    def close(self) -> None:
        """See SearchIndex."""
        with self._reading:
            if self._snapshot is not None and self._snapshot.process == os.getpid():
                self._snapshot.reader.close()
            self._snapshot = None

    # Writing

    @contextmanager
    def _write_lock(self) -> Iterator[None]:
        """One writer at a time, of all threads and processes; let go by the system if this one dies."""
        self._directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self._directory / _LOCK_FILE))
        if not try_for(lock.acquire, timeout=self._lock_seconds, delay=0.05):
            raise IndexBusy("检索索引正在由另一个进程更新。请稍候再试。")
        try:
            yield
        finally:
            lock.release()

    def _commit(
        self, sequence: int, replaced: Collection[int], added: Collection[Entry], **how: Any
    ) -> None:
        """Delete what is in under `replaced`, add, make it visible: all of it or nothing.

        `how` goes to Whoosh's commit. A `sequence` below the one that is reached changes nothing.
        """
        with self._write_lock():
            with self._reading:
                snapshot = self._current()
                stale = [number for number, id_ in snapshot.live() if id_ in replaced]
            self._sweep(keep=frozenset(snapshot.seal.files))
            self._sequence = max(sequence, snapshot.seal.sequence)
            index = self._storage.open_index(schema=_schema())
            writer = index.writer(limitmb=_POOL_MB, compound=False)
            # Without a document Whoosh throws the new segment's files away after the commit.
            self._leaving_out = frozenset(() if added else [writer.get_segment().segment_id()])
            try:
                for number in stale:
                    writer.delete_document(number)
                for entry in added:
                    _add(writer, entry)
            except BaseException:
                writer.cancel()
                raise
            writer.commit(**how)

    def _merge(self, writer: Any, segments: list[Any]) -> list[Any]:
        """Whoosh's merge policy: what `places_to_merge` chooses goes into the new segment."""
        sizes = [(segment.doc_count_all(), segment.deleted_count()) for segment in segments]
        chosen = places_to_merge(sizes)
        if chosen:
            self._leaving_out = frozenset(segments[place].segment_id() for place in chosen)
        for place in chosen:
            reader = SegmentReader(writer.storage, writer.schema, segments[place])
            writer.add_reader(reader)
            reader.close()
        return [segment for place, segment in enumerate(segments) if place not in chosen]

    def _write_seal(self, old_toc: str, new_toc: str) -> None:
        """Write down what belongs to the generation that is about to become visible."""
        names = [
            path.name
            for path in self._directory.glob("MAIN_*.*")
            if path.is_file() and path.name.split(".")[0] not in self._leaving_out
        ]
        self._keeper.seal(names, (old_toc, new_toc), TOKENISER_VERSION, self._sequence)

    def _sweep(self, keep: frozenset[str]) -> None:
        """Remove what a writer that was killed, or an older generation, has left behind."""
        tocs = [name for name in keep if _TOC.fullmatch(name)]
        kept = keep.union([_LOCK_FILE], (self._keeper.seal_path(toc).name for toc in tocs))
        for path in self._directory.iterdir():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    # Reading

    def _current(self) -> Snapshot:
        """The newest generation, opened and verified where that has not been done yet."""
        while True:
            toc = self._newest_toc()
            if toc is None:
                raise _damaged()
            try:
                with _damage_named():
                    return self._opened(toc)
            except IndexDamaged:
                # A writer may have replaced the files while they were being opened.
                if self._newest_toc() == toc:
                    raise

    def _newest_toc(self) -> str | None:
        """Name of the newest table of contents, None where there is none."""
        found = [_TOC.fullmatch(name) for name in self._storage.list()]
        newest = max((int(one[1]) for one in found if one), default=None)
        return None if newest is None else f"_MAIN_{newest}.toc"

    def _begin(self) -> None:
        """Make an empty index in an empty directory; what has lost its contents is left as damaged."""
        with self._write_lock():
            if not set(self._storage.list()) - {_LOCK_FILE}:
                self._create()

    def _create(self) -> None:
        """An empty index; needs the lock."""
        self._sequence = 0
        self._leaving_out = frozenset()
        self._storage.create_index(_schema())

    def _opened(self, toc: str) -> Snapshot:
        """The snapshot of this generation: the one at hand if nothing was touched, else a new one."""
        seal = self._keeper.read(toc)
        if seal.tokeniser != TOKENISER_VERSION:
            raise ValueError("made with another tokeniser")
        stamps = self._keeper.stamps(seal)
        known = self._snapshot
        if known and known.stamps == stamps and known.process == os.getpid():
            return known
        self.close()
        self._keeper.verify(seal)
        reader = self._storage.open_index(schema=_schema()).reader()
        if self._newest_toc() != toc:
            reader.close()
            raise ValueError("a newer generation was opened")
        self._snapshot = Snapshot(seal, stamps, reader, open_leaves(reader))
        return self._snapshot


def _damaged() -> IndexDamaged:
    return IndexDamaged(
        "检索索引不完整或已损坏，检索暂时改为逐篇查找。系统会自动重建索引，也可运行 flask reindex。"
    )


@contextmanager
def _damage_named() -> Iterator[None]:
    """Whatever goes wrong in here is damage: broken files make Whoosh raise almost any exception."""
    try:
        yield
    except IndexDamaged:
        raise
    except Exception as problem:
        raise _damaged() from problem
