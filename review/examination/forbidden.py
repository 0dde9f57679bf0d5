"""L1 and 公平竞争: clauses that a paper below a regulation may not contain. Pure.

Every hit is a question to a person, never a verdict. A clause that only repeats a superior law, hands the matter
to the body that has the power, or stands in a contract is none: rows of kind `exonerate` say so for all
rows together, `unless` of a row for that row. Legislation may set what these rows look for, and papers
that bind no public are out. (国办发〔2018〕37号; 公平竞争审查条例第八条至第十二条)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.structure.sheet import plain_copy
from review.disposition import Exclusion, ReasonCode
from review.examination.case import Case, Ground, Turn, finding
from review.examination.identification import decisive_exclusion
from review.examination.rulebook import Rule
from review.examination.subject import evidence
from review.finding import Stance, Strength

_STOP = re.compile(r"[。\n!?]")
_REACH = 400  # characters to either side in which a sentence must end
_ITEM = re.compile(
    r" ?(?:[((][一二三四五六七八九十\d]{1,3}[))]|\d{1,2} ?[.、.)]|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_STEM_REACH = 1200  # characters before an item in which the line that opens its list stands
_QUOTE_REACH = 2000
_STRESS = 9  # signs from “ to ”, “一事一议” and the like
_SHOWN = 3  # findings of one row in one paper; the reviewer has seen the point by then
_TRIES = 40
_STATE = re.compile(r"国务院(?:办公厅)?$")
_ANNEX = re.compile(r"\n ?附件[ \d一二三四五六七八九十]{0,4}\n")
_INTEREST = re.compile(
    r"国家安全|发展利益|科技进步|自主创新|节约能源|节能|保护环境|环境保护|污染防治|生态保护|救灾|救助|防疫|疫情|应急"
)


def check_forbidden(rule: Rule, case: Case) -> Iterator[Ground]:
    """One ground for each sentence in which a row speaks, the first few of them (R15)."""
    for start, end in _hits(rule, case):
        reason = _reason(rule, case, start)
        quote = evidence(case.subject, start, end)
        yield Ground(finding(case, rule, reason, quote), reason)


def check_competition(rule: Rule, case: Case) -> Iterator[Ground]:
    """As `check_forbidden`; a clause that may be an exception of article 12 is only noted (R14).

    The exception asks for an interest named there and for a term (合理的实施期限或者终止条件).
    """
    for start, end in _hits(rule, case):
        reason = _reason(rule, case, start)
        quote = evidence(case.subject, start, end)
        if _INTEREST.search(case.plain, start, end) and case.document.valid_until is not None:
            note = f"{reason}可能属于《公平竞争审查条例》第十二条的例外，须核对审查结论。"
            turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, neutral=True)
            yield Ground(finding(case, rule, note, quote, turn), note)
        else:
            yield Ground(finding(case, rule, reason, quote), reason)


def _hits(rule: Rule, case: Case) -> Iterator[tuple[int, int]]:
    """The sentences in which a row speaks, in a paper that it looks at."""
    clauses = clauses_of(rule, case)
    if clauses and not _may_set(case) and not _is_out(rule, case):
        yield from clauses


def clauses_of(rule: Rule, case: Case) -> list[tuple[int, int]]:
    """The bounds of the sentences in which a row speaks and nothing exonerates, whatever the paper is."""
    found: list[tuple[int, int]] = []
    for at, finish in _places(rule, case):
        start, end = _sentence(case.plain, at, finish)
        if (start, end) not in found and _stands(rule, case, start, end):
            found.append((start, end))
            if len(found) >= _SHOWN:
                break
    return sorted(found)


def _is_out(rule: Rule, case: Case) -> bool:
    """Whether the paper is of a class that these rows do not look at.

    纪要 that decide a single case are within fair competition review all the same (一事一议).
    """
    exclusion = decisive_exclusion(case)
    if rule.kind == "competition" and exclusion is Exclusion.MEETING:
        return False
    return exclusion is not None


def _may_set(case: Case) -> bool:
    """Whether the State Council issued it: its decisions may set licences and grant what article 10 forbids."""
    issuers = case.document.issuers
    return bool(issuers) and all(_STATE.match(issuer) for issuer in issuers)


def _places(rule: Rule, case: Case) -> Iterator[tuple[int, int]]:
    """Where a pattern speaks in the paper's own words: not in a name, a quotation or an annex."""
    for pattern in rule.patterns:
        for tries, hit in enumerate(case.sifted.matches(pattern)):
            if tries >= _TRIES:
                break
            own = not _quoted(case.plain, hit.start()) and not _annexed(case, hit.start())
            if own:
                yield hit.start(), hit.end()


def _stands(rule: Rule, case: Case, start: int, end: int) -> bool:
    """Whether neither the row's `unless` nor a row of kind `exonerate` speaks in the sentence."""
    words = _stem(case.plain, start) + case.plain[start:end]
    if any(p.search(words) for p in rule.unless):
        return False
    return not any(
        p.search(words)
        for row in case.knowledge.rulebook.of_kind("exonerate")
        for p in row.patterns
    )


def _sentence(plain: str, start: int, end: int) -> tuple[int, int]:
    """The sentence with all its halves: what follows a ; often rests on the law named before it."""
    begin = max(0, start - _REACH)
    for stop in _STOP.finditer(plain, begin, start):
        begin = stop.end()
    last = _STOP.search(plain, end, min(len(plain), end + _REACH))
    finish = last.end() if last else min(len(plain), end + _REACH)
    while begin < start and plain[begin].isspace():
        begin += 1
    while finish > end and plain[finish - 1].isspace():
        finish -= 1
    return begin, finish


def _stem(plain: str, start: int) -> str:
    """The line that opens the list in which an item stands (依照《…》第三条，有下列行为的，处罚如下：)."""
    if not _ITEM.match(plain, start):
        return ""
    before = plain[max(0, start - _STEM_REACH) : start].split("\n")
    for line in reversed(before):
        words = line.rstrip()
        if words.endswith(":"):
            return words + "\n"
        if words and not _ITEM.match(words) and not words.endswith((";", ",")):
            return ""
    return ""


def _quoted(plain: str, at: int) -> bool:
    """Whether an offset stands inside “…”: the words of another paper; a few signs only stress a word."""
    begin = max(0, at - _QUOTE_REACH)
    opened = plain.rfind("“", begin, at)
    if opened <= plain.rfind("”", begin, at):
        return False
    closed = plain.find("”", at)
    return closed < 0 or closed - opened > _STRESS


def _annexed(case: Case, at: int) -> bool:
    """Whether an offset stands in an annex; what a notice prints (印发) is no annex of it."""
    if case.document.inner_title:
        return False
    provision = case.document.provision_at(at)
    if provision is not None:
        return provision.eid.startswith("annex_")
    return _ANNEX.search(case.plain, 0, at) is not None


def _reason(rule: Rule, case: Case, start: int) -> str:
    """The sentence for the annex: which provision, what it does, which law it does not agree with."""
    provision = case.document.provision_at(start)
    label = plain_copy(provision.label).replace(" ", "").strip("、.") if provision else ""
    where = label if label.startswith("第") else f"正文“{label}”处" if label else "正文"
    law = rule.basis[0]
    name, mark, number = law.law.partition("（国办发")
    code = rule.reason_code or ReasonCode.R15
    verdict = "涉嫌违反" if code is ReasonCode.R14 else "需对照"
    return f"{where}{rule.title}，{verdict}《{name}》{mark}{number}{law.article or ''}。"
