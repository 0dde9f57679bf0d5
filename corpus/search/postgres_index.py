"""The database engine on PostgreSQL: arrays of overlapping pairs under GIN, rechecked in SQL against the text.

A pair of characters is one number without loss, so terms of one or two characters are answered by the
index alone; longer ones are proposed by their pairs and decided by `strpos` on the folded text, in the
same statement. One transaction moves the rows and `sequence` together (docs/adr/0003-search-engine.md).

Everything stands in a schema of its own: it is a cache and not part of a backup.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import psycopg
from psycopg import sql

from corpus.search.engine import Entry, Ids, IndexBusy, IndexDamaged, Place, ids_of
from corpus.search.query import Field, Query, Term
from corpus.search.terms import PARAGRAPH, TOKENISER_VERSION, FoldedFields

SCHEMA = "qingce_search"
BUSY_SECONDS = 120
_LOCK = 715010
_BETWEEN = "\x01"
"""Stands between the fields of a paper; folding drops it, so nothing that is asked for holds it."""

_MOST_PAIRS = 24
_WIDE, _SLOTS = 0xD800, 0x800
"""Characters above U+FFFF share the numbers of the surrogates, which no text holds."""

_OPTIONS = (
    f"-c search_path={SCHEMA} -c lock_timeout={BUSY_SECONDS}s -c enable_seqscan=off "
    "-c work_mem=64MB -c jit=off -c max_parallel_workers_per_gather=0"
)
_FIELDS = {
    Field.TITLE: "title",
    Field.NUMBER: "number",
    Field.ISSUER: "issuers",
    Field.HEADING: "headings",
}
_ANYWHERE = "paper"
_COLUMNS = (_ANYWHERE, *_FIELDS.values())
_MAKE = f"""
DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.state (tokeniser integer NOT NULL, sequence bigint NOT NULL);
INSERT INTO {SCHEMA}.state VALUES ({TOKENISER_VERSION}, 0);
CREATE TABLE {SCHEMA}.entry (document bigint PRIMARY KEY, sequence bigint NOT NULL,
    {", ".join(f"{name} text NOT NULL, {name}_pairs integer[] NOT NULL" for name in _COLUMNS)})
    WITH (toast_tuple_target = 128);
""" + "".join(  # noqa: S608 - names of ours
    f"ALTER TABLE {SCHEMA}.entry ALTER {name}_pairs SET STATISTICS 0, ALTER {name} SET STATISTICS 0;"
    f"CREATE INDEX entry_{name} ON {SCHEMA}.entry USING gin ({name}_pairs);"
    for name in _COLUMNS
)
# taken apart a hundred times for each time it is written: kept as it is, a tenth larger, twice as quick
_MAKE += f"ALTER TABLE {SCHEMA}.entry ALTER {_ANYWHERE} SET STORAGE EXTERNAL;"


class PostgresIndex:
    """See SearchIndex. Any number of processes on any number of machines may read and write.

    Args:
        place: its address names the database; the folder is not used.
    """

    def __init__(self, place: Place) -> None:
        self._url = place.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._local = threading.local()
        self._closed = 0
        with self._connected() as connection:
            if not _has_tables(connection):
                _make(connection, anew=False)

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex. What is older than what stands there already is left out."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        sequence = max(entry.sequence for entry in entries)
        with self._writing() as connection:
            connection.execute("UPDATE state SET sequence = greatest(sequence, %s)", (sequence,))
            held = connection.execute(
                "SELECT document, sequence FROM entry WHERE document = ANY(%s)", (list(latest),)
            )
            for document, reached in held.fetchall():
                if reached > latest[document].sequence:
                    del latest[document]
            _remove(connection, latest)
            with connection.cursor() as cursor, cursor.copy("COPY entry FROM STDIN") as copy:
                for entry in latest.values():
                    copy.write_row(_row(entry))

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        with self._writing() as connection:
            connection.execute("UPDATE state SET sequence = sequence")  # one writer at a time
            _remove(connection, ids)

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer, but for words that have to stand in one 条."""
        if query.is_everything:
            return None
        with self._connected() as connection:
            return _ids(connection, _condition(query))

    def settles(self, query: Query) -> bool:
        """Always, but where words have to stand in one 条."""
        return all(t.field is not Field.ARTICLE for t in (*query.sought, *query.without))

    def sequence(self) -> int:
        """See SearchIndex."""
        with self._connected() as connection:
            # `entry` is looked at as well: without it the index has to be made anew
            reached = "SELECT tokeniser, sequence FROM state LEFT JOIN (SELECT FROM entry LIMIT 1) e ON true"
            return int(_one(connection, sql.SQL(reached)) or 0)

    def size(self) -> int:
        """See SearchIndex."""
        counted = "SELECT tokeniser, (SELECT count(*) FROM entry) FROM state"
        with self._connected() as connection:
            return int(_one(connection, sql.SQL(counted)) or 0)

    def ids(self) -> Ids:
        """See SearchIndex."""
        with self._connected() as connection:
            return _ids(connection, sql.SQL("true"))

    def optimise(self) -> None:
        """Work in what single writes have left in the waiting lists of the indexes."""
        with self._connected() as connection:
            connection.execute("VACUUM (ANALYZE) entry")

    def wipe(self) -> None:
        """See SearchIndex."""
        with self._connected() as connection:
            _make(connection, anew=True)

    def close(self) -> None:
        """See SearchIndex: connections of other threads close with their next call."""
        self._closed += 1
        self._let_go()

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


def keys(folded: str) -> list[int]:
    """The pairs and characters of a folded text, each once, as numbers of 32 bits."""
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    codes = np.where(codes > 0xFFFF, _WIDE + codes % _SLOTS, codes)
    kept = ~np.isin(codes, [ord(PARAGRAPH), ord(_BETWEEN)])
    pairs = (codes[:-1] << 16 | codes[1:])[kept[:-1] & kept[1:]]
    found: list[int] = (np.unique(np.concatenate([codes[kept], pairs])) - (1 << 31)).tolist()
    return found


def _asked(term: Term) -> list[int]:
    """The keys that a document must have to hold the term; of a long one some, evenly spread."""
    text = term.text
    if len(text) == 1:
        return keys(text)
    found = [key for n in range(len(text) - 1) for key in keys(text[n : n + 2])[-1:]]
    step = -(-len(found) // _MOST_PAIRS)
    return found[::step]


def _condition(query: Query) -> sql.Composed | sql.SQL:
    """The query as an expression over `entry`."""
    parts = [_clause(clause) for clause in query.clauses]
    unwanted = [_holds(term) for term in query.without]
    if unwanted and not any(term.field is Field.ARTICLE for term in query.without):
        parts.append(sql.SQL("document NOT IN ({})").format(_union(unwanted)))
    return sql.SQL(" AND ").join(parts)


def _clause(clause: tuple[Term, ...]) -> sql.Composed | sql.SQL:
    if len(clause) == 1:
        return _holds(clause[0])
    return sql.SQL("document IN ({})").format(_union([_holds(term) for term in clause]))


def _union(conditions: Sequence[sql.Composed | sql.SQL]) -> sql.Composed | sql.SQL:
    """Each condition by its own index, not all of them against each row."""
    select = sql.SQL("SELECT document FROM entry WHERE {}")
    return sql.SQL(" UNION ALL ").join(select.format(one) for one in conditions)


def _holds(term: Term) -> sql.Composed | sql.SQL:
    """That the term stands in its field, or in any."""
    column = _FIELDS.get(term.field, _ANYWHERE) if term.field else _ANYWHERE
    by_index = sql.SQL("{} @> {}").format(
        sql.Identifier(f"{column}_pairs"), sql.Literal(_array(_asked(term)))
    )
    if len(term.text) <= 2 and PARAGRAPH not in term.text and max(term.text) <= "\uffff":
        return by_index
    decided = sql.SQL("strpos({}, {}) > 0").format(sql.Identifier(column), sql.Literal(term.text))
    return sql.SQL("{} AND {}").format(by_index, decided)


def _row(entry: Entry) -> tuple[object, ...]:
    parts = _parts(entry.fields)
    cells = (cell for part in parts for cell in (part, _array(keys(part))))
    return (entry.id, entry.sequence, *cells)


def _parts(fields: FoldedFields) -> tuple[str, ...]:
    anywhere = _BETWEEN.join((fields.title, fields.number, fields.issuers, fields.body))
    return anywhere, fields.title, fields.number, fields.issuers, fields.headings


def _array(numbers: Sequence[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _remove(connection: psycopg.Connection, ids: Collection[int]) -> None:
    connection.execute("DELETE FROM entry WHERE document = ANY(%s)", (list(ids),))


def _ids(connection: psycopg.Connection, condition: sql.Composed | sql.SQL) -> Ids:
    """A column of ids as one string: far quicker than a Python object for each."""
    listed = sql.SQL(
        "SELECT tokeniser, (SELECT string_agg(document::text, ',') FROM entry WHERE {}) FROM state"
    )
    joined = _one(connection, listed.format(condition))
    if not joined:
        return ids_of(())
    return np.unique(np.fromstring(str(joined), dtype=np.int64, sep=","))


def _one(connection: psycopg.Connection, statement: sql.Composed | sql.SQL) -> int | str | None:
    """The second value of the one row; the first is the tokeniser the index was made with."""
    tokeniser, value = connection.execute(statement).fetchone() or (None, None)
    if tokeniser != TOKENISER_VERSION:
        raise psycopg.DataError("made with another tokeniser")
    known: int | str | None = value
    return known


def _has_tables(connection: psycopg.Connection) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.state",)).fetchone()
    return found is not None and found[0] is not None


def _make(connection: psycopg.Connection, *, anew: bool) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if anew or not _has_tables(connection):
            connection.execute(_MAKE)


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
