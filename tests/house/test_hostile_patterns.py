"""No text keeps a pattern of the rules, or of the examination, busy: hostile texts made from each pattern."""

from __future__ import annotations

import re

import pytest

import review.examination
from bench.hostile import LIMIT_MS, module_patterns, patterns, worst

SHARE = 10
"""The texts are a tenth of a megabyte here, so that the test is quick; `python -m bench.hostile` runs whole ones."""
SLACK = 3
"""A pattern of which the time grows faster than the text is over by far; a busy machine is not a failure."""
EVERY = [pytest.param(where, one, id=where) for where, one in patterns()]
EVERY += [pytest.param(where, one, id=where) for where, one in module_patterns(review.examination)]


@pytest.mark.parametrize(("where", "pattern"), EVERY)
def test_a_hostile_text_does_not_keep_a_pattern_busy(where: str, pattern: re.Pattern[str]) -> None:
    tried = worst(where, pattern, 1_000_000 // SHARE, most=3)
    assert tried.ms < SLACK * LIMIT_MS / SHARE, tried.unit
