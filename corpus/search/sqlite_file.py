"""One SQLite file that holds an index: its connections, and the seal that tells whether it is whole.

SQLite notices a file that was cut short, not a flipped bit in a posting, which would hide documents. So
an index at rest is sealed with a checksum over all postings; whoever opens it, or finds it touched
though nobody has written, compares.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.search.engine import IndexBusy, IndexDamaged

BUSY_SECONDS = 120
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "cache_size=-65536",
    "wal_autocheckpoint=0",  # see settle_log
)


class SealedFile:
    """An index file with a table `state` (tokeniser, sequence, stale, generation, seal). One connection a thread.

    Args:
        path: the file.
        stamp: what `state.tokeniser` must be.
        summed: statements whose numbers make up the seal.
    """

    def __init__(self, path: Path, stamp: int, summed: Sequence[str]) -> None:
        self.path = path
        self._stamp = stamp
        self._summed = summed
        self._local = threading.local()
        self._trusted: tuple[int, ...] = ()  # what the file was like when it was last compared
        self._closed = 0

    def close(self) -> None:
        """Connections of other threads close with their next call."""
        self._closed += 1
        self._trusted = ()
        self._let_go()

    def make(self, schema: str) -> None:
        """Begin anew: the file, what SQLite keeps beside it, and the tables of `schema` with their state."""
        self.close()
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink(missing_ok=True)
        connection = self._connect()
        connection.executescript(schema)
        connection.execute("INSERT INTO state VALUES (?, 0, 0, 0, NULL)", (self._stamp,))
        connection.close()

    def seal(self) -> None:
        """Write down what all postings add up to; every later write breaks the seal."""
        with self.writing() as connection:
            connection.execute("UPDATE state SET seal = ?", (self._checksum(connection),))

    def settle_log(self, how: str) -> None:
        """Move what was written from the log into the file.

        Only ever done while the index is not sealed: a sealed file that changes was not changed by us.
        """
        with self.reading() as connection:
            connection.execute(f"PRAGMA wal_checkpoint({how})")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection to a file that is known to be whole.

        Raises:
            IndexDamaged: it is not, or was made by another tokeniser.
            IndexBusy: another process has held it for too long.
        """
        with _damage_named():
            status = self.path.stat()
            opened = (self._closed, status.st_ino)
            if getattr(self._local, "connection", None) is None or self._local.opened != opened:
                self._let_go()
                self._local.connection, self._local.opened = self._connect(), opened
            connection: sqlite3.Connection = self._local.connection
            generation = self._generation(connection)
            seen = (status.st_ino, generation, status.st_size, status.st_mtime_ns)
            if seen != self._trusted:
                # a file that moved on by our own writing is believed, one touched otherwise is not
                moved_on = self._trusted[:1] == seen[:1] and self._trusted[1] < generation
                if not moved_on:
                    self._let_go()  # its cache may still hold what the file held before
                    connection = self._local.connection = self._connect()
                    self._compare(connection, anyway=not self._trusted)
                self._trusted = seen
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The same in one transaction, which breaks the seal."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("UPDATE state SET generation = generation + 1, seal = NULL")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("crc", 2, lambda id_, block: zlib.crc32(block, id_ & 0xFFFFFFFF))
        return connection

    def _let_go(self) -> None:
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _generation(self, connection: sqlite3.Connection) -> int:
        stamp, generation = connection.execute("SELECT tokeniser, generation FROM state").fetchone()
        if stamp != self._stamp:
            raise sqlite3.DatabaseError("made with another tokeniser")
        return int(generation)

    def _compare(self, connection: sqlite3.Connection, *, anyway: bool) -> None:
        """Raises DatabaseError where the postings are not what was sealed.

        Args:
            anyway: read unsealed ones as well: where the file was cut short they cannot all be read.
        """
        connection.execute("BEGIN")
        try:
            seal = connection.execute("SELECT seal FROM state").fetchone()[0]
            if seal is None and not anyway:
                return
            if self._checksum(connection) != seal and seal is not None:
                raise sqlite3.DatabaseError("changed since it was sealed")
        finally:
            connection.execute("ROLLBACK")

    def _checksum(self, connection: sqlite3.Connection) -> int:
        return sum(connection.execute(each).fetchone()[0] or 0 for each in self._summed)


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
