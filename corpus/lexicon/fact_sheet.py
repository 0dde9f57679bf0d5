"""Rows of a CSV that a clerk may edit, checked against its columns. Pure but for reading the file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from base.errors import Misconfigured

GRADES = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The rows of one table, each with where it stands, and the digest of the file."""

    rows: tuple[tuple[Mapping[str, str], str], ...]
    digest: str


def load_sheet(path: Path, columns: Sequence[str]) -> FactSheet:
    """Read a table of facts.

    Raises:
        Misconfigured: a column is missing or unknown, a grade is none of A, B, C, or a row of A or B does
            not say its source and the day it was verified.
    """
    raw = path.read_bytes()
    reader = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    if list(reader.fieldnames or []) != list(columns):
        raise Misconfigured(f"{path.name} 的列应为：{'、'.join(columns)}。请改正表头。")
    rows = []
    for number, row in enumerate(reader, start=2):
        where = f"{path.name} 第{number}行"
        values = {name: (row.get(name) or "").strip() for name in columns}
        if values["grade"] not in GRADES:
            raise Misconfigured(f"{where}：等级应为 A、B 或 C，请改正。")
        if not values["source"] or (values["grade"] != "C" and not values["verified_on"]):
            raise Misconfigured(f"{where}：A、B 级的事实必须写明来源和核对日期，请补上。")
        rows.append((values, where))
    return FactSheet(tuple(rows), hashlib.sha256(raw).hexdigest())


def fact_day(text: str, where: str) -> date | None:
    """The first day of 2015, 2015-03 or 2015-03-04, of the first year of 2018-2019; None where empty.

    Raises:
        Misconfigured: it is no date.
    """
    if not text:
        return None
    parts = text.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        parts = parts[:1]
    try:
        return date(int(parts[0]), *(int(part) for part in [*parts[1:], "1", "1"][:2]))
    except ValueError as error:
        raise Misconfigured(f"{where}：日期“{text}”无法识别，应写作 2015-03-04。") from error
