"""From findings to one proposal, or to an honest abstention. Pure.

Strong grounds decide. Grounds that contradict each other are shown side by side; what the paper itself or a
repeal says outranks what follows from a basis, and of two such the earlier event ended the paper (what
had lapsed in 2014 cannot be repealed in 2016). Medium grounds give a proposal of medium confidence only
where they agree. No ground is never 继续有效.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from review.disposition import ReasonCode
from review.examination.case import Ground
from review.finding import Confidence, Proposal, Stance, Strength

_OWN_FACTS = frozenset({ReasonCode.R6, ReasonCode.R7, ReasonCode.R17})


def propose(grounds: Sequence[Ground]) -> Proposal | None:
    """The proposal that `grounds` carry, None where a person has to decide."""
    speaking = [
        g
        for g in grounds
        if g.finding.stance is Stance.FOR and g.finding.disposition and g.finding.reason_code
    ]
    strong = [g for g in speaking if g.finding.strength is Strength.STRONG]
    if strong:
        return _from_strong(strong)
    medium = [g for g in speaking if g.finding.strength is Strength.MEDIUM]
    if medium and len({g.finding.disposition for g in medium}) == 1:
        return _proposal(medium[0], Confidence.MEDIUM)
    return None


def _from_strong(strong: Sequence[Ground]) -> Proposal | None:
    """The best founded of strong grounds; None where nothing tells which."""
    facts = [g for g in strong if g.finding.reason_code in _OWN_FACTS]
    weighed = facts or list(strong)
    dispositions = {g.finding.disposition for g in weighed}
    if len(dispositions) > 1 and any(g.since is None for g in weighed):
        return None
    best = min(weighed, key=lambda g: g.since or date.max)
    unanimous = len({g.finding.disposition for g in strong}) == 1
    return _proposal(best, Confidence.HIGH if unanimous else Confidence.MEDIUM)


def _proposal(ground: Ground, confidence: Confidence) -> Proposal | None:
    found = ground.finding
    if found.disposition is None or found.reason_code is None:
        return None
    return Proposal(found.disposition, found.reason_code, confidence, ground.reason)
