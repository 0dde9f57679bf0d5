"""The database engine on SQLite: FTS5 over overlapping pairs of characters, with positions.

A run of pairs at consecutive places is exactly the run of characters, so phrases need no look at the
text (docs/adr/0003-search-engine.md). The index is a file of its own beside the library's, because
writing a thousand documents takes seconds that nobody's decision should wait for; one transaction moves
the postings and `sequence` together.

SQLite notices a file that was cut short, not a flipped bit in a posting, which would hide documents. So
an index at rest is sealed with a checksum over all postings; whoever opens it, or finds it touched
though nobody has written, compares.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from corpus.search.engine import Entry, Ids, IndexBusy, IndexDamaged, Place, ids_in, ids_of
from corpus.search.pairs import character_set, pair_stream, phrase
from corpus.search.query import Field, Query, Term
from corpus.search.terms import TOKENISER_VERSION, FoldedFields

FILE = "pairs.db"
BUSY_SECONDS = 120
_STALE_SHARE = 0.3
_LEAST_STALE = 1000
LAYOUT = 2
"""Of the tables; raised with them, so that an older index is made anew."""

_STAMP = TOKENISER_VERSION * 100 + LAYOUT
_COLUMNS = {
    None: "{title number issuers body}",
    Field.ARTICLE: "body",
    Field.TITLE: "title",
    Field.NUMBER: "number",
    Field.ISSUER: "issuers",
    Field.HEADING: "headings",
}
_ANYWHERE = (None, Field.ARTICLE)
_PARTS = "title, number, issuers, headings, body"
_SCHEMA = f"""
CREATE TABLE posting (row INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL UNIQUE);
CREATE TABLE state (tokeniser INTEGER NOT NULL, sequence INTEGER NOT NULL, stale INTEGER NOT NULL,
    generation INTEGER NOT NULL, seal INTEGER);
CREATE VIRTUAL TABLE pair USING fts5({_PARTS}, content='', tokenize='ascii', columnsize=0);
CREATE VIRTUAL TABLE face USING fts5({_PARTS}, content='', tokenize='ascii', columnsize=0);
CREATE VIRTUAL TABLE single USING fts5({_PARTS}, content='', tokenize='ascii', columnsize=0,
    detail=column);
"""


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "cache_size=-65536",
    "wal_autocheckpoint=0",  # see _settle_log
)
_TABLES = ("pair", "face", "single")
"""Pairs of what is looked for anywhere; those of title, number, issuers and headings alone, since a field
costs as much as all that stands in its table; characters."""

_INSERT = {t: f"INSERT INTO {t} (rowid, {_PARTS}) VALUES (?, ?, ?, ?, ?, ?)" for t in _TABLES}  # noqa: S608 - names of ours
_MERGE = {t: f"INSERT INTO {t}({t}, rank) VALUES ('merge', 500)" for t in _TABLES}  # noqa: S608
_SUM = {t: f"SELECT sum(crc(id, block)) FROM {t}_data" for t in _TABLES}  # noqa: S608
_MATCHING = {
    t: f"SELECT group_concat(document) FROM {t} JOIN posting ON row = {t}.rowid WHERE {t} MATCH ?"  # noqa: S608
    for t in _TABLES
}


class SqliteIndex:
    """See SearchIndex. Several processes may read while one writes (WAL).

    What is replaced or removed only loses its row in `posting`; its postings stay until `optimise`
    finds that many are stale.

    Args:
        place: its folder holds the file; made where it is not there.
    """

    def __init__(self, place: Place) -> None:
        self._path = place.folder / FILE
        self._local = threading.local()
        self._trusted: tuple[int, ...] = ()  # what the file was like when it was last compared
        self._closed = 0
        place.folder.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self.wipe()

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        sequence = max(entry.sequence for entry in entries)
        with self._writing() as connection:
            self._drop(connection, latest)
            for entry in latest.values():
                _insert(connection, entry)
            connection.execute("UPDATE state SET sequence = max(sequence, ?)", (sequence,))
        self._settle_log("PASSIVE")

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        with self._writing() as connection:
            self._drop(connection, ids)

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer, but for words that have to stand in one 条."""
        if query.is_everything:
            return None
        found: Ids | None = None
        with self._reading() as connection:
            for clause in query.clauses:
                some = _matching(connection, clause)
                found = some if found is None else np.intersect1d(found, some, assume_unique=True)
                if not len(found):
                    break
            if query.without and found is not None and len(found):
                unwanted = _matching(connection, query.without)
                if not any(term.field is Field.ARTICLE for term in query.without):
                    found = np.setdiff1d(found, unwanted, assume_unique=True)
        return found if found is not None else ids_of(())

    def settles(self, query: Query) -> bool:
        """Always, but where words have to stand in one 条."""
        return all(t.field is not Field.ARTICLE for t in (*query.sought, *query.without))

    def sequence(self) -> int:
        """See SearchIndex."""
        with self._reading() as connection:
            return int(connection.execute("SELECT sequence FROM state").fetchone()[0])

    def size(self) -> int:
        """See SearchIndex."""
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM posting").fetchone()[0])

    def ids(self) -> Ids:
        """See SearchIndex."""
        with self._reading() as connection:
            return _ids(connection, "SELECT group_concat(document) FROM posting", ())

    def optimise(self) -> None:
        """Merge what many small writes have left; the caller rebuilds when too much is stale."""
        with self._writing() as connection:
            stale, live = connection.execute(
                "SELECT stale, (SELECT count(*) FROM posting) FROM state"
            ).fetchone()
            if stale > _LEAST_STALE and stale > _STALE_SHARE * live:
                raise IndexDamaged("检索索引里旧内容过多，需要重建。系统会自动重建。")
            for table in _MERGE:
                connection.execute(_MERGE[table])
        self._settle_log("TRUNCATE")
        with self._writing() as connection:
            connection.execute("UPDATE state SET seal = ?", (_checksum(connection),))

    def wipe(self) -> None:
        """See SearchIndex."""
        self.close()
        for path in self._path.parent.glob(f"{FILE}*"):
            path.unlink(missing_ok=True)
        connection = self._connect()
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO state VALUES (?, 0, 0, 0, NULL)", (_STAMP,))
        connection.close()

    def close(self) -> None:
        """See SearchIndex: connections of other threads close with their next call."""
        self._closed += 1
        self._trusted = ()
        self._let_go()

    def _drop(self, connection: sqlite3.Connection, ids: Collection[int]) -> None:
        gone = connection.executemany(
            "DELETE FROM posting WHERE document = ?", ((id_,) for id_ in ids)
        ).rowcount
        connection.execute("UPDATE state SET stale = stale + ?", (max(0, gone),))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("crc", 2, lambda id_, block: zlib.crc32(block, id_ & 0xFFFFFFFF))
        return connection

    def _let_go(self) -> None:
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _settle_log(self, how: str) -> None:
        """Move what was written from the log into the file.

        Only ever done while the index is not sealed: a sealed file that changes was not changed by us.
        """
        with self._reading() as connection:
            connection.execute(f"PRAGMA wal_checkpoint({how})")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection to a file that is known to be whole."""
        with _damage_named():
            status = self._path.stat()
            opened = (self._closed, status.st_ino)
            if getattr(self._local, "connection", None) is None or self._local.opened != opened:
                self._let_go()
                self._local.connection, self._local.opened = self._connect(), opened
            connection: sqlite3.Connection = self._local.connection
            generation = _generation(connection)
            seen = (status.st_ino, generation, status.st_size, status.st_mtime_ns)
            if seen != self._trusted:
                # a file that moved on by our own writing is believed, one touched otherwise is not
                moved_on = self._trusted[:1] == seen[:1] and self._trusted[1] < generation
                if not moved_on:
                    self._let_go()  # its cache may still hold what the file held before
                    connection = self._local.connection = self._connect()
                    _compare(connection, anyway=not self._trusted)
                self._trusted = seen
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("UPDATE state SET generation = generation + 1, seal = NULL")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    row = connection.execute("INSERT INTO posting (document) VALUES (?)", (entry.id,)).lastrowid
    parts = _parts(entry.fields)
    title, number, issuers, headings, body = (pair_stream(part) for part in parts)
    connection.execute(_INSERT["pair"], (row, title, number, issuers, "", body))
    connection.execute(_INSERT["face"], (row, title, number, issuers, headings, ""))
    connection.execute(_INSERT["single"], (row, *(character_set(part) for part in parts)))


def _parts(fields: FoldedFields) -> tuple[str, ...]:
    return fields.title, fields.number, fields.issuers, fields.headings, fields.body


def _matching(connection: sqlite3.Connection, alternatives: Sequence[Term]) -> Ids:
    """Ids of the documents that hold one of the terms."""
    found: Ids | None = None
    for table, some in (
        ("pair", [t for t in alternatives if len(t.text) > 1 and t.field in _ANYWHERE]),
        ("face", [t for t in alternatives if len(t.text) > 1 and t.field not in _ANYWHERE]),
        ("single", [term for term in alternatives if len(term.text) == 1]),
    ):
        if not some:
            continue
        expression = " OR ".join(f"({_COLUMNS[t.field]} : {phrase(t.text)})" for t in some)
        ids = _ids(
            connection,
            _MATCHING[table],
            (expression,),
        )
        found = ids if found is None else np.union1d(found, ids)
    return found if found is not None else ids_of(())


def _ids(connection: sqlite3.Connection, query: str, values: tuple[str, ...]) -> Ids:
    """A column of ids as one string: far quicker than a Python object for each."""
    joined = connection.execute(query, values).fetchone()[0]
    if not joined:
        return ids_of(())
    return ids_in(joined)


def _generation(connection: sqlite3.Connection) -> int:
    tokeniser, generation = connection.execute("SELECT tokeniser, generation FROM state").fetchone()
    if tokeniser != _STAMP:
        raise sqlite3.DatabaseError("made with another tokeniser")
    return int(generation)


def _compare(connection: sqlite3.Connection, *, anyway: bool) -> None:
    """Raises DatabaseError where the postings are not what was sealed.

    Args:
        anyway: read unsealed ones as well: where the file was cut short they cannot all be read.
    """
    connection.execute("BEGIN")
    try:
        seal = connection.execute("SELECT seal FROM state").fetchone()[0]
        if seal is None and not anyway:
            return
        if _checksum(connection) != seal and seal is not None:
            raise sqlite3.DatabaseError("changed since it was sealed")
    finally:
        connection.execute("ROLLBACK")


def _checksum(connection: sqlite3.Connection) -> int:
    """One number over every block of postings and every id."""
    total = 0
    for table in _SUM:
        total += connection.execute(_SUM[table]).fetchone()[0] or 0
    listed = "SELECT sum((row % 9973) * document + row) FROM posting"
    return total + (connection.execute(listed).fetchone()[0] or 0)


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as problem:
        if getattr(problem, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        ):
            raise IndexBusy("检索索引正在由另一个进程更新。请稍候再试。") from problem
        raise _damaged() from problem
    except (sqlite3.DatabaseError, OSError, TypeError) as problem:
        raise _damaged() from problem


def _damaged() -> IndexDamaged:
    return IndexDamaged(
        "检索索引不完整或已损坏，检索暂时改为逐篇查找。系统会自动重建索引，也可运行 flask reindex。"
    )
