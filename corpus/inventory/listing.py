"""The lists behind the figures of the completeness page, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from base.db import db
from corpus.inventory.figures import (
    all_series,
    cited_missing_keys,
    count,
    entry_has,
    keys_in,
    paper_has,
    texts_by_key,
)
from corpus.inventory.linking import HOLDS, PROPOSED
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, RegisterLinkRow
from corpus.inventory.series import Number, number_of
from corpus.rows import DocumentRow

PER_PAGE = 100


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


def papers_of_series(prefix: str, year: int) -> list[DocumentRow]:
    """The papers of a series in the order of their numbers."""
    like = func.substr(DocumentRow.number_key, 1, len(prefix) + 6) == f"{prefix}|{year}|"
    rows = db.session.scalars(select(DocumentRow).where(like))
    return sorted(rows, key=lambda row: number_of(row.number_key) or Number("", 0, 0))


def entries_of(keys: list[str]) -> dict[str, RegisterEntryRow]:
    """A line of the register for each of those numbers that has one."""
    query = select(RegisterEntryRow).where(RegisterEntryRow.number_key.in_(keys[:900]))
    return {row.number_key: row for row in db.session.scalars(query) if row.number_key}


def unfound(page: int, year: int | None = None) -> Page:
    """Lines of the register without a paper (doubtful ones are in the list to check)."""
    query = select(RegisterEntryRow).where(~entry_has((*HOLDS, PROPOSED)))
    if year is not None:
        query = query.where(RegisterEntryRow.year == year)
    order = (RegisterEntryRow.year, RegisterEntryRow.number_key, RegisterEntryRow.id)
    return _page(query, order, page)


def registered(page: int, year: int | None = None) -> Page:
    """Every line of the register."""
    query = select(RegisterEntryRow)
    if year is not None:
        query = query.where(RegisterEntryRow.year == year)
    order = (RegisterEntryRow.year, RegisterEntryRow.number_key, RegisterEntryRow.id)
    return _page(query, order, page)


def unregistered(page: int, year: int | None = None) -> Page:
    """Papers that no line of the register is."""
    query = select(DocumentRow).where(~paper_has(HOLDS))
    if year is not None:
        query = query.where(DocumentRow.year == year)
    return _page(query, (DocumentRow.day, DocumentRow.id), page)


def unnumbered(page: int, _year: int | None = None) -> Page:
    """Papers without a number that can be told."""
    query = select(DocumentRow).where(DocumentRow.number_key.is_(None))
    return _page(query, (DocumentRow.day, DocumentRow.id), page)


def repeats() -> list[tuple[str, list[DocumentRow]]]:
    """Numbers that stand on more than one text, each with its papers."""
    keys = [key for key, times in texts_by_key().items() if times > 1]
    query = select(DocumentRow).where(DocumentRow.number_key.in_(keys[:900]))
    groups: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(DocumentRow.number_key, DocumentRow.id)):
        groups[row.number_key or ""].append(row)
    return sorted(groups.items())


def cited_missing() -> list[CitedMissing]:
    """Numbers of the office's own series that are cited and not there."""
    keys = cited_missing_keys(all_series())
    lines = set(keys_in(RegisterEntryRow.number_key))
    query = (
        select(CitedNumberRow, DocumentRow.title)
        .join(DocumentRow, DocumentRow.id == CitedNumberRow.document_id)
        .order_by(CitedNumberRow.key, CitedNumberRow.document_id)
    )
    groups: dict[str, list[tuple[CitedNumberRow, str | None]]] = defaultdict(list)
    for row, title in db.session.execute(query):
        if row.key in keys:
            groups[row.key].append((row, title))
    return [
        CitedMissing(
            key=key,
            text=rows[0][0].text,
            name=next((row.name for row, _title in rows if row.name), None),
            citing=tuple((row.document_id, title or "（未读出标题）") for row, title in rows),
            registered=key in lines,
        )
        for key, rows in groups.items()
    ]


def doubtful() -> list[tuple[RegisterLinkRow, RegisterEntryRow, DocumentRow]]:
    """Pairs for a person to confirm or refuse, the likeliest first."""
    query = (
        select(RegisterLinkRow, RegisterEntryRow, DocumentRow)
        .join(RegisterEntryRow, RegisterEntryRow.id == RegisterLinkRow.entry_id)
        .join(DocumentRow, DocumentRow.id == RegisterLinkRow.document_id)
        .where(RegisterLinkRow.state == PROPOSED)
        .order_by(RegisterLinkRow.score.desc(), RegisterLinkRow.id)
        .limit(PER_PAGE)
    )
    return [(link, entry, paper) for link, entry, paper in db.session.execute(query)]


def links(page: int) -> Page:
    """Pairs that hold or were refused, the least sure first."""
    query = (
        select(RegisterLinkRow, RegisterEntryRow, DocumentRow)
        .join(RegisterEntryRow, RegisterEntryRow.id == RegisterLinkRow.entry_id)
        .join(DocumentRow, DocumentRow.id == RegisterLinkRow.document_id)
        .where(RegisterLinkRow.state != PROPOSED)
    )
    total = count(query.with_only_columns(RegisterLinkRow.id))
    ordered = query.order_by(RegisterLinkRow.score, RegisterLinkRow.id)
    rows = db.session.execute(ordered.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Page(rows, total)


def _page(query: Select[Any], order: tuple[Any, ...], page: int) -> Page:
    rows = query.order_by(*order).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Page(list(db.session.scalars(rows)), count(query))
