"""有效期: until when a paper says it is valid itself. Pure.

A term counts from 施行: the last day is the day before the anniversary. Permits, contracts, other
texts, 长期有效 and 有效期延长至 (which speaks of another text) never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from corpus.document import DatedFact, Span
from corpus.lexicon import structure_words
from corpus.numerals import parse_number
from corpus.structure.clauses import SELF, own_subject, own_term, quoted
from corpus.structure.dates import DATE, FIRST_YEAR, LAST_YEAR, dates_in
from corpus.structure.sheet import Sheet

_N = r"[0-9零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾]{1,3}"
_LENGTH = rf"(?:(?P<n>{_N}) ?(?P<unit>周?年半?|个?月)|(?P<half>半年))(?!度|[级以内前])"
_VERB = structure_words.any_of("effective_verbs")
_UNTIL = r"(?:至|到|截至|截止至?到?|截止于|止于|为止)"
_TERM = re.compile(
    rf"(?:有效期限?|(?:试行|暂行|执行|施行|实施|适用)(?:期限|期间|期|时间)|试行|暂行)(?:暂定)?(?:均|统一)?"
    rf"(?:为|是|定为|限)? ?[:]? ?(?:(?:自(?:本{{0,1}}[一-鿿]{{0,4}})?{_VERB}之日起(?:计算)? ?)?{_LENGTH}"
    rf"(?:[,(] ?(?P<since>自 ?{DATE} ?(?:起(?:计算|算起|计)|起? ?(?:[-—~～至到]|起?至|起?到) ?{DATE} ?(?:为?止)?)))?|(?P<until>(?:自 ?(?:{DATE}|[一-鿿]{{2,4}}之日) ?起? ?)?{_UNTIL} ?{DATE} ?(?:24时)?(?:为?止|失效)?)"
    rf"|(?P<range>自? ?{DATE} ?(?:起)? ?(?:[-—~～至到]|起?至|起?到) ?{DATE} ?(?:为?止)?))"
)
_FROM_TO = re.compile(
    rf"(?:自|从|于)? ?{DATE} ?起?(?:正式)?{_VERB}?,?(?:有效期)? ?(?:至|到) ?(?P<end>{DATE}) ?(?:24时)?"
    rf"(?:(?:为?止|(?:自动|自行)?(?:失效|废止|终止|结束))(?:{_VERB})?|(?:期间)?{_VERB}(?= ?[。;,\n]|\Z))"
)
_VERB_TO = re.compile(rf"(?:有效|{_VERB})(?:期限?)?{_UNTIL} ?(?P<end>{DATE}) ?(?:24时)?(?:为?止)?")
_LAPSES = re.compile(
    rf"(?:于|到|至|自)? ?{DATE} ?(?:起|后|前)?,?(?:自动|自行|即行|同时)?(?:失效|废止|终止(?:执行)?|停止(?:执行|施行|实施))(?! ?(?:《|下列|以下|[一-鿿]{{0,6}}文件))"
    rf"|失效(?:期|日期|时间)为? ?{DATE}"
)
_EXTENDED = re.compile(r"延长|顺延|延续|延期")


@dataclass(frozen=True, slots=True)
class Term:
    """What a clause says: a last day (`until`), or a length in months that needs a beginning.

    `begins` is the first day where the clause names both (有效期自…至…).
    """

    until: DatedFact | None
    months: int
    span: Span
    begins: DatedFact | None = None


def own_terms(sheet: Sheet, start: int, end: int, own_names: frozenset[str]) -> list[Term]:
    """Every term of validity of this paper between two offsets, in order."""
    found: list[Term] = []
    for match in _some(_TERM.finditer(sheet.plain, start, end)):
        if _mine(sheet, match, own_names):
            term = _of_term(sheet, match)
            if term is not None:
                found.append(term)
    for pattern in (_FROM_TO, _VERB_TO, _LAPSES):
        for match in _some(pattern.finditer(sheet.plain, start, end)):
            term = _of_end(sheet, match, own_names)
            if term is not None:
                found.append(term)
    return sorted(found, key=lambda term: term.span.start)


_MOST = 200  # a paper has one or two; more is a hostile or broken text


def _some(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The first matches only, so that the work stays bounded."""
    return islice(matches, _MOST)


def _mine(sheet: Sheet, match: re.Match[str], own_names: frozenset[str]) -> bool:
    """Whether a 有效期 clause is the paper's own, not extended and not quoted."""
    if quoted(sheet, match.start()) or _EXTENDED.search(match.group()):
        return False
    words = match.group()
    if (
        words.startswith(("试行", "暂行"))
        and sheet.plain[match.start() - 1 : match.start()] in "(("
    ):
        return False
    if words.startswith(("执行", "施行", "实施", "试行", "适用", "暂行")):
        before = sheet.plain[max(0, match.start() - 24) : match.start()]
        if before.rstrip().endswith(("起", "日", "始")):
            return own_subject(sheet, _clause_start(sheet, match.start()), own_names) > 0
    return own_term(sheet, match.start(), own_names)


def _clause_start(sheet: Sheet, offset: int) -> int:
    """Where 自…起试行 begins."""
    low = max(0, offset - 30)
    begins = [
        m.start()
        for m in re.finditer(
            rf"(?:自|从)?(?:{DATE}|(?:(?![自从])[一-鿿]){{2,4}}之日)", sheet.plain[low:offset]
        )
    ]
    return low + begins[-1] if begins else offset


def _of_term(sheet: Sheet, match: re.Match[str]) -> Term | None:
    """The term of a 有效期 clause."""
    span = sheet.span(match.start(), match.end())
    if match["until"] or match["range"]:
        dated = [d.fact(span) for d in dates_in(sheet.plain, match.start(), match.end())]
        if not dated or (match["range"] and len(dated) < 2):
            return None
        return Term(dated[-1], 0, span, dated[0] if len(dated) > 1 else None)
    months = _months(match)
    if match["since"]:
        named = [d.fact(span) for d in dates_in(sheet.plain, *match.span("since"))]
        if named:
            return Term(named[1] if len(named) > 1 else None, months, span, named[0])
    return Term(None, months, span) if months else None


_PROLONGED = re.compile(
    rf"(?:有效期限?|(?:试行|暂行|执行|施行|实施|适用)(?:期限|期间|期|时间))(?:[一-鿿,]{{0,6}}?)(?:延长|顺延|延续|延期|延)?"
    rf" ?(?:自 ?{DATE} ?起?)?{_UNTIL} ?{DATE} ?(?:24时)?(?:为?止)?"
    rf"|(?:延长|顺延|延续)(?:其|该[一-鿿]{{2,4}}的?)?有效期限?{_UNTIL} ?{DATE}(?:为?止)?"
    rf"|(?:继续|延续|延期|延长)(?:有效|{_VERB})?(?:期限?)?{_UNTIL} ?{DATE}(?:为?止)?"
)


def prolonged_until(sheet: Sheet, start: int, end: int) -> DatedFact | None:
    """The last day to which a notice prolongs a term (有效期延长至…), None where it names none or several."""
    found = []
    for match in _some(_PROLONGED.finditer(sheet.plain, start, end)):
        if quoted(sheet, match.start()):
            continue
        span = sheet.span(match.start(), match.end())
        dated = list(dates_in(sheet.plain, match.start(), match.end()))
        found += [d.fact(span) for d in dated[-1:]]
    return found[0] if len({fact.iso for fact in found}) == 1 else None


def months_in(words: str) -> int:
    """The first length that words name (有效期五年, 试行6个月) in months; 0 where they name none.

    Args:
        words: with half-width signs, as in a `Sheet`.
    """
    match = re.search(_LENGTH, words)
    return _months(match) if match else 0


def _months(match: re.Match[str]) -> int:
    """五年, 6个月, 一年半, 半年 in months; 0 where it is no length."""
    if match["half"]:
        return 6
    number, unit = parse_number(match["n"]) or 0, match["unit"]
    if unit.endswith("月"):
        return number
    if not 0 < number <= 50:
        return 0
    return number * 12 + (6 if unit.endswith("半") else 0)


def _of_end(sheet: Sheet, match: re.Match[str], own_names: frozenset[str]) -> Term | None:
    """自…起至…止, 执行至…, …失效: the last day where the clause is the paper's own.

    The day named with 失效 or 废止 is taken as the last one, as offices do (施行…，2028年4月30日失效).
    """
    if quoted(sheet, match.start()):
        return None
    before = sheet.plain[max(0, match.start() - 16) : match.start()]
    if _EXTENDED.search(before) or re.search(r"文件|有效期届满|期满", before):
        return None
    subject = re.compile(rf"{SELF}[^。;\n]{{0,60}}\Z")
    own = own_subject(sheet, match.start(), own_names)
    if own < 2 and not subject.search(sheet.masked, max(0, match.start() - 120), match.start()):
        return None
    if own < 3 and not _ENDS.search(match.group()) and not _STOPS.match(sheet.plain, match.end()):
        return None
    span = sheet.span(match.start(), match.end())
    dated = [d.fact(span) for d in dates_in(sheet.plain, match.start(), match.end())]
    if not dated:
        return None
    return Term(dated[-1], 0, span, dated[0] if len(dated) > 1 else None)


_ENDS = re.compile(rf"{_VERB}(?!\Z)|止{_VERB}|有效|失效|废止|{_VERB}[^年]*{_UNTIL}")
_STOPS = re.compile(r" ?(?:[。;)\n]|\Z|,(?:有效|期满|到期|逾期|过期))")
"""自2013年1月1日至2014年12月31日止，现有企业执行表1: a time for something in the text, not for the text."""


def last_day(begins: DatedFact, months: int, span: Span) -> DatedFact | None:
    """The end of a term of so many months: the day before the anniversary of `begins`.

    A beginning without a day (2015年3月) gives the month before the anniversary's, one without a
    month (2015年, whole years only) the year before: no day is invented. None where it would leave the
    calendar. Source: 民法典 第二百条至第二百零三条.
    """
    if begins.month is None:
        year = begins.year + months // 12 - 1
        whole = months >= 12 and months % 12 == 0
        return DatedFact(year, None, None, span) if whole and _known(year) else None
    if begins.day is None:
        year, month = divmod(begins.year * 12 + begins.month - 2 + months, 12)
        return DatedFact(year, month + 1, None, span) if _known(year) else None
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    if not _known(year):
        return None
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    length = (following - date(year, month + 1, 1)).days
    anniversary = following if begins.day > length else date(year, month + 1, begins.day)
    last = anniversary - timedelta(days=1)
    return DatedFact(last.year, last.month, last.day, span)


def _known(year: int) -> bool:
    """Whether a year is one the program speaks of."""
    return FIRST_YEAR <= year <= LAST_YEAR
