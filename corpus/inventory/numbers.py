"""The numbers of the library for the series: of papers, of register lines, cited ones; and whose they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from base import settings
from base.db import db
from corpus.inventory import notes
from corpus.inventory.home import (
    Home,
    Issued,
    first_issuer,
    names_from,
    own_prefixes,
    series_name,
)
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, SeriesNoteRow
from corpus.inventory.series import Known, Number, number_of
from corpus.likeness import copies
from corpus.rows import DocumentRow

_AUTHORITY_WORDS = (settings.DEFAULTS[settings.OFFICE], settings.DEFAULTS[settings.AUTHORITY])


@dataclass(frozen=True, slots=True)
class Numbered:
    """Every number by where it is known from, and which series (by name) are the authority's own.

    `papers` gives the documents of a number, copies of one paper once; `more` how many copies a
    document has besides.
    """

    papers: dict[Number, list[int]]
    more: Counter[int]
    registered: frozenset[Number]
    cited: frozenset[Number]
    issued: dict[str, Issued]
    own: dict[str, bool]
    said: dict[str, SeriesNoteRow]

    def known(self, *, own: bool) -> Known:
        """The numbers of the authority's own series, or of all others."""
        return Known(
            papers=[n for n, ids in self.papers.items() if self._is(n, own) for _id in ids],
            registered=[n for n in self.registered if self._is(n, own)],
            cited=[n for n in self.cited if self._is(n, own)],
        )

    def _is(self, number: Number, own: bool) -> bool:  # noqa: FBT001 - a sentence with the caller's
        return self.own.get(number.prefix, False) is own


def home() -> Home:
    """The authority this installation is for, as it was named when it was set up."""
    names = (settings.get(settings.AUTHORITY), settings.get(settings.OFFICE))
    return names_from(*names, neutral=_AUTHORITY_WORDS)


def numbered(standing: list[SeriesNoteRow] | None = None) -> Numbered:
    """All numbers as they stand now."""
    here = home()
    issued: defaultdict[str, Issued] = defaultdict(lambda: Issued({}))
    papers: defaultdict[Number, list[int]] = defaultdict(list)
    for number, issuer, id_ in _of_papers():
        papers[number].append(id_)
        counted = issued[number.prefix].issuers
        if issuer:
            counted[issuer] = counted.get(issuer, 0) + 1
    registered = set()
    for number, issuer in _of_lines(here):
        registered.add(number)
        counted = issued[number.prefix].issuers
        issued[number.prefix].registered += 1
        if issuer:
            counted[issuer] = counted.get(issuer, 0) + 1
    said = notes.sides(notes.standing() if standing is None else standing)
    words = {name: row.kind == notes.OWN for name, row in said.items()}
    shared = [id_ for ids in papers.values() if len(ids) > 1 for id_ in ids]
    first = copies.heads(shared) if shared else {}
    return Numbered(
        papers={number: list(copies.grouped(ids, first)) for number, ids in papers.items()},
        more=Counter(first.values()),
        registered=frozenset(registered),
        cited=frozenset(_of_citations()),
        issued=dict(issued),
        own=own_prefixes(issued, words, here),
        said=said,
    )


def named(key: str | None, issuers: str | None) -> Number | None:
    """The number of a key in its series: a bare 公告 is counted under its issuer."""
    number = number_of(key)
    if number is None:
        return None
    return Number(series_name(number.prefix, issuers), number.year, number.serial)


def line_number(key: str | None, issuer: str | None, here: Home) -> Number | None:
    """The number of a line of a register; a bare one without an issuer is the authority's."""
    return named(key, issuer or (here.names[0] if here.names else None))


def _of_papers() -> Iterator[tuple[Number, str, int]]:
    row = DocumentRow
    query = select(row.number_key, row.issuers, row.id).where(row.number_key.is_not(None))
    for key, issuers, id_ in db.session.execute(query.order_by(row.id)):
        number = named(key, issuers)
        if number is not None:
            yield number, first_issuer(issuers), id_


def _of_lines(here: Home) -> Iterator[tuple[Number, str]]:
    row = RegisterEntryRow
    query = select(row.number_key, row.issuer).where(row.number_key.is_not(None))
    for key, issuer in db.session.execute(query):
        number = line_number(key, issuer, here)
        if number is not None:
            yield number, first_issuer(issuer)


def _of_citations() -> Iterator[Number]:
    query: Any = select(CitedNumberRow.key).distinct()
    for key in db.session.scalars(query):
        number = number_of(key)
        if number is not None:
            yield number


def repeated(found: Numbered) -> Counter[Number]:
    """Numbers of own series on more than one paper, and on how many."""
    return Counter(
        {
            number: len(ids)
            for number, ids in found.papers.items()
            if len(ids) > 1 and found.own.get(number.prefix)
        }
    )
