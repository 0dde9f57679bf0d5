"""Is it a 行政规范性文件? The five-element test, on the face and in the body. Pure.

The title may exclude, but a body that binds the public takes it back: a 工作方案 that fines or pays is caught by
its body. Nothing found either way is 存疑, never 否. (国办发〔2018〕37号, 115号)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.structure.sheet import plain_copy
from review.disposition import Answer, Exclusion, Identification
from review.examination.case import Case
from review.examination.clauses import masked
from review.examination.rulebook import Rule
from review.examination.subject import is_local, sentence_at
from review.finding import Stance, Strength

IDENTIFY_KINDS = (
    "identify_number",
    "identify_issuer",
    "identify_head",
    "identify_title",
    "identify_listed",
    "identify_close",
    "identify_body",
)
_HEAD = 600
_CLOSE = 900  # characters at the end of the paper itself, where it tells one party its remedies
_BODY = 40_000
_TRIES = 12
_LETTERS = frozenset({Exclusion.REPORT, Exclusion.SPECIFIC})
_COVER = 420  # characters of a notice that only prints something else
_ANNEX = re.compile(r"\n ?附(?:件|表|录)[ :\d一二三四五六七八九十]{0,4}(?=[\n\S])")
_ACTS_ON = re.compile(r"关于(?:废止|修改|修订|停止执行|停止实施|延长|继续执行)[^《》]{0,20}《")


def identify(case: Case) -> Identification:
    """Answer, exclusion class where the answer is 否, and the ids of the rules that spoke."""
    face = list(_face(case))
    against = [r for r in face if r.stance is Stance.AGAINST]
    decisive = _decisive(against)
    against.sort(key=lambda r: r.exclusion is not Exclusion.FORWARDING)  # X in 转发X is not its own
    deciding = next(iter(decisive), None)
    if deciding is not None:
        return Identification(Answer.NO, deciding.exclusion, (deciding.id,))
    titled = [r for r in face if r.stance is Stance.FOR]
    body = list(_body(case))
    spoke = tuple(r.id for r in (*against, *titled, *body))
    if against:
        answer = _excluded(against, titled, body, case)
        exclusion = against[0].exclusion if answer is Answer.NO else None
        return Identification(answer, exclusion, spoke)
    return Identification(_included(titled, body), None, spoke)


def decisive_exclusion(case: Case) -> Exclusion | None:
    """The class that number, head, title or close settle whatever the body says, None where none does."""
    decisive = _decisive([r for r in _face(case) if r.stance is Stance.AGAINST])
    return decisive[0].exclusion if decisive else None


def _decisive(against: list[Rule]) -> list[Rule]:
    strong = [r for r in against if r.strength is Strength.STRONG]
    return sorted(strong, key=lambda r: r.exclusion is not Exclusion.LEGISLATION)


def _excluded(against: list[Rule], titled: list[Rule], body: list[Rule], case: Case) -> Answer:
    """A class of the title that gives way where the body binds the public."""
    binding = _count(body, Strength.STRONG)
    duties = _count(body, Strength.MEDIUM)
    exclusion = against[0].exclusion
    if _count(titled, Strength.STRONG) and binding + duties:
        return Answer.YES
    if exclusion in _LETTERS:
        return Answer.DOUBT if binding >= 2 or (binding and duties) else Answer.NO
    if exclusion is Exclusion.FORWARDING:  # with requirements of one's own it is normative
        return Answer.YES if binding and duties else Answer.DOUBT if binding + duties else Answer.NO
    if exclusion in case.profile.excluded:
        return Answer.DOUBT if binding else Answer.NO
    if exclusion is Exclusion.ORGANISATION:
        return Answer.DOUBT
    if binding:
        return Answer.YES
    if _is_cover(case):  # the attachment that would tell is missing
        return Answer.DOUBT
    return Answer.DOUBT if duties else Answer.NO


def _is_cover(case: Case) -> bool:
    document = case.document
    short = len(document.text) < _COVER and not document.provisions
    return bool(document.inner_title) and short


def _included(titled: list[Rule], body: list[Rule]) -> Answer:
    """No class of the title speaks against it."""
    binding, duties = _count(body, Strength.STRONG), _count(body, Strength.MEDIUM)
    weak = _count(body, Strength.WEAK)
    if _count(titled, Strength.STRONG) or binding:
        return Answer.YES
    if titled and (duties or weak):
        return Answer.YES
    return Answer.YES if duties and weak else Answer.DOUBT


def _count(rules: Iterable[Rule], strength: Strength) -> int:
    return sum(1 for r in rules if r.strength is strength)


def _face(case: Case) -> Iterator[Rule]:
    """The rules that speak on number, issuer, head and title."""
    document, rulebook = case.document, case.knowledge.rulebook
    number = document.doc_number.prefix if document.doc_number else ""
    title = re.sub(r"\s+", "", _plain(document.title or ""))
    titles = (title,) if title else _first_lines(case)
    inner = re.sub(r"\s+", "", _plain(document.inner_title or ""))
    if _ACTS_ON.search(title):  # what it acts on must not speak for its own class
        inner = ""
        titles = (masked(title),)
    words = {
        "identify_number": (number,),
        "identify_issuer": document.issuers,
        "identify_head": (case.plain[:_HEAD],),
        "identify_title": (*titles, inner),
        "identify_listed": _listed_as(case),
        "identify_close": (_close(case),),
    }
    for kind, texts in words.items():
        for rule in rulebook.of_kind(kind):
            if kind == "identify_issuer":  # a paper of party and government is the government's too
                speaks = bool(texts) and all(rule.match(text) for text in texts)
            else:
                speaks = any(text and rule.match(text) for text in texts)
            if speaks:
                yield rule


def _close(case: Case) -> str:
    """The last words of the paper itself; a form in an annex addresses nobody yet."""
    annex = _ANNEX.search(case.plain)
    return case.plain[: annex.start() if annex else None][-_CLOSE:]


def _first_lines(case: Case) -> tuple[str, ...]:
    """What may be the title of a paper in which none was found."""
    lines = (re.sub(r"\s+", "", _plain(line)) for line in case.plain[:_HEAD].split("\n"))
    return tuple(line for line in lines if 4 <= len(line) <= 60 and "。" not in line)[:5]


def _listed_as(case: Case) -> tuple[str, ...]:
    """The kind under which the table of laws knows this title; a town's paper is never in it."""
    document = case.document
    if not document.title or is_local(document):
        return ()
    return tuple(law.kind for law in case.knowledge.laws.named(document.title))


def _plain(text: str) -> str:
    return plain_copy(text).replace("〈", "《").replace("〉", "》")


def _body(case: Case) -> Iterator[Rule]:
    """The rules that speak in some sentence of the body."""
    plain = case.plain[:_BODY]
    for rule in case.knowledge.rulebook.of_kind("identify_body"):
        if _speaks(rule, plain):
            yield rule


def _speaks(rule: Rule, plain: str) -> bool:
    for pattern in rule.patterns:
        for tries, found in enumerate(pattern.finditer(plain)):
            if tries >= _TRIES:
                break
            start, end = sentence_at(plain, found.start(), found.end())
            if not any(p.search(plain[start:end]) for p in rule.unless):
                return True
    return False
