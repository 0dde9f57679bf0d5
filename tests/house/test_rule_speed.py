"""No rule takes more than 200 ms of processor time on a hostile megabyte."""

from __future__ import annotations

import re
import time

import pytest

from review.examination.rulebook import Rule, shipped_rulebook

SIZE = 1_000_000
LIMIT = 0.2
WHOLE_TEXT = {"repeal", "extend", "amend", "lapse"}
"""Kinds whose patterns are run over a whole text; all others read one sentence by `Rule.match`."""


def hostile(rule: Rule) -> list[str]:
    """Megabytes of the words and pieces of words that the rule itself looks for, without a stop."""
    pieces: dict[str, None] = {}
    for hit in rule.hits:
        pieces[re.sub(r"[。；，、：,;\n]", "", hit)] = None
    for pattern in rule.patterns:
        for word in re.findall(r"[\u4e00-\u9fff]{1,4}", pattern.pattern)[:6]:
            pieces[word] = None
    for piece in ("《", "2019年", "第一", "◇"):
        pieces[piece] = None
    return [(piece * (SIZE // len(piece) + 1))[:SIZE] for piece in pieces if piece]


@pytest.mark.parametrize("rule", shipped_rulebook().rules, ids=lambda rule: rule.id)
def test_a_hostile_megabyte_does_not_keep_a_rule_busy(rule: Rule) -> None:
    for text in hostile(rule):
        begin = time.process_time()
        rule.match(text)
        assert time.process_time() - begin < LIMIT, text[:20]


@pytest.mark.parametrize(
    "rule",
    [rule for rule in shipped_rulebook().rules if rule.kind in WHOLE_TEXT],
    ids=lambda rule: rule.id,
)
def test_a_pattern_that_reads_whole_texts_is_quick_on_its_own(rule: Rule) -> None:
    for text in hostile(rule):
        for pattern in rule.patterns:
            begin = time.process_time()
            for _ in zip(range(1000), pattern.finditer(text), strict=False):
                pass
            assert time.process_time() - begin < LIMIT, (pattern.pattern, text[:20])
