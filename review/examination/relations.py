"""Relations between the documents of one library, found in their own words. Pure and linear.

A reference is resolved by the key of its 发文字号, then by its normalised name (carrier and inner title
alike). Whoever repeals must be later than what it repeals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.document import CitationRole, DatedFact, Document
from corpus.structure.dates import dates_in, first_date
from corpus.structure.sheet import plain_copy
from review.examination.catalogues import rows
from review.examination.clauses import Clause, Sentences, clauses
from review.examination.resolve import Index, index_of, resolve
from review.examination.rulebook import Rule, Rulebook, shipped_rulebook
from review.examination.subject import Subject, evidence
from review.relation import Dangling, Relation, RelationKind

_CLAUSE_KINDS = (
    ("repeal", RelationKind.REPEAL, CitationRole.REPEAL),
    ("extend", RelationKind.EXTEND, CitationRole.EXTEND),
    ("amend", RelationKind.AMEND, CitationRole.AMEND),
)
_ROLE_KINDS = {
    CitationRole.BASIS: RelationKind.BASIS,
    CitationRole.FORWARD: RelationKind.FORWARD,
}
_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿|审议稿")
_LAPSE = re.compile(r"失效|作废")
_ON_ISSUE = re.compile(r"即日起|(?:印发|公布|发布|下发)之日起?|发文之日")
_FROM_DAY = re.compile(r"(?:自|从|于)\s*$")
_ROW_REACH = 90  # characters between a title in a list and the day its term is prolonged to


def find_relations(
    subjects: Sequence[Subject], rulebook: Rulebook | None = None
) -> tuple[Relation, ...]:
    """Every relation that the words of one subject establish to another.

    Args:
        subjects: the documents that are each other's corpus.
        rulebook: whose verbs and exclusions to use; the shipped one by default.
    """
    return read_relations(subjects, rulebook)[0]


def read_relations(
    subjects: Sequence[Subject], rulebook: Rulebook | None = None
) -> tuple[tuple[Relation, ...], tuple[Dangling, ...]]:
    """Every relation, and every clause whose object is not among `subjects`."""
    rules = rulebook or shipped_rulebook()
    index = index_of(subjects)
    found: dict[tuple[RelationKind, str, str], Relation] = {}
    dangling: dict[tuple[RelationKind, str, str], Dangling] = {}
    for subject in subjects:
        for said in _said_by(subject, index, rules):
            if isinstance(said, Dangling):
                dangling.setdefault((said.kind, said.source, said.cited), said)
                continue
            key = (said.kind, said.source, said.target)
            found[key] = _better(found.get(key), said)
    return tuple(found.values()), tuple(dangling.values())


def extension_end(quote: str) -> DatedFact | None:
    """The day to which an extension clause prolongs a term, None where it names none."""
    plain = plain_copy(quote)
    marks = [m.end() for m in re.finditer(r"延长|延续|顺延|延期|有效期", plain)]
    if not marks:
        return None
    days = [found for found in dates_in(plain, marks[0]) if found.month is not None]
    last = days[-1] if days else None
    return DatedFact(last.year, last.month, last.day) if last else None


def _better(old: Relation | None, new: Relation) -> Relation:
    """Of two clauses about the same target, the one that tells more: whole before partial, dated, long."""
    if old is None:
        return new

    def worth(relation: Relation) -> tuple[bool, bool, int]:
        dated = extension_end(relation.evidence.quote) is not None
        return (not relation.partial, dated, len(relation.evidence.quote))

    return new if worth(new) > worth(old) else old


def _said_by(subject: Subject, index: Index, rules: Rulebook) -> Iterator[Relation | Dangling]:
    """What one subject says about the others."""
    document = subject.document
    if not document.citations or _DRAFT.search(document.title or ""):
        return
    sentences = Sentences.of(document)
    for rule_kind, kind, _role in _CLAUSE_KINDS:
        for rule in rules.of_kind(rule_kind):
            for clause in clauses(sentences, rule):
                yield from _from_clause(subject, clause, sentences, kind, index)
    for rule in rules.of_kind("catalogue"):
        yield from _from_catalogue(subject, sentences, rule, index)
    yield from _from_list(subject, sentences, index)
    yield from _from_roles(subject, index)


def _from_clause(
    subject: Subject, clause: Clause, sentences: Sentences, kind: RelationKind, index: Index
) -> Iterator[Relation | Dangling]:
    """The relations of one clause, one for each object that is in the library."""
    for citation in clause.objects:
        targets = resolve(subject, citation, index)
        if not targets and citation.start not in clause.partial:
            cited = subject.document.text[citation.start : citation.end]
            quote = evidence(subject, clause.start, clause.end)
            yield Dangling(kind, subject.source, cited, quote)
        for target in targets:
            yield Relation(
                kind=kind,
                source=subject.source,
                target=target.source,
                evidence=evidence(subject, clause.start, clause.end),
                effective_on=_effective(subject.document, clause, sentences.plain),
                partial=citation.start in clause.partial,
                lapse=bool(_LAPSE.search(clause.verb)),
            )


def _from_catalogue(
    subject: Subject, sentences: Sentences, rule: Rule, index: Index
) -> Iterator[Relation]:
    """The rows of the lists of a cleanup notice; they count from the day of the notice."""
    document = subject.document
    issued = document.issued_on or document.signed_on or document.printed_on
    since = issued or document.effective_on
    for row in rows(plain_copy(document.title or ""), sentences, rule):
        for target in resolve(subject, row.citation, index):
            yield Relation(
                kind=RelationKind.REPEAL,
                source=subject.source,
                target=target.source,
                evidence=evidence(subject, row.start, row.end),
                effective_on=since.first_day if since else None,
                rule=rule.id,
                lapse=row.lapse,
            )


def _from_list(subject: Subject, sentences: Sentences, index: Index) -> Iterator[Relation]:
    """Rows of a list of prolonged terms: title, number, 延长至 and a day on following lines."""
    title = plain_copy(subject.document.title or "")
    if "延长" not in title or "有效期" not in title:
        return
    for n, citation in enumerate(sentences.citations):
        if citation.doc_number is None:
            continue
        following = sentences.citations[n + 1].start if n + 1 < len(sentences.citations) else None
        reach = min(citation.end + _ROW_REACH, following or len(sentences.plain))
        found = first_date(sentences.plain, citation.end, reach)
        if found is None or "延长至" not in sentences.plain[citation.end : found.start]:
            continue
        for target in resolve(subject, citation, index):
            quote = evidence(subject, citation.start, found.end)
            issued = subject.document.issued_on or subject.document.signed_on
            since = issued.first_day if issued else None
            yield Relation(RelationKind.EXTEND, subject.source, target.source, quote, since)


def _from_roles(subject: Subject, index: Index) -> Iterator[Relation]:
    """Bases and forwarded papers, as the parser marked them."""
    for citation in subject.document.citations:
        kind = _ROLE_KINDS.get(citation.role)
        if kind is None:
            continue
        for target in resolve(subject, citation, index):
            quote = evidence(subject, citation.start, citation.end)
            yield Relation(kind, subject.source, target.source, quote)


def _effective(document: Document, clause: Clause, plain: str) -> date | None:
    """The day from which a repeal counts.

    A day beside the verb (also in the next sentence: 废止文件自…起停止执行), else the day of issue
    where the clause says so, else the day the repealing paper takes effect.
    """
    for begin, end in ((clause.start, clause.end), (clause.end, clause.next_end)):
        words = plain[begin:end]
        if begin == clause.end and not re.match(
            r"[。;\s]*(?:该|上述|以上|前述|被?废止的?)文件", words
        ):
            break
        for found in dates_in(words):
            after = words[found.end : found.end + 14]
            if found.day and _FROM_DAY.search(words[: found.start]) and _verb_follows(after):
                return date(found.year, found.month or 1, found.day)
    issued = document.issued_on or document.signed_on or document.printed_on
    own = None if _ON_ISSUE.search(plain[clause.start : clause.end]) else document.effective_on
    fact = own or issued or document.effective_on
    if own is None and "同时" in plain[clause.start : clause.end]:
        near = _starts_near(plain, clause)
        if near is not None:
            return near
    return fact.first_day if fact is not None else None


def _starts_near(plain: str, clause: Clause) -> date | None:
    """The day of 自…起施行 shortly before a 同时废止, where the parser gave no day of effect."""
    begin = max(0, clause.start - _ROW_REACH)
    for found in dates_in(plain, begin, clause.start):
        after = plain[found.end : found.end + 6]
        if found.month and found.day and re.match(r"起?(正式)?(施行|实施|执行|生效)", after):
            return date(found.year, found.month, found.day)
    return None


def _verb_follows(after: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:起|始|零时起)?,?\s*(?:正式)?(?:同时|予以|一并)?(?:废止|停止|失效|不再)", after
        )
    )
