"""The database engine on SQLite: FTS5 over overlapping pairs of characters, with positions.

A run of pairs at consecutive places is exactly the run of characters, so phrases need no look at the
text (docs/adr/0003-search-engine.md). The index is a file of its own beside the library's, because
writing a thousand documents takes seconds that nobody's decision should wait for; one transaction moves
the postings and `sequence` together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

import numpy as np

from corpus.search.engine import Entry, Ids, IndexDamaged, Place, ids_in, ids_of
from corpus.search.pairs import character_set, pair_stream, phrase
from corpus.search.query import Field, Query, Term
from corpus.search.sqlite_file import SealedFile
from corpus.search.terms import TOKENISER_VERSION, FoldedFields

FILE = "pairs.db"
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


_TABLES = ("pair", "face", "single")
"""Pairs of what is looked for anywhere; those of title, number, issuers and headings alone, since a field
costs as much as all that stands in its table; characters."""

_INSERT = {t: f"INSERT INTO {t} (rowid, {_PARTS}) VALUES (?, ?, ?, ?, ?, ?)" for t in _TABLES}  # noqa: S608 - names of ours
_MERGE = {t: f"INSERT INTO {t}({t}, rank) VALUES ('merge', 500)" for t in _TABLES}  # noqa: S608
_SUMS = (
    *(f"SELECT sum(crc(id, block)) FROM {t}_data" for t in _TABLES),  # noqa: S608
    "SELECT sum((row % 9973) * document + row) FROM posting",
)
"""One number over every block of postings and every id."""

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
        self._file = SealedFile(place.folder / FILE, _STAMP, _SUMS)
        place.folder.mkdir(parents=True, exist_ok=True)
        if not self._file.path.exists():
            self.wipe()

    def write(self, entries: Sequence[Entry]) -> None:
        """See SearchIndex."""
        latest = {entry.id: entry for entry in entries}
        if not latest:
            return
        sequence = max(entry.sequence for entry in entries)
        with self._file.writing() as connection:
            self._drop(connection, latest)
            for entry in latest.values():
                _insert(connection, entry)
            connection.execute("UPDATE state SET sequence = max(sequence, ?)", (sequence,))
        self._file.settle_log("PASSIVE")

    def remove(self, ids: Collection[int]) -> None:
        """See SearchIndex."""
        with self._file.writing() as connection:
            self._drop(connection, ids)

    def candidates(self, query: Query) -> Ids | None:
        """Exactly the documents that answer, but for words that have to stand in one 条."""
        if query.is_everything:
            return None
        found: Ids | None = None
        with self._file.reading() as connection:
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
        with self._file.reading() as connection:
            return int(connection.execute("SELECT sequence FROM state").fetchone()[0])

    def size(self) -> int:
        """See SearchIndex."""
        with self._file.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM posting").fetchone()[0])

    def ids(self) -> Ids:
        """See SearchIndex."""
        with self._file.reading() as connection:
            return _ids(connection, "SELECT group_concat(document) FROM posting", ())

    def optimise(self) -> None:
        """Merge what many small writes have left; the caller rebuilds when too much is stale."""
        with self._file.writing() as connection:
            stale, live = connection.execute(
                "SELECT stale, (SELECT count(*) FROM posting) FROM state"
            ).fetchone()
            if stale > _LEAST_STALE and stale > _STALE_SHARE * live:
                raise IndexDamaged("检索索引里旧内容过多，需要重建。系统会自动重建。")
            for table in _MERGE:
                connection.execute(_MERGE[table])
        self._file.settle_log("TRUNCATE")
        self._file.seal()

    def wipe(self) -> None:
        """See SearchIndex."""
        self._file.make(_SCHEMA)

    def close(self) -> None:
        """See SearchIndex."""
        self._file.close()

    def _drop(self, connection: sqlite3.Connection, ids: Collection[int]) -> None:
        gone = connection.executemany(
            "DELETE FROM posting WHERE document = ?", ((id_,) for id_ in ids)
        ).rowcount
        connection.execute("UPDATE state SET stale = stale + ?", (max(0, gone),))


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
