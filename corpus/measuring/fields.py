"""What is compared for each field of a label against a Document, in its comparable form. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from corpus.document import Citation, Document
from corpus.lexicon.names import name_key
from corpus.numerals import parse_number

DATES = ("signed_on", "issued_on", "printed_on", "effective_on", "valid_until")

Test = Callable[[Any, Document], tuple[Counter[str], Counter[str]]]
"""What a label expects of a field and what was read, as bags of comparable values."""

Reference = tuple[str, str, str]
"""Name, number and article, each in its comparable form, empty where there is none."""

_ANGLES = str.maketrans("〈〉<>﹤﹥≪≫「」『』〔〕[]【】﹝﹞{}", "《》《》《》《》““““()()()()()")
_BLANKS = re.compile(r"[\s#*​‌‍﻿]+")
_STATE = "中华人民共和国"
_TERM = re.compile(r"第?[0-9一二三四五六七八九十百]{1,4}届")
_ARTICLE = re.compile(r"第?([0-9零〇○一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?")
_WEIGHTS = ("repeal", "amend", "extend", "forward", "print", "basis", "mention")


def plain_words(text: str) -> str:
    """A value for comparing: widths, blanks, kinds of brackets and quotation marks made one."""
    folded = unicodedata.normalize("NFKC", text).translate(_ANGLES)
    folded = re.sub("[”‘’'\"]", "“", folded)
    return _BLANKS.sub("", folded).replace("號", "号")


def value_of(label: Any, key: str = "value") -> Any:
    """The value of a label that is a plain value or an object with spans."""
    return label.get(key) if isinstance(label, Mapping) else label


def _bag(values: Iterable[str | None]) -> Counter[str]:
    return Counter(plain_words(value) for value in values if value)


def _title(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    return _bag([value_of(label)]), _bag([document.title])


def _number(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = value_of(label)
    number = document.doc_number.text if document.doc_number else None
    return _bag([number_key(wanted)]), _bag([number_key(number)])


def number_key(text: str | None) -> str | None:
    """A number for comparing: a leading 中华人民共和国 and what stands around it do not count."""
    if not text:
        return None
    words = plain_words(text).removeprefix(_STATE)
    return re.sub("[-—–―]", "", words).removesuffix("文")


def _issuers(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = [value_of(one) for one in label or ()]
    return _bodies(wanted), _bodies(document.issuers)


def _bodies(names: Iterable[str | None]) -> Counter[str]:
    """Bodies for comparing: the 届 of a congress does not tell it from itself."""
    return Counter(_TERM.sub("", plain_words(name).removeprefix(_STATE)) for name in names if name)


def _date(field: str) -> Test:
    def test(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
        fact = getattr(document, field)
        return _bag([value_of(label)]), _bag([fact.iso if fact else None])

    return test


def _cited(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    expected, got = _mentions(label, document)
    return Counter(set(expected)), Counter(set(got))


def _mentions(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    wanted = [one for item in label or () for one in references_of(item)]
    read = [reference_of(item) for item in document.citations]
    return _bags(wanted, read)


def _roles(label: Any, document: Document) -> tuple[Counter[str], Counter[str]]:
    """Each citation with its weightiest role, only for what both name: the others count above.

    What founds a paper in its first sentence may be mentioned further on; that is no second role.
    """
    wanted = [(*one, item.get("role")) for item in label or () for one in references_of(item)]
    read = [(*reference_of(item), item.role.value) for item in document.citations]
    canon = _canon([one[:3] for one in wanted] + [one[:3] for one in read])
    expected = _weightiest((canon[one[:3]], one[3]) for one in wanted if one[3])
    got = _weightiest((canon[one[:3]], one[3]) for one in read)
    both = expected.keys() & got.keys()
    return (
        Counter(f"{key} {expected[key]}" for key in both),
        Counter(f"{key} {got[key]}" for key in both),
    )


def _weightiest(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The role of each citation that says most about it."""
    found: dict[str, str] = {}
    for key, role in pairs:
        if role in _WEIGHTS and _WEIGHTS.index(role) < _WEIGHTS.index(found.get(key, "mention")):
            found[key] = role
        found.setdefault(key, role)
    return found


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


def references_of(item: Mapping[str, Any]) -> list[Reference]:
    """The references of one label: a list of articles is one reference each."""
    number = item.get("number") or item.get("doc_number")
    number = value_of(number, "text") if isinstance(number, Mapping) else number
    name = name_key(item["name"]) if item.get("name") else ""
    articles = articles_in(item.get("article")) or [""]
    return [(name, number_key(number) or "", article) for article in articles]


def reference_of(item: Citation) -> Reference:
    """What a citation that was read names."""
    number = number_key(item.doc_number.text) if item.doc_number else ""
    article = (articles_in(item.article) or [""])[0]
    return (name_key(item.name) if item.name else "", number or "", article)


def articles_in(text: str | None) -> list[str]:
    """第三条、第五条第二款 as 3 and 5: what an article is compared by."""
    found = []
    for match in _ARTICLE.finditer(plain_words(text or "")):
        sub = f"-{parse_number(match[2])}" if match[2] else ""
        found.append(f"{parse_number(match[1])}{sub}")
    return found


TESTS: dict[str, Test] = {
    "title": _title,
    "doc_number": _number,
    "issuers": _issuers,
    **{field: _date(field) for field in DATES},
    "citations": _cited,
    "citation_roles": _roles,
    "citation_mentions": _mentions,
}
"""By field; 条 are compared in their order, by `corpus.measuring.scores`."""
