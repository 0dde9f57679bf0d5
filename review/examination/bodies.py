"""O1 a body that is gone has a part to play in the paper; O2 the issuer itself is gone. Pure.

Functions move on: neither founds a repeal, and the rows are recalled, so both only make a person look (R10).
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.lexicon.bodies import Body
from review.examination.case import Case, Ground, Turn, finding
from review.examination.rulebook import Rule
from review.examination.subject import evidence, made_between, sentence_at
from review.finding import Stance

_PLACE = "◇"
"""Stands for the name of the body where a rule reads the sentence."""
_MOST = 3
_NOTE = Turn(stance=Stance.NOTE)


def check_body_role(rule: Rule, case: Case) -> Iterator[Ground]:
    """Former bodies that approve, accept, punish or carry out; each once."""
    done = set[str]()
    for body, at, stop in case.knowledge.bodies.named_in(case.masked):
        if body.old_name in done or len(done) >= _MOST or not _gone_since(body, case):
            continue
        start, end = sentence_at(case.document.text, at, stop)
        words = case.masked[start:at] + _PLACE + case.masked[stop:end]
        if rule.match(words) is None:
            continue
        done.add(body.old_name)
        since = f"{body.since.year}年起" if body.since else ""
        text = f"由{body.old_name}承担的事项{since}已由{body.new_name}承接，请核对后修改。"
        yield Ground(finding(case, rule, text, evidence(case.subject, start, end), _NOTE), text)


def _gone_since(body: Body, case: Case) -> bool:
    """Whether the body was still there when the paper was made, and is gone today."""
    between = made_between(case.document)
    if body.since is None or body.since > case.today or between is None:
        return False
    return between[0] < body.since


def check_issuer(rule: Rule, case: Case) -> Iterator[Ground]:
    """An issuer that no longer is: its successor cleans up; that is no ground to repeal."""
    for issuer in case.document.issuers:
        if rule.match(issuer):
            text = f"制定机关{issuer}已经撤并，由承继其职责的机关清理。"
            yield Ground(finding(case, rule, text, case.face(), _NOTE), text)
            return
