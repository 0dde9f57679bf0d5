"""发文字号 in the spellings in which clerks type them."""

from __future__ import annotations

import pytest

from corpus.search.number_words import spellings
from corpus.search.terms import fold_text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("青府发[二〇〇九]31", "青府发〔2009〕31号"),
        ("青府发〔二○○九〕031号", "青府发〔2009〕31号"),
        ("云府发一九八五年第3号", "云府发〔1985〕3号"),
        ("云府发（2015）第012号", "云府发〔2015〕12号"),
        ("云府发2015-12", "云府发〔2015〕12号"),
    ],
)
def test_a_year_in_chinese_numerals_is_the_same_number(typed: str, shown: str) -> None:
    found = spellings(fold_text(typed))
    assert found is not None
    assert found[0] == shown


def test_a_number_typed_in_digits_is_found_where_the_paper_has_chinese_numerals() -> None:
    found = spellings(fold_text("云府发2009年3号"))
    assert found is not None
    assert fold_text("云府发〔二〇〇九〕3号") in found[1]


def test_what_is_no_year_is_no_number() -> None:
    assert spellings(fold_text("云府发[三〇〇九]31")) is None
    assert spellings(fold_text("二〇〇九年度31号")) is None
