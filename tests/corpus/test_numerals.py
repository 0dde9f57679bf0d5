"""Numerals in every glyph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import parse_number, to_chinese


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", 123),
        ("一百零五", 105),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("廿", 20),
        ("卅一", 31),
        ("两千", 2000),
        ("一千二百六十", 1260),
        ("二〇一九", 2019),
        ("二○一九", 2019),
        ("二零一九", 2019),
        ("二OO六", 2006),
        ("二ΟΟ五", 2005),
        ("二00九", 2009),
        ("２０１９", 2019),
        ("2 0 1 9", 2019),
        ("三万", 30000),
        ("一万零五十", 10050),
    ],
)
def test_a_number_is_read(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "条", "一百二百", "十十", "3a", "一" * 17, "万"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=0, max_value=99_999_999))
def test_what_is_written_is_read_back(number: int) -> None:
    assert parse_number(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(0, "零"), (10, "十"), (105, "一百零五"), (110, "一百一十")]
)
def test_numbers_are_written_as_in_articles(number: int, text: str) -> None:
    assert to_chinese(number) == text


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number to write"):
        to_chinese(-1)
