"""Dates in every shape the papers use."""

from __future__ import annotations

import pytest

from corpus.structure.dates import dates_in, lone_date
from corpus.structure.sheet import plain_copy

SHAPES = [
    ("2015年3月4日", "2015-3-4"),
    ("２０１５年３月４日", "2015-3-4"),
    ("2015年03月04日", "2015-3-4"),
    ("2015 年 3 月 4 日", "2015-3-4"),
    ("2 0 1 5年3月4日", "2015-3-4"),
    ("2026年　6月　30日", "2026-6-30"),
    ("二○○八年四月三十日", "2008-4-30"),
    ("二〇〇八年四月三十日", "2008-4-30"),
    ("二零零八年四月三十日", "2008-4-30"),
    ("二OO六年二月二十日", "2006-2-20"),
    ("二ＯＯ六年二月二十日", "2006-2-20"),
    ("二ΟΟ五年十月十日", "2005-10-10"),
    ("二00九年四月二日", "2009-4-2"),
    ("二○一○年十一月十一日", "2010-11-11"),
    ("二〇二四年十二月三十一日", "2024-12-31"),
    ("一九五八年七月一日", "1958-7-1"),
    ("一九八五年元月五日", "1985-1-5"),
    ("一九八五年正月", "1985-1-"),
    ("一九八五年三月廿三日", "1985-3-23"),
    ("一九八五年三月卅日", "1985-3-30"),
    ("一九八五年三月卅一日", "1985-3-31"),
    ("一九八五年三月", "1985-3-"),
    ("1985年3月份", "1985-3-"),
    ("一九八五年", "1985--"),
    ("2015年", "2015--"),
    ("85年3月12日", "1985-3-12"),
    ("八五年三月十二日", "1985-3-12"),
    ("05年3月12日", "2005-3-12"),
    ("85.3.12", "1985-3-12"),
    ("1985.3.12", "1985-3-12"),
    ("1985-3-12", "1985-3-12"),
    ("1985-03-12", "1985-3-12"),
    ("1985/3/12", "1985-3-12"),
    ("1985．3．12", "1985-3-12"),
    ("2015年3月4号", "2015-3-4"),
    ("2024年2月29日", "2024-2-29"),
]


@pytest.mark.parametrize(("text", "value"), SHAPES)
def test_a_date_is_read_in_its_shape(text: str, value: str) -> None:
    found = list(dates_in(plain_copy(text)))
    assert [f"{d.year}-{d.month or ''}-{d.day or ''}" for d in found] == [value]


@pytest.mark.parametrize(("text", "value"), SHAPES)
def test_a_date_is_found_inside_a_sentence(text: str, value: str) -> None:
    sentence = plain_copy(f"本办法自{text}起施行。")
    found = next(dates_in(sentence))
    assert f"{found.year}-{found.month or ''}-{found.day or ''}" == value
    assert plain_copy(text).startswith(sentence[found.start : found.end])


@pytest.mark.parametrize(
    "text",
    [
        "2015年13月4日",
        "2015年0月4日",
        "2015年2月30日",
        "2023年2月29日",
        "2015年4月31日",
        "85.13.12",
        "1.2.3",
        "3015年3月4日",
        "十五年三月",
        "第12.3.4.5条",
        "工龄85年",
    ],
)
def test_an_impossible_date_is_rejected_as_a_whole(text: str) -> None:
    assert list(dates_in(plain_copy(text))) == []


@pytest.mark.parametrize(
    "text", ["2015年3月4日", "（二○一五年三月四日）", "2015年3月   日", "85.3.12"]
)
def test_a_line_that_is_a_date_is_told(text: str) -> None:
    assert lone_date(plain_copy(text)) is not None


@pytest.mark.parametrize("text", ["2015年", "2015年3月4日通过", "自2015年3月4日", "第12号"])
def test_a_line_that_says_more_is_no_date_line(text: str) -> None:
    assert lone_date(plain_copy(text)) is None


def test_a_blank_day_is_never_filled_in() -> None:
    found = lone_date(plain_copy("2015年3月   日"))
    assert found is not None
    assert (found.month, found.day) == (3, None)
