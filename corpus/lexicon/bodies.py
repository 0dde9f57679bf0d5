"""Bodies that were renamed, merged or dissolved, by the name they bore.

`bodies.csv` may be edited in a spreadsheet. The function of such a body moved on, so a row never founds a
repeal; the rows are recalled (grade C) and only ask a person to check.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from base.errors import Misconfigured
from corpus.lexicon.fact_sheet import fact_day, load_sheet

BODIES_CSV = Path(__file__).with_name("bodies.csv")
BODY_COLUMNS = (
    "old_name",
    "new_name",
    "from_year_month",
    "level",
    "note",
    "grade",
    "confidence",
    "source",
    "verified_on",
)
_MANY = re.compile(r"[（(+→]|→")
_BETWEEN = re.compile(r"[、（）()/或;，]")
_WITHIN_A_NAME = re.compile(r"[\u4e00-\u9fff](?<![由经报向与和及同国的给原到送请是受按为])")
_NOT_A_BODY = re.compile(r"^[门委]")


@dataclass(frozen=True, slots=True)
class Body:
    """A former name, who took over, and since when (None where places differ)."""

    old_name: str
    new_name: str
    since: date | None
    note: str
    grade: str


@dataclass(frozen=True, slots=True)
class BodyTable:
    """Bodies by their former name; `current` are names borne today, in which a former one may hide."""

    bodies: tuple[Body, ...]
    digest: str
    current: frozenset[str] = field(default_factory=frozenset)

    def named_in(self, words: str) -> tuple[tuple[Body, int, int], ...]:
        """Every former name in `words` with its extent; 建设局 in 住房和城乡建设局 is none."""
        found: list[tuple[Body, int, int]] = []
        taken: list[tuple[int, int]] = []
        there = [body for body in self.bodies if body.old_name in words]
        for name in self.current if there else ():
            taken += _extents(words, name)
        for body in sorted(there, key=lambda one: -len(one.old_name)):
            for start, end in _extents(words, body.old_name):
                inside = any(a <= start and end <= b for a, b in taken)
                longer = _name_goes_on(words, start, end)
                if not inside and not longer:
                    found.append((body, start, end))
                    taken.append((start, end))
        return tuple(sorted(found, key=lambda one: one[1]))


def _name_goes_on(words: str, start: int, end: int) -> bool:
    """Whether the words around are of a longer name: 交通部门, 劳动人事部."""
    if _NOT_A_BODY.match(words[end : end + 1]):
        return True
    before = words[start - 1 : start]
    return (
        words[end - 1 : end] == "部" and bool(before) and _WITHIN_A_NAME.match(before) is not None
    )


def _extents(words: str, name: str) -> list[tuple[int, int]]:
    found, at = [], words.find(name)
    while at >= 0:
        found.append((at, at + len(name)))
        at = words.find(name, at + 1)
    return found


@cache
def shipped_bodies() -> BodyTable:
    """The table that comes with the program."""
    return load_bodies(BODIES_CSV)


def load_bodies(path: Path) -> BodyTable:
    """Read and check a table of bodies.

    Raises:
        Misconfigured: see `load_sheet`; or a row has no old name or no readable day.
    """
    sheet = load_sheet(path, BODY_COLUMNS)
    return _table([read_body(row, where) for row, where in sheet.rows], sheet.digest)


def read_body(row: Mapping[str, str], where: str) -> Body:
    """One row as a body.

    Raises:
        Misconfigured: a value is not allowed.
    """
    if not row["old_name"] or not row["new_name"]:
        raise Misconfigured(f"{where}：原名称和现名称都要写，请补上。")
    since = fact_day(row["from_year_month"], where)
    return Body(row["old_name"], row["new_name"], since, row.get("note", ""), row["grade"])


def bodies_laid_over(table: BodyTable, rows: Iterable[Mapping[str, str]], digest: str) -> BodyTable:
    """The table with rows of the same name replaced and new ones added."""
    amended = {row["old_name"]: read_body(row, f"资料修正 {row['old_name']}") for row in rows}
    if not amended:
        return table
    kept = [body for body in table.bodies if body.old_name not in amended]
    mixed = hashlib.sha256(f"{table.digest}{digest}".encode()).hexdigest()
    return _table([*kept, *amended.values()], mixed)


def _table(rows: list[Body], digest: str) -> BodyTable:
    """Only plain names: a row of several bodies, or of one function of a body, names none in a text."""
    plain: dict[str, Body] = {}
    for body in rows:
        name = body.old_name
        if not _MANY.search(name) and "/" not in name and len(name) >= 3:
            plain.setdefault(name, body)
    current = {
        name
        for body in rows
        for name in _BETWEEN.split(body.new_name)
        if len(name) >= 4 and name not in plain
    } | {"住房和城乡建设局", "住房和城乡建设部", "住房城乡建设局", "住房城乡建设部", "农业农村部"}
    return BodyTable(tuple(plain.values()), digest, frozenset(current))
