"""RP1w: a later paper says that what does not agree with it gives way (与本办法不一致的，以本办法为准). Pure.

It ends no paper: what disagrees is for a person to find. So it is a relation of its own kind, and weak. The papers meant
are those the clause names; where it names none (以往规定), the older paper of the same issuer on the same matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus.document import Citation, CitationRole, Document
from review.disposition import Disposition
from review.examination.case import Case, Ground, Turn, finding
from review.examination.clauses import Sentences
from review.examination.resolve import Index, index_of, resolve
from review.examination.rulebook import Rule, Rulebook
from review.examination.subject import Subject, evidence, sentence_at
from review.relation import Relation, RelationKind, Twin

_SIGN = "为准"


def implicit_relations(
    subjects: Sequence[Subject], rulebook: Rulebook, twins: Mapping[str, Twin]
) -> Iterator[Relation]:
    """One relation for each older paper that such a clause reaches.

    Args:
        twins: for each paper the newest later one of its issuer on its matter.
    """
    rules, index = rulebook.of_kind("implicit"), index_of(subjects)
    older: dict[str, list[str]] = {}
    for source, twin in twins.items():
        older.setdefault(twin.source, []).append(source)
    for subject in subjects:
        if _SIGN not in subject.document.text:
            continue
        for rule in rules:
            yield from _said_by(subject, rule, index, older.get(subject.source, ()))


def _said_by(
    subject: Subject, rule: Rule, index: Index, older: Sequence[str]
) -> Iterator[Relation]:
    document = subject.document
    sentences = Sentences.of(document)
    issued = document.effective_on or document.issued_on or document.signed_on
    since = issued.first_day if issued is not None else None
    done: set[str] = set()
    for pattern in rule.patterns:
        for match in pattern.finditer(sentences.masked):
            start, end = sentence_at(sentences.plain, match.start(), match.end())
            if rule.match(sentences.masked[start:end]) is None:
                continue
            named = [c for c in sentences.between(start, match.end()) if _is_meant(c, document)]
            found = {one.source for c in named for one in resolve(subject, c, index)}
            for target in sorted(found or ([] if named else older)):
                if target not in done:
                    done.add(target)
                    quote = evidence(subject, start, end)
                    yield Relation(
                        RelationKind.IMPLICIT,
                        subject.source,
                        target,
                        quote,
                        since,
                        partial=True,
                        rule=rule.id,
                    )


def _is_meant(citation: Citation, document: Document) -> bool:
    """Whether a reference may be what gives way: not a basis, and not the paper's own name."""
    own = {name for name in (document.title, document.inner_title) if name}
    return citation.role is not CitationRole.BASIS and citation.name not in own


def check_implicit(rule: Rule, case: Case) -> Iterator[Ground]:
    """Notes, weakly, every later paper that goes before this one where they disagree."""
    for relation in case.corpus.relations_to(case.subject.source):
        if relation.kind is RelationKind.IMPLICIT:
            name = case.corpus.name_of(relation.source)
            text = f"{name}规定与其不一致的以其为准，本文件可能有内容已不再适用，请逐条核对。"
            turn = Turn(disposition=Disposition.REVISE)
            quote = relation.evidence
            yield Ground(finding(case, rule, text, quote, turn), text, relation.effective_on)
