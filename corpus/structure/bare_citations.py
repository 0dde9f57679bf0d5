"""References without 《》: 第三条、第五条 after a name, 票据法第十条, an abbreviation, 宪法. Pure, linear."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.lexicon import structure_words
from corpus.structure.sheet import Sheet

_N = r"[0-9零〇○一二三四五六七八九十百千]{1,7}"
ARTICLE = rf"(?P<art>第 ?{_N} ?条(?:之[一二三四五六七八九十]{{1,2}})?)"
_FIRST = re.compile(rf"(?:中|的)?{ARTICLE}")
_FURTHER = re.compile(
    rf"(?: ?第 ?{_N} ?款| ?第? ?\(? ?{_N} ?\)? ?项| ?第 ?{_N} ?目){{0,6}} ?(?:、|,|和|及|与|或者?|以及|至|到) ?"
    rf"(?:{ARTICLE}|(?P<short>{_N} ?条)(?![件例款约目形规线文路道]))"
)
_MOST_ARTICLES = 40
_MOST_ALIASES = 40
_MOST_MENTIONS = 400
_LONGEST_LAW = 24


@dataclass(frozen=True, slots=True)
class Bare:
    """A reference with its full name, its article if any, and its extent."""

    name: str
    article: str | None
    start: int
    end: int


def articles_at(sheet: Sheet, offset: int) -> tuple[tuple[str, int, int], ...]:
    """The articles named directly at an offset, each with its extent: 第三条、第五条第二款和八条."""
    found: list[tuple[str, int, int]] = []
    match = _FIRST.match(sheet.plain, offset)
    while match is not None and len(found) < _MOST_ARTICLES:
        group = "art" if match["art"] else "short"
        start, end = match.span(group)
        words = "".join(sheet.text[start:end].split())
        found.append((words if group == "art" else f"第{words}", start, end))
        match = _FURTHER.match(sheet.plain, end)
    return tuple(found)


def bare_references(
    sheet: Sheet, aliases: dict[str, str], taken: list[tuple[int, int]]
) -> list[Bare]:
    """Every reference by abbreviation, by the name of a law, and to 宪法, outside `taken` extents."""
    found = [*_by_alias(sheet, aliases), *_by_law(sheet), *_by_rule(sheet)]
    found += _by_constitution(sheet)
    found.sort(key=lambda one: (one.start, -one.end))
    out: list[Bare] = []
    begins, floor = [extent[0] for extent in taken], 0
    for one in found:
        at = bisect_right(begins, one.end - 1) - 1
        if one.start < floor or (at >= 0 and taken[at][1] > one.start):
            continue
        out.append(one)
        floor = one.end
    return out


def _with_articles(sheet: Sheet, name: str, start: int, end: int) -> Iterator[Bare]:
    """One reference for each article behind a name; the first one's extent holds the name."""
    for n, (article, first, last) in enumerate(articles_at(sheet, end)):
        yield Bare(name, article, first if n else start, last)


_LEADS = r"(?:(?<![一-鿿])|(?<=[照据依按反和与及或合对在以由于用犯了即指是将把因为见])|(?<=具有|构成|实施))"


def _by_alias(sheet: Sheet, aliases: dict[str, str]) -> Iterator[Bare]:
    """票据法第十条 after （以下简称票据法）: a bare alias counts where an article follows it.

    A short one (办法, 条例) only behind a word that leads to it: 本办法第三条 is the paper's own.
    """
    words = sorted((alias for alias in aliases if alias), key=len, reverse=True)[:_MOST_ALIASES]
    if not words:
        return
    listed = "|".join(re.escape(word) for word in words)
    pattern = re.compile(rf"(?<![本该此原]){_LEADS}(?P<alias>{listed})(?=(?:中|的)?第 ?{_N} ?条)")
    for match in islice(pattern.finditer(sheet.plain), _MOST_MENTIONS):
        yield from _with_articles(sheet, aliases[match["alias"]], match.start(), match.end())


_LAW = re.compile(rf"法典?(?= ?第 ?{_N} ?条)")
_LED = re.compile(_LEADS)


def _by_law(sheet: Sheet) -> Iterator[Bare]:
    """刑法第三百三十八条: the longest law name that ends there and that something leads to."""
    names = structure_words.law_names()
    for match in islice(_LAW.finditer(sheet.plain), _MOST_MENTIONS):
        end = match.end()
        for start in range(max(0, end - _LONGEST_LAW), end - 1):
            name = sheet.plain[start:end]
            if name in names and _LED.match(sheet.plain, start):
                yield from _with_articles(sheet, name, start, end)
                break


_VERBS = "(?:根据|依据|依照|按照|违反|适用|参照|符合)"
_RULE = re.compile(
    rf"(?:{_VERBS} ?|(?:^|。) {{0,4}}(?!{_VERBS})(?P<opens>))"
    rf"(?P<name>[一-鿿]{{4,24}}?(?:条例|办法|规定|规则|细则))(?:中|的)?"
    rf"(?= ?第 ?{_N} ?条)(?(opens)(?= ?第 ?{_N} ?条(?: ?第 ?{_N} ?[款项]){{0,2}}规定))",
    re.MULTILINE,
)
_NO_NAME = re.compile(
    r"\A(?:[本该此原新旧]|上述|前述|同一|有关|相关|现行)|的|可以|应当|法律(?!援助)|法规|规章|其他|根据|依[据照]|按照|违反|适用|参照|符合|第"
    r"|[本该](?:条例|办法|规定|规则|细则)\Z"
)
_SHORTEST_RULE = 6


def _by_rule(sheet: Sheet) -> Iterator[Bare]:
    """环境行政处罚办法第九条, behind 根据, or before 规定 where it opens a sentence.

    What begins with 本, 该, 有关 or a verb is no name; one that stands in 《》 was read already.
    """
    for match in islice(_RULE.finditer(sheet.plain), _MOST_MENTIONS):
        if len(match["name"]) >= _SHORTEST_RULE and _NO_NAME.search(match["name"]) is None:
            start, end = match.span("name")
            yield from _with_articles(sheet, sheet.text[start:end], start, end)


_CONSTITUTION = re.compile(
    rf"(?:根据|依据|依照)(?P<law>(?:中华人民共和国)?宪法)(?!典|修正|宣誓)(?! ?[和、及与]? ?(?:法律|国家|有关法))"
    rf"(?! ?第 ?{_N} ?条)"
)


def _by_constitution(sheet: Sheet) -> Iterator[Bare]:
    """根据宪法，制定本法: the one name that stands without 《》 and without an article."""
    for match in islice(_CONSTITUTION.finditer(sheet.plain), _MOST_MENTIONS):
        start, end = match.span("law")
        yield Bare(sheet.text[start:end], None, start, end)
