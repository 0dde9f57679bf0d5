"""Groups of words in the patterns of rules."""

from __future__ import annotations

import re

import pytest

from review.examination.rulebook import spelt_out

WORDS = {"外地": "外地|县外", "卖": "{外地}卖"}


def test_groups_of_words_and_gaps_are_spelt_out() -> None:
    pattern = spelt_out("{卖}…12…酒", WORDS)
    assert re.search(pattern, "县外卖来的白酒")
    assert not re.search(pattern, "县外卖来的,酒")


def test_an_unknown_group_is_an_error() -> None:
    with pytest.raises(KeyError):
        spelt_out("{没有}", WORDS)


def test_counts_of_a_regular_expression_stay() -> None:
    assert spelt_out(r"\d{1,3}[^。]{0,6}元", WORDS) == r"\d{1,3}[^。]{0,6}元"
