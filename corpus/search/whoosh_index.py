"""The engine on Whoosh: sets of character pairs without positions, ids of the rarest ones intersected.

Only the public interface of Whoosh is used. Its scoring, phrases and highlighter are not: verification
and snippets come from the text (`match`), see docs/adr/0003-search-engine.md.

Files in the directory: segments (`MAIN_*`, never changed once written), a table of contents for each
generation (`_MAIN_<n>.toc`), its seal (`seal_<n>.json`, see `seal`) and the writer's lock.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import FileLock, try_for

from corpus.search.engine import Entry, IndexBusy, IndexDamaged, narrow
from corpus.search.query import Field, Query, Term
from corpus.search.seal import (
    Checksum,
    Seal,
    Stamp,
    checksum,
    flush_directory,
    flush_to_disk,
    stamp,
    write_durably,
)
from corpus.search.terms import TOKENISER_VERSION, narrowing_terms, terms

LOCK_SECONDS = 120.0
"""How long a writer waits for another one; a batch of 500 documents takes some 10 s."""

_POOL_MB = 256
_LOCK_FILE = "writer.lock"
_TOC = re.compile(r"_MAIN_(\d+)\.toc")
_FIELDS = {None: "text", Field.TITLE: "title", Field.NUMBER: "number", Field.ISSUER: "issuers"}

# Reading a list of ids costs less than verifying a text, but not nothing: stop when few are left, or
# when enough pairs of a long phrase have been read.
_FEW_CANDIDATES = 8
_MOST_TERMS_READ = 16

# When merging is worth it: so many segments, or so many of a hundred documents deleted.
_MANY_SEGMENTS = 8
_STALE_PERCENT = 30


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
        **{name: _TermSet() for name in _FIELDS.values()},
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


@dataclass(slots=True)
class _Leaf:
    """One segment, open; `ids[docnum]` is the document's id, None where it was deleted."""

    reader: Any
    base: int
    ids: list[int | None]


@dataclass(slots=True)
class _Snapshot:
    """One generation, open and verified, in the process that opened it."""

    seal: Seal
    stamps: dict[str, Stamp]
    reader: Any
    leaves: list[_Leaf]
    process: int = field(default_factory=os.getpid)

    def live(self) -> Iterator[tuple[int, int]]:
        """(Whoosh's document number, id) of every document."""
        for leaf in self.leaves:
            for number, id_ in enumerate(leaf.ids):
                if id_ is not None:
                    yield leaf.base + number, id_


class WhooshIndex:
    """See SearchIndex. Several processes may read and write the same directory.

    Args:
        directory: the index's own; made where it is not there, begun where it is empty.
        lock_seconds: how long to wait for another writer.
    """

    def __init__(self, directory: Path, lock_seconds: float = LOCK_SECONDS) -> None:
        self._directory = directory
        self._lock_seconds = lock_seconds
        self._storage = _SealingStorage(directory, self._write_seal)
        self._reading = threading.RLock()
        self._snapshot: _Snapshot | None = None
        self._verified: dict[str, tuple[Stamp, Checksum]] = {}
        # Set by the writer that holds the lock, for the seal of the commit it is making.
        self._sequence = 0
        self._leaving_out: frozenset[str] = frozenset()

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex. One call makes one segment: give it batches (hundreds) where there are many."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        with self._changing(max(entry.sequence for entry in entries), latest.keys()) as writer:
            for entry in latest.values():
                parts = entry.fields
                title, number = terms(parts.title), terms(parts.number)
                issuers, body = terms(parts.issuers), terms(parts.body)
                writer.add_document(
                    id=entry.id,
                    title=title,
                    number=number,
                    issuers=issuers,
                    text=title | number | issuers | body,
                )

    def remove(self, ids: Collection[int], sequence: int) -> None:
        """See SearchIndex."""
        with self._changing(sequence, frozenset(ids)):
            pass

    def candidates(self, query: Query) -> frozenset[int] | None:
        """See SearchIndex."""
        with self._reading, _damage_named():
            snapshot = self._current()
            return narrow(query, lambda term: _lookup(snapshot, term))

    def sequence(self) -> int:
        """See SearchIndex."""
        with self._reading:
            return self._current().seal.sequence

    def size(self) -> int:
        """See SearchIndex."""
        return len(self.ids())

    def ids(self) -> frozenset[int]:
        """See SearchIndex."""
        with self._reading:
            return frozenset(id_ for _, id_ in self._current().live())

    def optimise(self) -> None:
        """Merge small segments when there are many; all of them when too much in them is deleted."""
        with self._reading:
            if not _to_merge(_sizes(self._current())):
                return
        with self._write_lock():
            writer = self._writer()
            try:
                with _damage_named():
                    writer.commit(mergetype=self._merge)
            finally:
                self._leaving_out = frozenset()

    def wipe(self) -> None:
        """See SearchIndex."""
        with self._write_lock():
            self.close()
            self._sweep(keep=frozenset())
            self._sequence = 0
            self._storage.create_index(_schema())

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

    @contextmanager
    def _changing(self, sequence: int, replaced: Collection[int]) -> Iterator[Any]:
        """A commit: what is in under `replaced` is deleted, the caller adds, all or nothing is kept."""
        with self._write_lock():
            with self._reading:
                snapshot = self._current(locked=True)
                stale = [number for number, id_ in snapshot.live() if id_ in replaced]
            self._sweep(keep=frozenset(snapshot.seal.files))
            writer = self._writer()
            try:
                self._sequence = max(sequence, snapshot.seal.sequence)
                for number in stale:
                    writer.delete_document(number)
                yield writer
            except BaseException:
                writer.cancel()
                raise
            writer.commit(merge=False)

    def _writer(self) -> Any:
        """Whoosh's own writer; ours is the only one, so its lock is free."""
        index = self._storage.open_index(schema=_schema())
        return index.writer(limitmb=_POOL_MB, compound=False, timeout=self._lock_seconds)

    def _merge(self, writer: Any, segments: list[Any]) -> list[Any]:
        """Whoosh's merge policy: what `_to_merge` chooses goes into the new segment."""
        with self._reading:
            snapshot = self._current(locked=True)
        self._sequence = snapshot.seal.sequence
        chosen = _to_merge(_sizes(snapshot))
        self._leaving_out = frozenset(segments[place].segment_id() for place in chosen)
        for place in chosen:
            writer.add_reader(snapshot.leaves[place].reader)
        return [one for place, one in enumerate(segments) if place not in chosen]

    def _write_seal(self, old_toc: str, new_toc: str) -> None:
        """Write down what belongs to the generation that is about to become visible."""
        names = [
            path.name
            for path in self._directory.glob("MAIN_*.*")
            if path.is_file() and path.name.split(".")[0] not in self._leaving_out
        ]
        unknown = [name for name in names if name not in self._verified]
        flush_to_disk(self._directory / name for name in [*unknown, old_toc])
        files = {name: self._checksum(name) for name in names}
        files[new_toc] = checksum(self._directory / old_toc)
        seal = Seal(TOKENISER_VERSION, self._sequence, files)
        write_durably(self._seal_path(new_toc), seal.to_json())

    def _sweep(self, keep: frozenset[str]) -> None:
        """Remove what a writer that was killed, or an older generation, has left behind."""
        kept = keep | {_LOCK_FILE} | {self._seal_path(name).name for name in keep if _TOC.match(name)}
        for path in self._directory.iterdir():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    # Reading

    def _current(self, *, locked: bool = False) -> _Snapshot:
        """The newest generation, opened and verified where that has not been done yet."""
        while True:
            toc = self._newest_toc()
            if toc is None:
                self._begin(locked=locked)
                continue
            try:
                with _damage_named():
                    return self._opened(toc)
            except IndexDamaged:
                # A writer may have replaced the files while they were being opened.
                if self._newest_toc() == toc:
                    raise

    def _newest_toc(self) -> str | None:
        """Name of the newest table of contents; None in an empty directory."""
        names = os.listdir(self._directory) if self._directory.is_dir() else []
        tocs = [name for name in names if _TOC.fullmatch(name)]
        if tocs:
            return max(tocs, key=lambda name: int(_TOC.fullmatch(name)[1]))  # type: ignore[index]
        if any(name.startswith(("MAIN_", "seal_")) for name in names):
            raise _damaged()
        return None

    def _begin(self, *, locked: bool) -> None:
        """Make an empty index where there is none."""
        if not locked:
            with self._write_lock():
                self._begin(locked=True)
        elif self._newest_toc() is None:
            self._sequence = 0
            self._storage.create_index(_schema())

    def _opened(self, toc: str) -> _Snapshot:
        """The snapshot of this generation: the one at hand if nothing was touched, else a new one."""
        text = self._seal_path(toc).read_text(encoding="utf-8")
        seal = Seal.from_json(text)
        if seal.tokeniser != TOKENISER_VERSION:
            raise ValueError("made with another tokeniser")
        stamps = {name: stamp(self._directory / name) for name in seal.files}
        known = self._snapshot
        if known and known.stamps == stamps and known.process == os.getpid():
            return known
        self.close()
        for name, expected in seal.files.items():
            if self._checksum(name) != expected:
                raise ValueError(f"{name} was changed")
        self._verified = {name: self._verified[name] for name in seal.files}
        reader = self._storage.open_index(schema=_schema()).reader()
        leaves = [_leaf(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]
        self._snapshot = _Snapshot(seal, stamps, reader, leaves)
        return self._snapshot

    def _checksum(self, name: str) -> Checksum:
        """Of a file as it is now; segments never change, so an untouched one is not read again."""
        path = self._directory / name
        now = stamp(path)
        known = self._verified.get(name)
        if known is None or known[0] != now:
            known = self._verified[name] = (now, checksum(path))
        return known[1]

    def _seal_path(self, toc: str) -> Path:
        """The seal of a table of contents."""
        return self._directory / f"seal_{toc.removeprefix('_MAIN_').removesuffix('.toc')}.json"


def _damaged() -> IndexDamaged:
    return IndexDamaged("检索索引不完整或已损坏，检索暂时改为逐篇查找。系统会自动重建索引，也可运行 flask reindex。")


@contextmanager
def _damage_named() -> Iterator[None]:
    """Whatever goes wrong in here is damage: broken files make Whoosh raise almost any exception."""
    try:
        yield
    except IndexDamaged:
        raise
    except Exception as problem:
        raise _damaged() from problem


def _leaf(reader: Any, base: int) -> _Leaf:
    """A segment with the ids of its documents at hand."""
    column = reader.column_reader("id")
    ids: list[int | None] = [column[number] for number in range(reader.doc_count_all())]
    if reader.has_deletions():
        ids = [None if reader.is_deleted(number) else id_ for number, id_ in enumerate(ids)]
    return _Leaf(reader, base, ids)


def _lookup(snapshot: _Snapshot, term: Term) -> set[int]:
    """Ids of the documents that have the pairs of a term, in the field it is limited to."""
    name = _FIELDS[term.field]
    keys = [one.encode() for one in narrowing_terms(term.text)]
    found: set[int] = set()
    for leaf in snapshot.leaves:
        numbers = _numbers(leaf.reader, name, keys)
        found.update(id_ for number in numbers if (id_ := leaf.ids[number]) is not None)
    return found


def _numbers(reader: Any, name: str, keys: list[bytes]) -> set[int]:
    """Document numbers in one segment that have all of the keys, as far as it is worth reading them."""
    counted = sorted((reader.doc_frequency(name, key), key) for key in keys)
    if counted[0][0] == 0:
        return set()
    numbers: set[int] = set(reader.postings(name, counted[0][1]).all_ids())
    for _, key in counted[1:_MOST_TERMS_READ]:
        if len(numbers) <= _FEW_CANDIDATES:
            break
        numbers.intersection_update(reader.postings(name, key).all_ids())
    return numbers


def _sizes(snapshot: _Snapshot) -> list[tuple[int, int]]:
    """(documents, deleted ones) of each segment."""
    return [(len(leaf.ids), leaf.ids.count(None)) for leaf in snapshot.leaves]


def _to_merge(sizes: list[tuple[int, int]]) -> frozenset[int]:
    """Places of the segments to merge into one, none where it is not worth it.

    Of many segments those go together that are smaller than half of the largest, so that a document is
    copied a few times in its life and not at every merge.
    """
    total = sum(size for size, _ in sizes)
    deleted = sum(gone for _, gone in sizes)
    everything = frozenset(range(len(sizes)))
    if total and deleted * 100 >= total * _STALE_PERCENT:
        return everything
    if len(sizes) < _MANY_SEGMENTS:
        return frozenset()
    largest = max(size for size, _ in sizes)
    small = frozenset(place for place, (size, _) in enumerate(sizes) if size * 2 < largest)
    return small if len(small) * 2 >= len(sizes) else everything
