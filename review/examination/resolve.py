"""Which documents of a library a reference means: by number, then by name, later than whom. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus.document import Citation, Document
from corpus.lexicon.names import inner_name, name_key, title_keys
from review.examination.subject import Subject, made_between

_PLACE = re.compile(r"^.*?(?:省|自治区|市|州|盟|县|旗|区|镇|乡|街道)(?=.)")


@dataclass(frozen=True, slots=True)
class Index:
    """Subjects by the key of their 发文字号 and by every name they may be called."""

    by_number: dict[str, list[Subject]]
    by_name: dict[str, list[Subject]]


def index_of(subjects: Iterable[Subject]) -> Index:
    """Index subjects; linear in their number."""
    by_number: dict[str, list[Subject]] = defaultdict(list)
    by_name: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        document = subject.document
        if document.doc_number is not None and document.doc_number.key is not None:
            by_number[document.doc_number.key].append(subject)
        for key in title_keys(document.title, document.inner_title):
            by_name[key].append(subject)
    return Index(by_number, by_name)


def resolve(subject: Subject, citation: Citation, index: Index) -> tuple[Subject, ...]:
    """The subjects a reference points to; none where it cannot be told.

    A number found in the library must not contradict the name beside it (different bodies share a
    代字); a name alone must belong to an earlier paper of a kindred issuer, the latest such.
    """
    number = citation.doc_number.key if citation.doc_number is not None else None
    if number is not None:
        named = [
            other
            for other in index.by_number.get(number, ())
            if other.source != subject.source
            and _names_agree(citation.name, other.document)
            and not _certainly_later(other.document, subject.document)
        ]
        if named:
            return tuple(named)
    if citation.name is None:
        return ()
    candidates: list[Subject] = []
    for key in _cited_keys(citation.name):
        candidates = candidates or _earlier_kin(subject, index.by_name.get(key, ()), number)
    if len(candidates) < 2:
        return tuple(candidates)
    return (max(candidates, key=lambda other: _first_day(other.document)),)


def _cited_keys(name: str) -> tuple[str, ...]:
    """The name as cited, and what it prints where it is a carrier's: lists quote either.

    The issuer in a name is kept: 关于修改部分文件的决定 of another body is another paper.
    """
    inner = inner_name(unicodedata.normalize("NFKC", name))
    return (name_key(name), name_key(inner)) if inner else (name_key(name),)


def _earlier_kin(subject: Subject, named: Iterable[Subject], number: str | None) -> list[Subject]:
    """Those of the same name that a paper may speak of; one whose number is another is none."""
    return [
        other
        for other in named
        if other.source != subject.source
        and _earlier(other.document, subject.document)
        and _kin(other.document, subject.document)
        and not (number and other.document.doc_number and other.document.doc_number.key)
    ]


def _names_agree(name: str | None, document: Document) -> bool:
    """Whether the name cited beside a number can be that document's."""
    if name is None or document.title is None:
        return True
    cited = name_key(name)
    for key in title_keys(document.title, document.inner_title):
        shared = len(set(cited) & set(key))
        if cited in key or key in cited or shared >= 0.6 * min(len(set(cited)), len(set(key))):
            return True
    return False


def _certainly_later(one: Document, other: Document) -> bool:
    """Whether `one` was certainly made after `other`."""
    first, second = made_between(one), made_between(other)
    return first is not None and second is not None and first[0] > second[1]


def _earlier(one: Document, other: Document) -> bool:
    """Whether `one` may be earlier than `other`, and not of the same day."""
    first, second = made_between(one), made_between(other)
    if first is None or second is None:
        return False
    return first[0] < second[0] and first[1] <= second[1]


def _first_day(document: Document) -> date:
    made = made_between(document)
    return made[0] if made else date.min


def _kin(one: Document, other: Document) -> bool:
    """Whether one issuer may speak for the other: no two different places, as far as is known."""
    places = [
        {match.group() for issuer in document.issuers if (match := _PLACE.match(issuer))}
        for document in (one, other)
    ]
    if not places[0] or not places[1]:
        return True
    return any(
        a.endswith(b) or b.endswith(a) or a in b or b in a for a in places[0] for b in places[1]
    )
