"""Verdicts on two texts, from both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.likeness.compare import Likeness, Verdict, compare, ready, share_words
from tests.corpus.likeness.test_signature import CHARACTERS, writing

TEXT = writing(1000, 7)


def verdict(first: str, second: str) -> Verdict | None:
    likeness = compare(ready(first), ready(second))
    return likeness.verdict if likeness else None


def test_one_text_with_other_signs_is_the_same_text() -> None:
    assert verdict(TEXT, TEXT[:500] + "，\n　" + TEXT[500:]) is Verdict.SAME_TEXT


def test_a_changed_number_is_never_the_same_text() -> None:
    assert verdict(TEXT + "罚款50元", TEXT + "罚款500元") is Verdict.NEARLY


def test_a_text_printed_inside_another_is_a_part_of_it_and_the_other_contains_it() -> None:
    whole = writing(3000, 8) + TEXT + writing(500, 9)
    assert verdict(TEXT, whole) is Verdict.PART_OF
    assert verdict(whole, TEXT) is Verdict.CONTAINS


def test_a_text_half_of_which_is_new_is_a_version() -> None:
    assert verdict(TEXT, TEXT[:600] + writing(400, 10)) is Verdict.VERSION


def test_two_papers_of_their_own_have_nothing_to_do_with_each_other() -> None:
    assert verdict(TEXT, writing(1000, 11)) is None
    assert verdict(TEXT, "") is None


def test_a_sentence_that_stands_in_many_papers_makes_them_no_versions() -> None:
    assert verdict(TEXT[:30], TEXT) is None


@given(CHARACTERS, CHARACTERS)
def test_seen_from_the_other_side_it_is_the_same_turned(first: str, second: str) -> None:
    both = first + second
    there, back = compare(ready(first), ready(both)), compare(ready(both), ready(first))
    assert (there is None) == (back is None)
    if there and back:
        assert back == Likeness(
            there.verdict.turned, there.ratio, there.second_share, there.first_share
        )


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "全部"),
        (0.999, "几乎全部"),
        (0.96, "九成五以上"),
        (0.81, "约八成"),
        (0.02, "不到一成"),
    ],
)
def test_shares_are_told_in_words(share: float, words: str) -> None:
    assert share_words(share) == words


@given(st.floats(0, 1))
def test_every_share_has_words(share: float) -> None:
    assert share_words(share)
