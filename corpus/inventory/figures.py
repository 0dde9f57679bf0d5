"""The figures of the completeness page, each with the list behind it. Aggregates in SQL; no text is loaded
except of papers that share a number. Gaps and repeats are those of the authority's own series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from base.db import db
from corpus.inventory import notes
from corpus.inventory.linking import HOLDS, PROPOSED
from corpus.inventory.numbers import Numbered, numbered
from corpus.inventory.rows import RegisterEntryRow, RegisterLinkRow
from corpus.inventory.series import Number, Series, series_of
from corpus.rows import DocumentRow


@dataclass(frozen=True, slots=True)
class YearTotal:
    """One year: papers by their year, lines of the register, lines that have a paper."""

    year: int | None
    papers: int
    registered: int
    found: int


@dataclass(frozen=True, slots=True)
class RegisterTotal:
    """How the lines of one register stand now."""

    lines: int
    found: int
    proposed: int

    @property
    def unfound(self) -> int:
        """Lines without a paper, the doubtful ones left out."""
        return self.lines - self.found - self.proposed


@dataclass(frozen=True, slots=True)
class Overview:
    """Every figure of the page. `others` are the series of other bodies: listed, never complained of."""

    papers: int
    unnumbered: int
    registered: int
    found: int
    proposed: int
    unregistered: int
    cited_missing: int
    series: tuple[Series, ...]
    years: tuple[YearTotal, ...]
    others: tuple[Series, ...] = ()
    found_numbers: Numbered | None = None

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
        """Numbers of own series that stand on more than one paper; copies of one are one."""
        return sum(len(one.repeats) for one in self.series)

    def issuers_of(self, series: str) -> str:
        """Who issued the papers of a series, the most frequent first; blank where none is known."""
        issued = self.found_numbers.issued.get(series) if self.found_numbers else None
        names = sorted(issued.issuers.items(), key=lambda one: -one[1]) if issued else []
        return "、".join(name for name, _times in names[:2]) + ("等" if len(names) > 2 else "")


def overview() -> Overview:
    """All figures as they stand now."""
    standing = notes.standing()
    found = numbered(standing)
    series = series_of(found.known(own=True), notes.explained(standing))
    return Overview(
        papers=count(select(DocumentRow.id)),
        unnumbered=count(select(DocumentRow.id).where(DocumentRow.number_key.is_(None))),
        registered=count(select(RegisterEntryRow.id)),
        found=count(select(RegisterEntryRow.id).where(entry_has(HOLDS))),
        proposed=count(_doubtful()),
        unregistered=count(select(DocumentRow.id).where(~paper_has(HOLDS))),
        cited_missing=len(cited_missing_numbers(found, series)),
        series=series,
        years=_years(),
        others=series_of(found.known(own=False)),
        found_numbers=found,
    )


def own_series() -> tuple[Series, ...]:
    """Every series of the authority with its gaps; those of others are left out."""
    standing = notes.standing()
    return series_of(numbered(standing).known(own=True), notes.explained(standing))


def one_series(name: str, year: int) -> tuple[Series, bool] | None:
    """One series, and whether it is the authority's own."""
    standing = notes.standing()
    found = numbered(standing)
    own = found.own.get(name, False)
    series = series_of(found.known(own=own), notes.explained(standing))
    one = next((one for one in series if (one.prefix, one.year) == (name, year)), None)
    return (one, own) if one is not None else None


def cited_missing_numbers(found: Numbered, series: Sequence[Series]) -> set[Number]:
    """Cited numbers of own series that no paper bears and nobody explained."""
    explained = {
        Number(one.prefix, one.year, serial)
        for one in series
        for gap in one.gaps
        if gap.explained is not None
        for serial in range(gap.first, gap.last + 1)
    }
    return {
        number
        for number in found.cited
        if found.own.get(number.prefix) and number not in found.papers and number not in explained
    }


def entry_has(states: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a line of the register has a pair in one of these states."""
    held = select(RegisterLinkRow.entry_id).where(RegisterLinkRow.state.in_(states))
    return RegisterEntryRow.id.in_(held)


def paper_has(states: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a paper has a pair in one of these states."""
    held = select(RegisterLinkRow.document_id).where(RegisterLinkRow.state.in_(states))
    return DocumentRow.id.in_(held)


def of_register(register_id: int) -> RegisterTotal:
    """How the lines of a confirmed register stand now; matched anew after every change of the library."""
    lines = select(RegisterEntryRow.id).where(RegisterEntryRow.register_id == register_id)
    return RegisterTotal(
        count(lines),
        count(lines.where(entry_has(HOLDS))),
        count(lines.where(entry_has((PROPOSED,)), ~entry_has(HOLDS))),
    )


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
