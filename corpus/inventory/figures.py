"""The figures of the completeness page, each with the list behind it. Aggregates in SQL; no text is loaded
except of papers that share a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from base.db import db
from corpus.inventory import notes
from corpus.inventory.linking import HOLDS, PROPOSED
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, RegisterLinkRow, SeriesNoteRow
from corpus.inventory.series import Known, Number, Series, number_of, series_of
from corpus.rows import DocumentRow, SearchTextRow


@dataclass(frozen=True, slots=True)
class YearTotal:
    """One year: papers by their year, lines of the register, lines that have a paper."""

    year: int | None
    papers: int
    registered: int
    found: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every figure of the page."""

    papers: int
    unnumbered: int
    registered: int
    found: int
    proposed: int
    unregistered: int
    cited_missing: int
    series: tuple[Series, ...]
    years: tuple[YearTotal, ...]
    foreign: tuple[SeriesNoteRow, ...]

    @property
    def unfound(self) -> int:
        """Lines of the register without a paper, the doubtful ones left out."""
        return self.registered - self.found - self.proposed

    @property
    def missing(self) -> int:
        """Serials missing without explanation."""
        return sum(one.missing for one in self.series)

    @property
    def explained(self) -> int:
        """Serials missing with explanation."""
        return sum(one.explained for one in self.series)

    @property
    def repeats(self) -> int:
        """Numbers that stand on more than one text."""
        return sum(len(one.repeats) for one in self.series)


def overview() -> Overview:
    """All figures as they stand now."""
    papers = count(select(DocumentRow.id))
    standing = notes.standing()
    series = all_series(standing)
    return Overview(
        papers=papers,
        unnumbered=count(select(DocumentRow.id).where(DocumentRow.number_key.is_(None))),
        registered=count(select(RegisterEntryRow.id)),
        found=count(select(RegisterEntryRow.id).where(entry_has(HOLDS))),
        proposed=count(_doubtful()),
        unregistered=count(select(DocumentRow.id).where(~paper_has(HOLDS))),
        cited_missing=len(cited_missing_keys(series)),
        series=series,
        years=_years(),
        foreign=tuple(row for row in standing if row.kind == notes.FOREIGN),
    )


def all_series(standing: list[SeriesNoteRow] | None = None) -> tuple[Series, ...]:
    """Every series of the office with its gaps; series marked as others' are left out."""
    standing = notes.standing() if standing is None else standing
    foreign = {row.prefix for row in standing if row.kind == notes.FOREIGN}
    known = Known(
        papers=_own(_paper_keys(), foreign),
        registered=_own(keys_in(RegisterEntryRow.number_key), foreign),
        cited=_own(keys_in(CitedNumberRow.key), foreign),
    )
    return series_of(known, notes.explained(standing))


def one_series(prefix: str, year: int) -> Series | None:
    """One series."""
    found = (one for one in all_series() if (one.prefix, one.year) == (prefix, year))
    return next(found, None)


def _own(keys: Sequence[str], foreign: set[str]) -> list[Number]:
    numbers = (number_of(key) for key in keys)
    return [number for number in numbers if number is not None and number.prefix not in foreign]


def keys_in(column: Any) -> list[str]:
    """Each number once."""
    return list(db.session.scalars(select(column).where(column.is_not(None)).distinct()))


def _paper_keys() -> list[str]:
    """The number of each paper; one that stands on several texts comes as often."""
    shared = texts_by_key()
    return [key for key in keys_in(DocumentRow.number_key) for _n in range(shared.get(key, 1))]


def texts_by_key() -> dict[str, int]:
    """How many different texts bear a number, for numbers on more than one paper."""
    several = (
        select(DocumentRow.number_key)
        .where(DocumentRow.number_key.is_not(None))
        .group_by(DocumentRow.number_key)
        .having(func.count() > 1)
    )
    query = (
        select(DocumentRow.number_key, func.count(SearchTextRow.body.distinct()))
        .join(SearchTextRow, SearchTextRow.document_id == DocumentRow.id)
        .where(DocumentRow.number_key.in_(several))
        .group_by(DocumentRow.number_key)
    )
    return {str(key): max(1, times) for key, times in db.session.execute(query)}


def cited_missing_keys(series: Sequence[Series]) -> set[str]:
    """Cited numbers of those series' prefixes that no paper bears and nobody explained."""
    own = {one.prefix for one in series}
    explained = {
        (one.prefix, one.year, serial)
        for one in series
        for gap in one.gaps
        if gap.explained is not None
        for serial in range(gap.first, gap.last + 1)
    }
    there = set(keys_in(DocumentRow.number_key))
    cited = ((key, number_of(key)) for key in keys_in(CitedNumberRow.key) if key not in there)
    return {
        key
        for key, number in cited
        if number is not None
        and number.prefix in own
        and (number.prefix, number.year, number.serial) not in explained
    }


def entry_has(states: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a line of the register has a pair in one of these states."""
    held = select(RegisterLinkRow.entry_id).where(RegisterLinkRow.state.in_(states))
    return RegisterEntryRow.id.in_(held)


def paper_has(states: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a paper has a pair in one of these states."""
    held = select(RegisterLinkRow.document_id).where(RegisterLinkRow.state.in_(states))
    return DocumentRow.id.in_(held)


def _doubtful() -> Any:
    """Lines that have a proposed paper only."""
    return select(RegisterEntryRow.id).where(entry_has((PROPOSED,)), ~entry_has(HOLDS))


def _years() -> tuple[YearTotal, ...]:
    """Totals by year, the newest first; papers without a year last."""
    papers = _by_year(select(DocumentRow.year, func.count()).group_by(DocumentRow.year))
    entry = RegisterEntryRow
    lines = _by_year(select(entry.year, func.count()).group_by(entry.year))
    held = select(entry.year, func.count()).where(entry_has(HOLDS)).group_by(entry.year)
    found = _by_year(held)
    years = sorted({*papers, *lines}, key=lambda year: -(year or 0))
    return tuple(YearTotal(year, papers[year], lines[year], found[year]) for year in years)


def _by_year(query: Any) -> Counter[int | None]:
    return Counter({year: count for year, count in db.session.execute(query)})  # noqa: C416


def count(query: Select[Any]) -> int:
    """How many rows a query gives."""
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
