"""D1: a newer paper of the same issuer on the same matter; S1: a superior's list ends what this one carries out.

Pure. Both are read from the library's other papers (`kinship`).
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import Citation, CitationRole
from corpus.lexicon.names import name_key
from review.examination.case import Case, Ground, Turn, chinese_date, finding
from review.examination.duration import face_words
from review.examination.founding import founding_sentence
from review.examination.rulebook import Rule
from review.finding import Strength
from review.relation import Listed, RelationKind


def check_twin(rule: Rule, case: Case) -> Iterator[Ground]:
    """A newer paper under nearly the same title, which does not merely amend or prolong this one."""
    twin = case.corpus.twins.get(case.subject.source)
    if twin is None or not rule.match(face_words(case)) or not rule.match(twin.evidence.quote):
        return
    about = case.corpus.relations_to(case.subject.source)
    kinds = {r.kind for r in about if r.source == twin.source}
    if kinds & {RelationKind.REPEAL, RelationKind.AMEND, RelationKind.EXTEND, RelationKind.BASIS}:
        return  # said in words, or built on this one
    name = case.corpus.name_of(twin.source)
    text = f"本机关后来就同一事项印发{name}，请核对本文件是否已被替代。"
    turn = Turn(strength=None if twin.same else Strength.WEAK)
    yield Ground(finding(case, rule, text, twin.evidence, turn), text, is_low=True)


def check_superior(rule: Rule, case: Case) -> Iterator[Ground]:
    """What this paper forwards or rests on stands in another body's list of ended papers."""
    for citation, forwarded in _carried_out(rule, case):
        for listed in _rows(case, citation):
            if set(listed.issuers) & set(case.document.issuers):
                continue
            when = f"（{chinese_date(listed.since)}）" if listed.since else ""
            name = citation.name or (citation.doc_number.text if citation.doc_number else "")
            end = "宣布失效" if listed.lapse else "废止"
            notice = case.corpus.name_of(listed.source)
            text = f"所执行的上级文件《{name}》已由{notice}{when}{end}。"
            turn = Turn(strength=None if forwarded else Strength.WEAK)
            yield Ground(finding(case, rule, text, listed.evidence, turn), text, listed.since)
            return


def _carried_out(rule: Rule, case: Case) -> Iterator[tuple[Citation, bool]]:
    """References that the paper forwards, then those that found it."""
    document = case.document
    span = document.title_span
    for citation in document.citations:
        in_title = span is not None and span.start <= citation.start < span.end
        if citation.role is CitationRole.FORWARD and (in_title or rule.match(face_words(case))):
            yield citation, True
    for basis in case.knowledge.rulebook.of_kind("basis")[:1]:
        founded = founding_sentence(basis, case)
        for citation in founded[1] if founded else ():
            yield citation, False


def _rows(case: Case, citation: Citation) -> tuple[Listed, ...]:
    number = citation.doc_number
    if number is not None and number.key and number.key in case.corpus.listed:
        return case.corpus.listed[number.key]
    if citation.name is None:
        return ()
    return case.corpus.listed.get(name_key(citation.name), ())
