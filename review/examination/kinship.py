"""Papers of one matter within a library: newer ones of one issuer, and lists of other bodies. Pure and linear.

Titles are compared without their issuer and without the words that every title has; a paper whose title has a
year of its own (2018年…) is of that year, not an older version of the next.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from corpus.document import Document
from corpus.lexicon.names import name_key, title_keys
from review.examination.catalogues import rows
from review.examination.clauses import Sentences
from review.examination.resolve import index_of, resolve
from review.examination.rulebook import Rulebook
from review.examination.subject import Subject, evidence, made_between
from review.relation import Listed, Twin

_COMMON = re.compile(
    r"\((?:试行|暂行|修订|修正|草案|修订稿|\d{4}年?(?:修订|修正|版)?)\)|进一步|若干|有关|暂行|试行|修订后?的?|关于"
    r"|做好|加强|规范|完善|切实|管理|工作|的?(?:通知|通告|意见|决定|公告|办法|规定|规则)|[的及和与]"
)
_DATED = re.compile(r"\d{4}年|[一二三四五六七八九十\d](?:批|期|次|号)|第[一二三四五六七八九十\d]")
_APART = 20  # days between two papers below which neither is the older version
_SHORTEST = 4
_LIKE = 88
_MOST_IN_BUCKET = 60


def core(title: str) -> str:
    """The matter of a title: without issuer, wrapper and the words that every title has."""
    key = title_keys(title)
    return _COMMON.sub("", key[-1]) if key else ""


def find_twins(subjects: Sequence[Subject]) -> Mapping[str, Twin]:
    """For each paper the newest later one of the same issuer on the same matter."""
    groups: dict[tuple[str, str], list[tuple[str, Subject]]] = defaultdict(list)
    for subject in subjects:
        document = subject.document
        matter = core(document.inner_title or document.title or "")
        usable = len(matter) >= _SHORTEST and not _DATED.search(document.title or "")
        if usable and document.issuers and made_between(document):
            groups[document.issuers[0], matter[:3]].append((matter, subject))
    found: dict[str, Twin] = {}
    for group in groups.values():
        if 1 < len(group) <= _MOST_IN_BUCKET:
            for matter, subject in group:
                twin = _newest(matter, subject, group)
                if twin is not None:
                    found[subject.source] = twin
    return found


def _newest(matter: str, subject: Subject, group: list[tuple[str, Subject]]) -> Twin | None:
    best: tuple[bool, date, Subject] | None = None
    for other_matter, other in group:
        if other is subject or not _is_newer(other.document, subject.document):
            continue
        same = matter == other_matter
        if not same and fuzz.ratio(matter, other_matter) < _LIKE:
            continue
        made = made_between(other.document)
        rank = (same, made[0] if made else date.min, other)
        if best is None or rank[:2] > best[:2]:
            best = rank
    if best is None:
        return None
    span = best[2].document.title_span
    start, end = (span.start, span.end) if span else (0, min(80, len(best[2].document.text)))
    return Twin(best[2].source, evidence(best[2], start, end), best[0])


def _is_newer(one: Document, other: Document) -> bool:
    first, second = made_between(one), made_between(other)
    return first is not None and second is not None and (first[0] - second[1]).days > _APART


def find_listed(
    subjects: Sequence[Subject], rulebook: Rulebook
) -> Mapping[str, tuple[Listed, ...]]:
    """Every row of every list that ends papers, by the key of its number and of its name."""
    found: dict[str, list[Listed]] = defaultdict(list)
    index = index_of(subjects)
    for subject in subjects:
        title = subject.document.title or ""
        if not re.search(r"清理|废止|失效|停止执行", title):
            continue
        sentences = Sentences.of(subject.document)
        made = made_between(subject.document)
        for rule in rulebook.of_kind("catalogue"):
            for row in rows(title, sentences, rule):
                listed = Listed(
                    subject.source,
                    evidence(subject, row.start, row.end),
                    subject.document.issuers,
                    row.lapse,
                    made[1] if made else None,
                    tuple(one.source for one in resolve(subject, row.citation, index)),
                )
                number = row.citation.doc_number
                if number is not None and number.key:
                    found[number.key].append(listed)
                elif row.citation.name:
                    found[name_key(row.citation.name)].append(listed)
    return {key: tuple(listed) for key, listed in found.items()}
