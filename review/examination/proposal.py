"""From findings to one proposal, or to an honest abstention. Pure.

Strong grounds decide. Grounds that contradict each other are shown side by side; what the paper itself or a
repeal says outranks what follows from a basis, and of two such the earlier event ended the paper (what
had lapsed in 2014 cannot be repealed in 2016). Medium grounds give a proposal of medium confidence only
where they agree and nothing strong stands against them; low where one rests on a text alone. Weak ones
give none. No ground is never 继续有效.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from review.disposition import ReasonCode
from review.examination.case import Ground
from review.finding import Confidence, Proposal, Stance, Strength

_OWN_FACTS = frozenset({ReasonCode.R6, ReasonCode.R7, ReasonCode.R17})
_QUESTIONS = frozenset({ReasonCode.R1, ReasonCode.R14, ReasonCode.R15})
"""What a clause may be guilty of is for a person to say: shown, and never proposed of."""


def propose(grounds: Sequence[Ground]) -> Proposal | None:
    """The proposal that `grounds` carry, None where a person has to decide."""
    speaking = [g for g in grounds if _speaks(g)]
    against = [g for g in grounds if g.finding.stance is Stance.AGAINST]
    strong = [g for g in speaking if g.finding.strength is Strength.STRONG]
    if strong:
        return _from_strong(strong, [g for g in against if g.finding.strength is Strength.STRONG])
    return _from_medium([g for g in speaking if g.finding.strength is Strength.MEDIUM], against)


def _speaks(ground: Ground) -> bool:
    """Whether a ground is for a disposition that the machine may propose."""
    found = ground.finding
    return (
        found.stance is Stance.FOR
        and found.disposition is not None
        and found.reason_code is not None
        and found.reason_code not in _QUESTIONS
    )


def _from_strong(strong: Sequence[Ground], against: Sequence[Ground]) -> Proposal | None:
    """The best founded of strong grounds; None where nothing tells which.

    A term that still runs is no contradiction to a repeal; a prolongation after it is, and either is
    one to what follows from a basis.
    """
    facts = [g for g in strong if g.finding.reason_code in _OWN_FACTS]
    if against and not facts:
        return _proposal(strong[0], Confidence.LOW)
    weighed = facts or list(strong)
    dispositions = {g.finding.disposition for g in weighed}
    if len(dispositions) > 1 and any(g.since is None for g in weighed):
        return None
    best = min(weighed, key=lambda g: g.since or date.max)
    if any(g.since is not None and (best.since is None or g.since > best.since) for g in against):
        return None
    unanimous = len({g.finding.disposition for g in strong}) == 1
    return _proposal(best, Confidence.HIGH if unanimous else Confidence.MEDIUM)


def _from_medium(medium: Sequence[Ground], against: Sequence[Ground]) -> Proposal | None:
    """Medium grounds that agree and that nothing strong stands against."""
    strengths = {g.finding.strength for g in against}
    if Strength.STRONG in strengths or len({g.finding.disposition for g in medium}) != 1:
        return None
    best = min(medium, key=lambda g: g.is_low)
    low = best.is_low or Strength.MEDIUM in strengths
    return _proposal(best, Confidence.LOW if low else Confidence.MEDIUM)


def _proposal(ground: Ground, confidence: Confidence) -> Proposal | None:
    found = ground.finding
    if found.disposition is None or found.reason_code is None:
        return None
    return Proposal(found.disposition, found.reason_code, confidence, ground.reason)
