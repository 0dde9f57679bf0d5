"""The lists behind the figures of the completeness page, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from base.db import db
from corpus.inventory import notes
from corpus.inventory.figures import cited_missing_numbers, count, entry_has, paper_has
from corpus.inventory.home import bare_part
from corpus.inventory.linking import HOLDS, PROPOSED
from corpus.inventory.numbers import home, line_number, named, numbered, repeated
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, RegisterLinkRow
from corpus.inventory.series import Number, number_of, series_of
from corpus.likeness import copies
from corpus.rows import DocumentRow

PER_PAGE = 100
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class CitedMissing:
    """A number of one of the office's own series that papers cite and no paper bears."""

    key: str
    text: str
    name: str | None
    citing: tuple[tuple[int, str], ...]
    registered: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list and how long the whole is."""

    rows: Sequence[Any]
    total: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return (self.total + PER_PAGE - 1) // PER_PAGE


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that stands for a paper, and how many copies of it there are besides."""

    row: DocumentRow
    copies: int


def papers_of_series(name: str, year: int) -> list[Paper]:
    """The papers of a series in the order of their numbers; copies of one are shown as one."""
    found = {
        row.id: (number.serial, row)
        for row in db.session.scalars(select(DocumentRow).where(_of(DocumentRow, name, year)))
        if (number := named(row.number_key, row.issuers)) is not None and number.prefix == name
    }
    ids = sorted(found, key=lambda id_: (found[id_][0], id_))
    shown = copies.grouped(ids, copies.heads(ids))
    return [Paper(found[id_][1], len(same) - 1) for id_, same in shown.items()]


def entries_of(name: str, year: int) -> dict[int, RegisterEntryRow]:
    """A line of the register for each serial of a series that has one."""
    here = home()
    out: dict[int, RegisterEntryRow] = {}
    query = select(RegisterEntryRow).where(_of(RegisterEntryRow, name, year))
    for row in db.session.scalars(query):
        number = line_number(row.number_key, row.issuer, here)
        if number is not None and number.prefix == name:
            out[number.serial] = row
    return out


def _of(table: type[DocumentRow] | type[RegisterEntryRow], name: str, year: int) -> Any:
    """Rows whose number may be of a series: by its name, or by what is left of it without the issuer."""
    starts = [f"{part}|{year}|" for part in (name, bare_part(name)) if part]
    return or_(*(func.substr(table.number_key, 1, len(one)) == one for one in starts))


def unfound(page: int, year: int | None = None, register: int | None = None) -> Page:
    """Lines of the register without a paper (doubtful ones are in the list to check)."""
    return _lines(
        select(RegisterEntryRow).where(~entry_has((*HOLDS, PROPOSED))), page, year, register
    )


def registered(page: int, year: int | None = None, register: int | None = None) -> Page:
    """Every line of the registers, or of one of them."""
    return _lines(select(RegisterEntryRow), page, year, register)


def _lines(query: Select[Any], page: int, year: int | None, register: int | None) -> Page:
    if year is not None:
        query = query.where(RegisterEntryRow.year == year)
    if register is not None:
        query = query.where(RegisterEntryRow.register_id == register)
    order = (RegisterEntryRow.year, RegisterEntryRow.number_key, RegisterEntryRow.id)
    return _page(query, order, page)


def unregistered(page: int, year: int | None = None, _register: int | None = None) -> Page:
    """Papers that no line of the register is."""
    query = select(DocumentRow).where(~paper_has(HOLDS))
    if year is not None:
        query = query.where(DocumentRow.year == year)
    return _page(query, (DocumentRow.day, DocumentRow.id), page)


def unnumbered(page: int, _year: int | None = None, _register: int | None = None) -> Page:
    """Papers without a number that can be told."""
    query = select(DocumentRow).where(DocumentRow.number_key.is_(None))
    return _page(query, (DocumentRow.day, DocumentRow.id), page)


def repeats(page: int = 1) -> Page:
    """Numbers of own series on more than one paper, each with these; copies of one are shown as one."""
    found = numbered()
    every = sorted(repeated(found))
    numbers = every[(page - 1) * PER_PAGE : page * PER_PAGE]
    ids = [id_ for number in numbers for id_ in found.papers[number]]
    rows = _documents(ids)
    shown = [
        (number, [Paper(rows[id_], found.more[id_]) for id_ in found.papers[number]])
        for number in numbers
    ]
    return Page(shown, len(every))


def _documents(ids: list[int]) -> dict[int, DocumentRow]:
    out: dict[int, DocumentRow] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(DocumentRow).where(DocumentRow.id.in_(ids[start : start + _CHUNK]))
        out |= {row.id: row for row in db.session.scalars(query)}
    return out


def cited_missing() -> list[CitedMissing]:
    """Numbers of the office's own series that are cited and not there."""
    standing = notes.standing()
    found = numbered(standing)
    series = series_of(found.known(own=True), notes.explained(standing))
    missing = cited_missing_numbers(found, series)
    query = (
        select(CitedNumberRow, DocumentRow.title)
        .join(DocumentRow, DocumentRow.id == CitedNumberRow.document_id)
        .order_by(CitedNumberRow.key, CitedNumberRow.document_id)
    )
    groups: dict[Number, list[tuple[CitedNumberRow, str | None]]] = defaultdict(list)
    for row, title in db.session.execute(query):
        number = number_of(row.key)
        if number is not None and number in missing:
            groups[number].append((row, title))
    return [
        CitedMissing(
            key=rows[0][0].key,
            text=rows[0][0].text,
            name=next((row.name for row, _title in rows if row.name), None),
            citing=tuple((row.document_id, title or "（未读出标题）") for row, title in rows),
            registered=number in found.registered,
        )
        for number, rows in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Pair:
    """A line and a paper that may be one. `copies`: how many copies of the paper go with it."""

    link: RegisterLinkRow
    entry: RegisterEntryRow
    paper: DocumentRow
    copies: int


def doubtful(page: int = 1) -> Page:
    """Pairs for a person to confirm or refuse, the likeliest first; copies of one paper are one pair."""
    link = RegisterLinkRow
    return _pairs(link.state == PROPOSED, (link.score.desc(), link.entry_id, link.id), page)


def links(page: int) -> Page:
    """Pairs that hold or were refused, the least sure first; copies of one paper are one pair."""
    link = RegisterLinkRow
    return _pairs(link.state != PROPOSED, (link.score, link.entry_id, link.id), page)


def _pairs(which: ColumnElement[bool], order: tuple[Any, ...], page: int) -> Page:
    link = RegisterLinkRow
    query = select(link.id, link.entry_id, link.document_id, link.state).where(which)
    first = copies.heads()
    folded: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for link_id, entry, document, state in db.session.execute(query.order_by(*order)):
        folded[entry, first.get(document, document), state].append(link_id)
    shown = list(folded.values())[(page - 1) * PER_PAGE : page * PER_PAGE]
    more = {ids[0]: len(ids) - 1 for ids in shown}
    found = (
        select(link, RegisterEntryRow, DocumentRow)
        .join(RegisterEntryRow, RegisterEntryRow.id == link.entry_id)
        .join(DocumentRow, DocumentRow.id == link.document_id)
        .where(link.id.in_(more))
    )
    rows = {row[0].id: Pair(*row, more[row[0].id]) for row in db.session.execute(found)}
    return Page([rows[id_] for id_ in more if id_ in rows], len(folded))


def _page(query: Select[Any], order: tuple[Any, ...], page: int) -> Page:
    rows = query.order_by(*order).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Page(list(db.session.scalars(rows)), count(query))
