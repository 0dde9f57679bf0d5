"""Papers for the tests of examination: written by us, read by the real parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from corpus.block import Block, Reading
from corpus.document import DatedFact, Document
from corpus.structure.assemble import assemble
from review.examination.case import shipped_knowledge
from review.examination.examine import examine_files
from review.examination.subject import Subject
from review.finding import Examination
from review.profiles.load import load_profile

TODAY = date(2026, 11, 22)


def paper(text: str, **changes: Any) -> Document:
    """A document read from lines; `changes` replaces what was read."""
    lines = [line.strip() for line in text.strip().splitlines()]
    blocks = tuple(Block(line) for line in lines if line)
    return replace(assemble(Reading("txt", "test", blocks)), **changes)


def subjects(**papers: Document | str) -> list[Subject]:
    """Subjects by key."""
    return [Subject(k, p if isinstance(p, Document) else paper(p)) for k, p in papers.items()]


def examined(today: date = TODAY, **papers: Document | str) -> dict[str, Examination]:
    """Every paper examined among the others with the shipped rules, facts and neutral profile."""
    given = subjects(**papers)
    found = examine_files(given, shipped_knowledge(), load_profile(), today)
    return {subject.source: one for subject, one in zip(given, found, strict=True)}


def proposed(examination: Examination) -> tuple[str, str] | None:
    """(disposition, reason code), None for an abstention."""
    proposal = examination.proposal
    return (proposal.disposition.value, proposal.reason_code.value) if proposal else None


def rules_of(examination: Examination, strength: str = "strong", stance: str = "for") -> list[str]:
    """Ids of the rules with findings of this strength and stance."""
    return [
        f.rule
        for f in examination.findings
        if f.strength.value == strength and f.stance.value == stance
    ]


def day(text: str) -> DatedFact:
    """A date typed by a person."""
    return DatedFact(*(int(part) for part in text.split("-")))


def notice(number: str, title: str, body: str, signed: str, issuer: str = "青石镇人民政府") -> str:
    """The text of a whole paper."""
    return (
        f"{issuer}文件\n{number}\n{title}\n各村民委员会，镇属各单位：\n{body}\n{issuer}\n{signed}\n"
    )
