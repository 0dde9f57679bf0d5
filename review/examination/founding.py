"""B1: the instrument that founds the paper is gone. Only the founding sentence counts. Pure.

A basis that is gone, with no other basis known to stand, asks for a repeal (R2). Where its follower is of the
same matter under another name (执业医师法 → 医师法) a local paper may still be needed: medium; what is above it is
amended (R3). A namesake, or a code that takes the content over, asks for a revision (R3). Where one of several
bases is gone, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Citation, ProvisionKind
from corpus.lexicon.laws import Certainty, Law, Meant
from corpus.lexicon.names import name_key
from review.disposition import ReasonCode
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.rulebook import Rule
from review.examination.subject import evidence, is_local, made_between, sentence_at
from review.finding import Basis, Evidence, Stance, Strength

_KEYWORD = re.compile(r"根据|依据|依照|按照|遵照|贯彻落实|贯彻执行|贯彻|落实|实施|执行")
_CLOSING = re.compile(
    r"制定本|特?制定|制订|现就|现将|现作|结合|通知如下|规定如下|通告如下|决定|提出"
)
_PREAMBLE = 700  # characters of a notice in which its founding sentence stands
_STEM = re.compile(
    r"暂行|试行|草案|管理|实施|若干|关于|的|\([^()]{0,40}\)|条例|办法|规定|规则|细则|法$"
)
_CODE = re.compile(r"法典$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A reference in the founding sentence and the instrument it means."""

    citation: Citation
    meant: Meant


def check_basis(rule: Rule, case: Case) -> Iterator[Ground]:
    """One ground for each founding instrument that is gone or in doubt."""
    sentence = founding_sentence(rule, case)
    if sentence is None:
        return
    quote, citations = sentence
    found = [_Found(c, m) for c in citations if (m := meant_by(case, c)) is not None]
    dead = [f for f in found if _dead(f, case)]
    alive = [f for f in found if f not in dead and not f.meant.law.is_hint]
    sole = not alive and len(found) == len(citations)
    for one in dead:
        yield _gone(rule, case, one, quote, (bool(alive), sole))
    for one in found:
        if one not in dead and one.meant.law.is_hint and one.meant.law.status != "有效":
            yield _hint(rule, case, one.meant.law, quote)


def founding_sentence(rule: Rule, case: Case) -> tuple[Evidence, tuple[Citation, ...]] | None:
    """The first sentence of 第一条 or of the preamble that names what founds the paper."""
    for start, end in _places(case):
        for match in _KEYWORD.finditer(case.plain, start, end):
            begin, stop = sentence_at(case.document.text, match.start(), match.end())
            if rule.match(case.plain[begin:stop]) is None:
                continue
            closing = _CLOSING.search(_outside_names(case.plain, match.end(), stop))
            limit = match.end() + closing.start() if closing else stop
            inside = tuple(
                c for c in case.document.citations if c.name and match.start() <= c.start < limit
            )
            if inside and (closing or start < _PREAMBLE):
                return evidence(case.subject, begin, stop), inside
    return None


def _outside_names(plain: str, start: int, end: int) -> str:
    """The words between two offsets with the names blotted out, length kept."""
    words = plain[start:end]
    return re.sub(r"《[^》]*》", lambda m: "□" * len(m.group()), words)


def _places(case: Case) -> Iterator[tuple[int, int]]:
    """Where a founding sentence may stand: 第一条 of the text and of what it prints, then the preamble."""
    first = [
        p
        for p in case.document.provisions
        if p.kind is ProvisionKind.ARTICLE and p.label.replace(" ", "") in ("第一条", "第1条")
    ]
    for provision in first:
        yield provision.start, provision.end
    span = case.document.title_span
    begin = span.end if span else 0
    end = min(begin + _PREAMBLE, len(case.plain))
    article = next((p for p in case.document.provisions if p.kind is ProvisionKind.ARTICLE), None)
    yield begin, max(begin, min(end, article.start)) if article else end


def meant_by(case: Case, citation: Citation) -> Meant | None:
    """The instrument that a reference means; the paper's own name means nothing."""
    document = case.document
    own = {name_key(n) for n in (document.title, document.inner_title) if n}
    if citation.name is None or name_key(citation.name) in own:
        return None
    made = made_between(document)
    earliest, latest = made if made else (None, None)
    laws = case.knowledge.laws
    meant = laws.meant(citation.name, earliest, latest)
    if meant is not None and meant.certainty is Certainty.SEVERAL:
        named = laws.named(citation.name)
        gone = all(law.is_dead and law.gone_on(case.today) for law in named)
        if gone and named[-1].proves_repeal:
            return Meant(named[-1], Certainty.ONE)  # whichever is meant, it is gone
    return meant


def _dead(found: _Found, case: Case) -> bool:
    law = found.meant.law
    return law.is_dead and (law.to is None or law.gone_on(case.today))


def _gone(
    rule: Rule, case: Case, one: _Found, quote: Evidence, standing: tuple[bool, bool]
) -> Ground:
    """The ground for an instrument that is gone. `standing`: another basis stands; all are known."""
    law, (another, sole) = one.meant.law, standing
    since = f"于{chinese_date(law.to)}" if law.to else ""
    follower = one.meant.newer.name if one.meant.newer else law.successor
    after = f"，现有《{follower}》" if follower else ""
    fact = f"制定依据《{law.name}》已{since}废止{after}"
    basis = (Basis(law.name, None, law.known_as_of),)
    if not law.proves_repeal or one.meant.certainty is not Certainty.ONE:
        turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, basis=basis, neutral=True)
        text = f"{fact}，但资料等级为{law.grade}或指向不唯一，请人工核对。"
    elif another:
        turn = Turn(strength=Strength.WEAK, reason_code=ReasonCode.R3, basis=basis)
        text = f"{fact}，其余依据仍在，需核对内容并修改。"
    elif one.meant.newer or (follower and _carries_on(case, law.name, follower)):
        turn = Turn(strength=Strength.MEDIUM, reason_code=ReasonCode.R3, basis=basis)
        text = f"{fact}，需核对内容并修改。"
    else:
        alike = follower is not None and _alike(law.name, follower)
        turn = Turn(strength=None if sole and not alike else Strength.MEDIUM, basis=basis)
        text = f"{fact}。"
    return Ground(finding(case, rule, text, quote, turn), text, law.to)


def _carries_on(case: Case, old: str, follower: str) -> bool:
    """Whether the follower takes the matter over so that the paper is only put right.

    A code does for all; a law of the same matter for what is not a local paper: regulations are amended, local papers
    are made anew under the new law.
    """
    if _CODE.search(follower):
        return True
    return not is_local(case.document) and _alike(old, follower)


def _alike(old: str, new: str) -> bool:
    """Whether two names are of the same matter: 执业医师法 and 医师法, 契税暂行条例 and 契税法."""
    first, second = _STEM.sub("", name_key(old)), _STEM.sub("", name_key(new))
    return min(len(first), len(second)) >= 2 and (first in second or second in first)


def _hint(rule: Rule, case: Case, law: Law, quote: Evidence) -> Ground:
    """A basis whose standing the facts do not settle: for a person to look up."""
    text = f"制定依据《{law.name}》的效力存疑（{law.evidence or '资料未核'}），请先核对。"
    basis = (Basis(law.name, None, law.known_as_of),)
    turn = Turn(strength=Strength.WEAK, stance=Stance.NOTE, basis=basis, neutral=True)
    return Ground(finding(case, rule, text, quote, turn), text)
