"""A machine's remark about a document, with the words it rests on; and the proposal made of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from corpus.document import Confidence as Confidence
from review.disposition import Disposition, Identification, ReasonCode


class Severity(Enum):
    """风险等级: how bad if true."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Strength(Enum):
    """How far the text proves it."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {Strength.STRONG: "强", Strength.MEDIUM: "中", Strength.WEAK: "弱"}[self]


class Stance(Enum):
    """Whether it speaks for the disposition it names, against it, or only notes something."""

    FOR = "for"
    AGAINST = "against"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Basis:
    """The law and article a rule or a finding rests on, as known on a day."""

    law: str
    article: str | None = None
    as_known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exact quote and where it stands: `source` is the key of the text the offsets count in (a
    document id in the library, a file name on the command line)."""

    source: str
    quote: str
    start: int
    end: int
    eid: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """审查发现（疑点）. Never a decision."""

    rule: str
    severity: Severity
    strength: Strength
    stance: Stance
    message: str
    evidence: Evidence
    disposition: Disposition | None = None
    reason_code: ReasonCode | None = None
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """建议: what the machine proposes, why, how surely. There is none where it abstains."""

    disposition: Disposition
    reason_code: ReasonCode
    confidence: Confidence
    reason: str


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the machine says about one document. `proposal` None is 需人工判断.

    `rulebook` is the digest of rules and facts used; `facts_until` is the oldest date of the facts
    its findings rest on (据 YYYY-MM-DD 前入库资料). `muted` are the rules among those that spoke
    which the office has told not to use: their findings are kept, the proposal leaves them out.
    """

    identification: Identification
    proposal: Proposal | None
    findings: tuple[Finding, ...]
    rulebook: str
    facts_until: date
    muted: tuple[str, ...] = ()
