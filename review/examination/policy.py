"""P1: the policy a paper carries out was abolished since. Pure.

A row of the table speaks only where the paper is older than the abolition. In the title it is medium, of low
confidence where the table has a caution, and weak where the title has other matters too; in the text
alone it is weak, since most texts only mention the policy. Grade C, and a row whose matter lives on in
part, only ask a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.lexicon.policies import Policy
from review.disposition import ReasonCode
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.duration import face_words
from review.examination.rulebook import Rule
from review.examination.subject import evidence, made_between, sentence_at
from review.finding import Basis, Evidence, Stance, Strength

_SEVERAL = re.compile(r"◇[^◇]{0,4}[、和及等]|[、和及][^◇]{0,6}◇")
_PAIR = re.compile(r"◇[费税]?[、和及与]◇")
_TIMES = 3  # how often a text must name a policy before it is about it
_PER = 900  # characters for each of them


def check_policy_title(rule: Rule, case: Case) -> Iterator[Ground]:
    """Abolished policies in the title."""
    words = face_words(case)
    if not words or rule.match(words) is None:
        return
    named = case.knowledge.policies.named_in(words)
    several = Strength.WEAK if _has_others(words, [policy for policy, _ in named]) else None
    for policy, word in named:
        if _was_abolished(policy, case):
            yield from _grounds(rule, case, policy, (word, case.face()), several)


def _has_others(words: str, policies: Sequence[Policy]) -> bool:
    """Whether a title joins the policies with other matters: 刑满释放和解除劳教人员."""
    known = sorted((word for policy in policies for word in policy.words), key=len, reverse=True)
    for word in known:
        words = words.replace(word, "◇")
    while _PAIR.search(words):
        words = _PAIR.sub("◇", words)
    return _SEVERAL.search(words) is not None


def check_policy_body(rule: Rule, case: Case) -> Iterator[Ground]:
    """Abolished policies that the text keeps coming back to, where the title is silent."""
    title = face_words(case)
    if rule.match(title or "无题") is None:
        return
    silent = [p for p, _ in case.knowledge.policies.named_in(title)]
    for policy, word in case.knowledge.policies.named_in(case.masked):
        times = sum(case.masked.count(one) for one in policy.words if len(one) > 2)
        about = times >= max(_TIMES, len(case.masked) // _PER)
        if policy in silent or not about or len(word) < 3 or not _was_abolished(policy, case):
            continue
        start, end = _telling(word, case)
        quote = evidence(case.subject, start, end)
        yield from _grounds(rule, case, policy, (word, quote), None)


def _telling(word: str, case: Case) -> tuple[int, int]:
    """The first sentence with the word that says something; a line of addressees or a heading does not."""
    first, at = (0, 0), case.masked.find(word)
    while at >= 0:
        start, end = sentence_at(case.document.text, at, at + len(word))
        if case.plain[start:end].rstrip().endswith((".", "。", ";")):
            return start, end
        first = first if first != (0, 0) else (start, end)
        at = case.masked.find(word, max(end, at + len(word)))
    return first


def _was_abolished(policy: Policy, case: Case) -> bool:
    """Whether the policy was alive when the paper was made, and is gone today."""
    made, gone = made_between(case.document), policy.abolished_on
    return made is not None and gone is not None and made[1] < gone <= case.today


def _grounds(
    rule: Rule, case: Case, policy: Policy, said: tuple[str, Evidence], most: Strength | None
) -> Iterator[Ground]:
    """The ground of one policy, and what its row warns of on the other side."""
    word, quote = said
    gone = policy.abolished_on or date.max
    fact = f"“{word}”政策已于{chinese_date(gone)}取消（{policy.instrument}）"
    basis = (Basis(policy.instrument, None, _known(policy)),)
    if policy.is_hint:
        turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, basis=basis, neutral=True)
        text = f"{fact}，资料等级为{policy.grade}，请人工核对。"
        yield Ground(finding(case, rule, text, quote, turn), text, gone)
        return
    text = f"{fact}。"
    done = ReasonCode.R8 if policy.reach == "task" else None
    turn = Turn(strength=most, reason_code=done, basis=basis)
    found = finding(case, rule, text, quote, turn)
    yield Ground(found, text, gone, is_low=bool(policy.caution))
    if policy.caution:
        turn = Turn(strength=Strength.WEAK, stance=Stance.AGAINST, basis=basis)
        warning = f"提醒：{policy.caution}。"
        yield Ground(finding(case, rule, warning, quote, turn), warning)


def _known(policy: Policy) -> date | None:
    """The day on which the row was looked at, None where nobody says."""
    return date.fromisoformat(policy.verified_on) if len(policy.verified_on) == 10 else None
