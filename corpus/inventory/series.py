"""发文字号 in series (prefix and year): which serials are there, which are missing, which stand twice. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_SERIALS = 5_000
"""A serial beyond this is a misreading or no running number (a file number, a telephone)."""

_STANDARD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:/[A-Za-z]*)?")
"""Prefixes of 标准编号 (GB, GB/T, DB44/): numbered across the country, so no office has gaps in them."""


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """One number of a series."""

    prefix: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A person's word on missing serials `first`…`last`: 作废, 未发文 …"""

    id: int
    prefix: str
    year: int
    first: int
    last: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing serials `first`…`last` that share one explanation or have none.

    `registered` and `cited` say how many of them the register lists or other papers cite.
    """

    first: int
    last: int
    registered: int
    cited: int
    explained: Explained | None = None

    @property
    def count(self) -> int:
        """How many serials are missing."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Series:
    """One prefix in one year. `count` is papers, `last` the highest serial known from anywhere."""

    prefix: str
    year: int
    first: int | None
    last: int
    count: int
    gaps: tuple[Gap, ...]
    repeats: tuple[int, ...]

    @property
    def missing(self) -> int:
        """Serials without a paper and without an explanation."""
        return sum(gap.count for gap in self.gaps if gap.explained is None)

    @property
    def explained(self) -> int:
        """Serials without a paper that a person explained."""
        return sum(gap.count for gap in self.gaps if gap.explained is not None)


@dataclass(frozen=True, slots=True)
class Known:
    """Numbers by where they are known from; papers with each as often as it stands on a paper."""

    papers: Sequence[Number]
    registered: Iterable[Number]
    cited: Iterable[Number]


def number_of(key: str | None) -> Number | None:
    """The number of a key prefix|year|serial, None for one without and for the number of a standard."""
    prefix, _bar, rest = (key or "").rpartition("|")[0].rpartition("|")
    serial = (key or "").rpartition("|")[2]
    if not prefix or not rest.isdigit() or not serial.isdigit() or _STANDARD.fullmatch(prefix):
        return None
    return Number(prefix, int(rest), int(serial))


def series_of(known: Known, explained: Iterable[Explained] = ()) -> tuple[Series, ...]:
    """Every series in which a paper or a line of the register stands, by prefix and year.

    A series begins with 1 each year (the office's running number); what is cited only counts in
    series that stand on papers or in a register. Whose they are tells corpus/inventory/home.
    """
    papers = _grouped(known.papers)
    registered, cited = _grouped(known.registered), _grouped(known.cited)
    said: dict[tuple[str, int], list[Explained]] = defaultdict(list)
    for one in explained:
        said[one.prefix, one.year].append(one)
    own = sorted(set(papers) | set(registered), key=lambda s: (s[0], -s[1]))
    return tuple(
        _one(name, papers[name], (registered[name], cited[name]), said[name]) for name in own
    )


def _grouped(numbers: Iterable[Number]) -> defaultdict[tuple[str, int], Counter[int]]:
    out: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for number in numbers:
        if 0 < number.serial <= MOST_SERIALS:
            out[number.prefix, number.year][number.serial] += 1
    return out


def _one(
    name: tuple[str, int],
    papers: Counter[int],
    elsewhere: tuple[Counter[int], Counter[int]],
    explained: list[Explained],
) -> Series:
    registered, cited = elsewhere
    last = max([*papers, *registered, *cited])
    gaps = _gaps([n for n in range(1, last + 1) if n not in papers], elsewhere, explained)
    return Series(
        prefix=name[0],
        year=name[1],
        first=min(papers, default=None),
        last=last,
        count=sum(papers.values()),
        gaps=gaps,
        repeats=tuple(sorted(serial for serial, times in papers.items() if times > 1)),
    )


def _gaps(
    missing: list[int],
    elsewhere: tuple[Counter[int], Counter[int]],
    explained: list[Explained],
) -> tuple[Gap, ...]:
    """Missing serials as ranges; a range ends where the explanation changes."""
    registered, cited = elsewhere
    runs: list[tuple[list[int], Explained | None]] = []
    for serial in missing:
        why = next((one for one in explained if one.first <= serial <= one.last), None)
        if runs and runs[-1][0][-1] == serial - 1 and runs[-1][1] is why:
            runs[-1][0].append(serial)
        else:
            runs.append(([serial], why))
    return tuple(
        Gap(
            first=run[0],
            last=run[-1],
            registered=sum(1 for serial in run if serial in registered),
            cited=sum(1 for serial in run if serial in cited),
            explained=why,
        )
        for run, why in runs
    )
