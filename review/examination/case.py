"""One document under examination, and what a check gives back. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from corpus.document import DatedFact, Document
from corpus.lexicon.bodies import BodyTable, shipped_bodies
from corpus.lexicon.changes import ChangeTable, shipped_changes
from corpus.lexicon.laws import LawTable, shipped_laws
from corpus.lexicon.policies import PolicyTable, shipped_policies
from corpus.structure.sheet import plain_copy
from review.disposition import Disposition, ReasonCode
from review.examination.clauses import masked
from review.examination.rulebook import Rule, Rulebook, shipped_rulebook
from review.examination.sieve import Sifted
from review.examination.subject import CorpusView, Subject, evidence
from review.finding import Basis, Evidence, Finding, Stance, Strength
from review.profiles.load import Profile

EXAMINED = 60_000
"""Characters of a paper in which clauses are looked for: a town's longest has a fifth of them, and no pattern may be
made to run for long."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the examination knows: rules, superior laws, abolished policies, former bodies, changes.

    `muted` are the ids of rules that the office has told not to use.
    """

    rulebook: Rulebook
    laws: LawTable
    muted: frozenset[str] = frozenset()
    policies: PolicyTable = field(default_factory=shipped_policies)
    bodies: BodyTable = field(default_factory=shipped_bodies)
    changes: ChangeTable = field(default_factory=shipped_changes)

    @property
    def facts_until(self) -> date:
        """据 YYYY-MM-DD 前入库资料."""
        return self.laws.facts_until

    @property
    def digest(self) -> str:
        """Which version of rules and facts a finding was made with."""
        facts = "".join(one.digest[:8] for one in (self.policies, self.bodies, self.changes))
        return f"{self.rulebook.digest[:16]}-{self.laws.digest[:16]}-{facts[:24]}"


def shipped_knowledge() -> Knowledge:
    """The rules and facts that come with the program."""
    return Knowledge(shipped_rulebook(), shipped_laws())


@dataclass(frozen=True, slots=True)
class Case:
    """A subject with everything a check may look at. `plain` and `masked` have the offsets of the text.

    `sifted` is the beginning of `masked`, with the sentences in which the rows for clauses may speak.
    """

    subject: Subject
    corpus: CorpusView
    knowledge: Knowledge
    profile: Profile
    today: date
    plain: str
    masked: str
    sifted: Sifted

    @classmethod
    def of(
        cls,
        subject: Subject,
        corpus: CorpusView,
        knowledge: Knowledge,
        profile: Profile,
        today: date,
    ) -> Case:
        """Prepare a subject."""
        plain = plain_copy(subject.document.text)
        words = masked(plain)
        sifted = knowledge.rulebook.sieve.sift(words[:EXAMINED])
        return cls(subject, corpus, knowledge, profile, today, plain, words, sifted)

    @property
    def document(self) -> Document:
        """The document of the subject."""
        return self.subject.document

    def face(self) -> Evidence:
        """The title as evidence, the first line where no title was found."""
        span = self.document.title_span
        if span is not None and span.quote:
            return evidence(self.subject, span.start, span.end)
        stop = self.document.text.find("\n")
        return evidence(self.subject, 0, stop if stop > 0 else min(80, len(self.document.text)))


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding with what the proposal needs of it.

    `reason` is the sentence for the annex; `since` the day from which the fact holds, None where it
    cannot be told; `is_low` keeps a proposal that rests on it alone at low confidence.
    """

    finding: Finding
    reason: str
    since: date | None = None
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """How one finding departs from its rule: weaker, against, or for another disposition."""

    strength: Strength | None = None
    stance: Stance | None = None
    disposition: Disposition | None = None
    reason_code: ReasonCode | None = None
    basis: tuple[Basis, ...] = ()
    neutral: bool = field(default=False)
    """True leaves the disposition out: the finding only notes something."""


AS_RULED = Turn()


def finding(
    case: Case, rule: Rule, message: str, quote: Evidence, turn: Turn = AS_RULED
) -> Finding:
    """A finding of `rule`; the profile says which disposition its reason leads to."""
    reason_code = turn.reason_code or rule.reason_code
    disposition = turn.disposition or rule.disposition
    if turn.disposition is None and reason_code is not None:
        disposition = case.profile.disposition_for(reason_code)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        strength=turn.strength or rule.strength,
        stance=turn.stance or rule.stance,
        message=message,
        evidence=quote,
        disposition=None if turn.neutral else disposition,
        reason_code=None if turn.neutral else reason_code,
        basis=turn.basis or rule.basis,
    )


def chinese_date(fact: DatedFact | date) -> str:
    """2014年6月30日, 2014年6月 or 2014年, as far as it is known."""
    if isinstance(fact, date):
        return f"{fact.year}年{fact.month}月{fact.day}日"
    month = f"{fact.month}月" if fact.month else ""
    return f"{fact.year}年{month}{f'{fact.day}日' if fact.day else ''}"


_INNER = str.maketrans("《》<>＜＞", "〈〉〈〉〈〉")


def display_name(document: Document) -> str:
    """《title》（number） as a reason sentence names a document."""
    number = f"（{document.doc_number.text}）" if document.doc_number else ""
    title = (document.title or "").translate(_INNER)
    return f"《{title}》{number}" if title else number.strip("（）")
