"""施行日期: the day a paper takes effect, as it says so itself. Pure.

自2015年3月1日起施行 is that day; 自公布之日起施行 has the value of the 公布 date and its quote is the clause;
where that date is not in the paper, nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from corpus.document import DatedFact, Span
from corpus.lexicon import structure_words
from corpus.numerals import NUMERAL_CLASS, parse_number
from corpus.structure.clauses import SELF, own_subject, quoted
from corpus.structure.dates import DATE, dates_in
from corpus.structure.sheet import Sheet

_VERB = structure_words.any_of("effective_verbs")
_AFTER = (
    r"(?= ?(?:[。;,、)!\n]|\Z|至|到|有效|并|期|[0-9一二三四五六七八九十两]{1,3} ?(?:年|个月)|原|《|\(|"
    rf"{SELF}))(?! ?\n?(?:以来|以前|之日|期间|后,?(?:凡|原)))"
)
_EXPLICIT = re.compile(
    rf"(?:自|从|于|由)? ?{DATE} ?(?:零时|0时)?(?:\([^()]{{0,10}}\))? ?(?:起|开始|始)?[,、 ]?(?:正式|开始|统一|全面|试点)?"
    rf"{_VERB}{_AFTER}"
)
_PUBLISH = structure_words.any_of("publication_verbs")
_PRINT = structure_words.any_of("printing_verbs")
_ADOPT = structure_words.any_of("adoption_verbs")
_N = rf"[{NUMERAL_CLASS}]{{1,4}}"
_RELATIVE = re.compile(
    rf"(?:(?:自|从|由|于)? ?(?:{SELF})?(?:正式|批准)?(?:(?P<publish>{_PUBLISH})|(?P<adopt>{_ADOPT})|(?P<print>{_PRINT})|(?P<arrive>文到|收到))"
    rf"(?:之日|之时|之日的|当日|日|次日)?(?:起|后|之后)?(?:满)? ?(?:(?P<n>{_N}) ?(?P<unit>个工作日|日|天|个月)(?:之?后|起|内|以后)*)?"
    rf"|(?P<now>(?:自|从)?即日起?)) ?(?:起|开始)?[,、 ]?(?:正式|开始)?{_VERB}{_AFTER}"
)


@dataclass(frozen=True, slots=True)
class EffectClause:
    """One 施行 clause: an explicit date, or 公布 印发 通过 之日 (plus days); `sure` 1…3."""

    sure: int
    fact: DatedFact | None
    since: str | None
    days: int
    months: int
    span: Span


def effect_clauses(
    sheet: Sheet, start: int, end: int, own_names: frozenset[str]
) -> list[EffectClause]:
    """Every clause between two offsets by which this paper takes effect, in order.

    Dates of other texts (《旧条例》2006年1月1日起实施), quotations and names are left out.
    """
    found: list[EffectClause] = []
    for match in _some(_EXPLICIT.finditer(sheet.plain, start, end)):
        sure = _sure(sheet, match, own_names)
        dated = next(dates_in(sheet.plain, match.start(), match.end()), None)
        if sure and dated is not None and _says_since(match.group()):
            span = sheet.span(match.start(), match.end())
            found.append(EffectClause(sure, dated.fact(span), None, 0, 0, span))
    for match in _some(_RELATIVE.finditer(sheet.plain, start, end)):
        sure = _sure(sheet, match, own_names)
        if sure:
            found.append(_relative(sheet, match, sure))
    for match in _some(_SINCE.finditer(sheet.plain, start, end)):
        if not quoted(sheet, match.start()):
            since = "print" if match["print"] else "now" if match["today"] else "publish"
            span = sheet.span(match.start(), match.end())
            found.append(EffectClause(1, None, since, 0, 0, span))
    return sorted(found, key=lambda clause: clause.span.start)


_SINCE = re.compile(
    rf"(?:自|从) ?{SELF}(?:(?:{_PUBLISH})|(?P<print>{_PRINT}))之日起(?= ?[,、] ?[一-鿿])"
    r"|(?<![一-鿿])(?P<today>(?:自|从)?即日起)(?= ?[,、] ?[一-鿿])"
)
"""自本公告发布之日起，允许…: no verb of effect, but the day from which the paper rules."""
_MOST = 200  # a paper has one or two; more is a hostile or broken text


def _some(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The first matches only, so that the work stays bounded."""
    return islice(matches, _MOST)


def _says_since(clause: str) -> bool:
    """2015年3月执行 in the middle of a sentence is no 施行 clause; 自 or 起 makes it one."""
    return clause[0] in "自从于由" or "起" in clause or "开始" in clause


def _sure(sheet: Sheet, match: re.Match[str], own_names: frozenset[str]) -> int:
    """How surely the clause is the paper's own."""
    if quoted(sheet, match.start()):
        return 0
    return own_subject(sheet, match.start(), own_names)


def _relative(sheet: Sheet, match: re.Match[str], sure: int) -> EffectClause:
    """自公布之日起（30日后）施行."""
    named = ("publish", "adopt", "print", "arrive", "now")
    since = next(name for name in named if match[name])
    amount = parse_number(match["n"]) or 0 if match["n"] else 0
    months = amount if match["unit"] == "个月" else 0
    days = 0 if months or match["unit"] == "个工作日" else amount
    if match["unit"] == "个工作日":
        since = "arrive"  # working days need the calendar of that year: not told
    span = sheet.span(match.start(), match.end())
    return EffectClause(sure, None, since, days, months, span)


def shifted(fact: DatedFact, days: int, months: int, span: Span) -> DatedFact | None:
    """The fact so many days or months later, resting on `span`; None where a day is needed but unknown."""
    if not days and not months:
        return DatedFact(fact.year, fact.month, fact.day, span)
    if fact.month is None or (days and fact.day is None):
        return None
    if days:
        later = date(fact.year, fact.month, fact.day or 1) + timedelta(days=days)
        return DatedFact(later.year, later.month, later.day, span)
    year, month = divmod(fact.year * 12 + fact.month - 1 + months, 12)
    day = fact.day
    while day is not None:
        try:
            date(year, month + 1, day)
            break
        except ValueError:
            day -= 1
    return DatedFact(year, month + 1, day, span)
