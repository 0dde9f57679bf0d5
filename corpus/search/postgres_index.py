"""The database engine on PostgreSQL: numbers of up to three characters under GIN, longer words in pieces of text.

Words of up to three characters are answered by the index alone. Longer ones are proposed by their runs of
three and decided by `strpos` on pieces of the folded text, in the same statement (see `grams`). One
transaction moves the rows and `sequence` together (docs/adr/0003-search-engine.md).

Everything stands in a schema of its own: it is a cache and not part of a backup.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import psycopg
from psycopg import sql

from corpus.search.engine import (
    Entry,
    Ids,
    IndexAway,
    IndexBusy,
    IndexDamaged,
    Place,
    ids_in,
    ids_of,
)
from corpus.search.grams import (
    asked,
    by_number,
    is_whole,
    windows,
)
from corpus.search.postgres_tables import (
    FIELDS,
    SCHEMA,
    STAMP,
    drop_indexes,
    has_tables,
    make,
    make_indexes,
    put,
    remove,
    sort_in_waiting,
)
from corpus.search.query import Field, Query, Term

BUSY_SECONDS = 120
_FEW = 300
"""Up to so many documents found already are named to the statement that looks for the next word."""

_WAITING_KB = 65536
"""Of new rows that wait to be sorted into an index; sorted in before a write ends."""

LOAD = 500
"""A first batch of so many documents is taken for the beginning of a load."""

_OPTIONS = (
    f"-c search_path={SCHEMA} -c lock_timeout={BUSY_SECONDS}s -c enable_seqscan=off "
    "-c work_mem=64MB -c jit=off -c max_parallel_workers_per_gather=0 "
    f"-c gin_pending_list_limit={_WAITING_KB}"
)


class PostgresIndex:
    """See SearchIndex. Any number of processes on any number of machines may read and write.

    A first load of many documents is sorted into the indexes at its end, by `optimise`, in a fraction of the
    time. Until then whoever else looks is told that the index cannot be used.

    Args:
        place: its address names the database; the folder is not used.
    """

    def __init__(self, place: Place) -> None:
        self._url = place.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._local = threading.local()
        self._closed = 0
        self._loading = False
        with self._connected() as connection:
            if not has_tables(connection):
                make(connection, anew=False)

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex. What is older than what stands there already is left out."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        sequence = max(entry.sequence for entry in entries)
        with self._writing() as connection:
            connection.execute("UPDATE state SET sequence = greatest(sequence, %s)", (sequence,))
            self._begin_load(connection, len(latest))
            held = connection.execute(
                "SELECT document, sequence FROM entry WHERE document = ANY(%s)", (list(latest),)
            )
            for document, reached in held.fetchall():
                if reached > latest[document].sequence:
                    del latest[document]
            remove(connection, latest)
            put(connection, latest.values())
        if not self._loading:
            with self._connected() as connection:
                sort_in_waiting(connection)

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        with self._writing() as connection:
            connection.execute("UPDATE state SET sequence = sequence")  # one writer at a time
            remove(connection, ids)

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer, but for words that have to stand in one 条."""
        if query.is_everything:
            return None
        with self._connected() as connection:
            if self._loading:
                raise IndexAway("检索索引正在建立，检索暂时改为逐篇查找。")
            found: Ids | None = None
            for clause in sorted(query.clauses, key=_length, reverse=True):
                found = _matching(connection, clause, found)
                if not len(found):
                    break
            if query.without and found is not None and len(found) and self.settles(query):
                unwanted = _matching(connection, query.without, found)
                found = np.setdiff1d(found, unwanted, assume_unique=True)
        return found if found is not None else ids_of(())

    def settles(self, query: Query) -> bool:
        """Always, but where words have to stand in one 条 or are longer than what pieces share."""
        return all(
            t.field is not Field.ARTICLE and (t.field is not None or is_whole(t.text))
            for t in (*query.sought, *query.without)
        )

    def sequence(self) -> int:
        """See SearchIndex."""
        with self._connected() as connection:
            # the tables and their last index are looked at as well: without them it has to be made anew
            sorted_in = "true" if self._loading else "to_regclass('piece_keys') IS NOT NULL"
            reached = (
                f"SELECT CASE WHEN {sorted_in} THEN tokeniser END, sequence FROM state "  # noqa: S608
                "LEFT JOIN (SELECT FROM entry LIMIT 1) e ON true "
                "LEFT JOIN (SELECT FROM piece LIMIT 1) p ON true"
            )
            return int(_one(connection, sql.SQL(reached)) or 0)

    def size(self) -> int:
        """See SearchIndex."""
        counted = "SELECT tokeniser, (SELECT count(*) FROM entry) FROM state"
        with self._connected() as connection:
            return int(_one(connection, sql.SQL(counted)) or 0)

    def ids(self) -> Ids:
        """See SearchIndex."""
        with self._connected() as connection:
            return _ids(connection, sql.SQL("SELECT document FROM entry"))

    def optimise(self) -> None:
        """Work in what single writes have left in the waiting lists of the indexes."""
        with self._connected() as connection:
            if self._loading:
                make_indexes(connection)
                self._loading = False
            connection.execute("VACUUM (ANALYZE) entry, piece")

    def wipe(self) -> None:
        """See SearchIndex."""
        with self._connected() as connection:
            self._loading = False
            make(connection, anew=True)

    def close(self) -> None:
        """See SearchIndex: connections of other threads close with their next call."""
        self._closed += 1
        self._let_go()

    def _begin_load(self, connection: psycopg.Connection, count: int) -> None:
        """Do without indexes from here on where the first of many documents come."""
        empty = connection.execute("SELECT NOT EXISTS (SELECT FROM entry)").fetchone()
        if count >= LOAD and empty and empty[0]:
            drop_indexes(connection)
            self._loading = True

    def _let_go(self) -> None:
        connection: psycopg.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """This thread's connection; each statement is a transaction of its own."""
        with _damage_named():
            known: psycopg.Connection | None = getattr(self._local, "connection", None)
            if known is None or known.closed or self._local.opened != self._closed:
                self._let_go()
                known = psycopg.connect(
                    self._url, autocommit=True, prepare_threshold=None, options=_OPTIONS
                )
                self._local.connection, self._local.opened = known, self._closed
            yield known

    @contextmanager
    def _writing(self) -> Iterator[psycopg.Connection]:
        with self._connected() as connection, connection.transaction():
            yield connection


def _length(clause: tuple[Term, ...]) -> int:
    """A guess at how few documents answer: the shortest alternative says most."""
    return min(len(term.text) for term in clause)


def _matching(connection: psycopg.Connection, clause: Sequence[Term], among: Ids | None) -> Ids:
    """Ids of the documents that hold one of the terms, as far as they are `among` those found before."""
    selects = [_holding(term) for term in clause]
    if among is not None and len(among) <= _FEW:
        named = sql.SQL(" AND document = ANY({})").format(sql.Literal(_array(among.tolist())))
        selects = [one + named for one in selects]
    found = _ids(connection, sql.SQL(" UNION ALL ").join(selects))
    return found if among is None else np.intersect1d(found, among, assume_unique=True)


def _holding(term: Term) -> sql.Composed:
    """The documents that hold a term in its field, or anywhere; too many where it is not `is_whole`."""
    column = FIELDS.get(term.field) if term.field else None
    if column is not None:
        by_index = _with_keys("entry", f"{column}_keys", term.text)
        return by_index if by_number(term.text) else by_index + _decided(column, term.text)
    if is_whole(term.text):
        return _anywhere(term.text)
    parts = [_anywhere(window) for window in windows(term.text)]
    return sql.SQL("SELECT document FROM ({}) AS parts WHERE true").format(
        sql.SQL(" INTERSECT ").join(parts)
    )


def _anywhere(word: str) -> sql.Composed:
    if by_number(word):
        return _with_keys("entry", "paper_keys", word)
    return _with_keys("piece", "keys", word) + _decided("text", word)


def _with_keys(table: str, column: str, word: str) -> sql.Composed:
    return sql.SQL("SELECT document FROM {} WHERE {} @> {}").format(
        sql.Identifier(table), sql.Identifier(column), sql.Literal(_array(asked(word)))
    )


def _decided(column: str, word: str) -> sql.Composed:
    return sql.SQL(" AND strpos({}, {}) > 0").format(sql.Identifier(column), sql.Literal(word))


def _array(numbers: Sequence[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _ids(connection: psycopg.Connection, select: sql.Composed | sql.SQL) -> Ids:
    """A column of ids as one string: far quicker than a Python object for each."""
    listed = sql.SQL(
        "SELECT tokeniser, (SELECT string_agg(document::text, ',') FROM ({}) AS found) FROM state"
    ).format(select)
    joined = _one(connection, listed)
    if not joined:
        return ids_of(())
    return ids_in(str(joined))


def _one(connection: psycopg.Connection, statement: sql.Composed | sql.SQL) -> int | str | None:
    """The second value of the one row; the first is the tokeniser the index was made with."""
    tokeniser, value = connection.execute(statement).fetchone() or (None, None)
    if tokeniser != STAMP:
        raise psycopg.DataError("made with another tokeniser")
    known: int | str | None = value
    return known


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.LockNotAvailable as problem:
        raise IndexBusy("检索索引正在由另一个进程更新。请稍候再试。") from problem
    except psycopg.Error as problem:
        raise IndexDamaged(
            "数据库里的检索索引不能使用，检索暂时改为逐篇查找。系统会自动重建索引，也可运行 flask reindex。"
        ) from problem
