"""Dates as papers write them: 2015年3月4日, 二○○八年四月三十日, 85.3.12, 一九八五年三月. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.document import DatedFact, Span
from corpus.numerals import ZEROS, parse_number

_G = f"[{ZEROS}1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_T = f"[{ZEROS}1-9一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]"
YEAR = rf"(?:{_G} ?{_G} ?{_G} ?{_G}|(?<![0-9{ZEROS}一二三四五六七八九十]){_G}{_G})"
MONTH = rf"(?:元|正|{_T} ?{_T}?)"
DAY = rf"(?:初 ?)?{_T} ?{_T}?(?: ?{_T})?"
_WRITTEN = rf"(?P<y>{YEAR}) {{0,3}}年(?: {{0,3}}(?P<m>{MONTH}) {{0,3}}月(?: ?份)?(?: {{0,3}}(?P<d>{DAY}) {{0,3}}(?:日|号(?!文)))?)?"
_DOTTED = (
    r"(?<![0-9A-Za-z.\-/])(?P<dy>[0-9]{4}|[0-9]{2})(?P<sep>[./\-])(?P<dm>[0-9]{1,2})(?P=sep)"
    r"(?P<dd>[0-9]{1,2})(?![0-9]|[./\-][0-9])"
)
_DATE = re.compile(rf"{_WRITTEN}|{_DOTTED}")
DATE = rf"(?:{YEAR} {{0,3}}年(?: {{0,3}}{MONTH} {{0,3}}月(?: {{0,3}}{DAY} {{0,3}}日)?)?|[0-9]{{2,4}}[./\-][0-9]{{1,2}}[./\-][0-9]{{1,2}})"
"""Pattern source that finds what `dates_in` can read; no groups of its own."""

FIRST_YEAR, LAST_YEAR = 1912, 2099
_PIVOT = 50  # 87 is 1987, 05 is 2005: no paper in an office's stock is older than 1949


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read between two offsets; `month` and `day` only where the paper tells them."""

    year: int
    month: int | None
    day: int | None
    start: int
    end: int

    def fact(self, span: Span) -> DatedFact:
        """The same date, resting on `span`."""
        return DatedFact(self.year, self.month, self.day, span)


def full_year(number: int, glyphs: int) -> int | None:
    """The four-digit year of a year written with `glyphs` digits, None where it cannot be one."""
    if glyphs == 2:
        number += 1900 if number >= _PIVOT else 2000
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def dates_in(plain: str, start: int = 0, end: int | None = None) -> Iterator[FoundDate]:
    """Every date between two offsets of a plain copy, in order; impossible ones are left out.

    A two-digit year counts only with a month. A month of 13 or a 30 February rejects the whole.
    """
    for match in _DATE.finditer(plain, start, len(plain) if end is None else end):
        found = _read(match)
        if found is not None:
            yield found


def _read(match: re.Match[str]) -> FoundDate | None:
    """The date of one match, or None where the calendar has no such day."""
    raw_year = match["y"] or match["dy"]
    raw_month, raw_day = match["m"] or match["dm"], match["d"] or match["dd"]
    glyphs = len(raw_year.replace(" ", ""))
    number = parse_number(raw_year)
    year = None if number is None else full_year(number, glyphs)
    if year is None or (glyphs == 2 and raw_month is None):
        return None
    month = _month(raw_month) if raw_month else None
    day = parse_number(raw_day.replace("初", "")) if raw_day else None
    if (raw_month and month is None) or (raw_day and day is None) or not _real(year, month, day):
        return None
    return FoundDate(year, month, day, match.start(), match.end())


def _month(raw: str) -> int | None:
    """元月 and 正月 are January in official papers."""
    return 1 if raw in ("元", "正") else parse_number(raw)


def _real(year: int, month: int | None, day: int | None) -> bool:
    """Whether the calendar has it."""
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def first_date(plain: str, start: int, end: int) -> FoundDate | None:
    """The first date between two offsets."""
    return next(dates_in(plain, start, end), None)


_LONGEST_DATE_LINE = 32
_SEALED = ("", "日", "印", "章", "盖章", "公章", "印章", "签章")


def lone_date(words: str) -> FoundDate | None:
    """The date where a whole line is nothing but one (brackets, a blank day allowed).

    Offsets count from the beginning of `words`. A year alone is no date line.
    """
    if len(words) > _LONGEST_DATE_LINE:
        return None
    found = first_date(words, 0, len(words))
    if found is None or found.month is None:
        return None
    before, after = words[: found.start].strip(" (〔["), words[found.end :].strip(" ()〔〕[].。")
    return found if before in ("", "公元") and after in _SEALED else None
