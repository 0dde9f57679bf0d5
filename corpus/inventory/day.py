"""Dates as clerks type them into a register: read with the precision they have, or refused. Pure; no guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.document import DatedFact
from corpus.grid import Cell, CellKind
from corpus.structure.dates import dates_in

FIRST_YEAR, LAST_YEAR = 1912, 2099
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 4_384, 73_050  # 1912-01-01 … 2099-12-31
_ABSENT = {
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "不详",
    "缺",
    "空",
    "未知",
    "暂无",
    "长期",
    "无日期",
}
_PARTS = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?[-./]?")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_CLOCK = re.compile(r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\Z")
_SHORT = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{1,4})")
_WRITTEN = re.compile(r"\D*[年月日号份元正初〇○零一二三四五六七八九十廿卅\d ]+\D*")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a cell says: the date, else why it cannot be read; `doubt` is what a person should check."""

    fact: DatedFact | None = None
    error: str | None = None
    doubt: str | None = None


def read_date(cell: Cell) -> ReadDate:
    """The date of a cell with as much of it as the cell tells; an empty cell and 不详 are no date.

    Never guesses: 15/3/4 (which part is the year?) and the number 2015.1 (January or October?) are errors.
    """
    text = " ".join(unicodedata.normalize("NFKC", cell.text).split())
    if text in _ABSENT:
        return ReadDate()
    if cell.kind is CellKind.NUMBER:
        return _from_number(text)
    return _from_text(_CLOCK.sub("", text))


def _from_number(text: str) -> ReadDate:
    """A bare number: a year, 201503, 20150304, 2015.3; the number 2015.1 may have been 2015.10."""
    if "." in text:
        year, _dot, rest = text.partition(".")
        if rest == "1":
            return ReadDate(
                error=f"“{text}”可能是 {year} 年 1 月，也可能是 10 月（单元格是数字，末尾的 0 不显示）"
            )
        return _from_text(text) if len(rest) <= 2 else _unknown(text)
    return _from_text(text)


def _from_text(text: str) -> ReadDate:
    packed = text.replace(" ", "")
    if re.fullmatch(r"[0-9]{5}", packed):
        return _from_serial(packed)
    found = _PARTS.fullmatch(packed) or _SOLID.fullmatch(packed)
    if found is not None:
        return _checked(packed, *(int(part) if part else None for part in found.groups()))
    if _SHORT.fullmatch(packed):
        return ReadDate(error=f"“{text}”看不出哪一段是年，请写成四位年份，如 2015-03-04")
    if "年" in text and _WRITTEN.fullmatch(text):
        return _written(text)
    return _unknown(text)


def _from_serial(text: str) -> ReadDate:
    """A day counted by the spreadsheet from 1900, as it is left over where the date format was lost."""
    serial = int(text)
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return _unknown(text)
    day = _EXCEL_EPOCH + timedelta(days=serial)
    fact = DatedFact(day.year, day.month, day.day)
    return ReadDate(fact, doubt=f"“{text}”按表格软件的日期序号读作 {fact.iso}")


def _written(text: str) -> ReadDate:
    """2015年3月, 二〇一五年三月四日, 87年5月: exactly one date, with nothing after it."""
    found = list(dates_in(text))
    if len(found) != 1 or text[: found[0].start].strip(" (") or text[found[0].end :].strip(" )日"):
        year_only = re.fullmatch(r"(\d{4})年度?", text)
        return _checked(text, int(year_only[1]), None, None) if year_only else _unknown(text)
    one = found[0]
    fact = DatedFact(one.year, one.month, one.day)
    short = re.match(r"[^年]{1,2}年", text[one.start :])
    return ReadDate(fact, doubt=f"“{text}”的年份只有两位，读作 {fact.iso}" if short else None)


def _checked(text: str, year: int | None, month: int | None, day: int | None) -> ReadDate:
    try:
        date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return ReadDate(error=f"“{text}”不是存在的日期")
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return ReadDate(error=f"“{text}”的年份不可能")
    return ReadDate(DatedFact(year, month, day))


def _unknown(text: str) -> ReadDate:
    return ReadDate(error=f"看不懂日期“{text[:30]}”，请写成 2015-03-04；只知道年月写 2015-03")
