"""The tables of the PostgreSQL engine and how rows get into them; what is asked of them stands beside this file.

Everything is in a schema of its own: it is a cache and not part of a backup.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator

import numpy as np
import psycopg
from psycopg import sql

from corpus.search.engine import Entry
from corpus.search.grams import BETWEEN, Numbers, grams, pieces, threes
from corpus.search.query import Field
from corpus.search.terms import TOKENISER_VERSION, FoldedFields

SCHEMA = "qingce_search"
LAYOUT = 3
"""Of the tables; raised with them, so that an older index is made anew."""

_LOCK = 715010
_SORTING_MB = 512
_SQUEEZED = (
    "SELECT set_config(name, 'lz4', true) FROM pg_settings "
    "WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
)
"""The numbers of a text are hardly ever read again: quicker packed where the server knows how."""

FIELDS = {
    Field.TITLE: "title",
    Field.NUMBER: "number",
    Field.ISSUER: "issuers",
    Field.HEADING: "headings",
}
"""Columns of `entry` beside that of the whole paper; each with its `_keys`."""

_PAPER = "paper"
_TEXTS = tuple(FIELDS.values())
_INDEXES = {
    f"entry_{name}": f"CREATE INDEX IF NOT EXISTS entry_{name} ON entry USING gin ({name}_keys)"
    for name in (_PAPER, *_TEXTS)
} | {"piece_keys": "CREATE INDEX IF NOT EXISTS piece_keys ON piece USING gin (keys)"}
_DROP = "; ".join(f"DROP INDEX IF EXISTS {name}" for name in _INDEXES)
_ENTRY = ", ".join(
    ("document", "sequence", "paper_keys", *(f"{name}, {name}_keys" for name in _TEXTS))
)
STAMP = TOKENISER_VERSION * 100 + LAYOUT
"""What `state` must say: an index made by another tokeniser or layout answers nothing."""

_MAKE = f"""
DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.state (tokeniser integer NOT NULL, sequence bigint NOT NULL);
INSERT INTO {SCHEMA}.state VALUES ({STAMP}, 0);
CREATE TABLE {SCHEMA}.entry (document bigint PRIMARY KEY, sequence bigint NOT NULL,
    paper_keys bigint[] NOT NULL,
    {", ".join(f"{name} text NOT NULL, {name}_keys bigint[] NOT NULL" for name in _TEXTS)})
    WITH (toast_tuple_target = 128);
ALTER TABLE {SCHEMA}.entry ALTER title SET STORAGE MAIN, ALTER number SET STORAGE MAIN,
    ALTER issuers SET STORAGE MAIN;
CREATE TABLE {SCHEMA}.piece (document bigint NOT NULL, text text NOT NULL, keys bigint[] NOT NULL);
ALTER TABLE {SCHEMA}.piece ALTER text SET STORAGE EXTERNAL;
CREATE INDEX piece_document ON {SCHEMA}.piece (document);
SET LOCAL search_path = {SCHEMA};
ALTER TABLE {SCHEMA}.piece ALTER keys SET STATISTICS 0, ALTER text SET STATISTICS 0;
""" + "".join(  # noqa: S608 - names of ours
    f"ALTER TABLE {SCHEMA}.entry ALTER {name}_keys SET STATISTICS 0;" for name in (_PAPER, *_TEXTS)
)
_MAKE += ";".join(_INDEXES.values())


def has_tables(connection: psycopg.Connection) -> bool:
    """Whether the tables have been made in this database, by whatever tokeniser."""
    found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.state",)).fetchone()
    return found is not None and found[0] is not None


def make(connection: psycopg.Connection, *, anew: bool) -> None:
    """Make the tables where there are none; `anew` drops those there are with all that is in them."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if anew or not has_tables(connection):
            connection.execute(_MAKE)


def drop_indexes(connection: psycopg.Connection) -> None:
    """Before many rows come: they are sorted in by `make_indexes` in a fraction of the time."""
    connection.execute(_DROP)


def make_indexes(connection: psycopg.Connection) -> None:
    """Sort in what stands in the tables, for each index that is missing."""
    connection.execute(f"SET maintenance_work_mem = '{_SORTING_MB}MB'")
    for made in _INDEXES.values():
        connection.execute(made)


def sort_in_waiting(connection: psycopg.Connection) -> None:
    """Work in what single writes have left in the waiting lists of the indexes."""
    for name in _INDEXES:
        connection.execute("SELECT gin_clean_pending_list(%s)", (name,))


def put(connection: psycopg.Connection, entries: Collection[Entry]) -> None:
    """Rows of new documents, which must not stand there any more."""
    connection.execute(_SQUEEZED)
    _copy(connection, f"entry ({_ENTRY})", map(_row, entries))
    _copy(connection, "piece (document, text, keys)", _piece_rows(entries))


def remove(connection: psycopg.Connection, ids: Collection[int]) -> None:
    """Take all rows of some documents out."""
    for table in ("entry", "piece"):
        gone = sql.SQL("DELETE FROM {} WHERE document = ANY(%s)").format(sql.Identifier(table))
        connection.execute(gone, (list(ids),))


def _row(entry: Entry) -> list[bytes]:
    parts = _parts(entry.fields)
    row = [_int(entry.id), _int(entry.sequence), _packed(grams(BETWEEN.join(_all(entry.fields))))]
    return row + [cell for part in parts for cell in (part.encode(), _packed(grams(part)))]


def _piece_rows(entries: Iterable[Entry]) -> Iterator[list[bytes]]:
    for entry in entries:
        for piece in pieces(BETWEEN.join(_all(entry.fields))):
            yield [_int(entry.id), piece.encode(), _packed(threes(piece))]


def _all(fields: FoldedFields) -> tuple[str, ...]:
    return fields.title, fields.number, fields.issuers, fields.body


def _parts(fields: FoldedFields) -> tuple[str, ...]:
    return fields.title, fields.number, fields.issuers, fields.headings


def _int(number: int) -> bytes:
    return struct.pack(">q", number)


def _packed(numbers: Numbers) -> bytes:
    """A bigint[] as COPY takes it in its binary form: 1 dimension, no NULL, oid of bigint, length, from 1."""
    cells = np.empty(len(numbers), dtype=[("length", ">i4"), ("value", ">i8")])
    cells["length"], cells["value"] = 8, numbers
    shape = (1, 0, 20, len(numbers), 1) if len(numbers) else (0, 0, 20)
    return struct.pack(f">{len(shape)}i", *shape) + cells.tobytes()


def _copy(connection: psycopg.Connection, target: str, rows: Iterable[list[bytes]]) -> None:
    """Put rows in by COPY; the signature, no flags, each cell after its length, -1 at the end."""
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.SQL(target))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
        for row in rows:
            cells = b"".join(struct.pack(">i", len(cell)) + cell for cell in row)
            copy.write(struct.pack(">h", len(row)) + cells)
        copy.write(struct.pack(">h", -1))
