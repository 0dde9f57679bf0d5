"""The lists of a notice as `catalogue.toml` says them. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from base.errors import Misconfigured
from review.disposition import Disposition
from review.notice import NoticeEntry, PublicationNotice

FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class Annex:
    """One list: its disposition, title, and columns as (field of NoticeEntry, head)."""

    disposition: Disposition
    title: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FilledAnnex:
    """A list with its entries; `number` counts the lists that are not empty (附件1, 附件2 …)."""

    annex: Annex
    number: int
    entries: tuple[NoticeEntry, ...]

    def cells(self, entry: NoticeEntry) -> list[str]:
        """One row, as text; what is not known is a dash."""
        return [cell(entry, field) for field, _head in self.annex.columns]


def cell(entry: NoticeEntry, field: str) -> str:
    """One field of an entry as text."""
    value = getattr(entry, field)
    return "—" if value is None or value == "" else str(value)


@cache
def annexes() -> tuple[Annex, ...]:
    """Every list.

    Raises:
        Misconfigured: a disposition is missing or doubled, or a column is no field of an entry.
    """
    rows = tomllib.loads(FILE.read_text("utf-8"))["list"]
    known = {field.name for field in fields(NoticeEntry)}
    found = tuple(
        Annex(Disposition(r["disposition"]), r["title"], tuple((f, h) for f, h in r["columns"]))
        for r in rows
    )
    if {one.disposition for one in found} != set(Disposition) or len(found) != len(Disposition):
        raise Misconfigured("catalogue.toml 里每种处理结果要有且只有一个目录。")
    wrong = [f for one in found for f, _head in one.columns if f not in known]
    if wrong:
        raise Misconfigured(f"catalogue.toml 里的列不认识：{'、'.join(wrong)}。")
    return found


def filled(notice: PublicationNotice) -> tuple[FilledAnnex, ...]:
    """The lists that hold something, numbered."""
    holding = [(annex, notice.of(annex.disposition)) for annex in annexes()]
    holding = [(annex, entries) for annex, entries in holding if entries]
    return tuple(FilledAnnex(a, n, entries) for n, (a, entries) in enumerate(holding, 1))
