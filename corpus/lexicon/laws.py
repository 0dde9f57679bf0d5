"""The superior laws: what instrument a paper of a certain day means by a name, and whether it stands.

`laws.csv` may be edited in a spreadsheet. Grades: A is proven by a clause or by two collections; B is one
source or a near date; C is recalled. Only A, and 已废止 of B, may carry a strong finding; 有效 of B never
proves that an instrument is in force (list-type repeal decisions are largely missing); C and 存疑 are
hints for a person.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from pathlib import Path

from base.errors import Misconfigured
from corpus.lexicon.names import name_key

LAWS_CSV = Path(__file__).with_name("laws.csv")
COLUMNS = [
    "id",
    "name",
    "short_name",
    "aliases",
    "kind",
    "document_number",
    "promulgated_on",
    "effective_on",
    "in_force_from",
    "in_force_to",
    "status",
    "successor_name",
    "grade",
    "evidence",
    "known_as_of",
    "same_name_ids",
]
STATUSES = frozenset({"有效", "已废止", "已失效", "尚未生效", "存疑"})


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument. `to` is the day from which it is no longer in force; None proves nothing."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    document_number: str
    since: date | None
    to: date | None
    status: str
    successor: str | None
    grade: str
    evidence: str
    known_as_of: date

    @property
    def is_dead(self) -> bool:
        """Whether the row says it was repealed or has lapsed, at whatever grade."""
        return self.status in ("已废止", "已失效")

    @property
    def proves_repeal(self) -> bool:
        """Whether the row may carry a strong finding that the instrument is gone."""
        return self.is_dead and self.to is not None and self.grade in ("A", "B")

    @property
    def is_hint(self) -> bool:
        """Whether the row is only good for asking a person to check."""
        return self.grade == "C" or self.status == "存疑"

    def gone_on(self, day: date) -> bool:
        """Whether it was no longer in force on `day`, as far as the row tells."""
        return self.to is not None and self.to <= day


class Certainty(Enum):
    """How surely a name and a day point to one instrument."""

    ONE = "one"
    SEVERAL = "several"  # same-named instruments, and the day does not tell them apart
    LATER = "later"  # the only instrument of that name came after the paper
    STALE = "stale"  # every instrument of that name was gone before the paper was made


@dataclass(frozen=True, slots=True)
class Meant:
    """The instrument meant by a name in a paper. `newer` is a later instrument of the same name."""

    law: Law
    certainty: Certainty
    newer: Law | None = None


class LawTable:
    """Instruments by name and alias."""

    def __init__(self, laws: Iterable[Law], digest: str = "") -> None:
        """Index `laws`; an alias never hides another instrument's own name."""
        self.laws = tuple(laws)
        self.digest = digest
        by_name: dict[str, list[Law]] = defaultdict(list)
        for law in self.laws:
            by_name[name_key(law.name)].append(law)
        by_alias: dict[str, list[Law]] = defaultdict(list)
        for law in self.laws:
            for alias in law.aliases:
                key = name_key(alias)
                if key not in by_name:
                    by_alias[key].append(law)
        self._by_key: Mapping[str, list[Law]] = {**by_alias, **by_name}

    @property
    def facts_until(self) -> date:
        """The day until which every row was looked at: the oldest; one new row makes the rest no newer."""
        return min((law.known_as_of for law in self.laws), default=date(1949, 10, 1))

    def named(self, name: str) -> tuple[Law, ...]:
        """Every instrument of that name, oldest first; those without a first day come first."""
        found = self._by_key.get(name_key(name), [])
        return tuple(sorted(found, key=lambda law: law.since or date.min))

    def meant(self, name: str, earliest: date | None, latest: date | None) -> Meant | None:
        """The instrument that a paper made between `earliest` and `latest` means by `name`.

        None where the table does not know the name. A paper without a date gets an answer only where
        the name belongs to one instrument.
        """
        laws = self.named(name)
        if not laws:
            return None
        if earliest is None or latest is None:
            certainty = Certainty.ONE if len(laws) == 1 else Certainty.SEVERAL
            return Meant(laws[-1], certainty)
        first, last = _at(laws, earliest), _at(laws, latest)
        if first is not last:
            return Meant(last or laws[-1], Certainty.SEVERAL)
        if first is None:
            before = all(law.since is not None and law.since > latest for law in laws)
            return Meant(laws[0 if before else -1], Certainty.LATER if before else Certainty.STALE)
        if len(laws) > 1 and _about_to_go(first, latest):
            return Meant(first, Certainty.SEVERAL)  # its namesake may already have been promulgated
        newer = [law for law in laws if law.since is not None and law.since > latest]
        return Meant(first, Certainty.ONE, newer[-1] if newer else None)


_VACATIO = timedelta(days=250)
"""How long before it takes effect an instrument may have been promulgated under the old one's name."""


def _about_to_go(law: Law, day: date) -> bool:
    """Whether a paper of `day` may already mean the namesake that was to replace `law`."""
    return law.to is not None and law.to - day < _VACATIO


def _at(laws: tuple[Law, ...], day: date) -> Law | None:
    """The youngest of same-named `laws` that was there on `day`."""
    there = [
        law for law in laws if (law.since is None or law.since <= day) and not law.gone_on(day)
    ]
    return there[-1] if there else None


@cache
def shipped_laws() -> LawTable:
    """The table that comes with the program."""
    return load_laws(LAWS_CSV)


def load_laws(path: Path) -> LawTable:
    """Read and check a table of laws.

    Raises:
        Misconfigured: a column is missing or unknown, a value is not allowed, a date cannot be read, or
            an instrument ends before it begins.
    """
    raw = path.read_bytes()
    reader = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    if list(reader.fieldnames or []) != COLUMNS:
        raise Misconfigured(f"{path.name} 的列应为：{'、'.join(COLUMNS)}。请改正表头。")
    laws = [_law(row, f"{path.name} 第{n}行") for n, row in enumerate(reader, start=2)]
    seen: set[str] = set()
    for law in laws:
        if law.id in seen:
            raise Misconfigured(f"{path.name} 中编号 {law.id} 重复，请改正。")
        seen.add(law.id)
    return LawTable(laws, hashlib.sha256(raw).hexdigest())


def laid_over(table: LawTable, rows: Iterable[Mapping[str, str]], digest: str) -> LawTable:
    """The table with rows of the same id replaced and new ones added.

    Args:
        rows: whole rows, by the columns of `laws.csv`.
        digest: of the amended rows; the table's own digest is mixed in.

    Raises:
        Misconfigured: a row does not keep to the columns' rules.
    """
    amended = {row["id"]: _law(dict(row), f"资料修正 {row['id']}") for row in rows}
    if not amended:
        return table
    kept = [amended.pop(law.id, law) for law in table.laws]
    mixed = hashlib.sha256(f"{table.digest}{digest}".encode()).hexdigest()
    return LawTable([*kept, *amended.values()], mixed)


def _law(row: dict[str, str], where: str) -> Law:
    if row["status"] not in STATUSES or row["grade"] not in ("A", "B", "C") or not row["name"]:
        raise Misconfigured(f"{where}：名称、状态或等级不合规定，请改正。")
    # an instrument exists under its name from its promulgation, before it takes effect
    since = _day(row["promulgated_on"] or row["in_force_from"], where)
    to = _day(row["in_force_to"], where)
    if since and to and to < since:
        raise Misconfigured(f"{where}：失效日早于公布日，请改正。")
    names = (row["short_name"], *row["aliases"].split("|"))
    return Law(
        id=row["id"],
        name=row["name"],
        aliases=tuple(name for name in names if name),
        kind=row["kind"],
        document_number=row["document_number"],
        since=since,
        to=to,
        status=row["status"],
        successor=row["successor_name"] or None,
        grade=row["grade"],
        evidence=row["evidence"],
        known_as_of=_day(row["known_as_of"], where) or date(1949, 10, 1),
    )


def _day(text: str, where: str) -> date | None:
    """The first day of 2015, 2015-03 or 2015-03-04; None where empty."""
    if not text:
        return None
    parts = ([*text.split("-"), "01", "01"])[:3]
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError as error:
        raise Misconfigured(f"{where}：日期“{text}”无法识别，应写作 2015-03-04。") from error
