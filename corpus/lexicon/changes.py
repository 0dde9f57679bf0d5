"""What became of parts of laws: articles renumbered, revisions, single rules repealed.

The tables may be edited in a spreadsheet; an article map compares two texts of one instrument.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from base.errors import Misconfigured
from corpus.lexicon.fact_sheet import fact_day, load_sheet
from corpus.lexicon.names import name_key

ARTICLES_CSV = Path(__file__).with_name("article_map.csv")
REVISIONS_CSV = Path(__file__).with_name("revisions.csv")
PARTS_CSV = Path(__file__).with_name("partial_repeals.csv")
ARTICLE_COLUMNS = (
    "law_name",
    "from_version",
    "to_version",
    "from_count",
    "to_count",
    "old_article",
    "new_article",
    "relation",
    "grade",
    "source",
    "verified_on",
)
REVISION_COLUMNS = (
    "law_name",
    "law_kind",
    "revised_on",
    "effective_on",
    "kind",
    "article_count_after",
    "renumbered",
    "grade",
    "source",
    "verified_on",
)
PART_COLUMNS = (
    "law_name",
    "law_promulgated_on",
    "scope",
    "effective_on",
    "by_instrument",
    "clause",
    "grade",
    "source",
    "verified_on",
)
MOVED = ("移位", "并入")


@dataclass(frozen=True, slots=True)
class Recast:
    """Two texts of one instrument: when each was made, how many articles (0 unknown), where old articles went.

    `moved` has only articles whose number changed, with the grade of the comparison.
    """

    law: str
    before: date
    after: date
    count_before: int
    count_after: int
    moved: Mapping[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LawRevision:
    """One revision of an instrument; `anew` where the whole text was enacted anew (修订)."""

    law: str
    on: date
    anew: bool
    grade: str
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class PartRepeal:
    """A part of an instrument that was repealed while the rest stood."""

    law: str
    scope: str
    on: date
    by: str
    grade: str
    clause: str = ""
    verified_on: date | None = None


_T = TypeVar("_T", Recast, LawRevision, PartRepeal)


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Changes by the comparable name of the instrument."""

    recasts: Mapping[str, tuple[Recast, ...]]
    revisions: Mapping[str, tuple[LawRevision, ...]]
    parts: Mapping[str, tuple[PartRepeal, ...]]
    digest: str = ""

    def recast_after(self, name: str, made: date) -> tuple[Recast, ...]:
        """The comparisons whose later text came after `made`, oldest first."""
        return tuple(one for one in self.recasts.get(name_key(name), ()) if one.after > made)

    def revised_after(self, name: str, made: date, today: date) -> tuple[LawRevision, ...]:
        """Revisions after `made` and not after `today`, oldest first."""
        return tuple(r for r in self.revisions.get(name_key(name), ()) if made < r.on <= today)

    def parts_of(self, name: str) -> tuple[PartRepeal, ...]:
        """Parts of the instrument that were repealed."""
        return self.parts.get(name_key(name), ())


@cache
def shipped_changes() -> ChangeTable:
    """The tables that come with the program."""
    recasts, first = load_recasts(ARTICLES_CSV)
    revisions, second = load_revisions(REVISIONS_CSV)
    parts, third = load_parts(PARTS_CSV)
    return ChangeTable(
        _grouped(recasts), _grouped(revisions), _grouped(parts), first[:8] + second[:8] + third[:8]
    )


def load_recasts(path: Path) -> tuple[tuple[Recast, ...], str]:
    """Read a map of articles; also the digest of the file.

    Raises:
        Misconfigured: see `load_sheet`; or a number or a day cannot be read.
    """
    sheet = load_sheet(path, ARTICLE_COLUMNS)
    pairs: dict[tuple[str, date, date, int, int], dict[int, tuple[int, str]]] = {}
    for row, where in sheet.rows:
        before, after = _need(row["from_version"], where), _need(row["to_version"], where)
        counts = tuple(_number(row[name] or "0", where) for name in ("from_count", "to_count"))
        moved = pairs.setdefault((row["law_name"], before, after, counts[0], counts[1]), {})
        if row["relation"] in MOVED and row["new_article"]:
            old = _number(row["old_article"], where)
            moved[old] = (_number(row["new_article"], where), row["grade"])
    recasts = (Recast(*key, moved) for key, moved in pairs.items())
    return tuple(sorted(recasts, key=lambda one: one.after)), sheet.digest


def load_revisions(path: Path) -> tuple[tuple[LawRevision, ...], str]:
    """Read a table of revisions; also the digest of the file.

    Raises:
        Misconfigured: see `load_sheet`; or a day cannot be read.
    """
    sheet = load_sheet(path, REVISION_COLUMNS)
    found = [
        LawRevision(
            row["law_name"],
            day,
            row["kind"] == "修订",
            row["grade"],
            fact_day(row["verified_on"], where),
        )
        for row, where in sheet.rows
        if (day := fact_day(row["effective_on"] or row["revised_on"], where)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.on)), sheet.digest


def load_parts(path: Path) -> tuple[tuple[PartRepeal, ...], str]:
    """Read a table of partial repeals; also the digest of the file.

    Raises:
        Misconfigured: see `load_sheet`; or a day cannot be read.
    """
    sheet = load_sheet(path, PART_COLUMNS)
    found = [
        PartRepeal(
            row["law_name"],
            row["scope"],
            _need(row["effective_on"], where),
            row["by_instrument"],
            row["grade"],
            row["clause"],
            fact_day(row["verified_on"], where),
        )
        for row, where in sheet.rows
    ]
    return tuple(found), sheet.digest


def _grouped(rows: Iterable[_T]) -> Mapping[str, tuple[_T, ...]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for row in rows:
        groups[name_key(row.law)].append(row)
    return {key: tuple(found) for key, found in groups.items()}


def _need(text: str, where: str) -> date:
    day = fact_day(text, where)
    if day is None:
        raise Misconfigured(f"{where}：缺少日期，请补上。")
    return day


def _number(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Misconfigured(f"{where}：“{text}”不是条数或条号，请改正。") from error
