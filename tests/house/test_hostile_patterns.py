"""No text keeps a pattern of the rules, of the examination, or the reading of a paper, busy: hostile texts."""

from __future__ import annotations

import re
import time

import pytest

import review.examination
from bench.hostile import LIMIT_MS, MEGABYTE, module_patterns, papers, patterns, reading_ms, worst
from corpus.site_chrome import NUMBER
from corpus.structure.title import genre_of

SHARE = 10
"""The texts are a tenth of a megabyte here, so that the test is quick; `python -m bench.hostile` runs whole ones."""
SLACK = 3
"""A pattern of which the time grows faster than the text is over by far; a busy machine is not a failure."""
EVERY = [pytest.param(where, one, id=where) for where, one in patterns()]
EVERY += [pytest.param(where, one, id=where) for where, one in module_patterns(review.examination)]


@pytest.mark.parametrize(("where", "pattern"), EVERY)
def test_a_hostile_text_does_not_keep_a_pattern_busy(where: str, pattern: re.Pattern[str]) -> None:
    tried = worst(where, pattern, MEGABYTE // SHARE, most=3)
    assert tried.ms < SLACK * LIMIT_MS / SHARE, tried.unit


LEAST_MS = 500
"""A tenth of a megabyte is read faster than this but where time grows as the square of the text."""
GROWTH = 10
"""A text four times as long takes four times as long; were it the square, sixteen times."""
MOST_MS = 2500
"""The slowest takes a fifth of this; what has a large square is cut off before its growth would show."""
LARGE, SMALL = dict(papers(MEGABYTE // SHARE)), dict(papers(MEGABYTE // SHARE // 4))


@pytest.mark.parametrize("name", LARGE)
def test_the_time_to_read_a_hostile_paper_grows_as_the_paper_does(name: str) -> None:
    took = reading_ms(LARGE[name])
    assert took < MOST_MS
    assert took < LEAST_MS or took < GROWTH * reading_ms(SMALL[name])


def test_brackets_that_are_not_closed_do_not_keep_the_genre_of_a_title_busy() -> None:
    began = time.process_time()
    assert genre_of("通知（" * (MEGABYTE // 9)) is None
    assert time.process_time() - began < SLACK * LIMIT_MS / 1000


def test_blanks_behind_a_year_in_brackets_do_not_keep_the_number_of_a_web_page_busy() -> None:
    text = "（2015）" + " " * (MEGABYTE // SHARE)
    began = time.process_time()
    assert NUMBER.search(text) is None
    assert time.process_time() - began < SLACK * LIMIT_MS / 1000
