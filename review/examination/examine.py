"""A document → what the machine says about it: identification, findings, one proposal or none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from review.examination.case import Case, Ground, Knowledge, display_name
from review.examination.checks import CHECKS
from review.examination.identification import identify
from review.examination.implicit import implicit_relations
from review.examination.kinship import find_listed, find_twins
from review.examination.proposal import propose
from review.examination.relations import read_relations
from review.examination.subject import CorpusView, Subject
from review.finding import Examination, Stance, Strength
from review.profiles.load import Profile

_ORDER = {Strength.STRONG: 0, Strength.MEDIUM: 1, Strength.WEAK: 2}
_SIDES = {Stance.FOR: 0, Stance.AGAINST: 1, Stance.NOTE: 2}


def examine(
    subject: Subject, corpus: CorpusView, knowledge: Knowledge, profile: Profile, today: date
) -> Examination:
    """Everything the rules find in one document, among what the others say about it.

    A proposal is made whatever the identification says; a campaign counts only 是. Without evidence
    there is none: 需人工判断.

    Args:
        corpus: relations that reach the document.
        today: the day for which terms and repeals are judged.
    """
    case = Case.of(subject, corpus, knowledge, profile, today)
    grounds = sorted(_grounds(case), key=_rank)
    spoke = {ground.finding.rule for ground in grounds}
    return Examination(
        identification=identify(_without_muted(case)),
        proposal=propose([g for g in grounds if g.finding.rule not in knowledge.muted]),
        findings=tuple(ground.finding for ground in grounds),
        rulebook=knowledge.digest,
        facts_until=_facts_until(grounds, knowledge),
        muted=tuple(sorted(spoke & knowledge.muted)),
    )


def _facts_until(grounds: Sequence[Ground], knowledge: Knowledge) -> date:
    """The oldest day of the facts that the findings rest on; of the whole table where they rest on none."""
    days = [
        one.as_known_on
        for ground in grounds
        for one in ground.finding.basis
        if one.as_known_on is not None
    ]
    return min(days, default=knowledge.facts_until)


def _without_muted(case: Case) -> Case:
    """The case with only the rules that may be used: identification gives rules, not findings."""
    known = case.knowledge
    if not known.muted:
        return case
    rules = tuple(rule for rule in known.rulebook.rules if rule.id not in known.muted)
    return replace(case, knowledge=replace(known, rulebook=replace(known.rulebook, rules=rules)))


def examine_files(
    subjects: Sequence[Subject], knowledge: Knowledge, profile: Profile, today: date
) -> tuple[Examination, ...]:
    """Examine documents that are each other's corpus, in the order given."""
    view = view_of(subjects, knowledge)
    return tuple(examine(subject, view, knowledge, profile, today) for subject in subjects)


def view_of(subjects: Sequence[Subject], knowledge: Knowledge) -> CorpusView:
    """The relations among `subjects`, newer papers of one matter, lists; with the names of who speaks."""
    relations, dangling = read_relations(subjects, knowledge.rulebook)
    twins, listed = find_twins(subjects), find_listed(subjects, knowledge.rulebook)
    relations = (*relations, *implicit_relations(subjects, knowledge.rulebook, twins))
    speakers = {relation.source for relation in relations}
    speakers |= {twin.source for twin in twins.values()}
    speakers |= {row.source for rows in listed.values() for row in rows}
    names = {s.source: display_name(s.document) for s in subjects if s.source in speakers}
    view = CorpusView.of(relations, names)
    return replace(view, twins=twins, listed=listed, dangling=dangling)


def _grounds(case: Case) -> Iterator[Ground]:
    """What every check finds, rule by rule."""
    for rule in case.knowledge.rulebook.rules:
        check = CHECKS.get(rule.kind)
        if check is not None:
            yield from check(rule, case)


def _rank(ground: Ground) -> tuple[int, int, date]:
    """Strongest first, then for before against before note, then the earlier event."""
    found = ground.finding
    return _ORDER[found.strength], _SIDES[found.stance], ground.since or date.max
