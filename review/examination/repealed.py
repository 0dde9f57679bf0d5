"""RP1: a later paper repeals this one; F1: the table of laws says it is gone; M1: it was amended. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from corpus.lexicon.laws import Certainty, Law
from review.disposition import Disposition
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.rulebook import Rule
from review.examination.subject import is_local, made_between
from review.finding import Basis, Stance, Strength
from review.relation import Relation, RelationKind


def check_repeal(rule: Rule, case: Case) -> Iterator[Ground]:
    """What later papers of the library say about the end of this one, in a clause."""
    for relation in case.corpus.relations_to(case.subject.source):
        if relation.kind is RelationKind.REPEAL and relation.rule in (None, rule.id):
            yield _repeal(rule, case, relation)


def check_catalogue(rule: Rule, case: Case) -> Iterator[Ground]:
    """In which list of a cleanup notice this one stands."""
    for relation in case.corpus.relations_to(case.subject.source):
        if relation.kind is RelationKind.REPEAL and relation.rule == rule.id:
            yield _repeal(rule, case, relation)


def _repeal(rule: Rule, case: Case, relation: Relation) -> Ground:
    name, on = case.corpus.name_of(relation.source), relation.effective_on
    if relation.partial:
        text = f"部分内容已被{name}明文废止。"
        turn = Turn(strength=Strength.MEDIUM, disposition=Disposition.REVISE)
        return Ground(finding(case, rule, text, relation.evidence, turn), text, on)
    if on is not None and on > case.today:
        text = f"{name}将自{chinese_date(on)}起废止本文件，现在仍然有效。"
        turn = Turn(stance=Stance.NOTE, neutral=True)
        return Ground(finding(case, rule, text, relation.evidence, turn), text, on)
    lapse = relation.lapse
    when = f"，自{chinese_date(on)}起{'失效' if lapse else '不再执行'}" if on else ""
    text = f"已被{name}明文{'宣布失效' if lapse else '废止'}{when}。"
    turn = Turn(
        strength=None if on is not None else Strength.MEDIUM,
        # 废止 and 失效 are never merged: the repealing paper chose the word
        disposition=Disposition.EXPIRE if lapse else None,
    )
    return Ground(finding(case, rule, text, relation.evidence, turn), text, on)


def check_amendment(rule: Rule, case: Case) -> Iterator[Ground]:
    """Notes every later paper that amends this one."""
    for relation in case.corpus.relations_to(case.subject.source):
        if relation.kind is RelationKind.AMEND:
            text = (
                f"{case.corpus.name_of(relation.source)}修改过本文件，请核对是否已有修改后的文本。"
            )
            if _already_gone(relation, case):
                text = f"{text}修改时本文件已被废止，请一并核对。"
            turn = Turn(neutral=True)
            yield Ground(finding(case, rule, text, relation.evidence, turn), text)


def _already_gone(amendment: Relation, case: Case) -> bool:
    """Whether the paper had been repealed before it was amended."""
    on = amendment.effective_on
    return on is not None and any(
        r.kind is RelationKind.REPEAL
        and not r.partial
        and r.effective_on is not None
        and r.effective_on < on
        for r in case.corpus.relations_to(case.subject.source)
    )


_VACATIO = timedelta(days=250)
_NEAR = timedelta(days=60)


def _may_be_its_own_successor(law: Law, made: tuple[date, date]) -> bool:
    """Whether the paper may be a namesake, promulgated before the old one's last day.

    It is the listed instrument where its day is near the listed one's.
    """
    if law.since is not None and made[0] - _NEAR <= law.since <= made[1] + _NEAR:
        return False
    return law.to is not None and law.to - made[1] < _VACATIO


def check_listed(rule: Rule, case: Case) -> Iterator[Ground]:
    """Whether the table of laws knows this very instrument as gone (strong at A, and 已废止 of B)."""
    document, made = case.document, made_between(case.document)
    if not document.title or made is None or is_local(document):
        return
    # the day of publication, not of adoption, is the one the table knows
    meant = case.knowledge.laws.meant(document.title, made[1], made[1])
    if meant is None or meant.certainty is not Certainty.ONE or not rule.match(meant.law.status):
        return
    law = meant.law
    if _may_be_its_own_successor(law, made):
        return
    if not law.proves_repeal or not law.gone_on(case.today) or law.to is None:
        return
    how = "宣布失效" if law.status == "已失效" else "废止"
    text = f"已自{chinese_date(law.to)}起{how}（{law.evidence}）。"
    turn = Turn(
        disposition=Disposition.EXPIRE if law.status == "已失效" else None,
        basis=(Basis(law.successor or law.name, None, law.known_as_of),),
    )
    yield Ground(finding(case, rule, text, case.face(), turn), text, law.to)
