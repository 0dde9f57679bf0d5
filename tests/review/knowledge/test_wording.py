"""Patterns are told in words."""

from __future__ import annotations

import re

import pytest

from review.examination.checks import KINDS
from review.examination.rulebook import shipped_rulebook
from review.knowledge.wording import in_words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("废止", "废止"),
        ("(根据|依据)《", "（根据 或 依据）《"),
        ("自[^。;]{2,30}起", "自……（至多30字）起"),
        ("有效期(限)?", "有效期〔限〕"),
        (r"试行\d+ ?年", "试行数字年"),
        ("^已", "（开头）已"),
        ("失效(?!日)", "失效（后面不是“日”）"),
        ("公告|公报$", "公（告 或 报（末尾））"),
    ],
)
def test_a_pattern_is_told_in_words(pattern: str, words: str) -> None:
    assert in_words(re.compile(pattern)).replace("〔 〕", "") == words


def test_no_shipped_pattern_is_told_as_nothing_or_as_code() -> None:
    for rule in shipped_rulebook().rules:
        for pattern in (*rule.patterns, *rule.unless):
            said = in_words(pattern)
            assert said
            assert not re.search(r"\\|\[\^|\(\?", said), (rule.id, said)


def test_every_kind_of_rule_has_a_word_on_the_pages() -> None:
    assert {rule.kind for rule in shipped_rulebook().rules} <= set(KINDS)
