"""How well papers are read: labels made by people against Documents, precision and recall by field. Pure.

A label tells what the text shows: null means that the text does not show it and nothing may be read, a
field in `absent` (or left out) was not looked at and does not count. Of citations a label may say that
each distinct one is listed once (`distinct`), which ones count neither way (`citations_optional`), and
in which stretches of the text they were looked for (`citations_within`). Comparison is of values with
widths, blanks and kinds of brackets made one; roles of citations are counted apart from citations.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from corpus.document import Citation, Document, ProvisionKind
from corpus.lexicon.names import name_key
from corpus.numerals import parse_number

Label = Mapping[str, Any]

DATES = ("signed_on", "issued_on", "printed_on", "effective_on", "valid_until")
FIELDS = (
    "title",
    "doc_number",
    "issuers",
    *DATES,
    "articles",
    "citations",
    "citation_roles",
    "citation_mentions",
)
"""`citations` are distinct (name or number, article); `citation_mentions` every place of them."""

NAMES = {
    "title": "标题",
    "doc_number": "发文字号",
    "issuers": "制定机关",
    "signed_on": "成文日期",
    "issued_on": "公布日期",
    "printed_on": "印发日期",
    "effective_on": "施行日期",
    "valid_until": "有效期届满",
    "articles": "条",
    "citations": "引用（名称或文号、条）",
    "citation_roles": "引用的作用",
    "citation_mentions": "引用（逐处）",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """One value that was read though it is not there, or is there and was not read (None = nothing)."""

    paper: str
    field: str
    expected: str | None
    got: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """One field over all papers: values read right, read wrongly, and not read."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right, None where nothing was read."""
        read = self.right + self.wrong
        return self.right / read if read else None

    @property
    def recall(self) -> float | None:
        """Share of what the texts show that was read, None where they show nothing."""
        shown = self.right + self.missed
        return self.right / shown if shown else None

    def plus(self, other: Score) -> Score:
        """Both together."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


Outcome = tuple[Score, tuple[Miss, ...]]


def measure(paper: str, label: Label, document: Document) -> dict[str, Outcome]:
    """The score of every labelled field of one paper, with its misses; `paper` is its id."""
    found: dict[str, Outcome] = {}
    document = replace(document, citations=tuple(_counting(label, document)))
    for field, test in _TESTS.items():
        source = "citations" if field.startswith("citation") else field
        if field == "citation_mentions" and label.get("distinct"):
            continue
        if _looked_at(label, source):
            found[field] = _compare(paper, field, *test(label[source], document))
    if _looked_at(label, "articles"):
        found["articles"] = _sequence(paper, label["articles"], document)
    return found


def _looked_at(label: Label, field: str) -> bool:
    """Whether the label's reader looked for the field."""
    return field in label and field not in (label.get("absent") or ())


def _counting(label: Label, document: Document) -> Iterator[Citation]:
    """The citations read that the label has something to say about."""
    within = label.get("citations_within")
    optional = {one for item in label.get("citations_optional") or () for one in _wanted(item)}
    keys = {name or number for name, number, _ in optional}
    wanted = {one for item in label.get("citations") or () for one in _wanted(item)}
    for citation in document.citations:
        name, number, article = _read(citation)
        if within and not any(start <= citation.start < end for start, end in within):
            continue
        if (name or number) in keys and (name, number, article) not in wanted:
            continue
        yield citation


def unread(paper: str, label: Label) -> dict[str, Outcome]:
    """The score of a paper that could not be read at all: everything it shows is missed."""
    return measure(paper, label, Document(""))


def total(outcomes: Iterable[dict[str, Outcome]]) -> dict[str, Score]:
    """The scores of all papers added up, in the order of FIELDS."""
    sums = dict.fromkeys(FIELDS, Score())
    for outcome in outcomes:
        for field, (score, _) in outcome.items():
            sums[field] = sums[field].plus(score)
    return sums


def _compare(paper: str, field: str, expected: Counter[str], got: Counter[str]) -> Outcome:
    """Two bags of values: what is in both is right; one and one left over are one miss."""
    right = sum((expected & got).values())
    missed = sorted((expected - got).elements())
    wrong = sorted((got - expected).elements())
    pairs = max(len(missed), len(wrong))
    misses = tuple(Miss(paper, field, _at(missed, n), _at(wrong, n)) for n in range(pairs))
    return Score(right, len(wrong), len(missed)), misses


def _at(values: list[str], n: int) -> str | None:
    return values[n] if n < len(values) else None


def _sequence(paper: str, label: Any, document: Document) -> Outcome:
    """Articles in their order: the longest runs in common are right."""
    written = label.get("labels") or [] if isinstance(label, Mapping) else label
    expected = [plain_words(str(_value(one, "label"))) for one in written]
    got = [
        plain_words(node.label)
        for node in document.provisions
        if node.kind is ProvisionKind.ARTICLE
    ]
    right, misses = 0, []
    for kind, a, b, c, d in SequenceMatcher(None, expected, got, autojunk=False).get_opcodes():
        if kind == "equal":
            right += b - a
            continue
        one, other = expected[a:b], got[c:d]
        misses += [
            Miss(paper, "articles", _at(one, n), _at(other, n))
            for n in range(max(len(one), len(other)))
        ]
    return Score(right, len(got) - right, len(expected) - right), tuple(misses)


_ANGLES = str.maketrans("〈〉<>﹤﹥≪≫「」『』〔〕[]【】﹝﹞{}", "《》《》《》《》““““()()()()()")
_BLANKS = re.compile(r"[\s#*​‌‍﻿]+")


def plain_words(text: str) -> str:
    """A value for comparing: widths, blanks, kinds of brackets and quotation marks made one."""
    folded = unicodedata.normalize("NFKC", text).translate(_ANGLES)
    folded = re.sub("[”‘’'\"]", "“", folded)
    return _BLANKS.sub("", folded).replace("號", "号")


def _value(label: Any, key: str = "value") -> Any:
    """The value of a label that is a plain value or an object with spans."""
    return label.get(key) if isinstance(label, Mapping) else label


def _bag(values: Iterable[str | None]) -> Counter[str]:
    return Counter(plain_words(value) for value in values if value)


Test = Callable[[Any, Document], tuple[Counter[str], Counter[str]]]


def _title(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    return _bag([_value(label)]), _bag([document.title])


_STATE = "中华人民共和国"


def _number(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = _value(label)
    number = document.doc_number.text if document.doc_number else None
    return _bag([number_key(wanted)]), _bag([number_key(number)])


def number_key(text: str | None) -> str | None:
    """A number for comparing: a leading 中华人民共和国 and what stands around it do not count."""
    if not text:
        return None
    words = plain_words(text).removeprefix(_STATE)
    return re.sub("[-—–―]", "", words).removesuffix("文")


def _issuers(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = [_value(one) for one in label or ()]
    return _bodies(wanted), _bodies(document.issuers)


_TERM = re.compile(r"第?[0-9一二三四五六七八九十百]{1,4}届")


def _bodies(names: Iterable[str | None]) -> Counter[str]:
    """Bodies for comparing: the 届 of a congress does not tell it from itself."""
    return Counter(_TERM.sub("", plain_words(name).removeprefix(_STATE)) for name in names if name)


def _date(field: str) -> Test:
    def test(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
        fact = getattr(document, field)
        return _bag([_value(label)]), _bag([fact.iso if fact else None])

    return test


def _cited(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    expected, got = _mentions(label, document)
    return Counter(set(expected)), Counter(set(got))


def _mentions(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = [one for item in label or () for one in _wanted(item)]
    read = [_read(item) for item in document.citations]
    return _bags(wanted, read)


def _roles(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    """Each citation with its weightiest role, only for what both name: the others count above.

    What founds a paper in its first sentence may be mentioned further on; that is no second role.
    """
    wanted = [(*one, item.get("role")) for item in label or () for one in _wanted(item)]
    read = [(*_read(item), item.role.value) for item in document.citations]
    canon = _canon([one[:3] for one in wanted] + [one[:3] for one in read])
    expected = _weightiest((canon[one[:3]], one[3]) for one in wanted if one[3])
    got = _weightiest((canon[one[:3]], one[3]) for one in read)
    both = expected.keys() & got.keys()
    return (
        Counter(f"{key} {expected[key]}" for key in both),
        Counter(f"{key} {got[key]}" for key in both),
    )


_WEIGHTS = ("repeal", "amend", "extend", "forward", "print", "basis", "mention")


def _weightiest(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The role of each citation that says most about it."""
    found: dict[str, str] = {}
    for key, role in pairs:
        if role in _WEIGHTS and _WEIGHTS.index(role) < _WEIGHTS.index(found.get(key, "mention")):
            found[key] = role
        found.setdefault(key, role)
    return found


Reference = tuple[str, str, str]
"""Name, number and article, each in its comparable form, empty where there is none."""


def _bags(wanted: list[Reference], read: list[Reference]) -> tuple[Counter[str], Counter[str]]:
    canon = _canon(wanted + read)
    return Counter(canon[one] for one in wanted), Counter(canon[one] for one in read)


def _canon(references: list[Reference]) -> dict[Reference, str]:
    """One word for references that share name or number: the name where any of them has one."""
    by_number = {number: name for name, number, _ in references if name and number}
    return {
        (name, number, article): f"{name or by_number.get(number) or number} {article}".strip()
        for name, number, article in references
    }


def _wanted(item: Mapping[str, Any]) -> list[Reference]:
    """The references of one label: a list of articles is one reference each."""
    number = item.get("number") or item.get("doc_number")
    number = _value(number, "text") if isinstance(number, Mapping) else number
    name = name_key(item["name"]) if item.get("name") else ""
    articles = articles_in(item.get("article")) or [""]
    return [(name, number_key(number) or "", article) for article in articles]


def _read(item: Citation) -> Reference:
    number = number_key(item.doc_number.text) if item.doc_number else ""
    article = (articles_in(item.article) or [""])[0]
    return (name_key(item.name) if item.name else "", number or "", article)


_ARTICLE = re.compile(r"第?([0-9零〇○一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?")


def articles_in(text: str | None) -> list[str]:
    """第三条、第五条第二款 as 3 and 5: what an article is compared by."""
    found = []
    for match in _ARTICLE.finditer(plain_words(text or "")):
        sub = f"-{parse_number(match[2])}" if match[2] else ""
        found.append(f"{parse_number(match[1])}{sub}")
    return found


_TESTS: dict[str, Test] = {
    "title": _title,
    "doc_number": _number,
    "issuers": _issuers,
    **{field: _date(field) for field in DATES},
    "citations": _cited,
    "citation_roles": _roles,
    "citation_mentions": _mentions,
}
