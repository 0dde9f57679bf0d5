"""A pattern of a rule in words that a clerk can read. Pure.

（甲 或 乙） is a choice, 〔甲〕 may be missing, …… stands for other words of one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# the parser of the standard library; it has no public name since sre_parse was deprecated
from re import _parser as parser  # type: ignore[attr-defined] # isort: skip

_MOST = 30
_INSIDE: Mapping[str, Callable[[Any], Any]] = {
    "SUBPATTERN": lambda value: value[3],
    "ATOMIC_GROUP": lambda value: value,
}
_CATEGORIES = {"CATEGORY_DIGIT": "数字", "CATEGORY_SPACE": "空白", "CATEGORY_WORD": "字"}


def in_words(pattern: re.Pattern[str]) -> str:
    """The pattern as a reader would say it."""
    return "".join(_said(parser.parse(pattern.pattern))).strip()


def _said(items: Any) -> Iterator[str]:
    for name, value in items:
        yield _one(str(name), value)


def _one(name: str, value: Any) -> str:
    if name == "LITERAL":
        return "（换行）" if value == ord("\n") else chr(value)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(*value)
    if name == "BRANCH":
        return _choice(["".join(_said(branch)) for branch in value[1]])
    if name in _INSIDE:
        return "".join(_said(_INSIDE[name](value)))
    if name in ("ASSERT", "ASSERT_NOT"):
        return _assertion(name, value)
    if name == "IN":
        return _any_of(value)
    if name == "AT":
        start = str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING")
        return "（开头）" if start else "（末尾）" if "END" in str(value) else ""
    return "某字" if name in ("ANY", "NOT_LITERAL") else ""


def _assertion(name: str, value: Any) -> str:
    if _only_saves_time(name, value):
        return ""
    place = "后面" if value[0] == 1 else "前面"
    return f"（{place}{'不' if name == 'ASSERT_NOT' else ''}是“{''.join(_said(value[1]))}”）"


def _only_saves_time(name: str, value: Any) -> bool:
    """Whether what is looked ahead for says nothing new: one sign of what follows, or how near the end is."""
    kinds = {str(kind) for kind, _inner in value[1]}
    ahead = name == "ASSERT" and value[0] == 1
    return ahead and (kinds == {"IN"} or kinds <= {"POSSESSIVE_REPEAT", "AT"})


def _repeated(least: Any, most: Any, items: Any) -> str:
    open_end = int(most) > 10_000
    kinds = {str(name) for name, _value in items}
    wide = kinds <= {"ANY", "NOT_LITERAL"} or (kinds == {"IN"} and _is_negated(items[0][1]))
    if wide:
        return "……" if open_end else f"……（至多{int(most)}字）" if int(most) > 1 else "〔某字〕"
    inner = "".join(_said(items))
    if int(least) == 0:
        return "" if inner == "空白" else f"〔{inner}〕"
    return inner


def _is_negated(value: Any) -> bool:
    return bool(value) and str(value[0][0]) == "NEGATE"


def _any_of(value: Any) -> str:
    if _is_negated(value):
        return "某字"
    found = []
    for name, inner in value:
        if str(name) == "LITERAL":
            found.append(chr(inner))
        elif str(name) == "RANGE":
            low, high = chr(inner[0]), chr(inner[1])
            found.append("数字" if low == "0" else f"{low}至{high}")
        elif str(name) == "CATEGORY":
            found.append(_CATEGORIES.get(str(inner), "某字"))
    return _choice(list(dict.fromkeys(found)))


def _choice(words: list[str]) -> str:
    known = list(dict.fromkeys(words))
    if len(known) == 1:
        return known[0]
    if "" in known:
        return f"〔{_choice([word for word in known if word])}〕"
    more = f" 等{len(known)}种" if len(known) > _MOST else ""
    return f"（{' 或 '.join(known[:_MOST])}{more}）"
