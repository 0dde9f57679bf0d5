"""Every rule speaks in its own hits and keeps silent in its own misses."""

from __future__ import annotations

import csv

import pytest

from corpus.structure.sheet import plain_copy
from review.examination.checks import CHECKS
from review.examination.clauses import masked
from review.examination.identification import IDENTIFY_KINDS
from review.examination.rulebook import RULES as RULES_FOLDER
from review.examination.rulebook import Rule, shipped_rulebook
from review.finding import Strength

MASKED_KINDS = {"repeal", "extend", "amend"}


def as_the_rule_reads_it(rule: Rule, words: str) -> str:
    plain = plain_copy(words)
    if rule.kind in MASKED_KINDS:
        return masked(plain)
    if rule.kind == "identify_title":
        return plain.replace("〈", "《").replace("〉", "》").replace(" ", "")
    return plain


RULES = shipped_rulebook().rules
HITS = [pytest.param(r, w, id=f"{r.id}:{w[:16]}") for r in RULES for w in r.hits]
MISSES = [pytest.param(r, w, id=f"{r.id}:{w[:16]}") for r in RULES for w in r.misses]


@pytest.mark.parametrize(("rule", "words"), HITS)
def test_a_rule_speaks_in_each_of_its_hits(rule: Rule, words: str) -> None:
    assert rule.match(as_the_rule_reads_it(rule, words))


@pytest.mark.parametrize(("rule", "words"), MISSES)
def test_a_rule_keeps_silent_in_each_of_its_misses(rule: Rule, words: str) -> None:
    assert rule.match(as_the_rule_reads_it(rule, words)) is None


def test_every_kind_of_rule_is_read_by_a_check() -> None:
    known = {*CHECKS, *IDENTIFY_KINDS, "extend", "exonerate"}
    assert {rule.kind for rule in shipped_rulebook().rules} <= known


def test_every_rule_names_a_law() -> None:
    assert [rule.id for rule in shipped_rulebook().rules if not rule.basis] == []


def test_a_rule_read_below_nine_in_ten_is_not_strong() -> None:
    with (RULES_FOLDER / "precision.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    by_id = {rule.id: rule for rule in RULES}
    assert {row["rule"] for row in rows} <= by_id.keys()
    assert all(0 <= int(row["right"]) <= int(row["read"]) for row in rows)
    poor = {row["rule"] for row in rows if int(row["right"]) < 0.9 * int(row["read"])}
    assert [i for i in sorted(poor) if by_id[i].strength is Strength.STRONG] == []


def test_every_article_a_rule_names_is_listed_with_what_it_says_and_how_far_it_was_checked() -> (
    None
):
    with (RULES_FOLDER / "articles.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {(row["law"], row["article"]): row for row in rows}
    named = {(b.law, b.article) for rule in RULES for b in rule.basis if b.article}
    assert named <= known.keys()
    assert all(row["says"] and row["checked_in"] and row["grade"] in "SM" for row in rows)
