"""引用: references to other texts by 《name》, by number, by both, with 第N条 and 简称. Pure, linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.block import ReadNote
from corpus.document import Citation
from corpus.structure.bare_citations import articles_at, bare_references
from corpus.structure.citation_roles import RoleReader
from corpus.structure.doc_number import FoundNumber, numbers_in
from corpus.structure.sheet import Sheet, name_extents

_PAREN = re.compile(r" {0,2}\((?P<inside>[^()\n]{1,160}(?:\([^()\n]{0,60}\)[^()\n]{0,80})?)\)")
_BETWEEN = re.compile(r" {0,2}(?:文|文件|(?:公布|发布|颁布|印发|下发)的)? {0,2}")
_ALIAS = re.compile(
    r"(?:以下|下文|下)?(?:统|均|合)?简?(?:简称|称)为?:? ?[《“\"'‘]?(?P<alias>[^》”\"'’()《“,;。]{2,40}?)[》”\"'’]? ?\Z"
)
_MOST_CITATIONS = 4000


_FORM = re.compile(
    r"(?:证|执照|证书|证明|(?:申请|登记|审批|申报|报告|汇总|备案|确认|审核|调查|信息|情况)表|发票|(?<!清)单|申请书|通知书|决定书"
    r"|告知书|承诺书|报告书|协议书|合同|提示函|意见书|委托书|责任书|登记卡|回执|台账)\Z"
)
"""What is filled in or handed out; 《林木采伐许可证》 is no text that could be repealed."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A 《name》 with what belongs to it: number, article, alias, and the extent of all of it."""

    name: str
    number: FoundNumber | None
    articles: tuple[tuple[str, int, int], ...]
    alias: str | None
    start: int
    end: int


def citations_of(
    sheet: Sheet, roles: RoleReader
) -> tuple[tuple[Citation, ...], tuple[ReadNote, ...]]:
    """Every citation in the text, in order; 《X》（号） is one, 《办法》 after 以下简称《办法》 means X.

    A text with more than 4,000 is broken or hostile: the first are kept and a note says so.
    """
    named = list(islice(_named(sheet, roles), _MOST_CITATIONS))
    aliases = {item.alias: item.name for item in named if item.alias and item.alias != item.name}
    taken = [(item.start, item.articles[-1][2] if item.articles else item.end) for item in named]
    found = [one for item in named for one in _cited(sheet, roles, item, aliases)]
    found = [c for c in found if not roles.repeats_face(c.start, sheet.text[c.start : c.end])]
    found += _numbers_alone(sheet, roles, taken)
    found += _bare(sheet, roles, aliases, taken)
    found.sort(key=lambda citation: (citation.start, citation.end))
    if len(found) < _MOST_CITATIONS:
        return tuple(found), ()
    message = f"引用超过{_MOST_CITATIONS}处，只列出前面的，请核对原件是否读取有误。"
    return tuple(found[:_MOST_CITATIONS]), (ReadNote("too_many_citations", message),)


def _named(sheet: Sheet, roles: RoleReader) -> Iterator[_Named]:
    """The outermost 《…》 with the number before or behind, the alias and the article."""
    floor = 0
    for start, end, bare in _names(sheet, roles):
        if start < floor:
            continue
        inset = 0 if bare else 1
        name = "".join(p.strip() for p in sheet.text[start + inset : end - inset].split("\n"))
        if not name:
            continue
        number, alias, after = _behind(sheet.plain, end)
        if number is None:
            number = _before(sheet.plain, start, floor)
        begin = min(start, number.start) if number else start
        articles = articles_at(sheet, after)
        floor = articles[-1][2] if articles else after
        yield _Named(name, number, articles, alias, begin, articles[0][2] if articles else after)


def _names(sheet: Sheet, roles: RoleReader) -> Iterator[tuple[int, int, bool]]:
    """Extents of names in order: 《…》, and whole titles in a list of texts (True), which hold 《》."""
    listed = roles.listed_titles()
    place = 0
    for start, end in name_extents(sheet.plain):
        while place < len(listed) and listed[place][0] <= start:
            yield (*listed[place], True)
            place += 1
        if not place or start >= listed[place - 1][1]:
            yield start, end, False
    for item in listed[place:]:
        yield (*item, True)


def _behind(plain: str, end: int) -> tuple[FoundNumber | None, str | None, int]:
    """Number and alias from the brackets behind a name, and where the citation ends."""
    number: FoundNumber | None = None
    alias: str | None = None
    for _ in range(2):
        match = _PAREN.match(plain, end)
        if match is None:
            break
        inside = match["inside"]
        here = next(numbers_in(plain, match.start("inside"), match.end("inside")), None)
        called = _ALIAS.search(inside)
        if here is None and called is None:
            break
        number, alias = number or here, alias or (called["alias"].strip() if called else None)
        end = match.end()
    if number is None:
        number, end = _directly(plain, end)
    return number, alias, end


def _directly(plain: str, end: int) -> tuple[FoundNumber | None, int]:
    """《X》凤府发〔2015〕12号: the number directly behind the name, no bracket."""
    here = next(numbers_in(plain, end, min(len(plain), end + 48)), None)
    if here is not None and not plain[end : here.start].strip() and here.year is not None:
        return here, here.end
    return None, end


def _before(plain: str, start: int, floor: int) -> FoundNumber | None:
    """浦府规〔2021〕5号《X》: the number directly before the name."""
    low = max(floor, start - 45)
    last = max(numbers_in(plain, low, start), key=lambda found: found.end, default=None)
    return last if last is not None and _BETWEEN.fullmatch(plain, last.end, start) else None


def _cited(
    sheet: Sheet, roles: RoleReader, item: _Named, aliases: dict[str, str]
) -> Iterator[Citation]:
    """The nouns, one for each article; an alias is resolved to the full name, a form is none."""
    name = aliases.get(item.name, item.name)
    if item.number is None and not item.articles and _FORM.search(item.name):
        return
    number = item.number.noun(sheet) if item.number else None
    role = roles.role(item.start, item.end, item.name)
    article = item.articles[0][0] if item.articles else None
    yield Citation(name, number, article, role, item.start, item.end)
    for further, start, end in item.articles[1:]:
        yield Citation(name, number, further, role, start, end)


def _bare(
    sheet: Sheet, roles: RoleReader, aliases: dict[str, str], taken: list[tuple[int, int]]
) -> Iterator[Citation]:
    """References without 《》; their role is never that of a list."""
    for one in bare_references(sheet, aliases, taken):
        role = roles.role(one.start, one.end, None, listed=False)
        yield Citation(one.name, None, one.article, role, one.start, one.end)


def _numbers_alone(sheet: Sheet, roles: RoleReader, taken: list[tuple[int, int]]) -> list[Citation]:
    """Numbers cited without a name; the paper's own number is left out."""
    out: list[Citation] = []
    own = roles.own_number
    place = 0
    for found in islice(numbers_in(sheet.plain, 0, len(sheet.plain)), _MOST_CITATIONS):
        while place < len(taken) and taken[place][1] <= found.start:
            place += 1
        inside = place < len(taken) and taken[place][0] < found.end
        words = sheet.text[found.start : found.end]
        if inside or (own is not None and own[0] <= found.start < own[1]):
            continue
        if roles.repeats_face(found.start, words):
            continue
        role = roles.role(found.start, found.end, None)
        out.append(Citation(None, found.noun(sheet), None, role, found.start, found.end))
    return out
