"""What is examined: a document with the key of its text, among the relations to the others. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.document import Document
from review.finding import Evidence
from review.relation import Dangling, Listed, Relation, Twin

_SENTENCE_END = re.compile(r"[。；;\n！!]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A document and the key of its text (its id in the library, a file name on the command line)."""

    source: str
    document: Document


@dataclass(frozen=True, slots=True)
class CorpusView:
    """The relations that reach each document, by the key of the document they are about.

    `names` says how a reason sentence names a document: 《title》（number）. `twins` are newer papers of one
    issuer on the matter of each; `listed` the rows of lists that end papers, by number and name;
    `dangling` the clauses whose object is not in the library.
    """

    about: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[str, Twin] = field(default_factory=dict)
    listed: Mapping[str, tuple[Listed, ...]] = field(default_factory=dict)
    dangling: tuple[Dangling, ...] = ()

    @classmethod
    def of(
        cls, relations: Iterable[Relation], names: Mapping[str, str] | None = None
    ) -> CorpusView:
        """Group relations by their target."""
        grouped: dict[str, list[Relation]] = defaultdict(list)
        for relation in relations:
            grouped[relation.target].append(relation)
        return cls({key: tuple(found) for key, found in grouped.items()}, names or {})

    def with_relations(self, relations: Iterable[Relation]) -> CorpusView:
        """The same view with only these relations: a person undid the others."""
        return replace(self, about=CorpusView.of(relations).about)

    def relations_to(self, source: str) -> tuple[Relation, ...]:
        """What other documents say about the one with this key."""
        return self.about.get(source, ())

    def name_of(self, source: str) -> str:
        """How a sentence names the document with this key."""
        return self.names.get(source) or "后发文件"


def evidence(subject: Subject, start: int, end: int) -> Evidence:
    """The exact words between two offsets of the subject's text, with their place."""
    document = subject.document
    provision = document.provision_at(start)
    return Evidence(
        source=subject.source,
        quote=document.text[start:end],
        start=start,
        end=end,
        eid=provision.eid if provision else None,
        page=document.page_at(start),
    )


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around `start`..`end`, its full stop included, blanks left out."""
    begin = 0
    for match in _SENTENCE_END.finditer(text, max(0, start - 600), start):
        begin = match.end()
    if begin == 0 and start > 600:
        begin = start - 600
    stop = _SENTENCE_END.search(text, end, min(len(text), end + 600))
    finish = stop.end() if stop else min(len(text), end + 600)
    while begin < start and text[begin].isspace():
        begin += 1
    while finish > end and text[finish - 1].isspace():
        finish -= 1
    return begin, finish


_LOCAL = re.compile(r"[县区旗镇乡村]|街道|办事处|公社")


def is_local(document: Document) -> bool:
    """Whether a county, town or district issued it: then it is never itself in the table of laws."""
    return any(_LOCAL.search(issuer.replace("自治区", "")) for issuer in document.issuers)


def made_between(document: Document) -> tuple[date, date] | None:
    """The days between which the paper was made, as wide as what is known of it.

    成文 or 公布 first, then 印发, then 施行, then the year of its 发文字号.
    """
    known = [f for f in (document.signed_on, document.issued_on) if f is not None]
    if not known:
        known = [f for f in (document.printed_on, document.effective_on) if f is not None][:1]
    if known:
        return min(f.first_day for f in known), max(f.last_day for f in known)
    number = document.doc_number
    if number is not None and number.year is not None:
        return date(number.year, 1, 1), date(number.year, 12, 31)
    return None
