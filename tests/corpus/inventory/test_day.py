"""Dates in a register: what is read, with how much of it, and what is an error instead of a guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.grid import Cell, CellKind
from corpus.inventory.day import read_date
from tests.corpus.inventory.sheets import number

READ = [
    ("2015.3.4", "2015-03-04"),
    ("2015-3-4", "2015-03-04"),
    ("2015/03/04", "2015-03-04"),
    ("20150304", "2015-03-04"),
    ("2015-03-04 00:00:00", "2015-03-04"),
    ("２０１５．３．４", "2015-03-04"),
    ("2015年3月4日", "2015-03-04"),
    ("二〇一五年三月四日", "2015-03-04"),
    ("二○一五年三月", "2015-03"),
    ("2015年3月", "2015-03"),
    ("2015.10", "2015-10"),
    ("201503", "2015-03"),
    ("一九八七年", "1987"),
    ("2015", "2015"),
    ("2015年", "2015"),
]
WRONG = ["15/3/4", "98.3.16", "3/4/2015", "2015-13-1", "2015年2月30日", "2015.3—2016.1", "农历三月", "1811-1-1", "2015年3月4日、5日"]  # fmt: skip


@pytest.mark.parametrize(("written", "iso"), READ)
def test_a_date_keeps_the_precision_it_is_written_with(written: str, iso: str) -> None:
    read = read_date(Cell(written))
    assert read.fact is not None
    assert (read.fact.iso, read.error, read.doubt) == (iso, None, None)


@pytest.mark.parametrize("written", WRONG)
def test_what_cannot_be_told_is_an_error_not_a_guess(written: str) -> None:
    read = read_date(Cell(written))
    assert read.fact is None
    assert read.error


@pytest.mark.parametrize("written", ["", "—", "不详", "无", "/"])
def test_no_date_is_no_error(written: str) -> None:
    assert read_date(Cell(written)) == read_date(Cell())


def test_the_number_2015_1_may_be_october() -> None:
    assert "10 月" in (read_date(number("2015.1")).error or "")
    fact = read_date(number("2015.3")).fact
    assert fact is not None
    assert fact.iso == "2015-03"


def test_a_two_digit_year_before_年_is_read_with_a_doubt() -> None:
    read = read_date(Cell("87年5月1日"))
    assert read.fact is not None
    assert read.fact.iso == "1987-05-01"
    assert read.doubt


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)))
def test_a_day_counted_by_the_spreadsheet_is_that_day_with_a_doubt(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    read = read_date(number(serial))
    assert read.fact is not None
    assert (read.fact.iso, bool(read.doubt)) == (day.isoformat(), True)


@given(st.text(max_size=30), st.sampled_from(CellKind))
def test_it_never_raises_and_never_invents_a_day(text: str, kind: CellKind) -> None:
    read = read_date(Cell(text, kind))
    assert read.fact is None or read.error is None
    if read.fact is not None:
        assert sum(glyph.isalnum() or glyph in "〇○◯" for glyph in text) >= 4
