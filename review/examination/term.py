"""V1: the paper's own term has ended, unless a later notice prolonged it. V5: a term whose first day is not told. Pure.

V5 invents no day: what follows from 成文 is said as a condition, weakly, and carries no proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from corpus.document import DatedFact, Span
from corpus.structure.terms_of_validity import last_day, months_in
from review.disposition import ReasonCode
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.relations import extension_end
from review.examination.rulebook import Rule
from review.examination.subject import evidence, sentence_at
from review.finding import Evidence, Stance, Strength
from review.relation import Relation, RelationKind

_YEARS = re.compile(
    r"(?:有效期限?|试行期?|执行期限?|实施期限?|施行期限?|期限)[^,。;至到\d]{0,6}?"
    r"(?P<length>[一二两三四五六七八九十\d]{1,3} ?(?:个月|年半?))"
)
_MOST = 200  # a paper has one or two; more is a hostile or broken text
_UNTOLD = frozenset({"term_without_start", "term_unresolved"})
"""Notes of the reading on a term of the paper itself that gave no last day."""
_ON_ISSUE = re.compile(r"发布|公布|颁布|印发|下发|签发|印制|通过|批准|文到|收到|即日|今日")
_PROLONGS_ITSELF = re.compile(
    r"(?<![》证照同书])有效期限?[^,。;\n可应需证照同]{0,6}(?:延长|顺延|延续|延期) ?(?:至|到|为|[一二两三四五六七八九十\d])"
)
_TRIAL = re.compile(r"试行(?:期)?[^,。;]{0,4}[一二两三四五六七八九十\d]+ ?个?[年月]")


def check_term(rule: Rule, case: Case) -> Iterator[Ground]:
    """What the term of the paper says on `case.today`: ended, still running, or prolonged."""
    prolonged = _prolonged(case)
    own = case.document.valid_until
    clause = _own_clause(rule, case)
    if prolonged:
        yield from _after_extension(rule, case, prolonged)
        return
    if own is None or clause is None:
        return
    if own.last_day < case.today:
        yield _ended(rule, case, own, clause)
    else:
        yield _running(rule, case, own, clause)


def _prolonged(case: Case) -> list[Relation]:
    """What other papers had said by `case.today` to prolong this one."""
    return [
        r
        for r in case.corpus.relations_to(case.subject.source)
        if r.kind is RelationKind.EXTEND
        and (r.effective_on is None or r.effective_on <= case.today)
    ]


def _own_clause(rule: Rule, case: Case) -> Evidence | None:
    """The sentence that sets the term; None where it is about a licence or the like."""
    own = case.document.valid_until
    if own is None:
        return None
    if own.span is None:  # a person typed it: their word, shown on the face of the paper
        return case.face()
    start, end = sentence_at(case.document.text, own.span.start, own.span.end)
    if rule.match(case.masked[start:end]) is None:
        return None
    return evidence(case.subject, start, end)


def _ended(rule: Rule, case: Case, end: DatedFact, quote: Evidence) -> Ground:
    words = case.masked[quote.start : quote.end]
    length = _YEARS.search(words)
    term = f"有效期{length['length'].replace(' ', '')}，" if length else "有效期"
    trial = _TRIAL.search(words) is not None and "有效期" not in words
    if trial:
        term = f"{_trial_words(words)}，"
    reason = f"{term}已于{chinese_date(end)}届满。"
    turn = Turn(reason_code=ReasonCode.R7 if trial else None)
    found = finding(case, rule, f"本文件自定的期限已届满：{reason}", quote, turn)
    return Ground(found, reason, end.last_day)


def _trial_words(words: str) -> str:
    found = _TRIAL.search(words)
    return found.group().replace(" ", "") if found else "试行期"


def _running(rule: Rule, case: Case, end: DatedFact, quote: Evidence) -> Ground:
    text = f"本文件的有效期至{chinese_date(end)}，尚未届满。"
    return Ground(finding(case, rule, text, quote, Turn(stance=Stance.AGAINST)), text)


def _after_extension(rule: Rule, case: Case, prolonged: list[Relation]) -> Iterator[Ground]:
    """The last day that any notice gives; a notice without one leaves the term open."""
    ends = [(extension_end(r.evidence.quote), r) for r in prolonged]
    open_ended = [r for end, r in ends if end is None]
    dated = [(end, r) for end, r in ends if end is not None]
    last = max(dated, key=lambda pair: pair[0].last_day, default=None)
    notes = case.knowledge.rulebook.of_kind("extend")
    if last is not None and last[0].last_day < case.today and not open_ended:
        reason = f"有效期经延长后已于{chinese_date(last[0])}届满。"
        yield Ground(finding(case, rule, reason, last[1].evidence), reason, last[0].last_day)
        return
    relation = open_ended[0] if open_ended else last[1] if last else prolonged[0]
    until = f"至{chinese_date(last[0])}" if last and not open_ended else ""
    name = case.corpus.name_of(relation.source)
    text = f"{name}已将本文件的有效期延长{until}。" if until else f"{name}规定本文件继续执行。"
    turn = Turn(strength=Strength.STRONG)
    for note in notes[:1]:
        found = finding(case, note, text, relation.evidence, turn)
        yield Ground(found, text, relation.effective_on)


def check_open_term(rule: Rule, case: Case) -> Iterator[Ground]:
    """有效期五年 without a first day: over if reckoned from 成文, else only shown. Never a proposal."""
    if case.document.valid_until is not None or _prolonged(case):
        return
    said = _untold_length(rule, case)
    if said is None or _PROLONGS_ITSELF.search(case.masked):
        return
    start, end = sentence_at(case.document.text, said.start, said.end)
    quote, words = evidence(case.subject, start, end), said.quote.replace(" ", "")
    since, named = _reckoned_from(case, quote)
    until = last_day(since, months_in(case.plain[said.start : said.end]), said) if since else None
    if since is None or until is None or until.last_day >= case.today:
        text = f"{words}，起算日未能确定，届满日期请人工核定。"
        turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, neutral=True)
        yield Ground(finding(case, rule, text, quote, turn), text)
        return
    text = (
        f"{words}，{'届满日未核定' if case.document.effective_on else '起算日未载明'}；"
        f"若自{named}{chinese_date(since)}起算，已于{chinese_date(until)}届满。"
    )
    turn = Turn(reason_code=ReasonCode.R7 if words.startswith(("试行", "暂行")) else None)
    yield Ground(finding(case, rule, text, quote, turn), text, until.last_day)


def _untold_length(rule: Rule, case: Case) -> Span | None:
    """The words of the length that the reading took for the paper's own; None where it noted none."""
    notes = [note.message for note in case.document.notes if note.code in _UNTOLD]
    text = case.document.text
    for pattern in rule.patterns if notes else ():
        for match in islice(pattern.finditer(case.masked), _MOST):
            words = text[match.start() : match.end()]
            start, end = sentence_at(text, match.start(), match.end())
            if any(words in note for note in notes) and rule.match(case.masked[start:end]):
                return Span(match.start(), match.end(), words)
    return None


def _reckoned_from(case: Case, quote: Evidence) -> tuple[DatedFact | None, str]:
    """施行 where a person has told it, else 成文; nothing where the term starts with some event."""
    if case.document.effective_on is not None:
        return case.document.effective_on, "施行日"
    starts = [n.message for n in case.document.notes if n.code == "effective_unresolved"]
    if any(_ON_ISSUE.search(start) is None for start in starts):
        return None, ""
    named = re.search(r"自[^,。;\n]{1,40}?之日起", case.masked[quote.start : quote.end])
    if named is not None and not starts and _ON_ISSUE.search(named.group()) is None:
        return None, ""
    return case.document.signed_on, "成文日"
