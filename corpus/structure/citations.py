"""引用: references to other texts by 《name》, by number, by both, with 第N条 and 简称. Pure, linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.block import ReadNote
from corpus.document import Citation
from corpus.structure.citation_roles import RoleReader
from corpus.structure.doc_number import FoundNumber, numbers_in
from corpus.structure.sheet import Sheet, name_extents

_PAREN = re.compile(r" {0,2}\((?P<inside>[^()\n]{1,160}(?:\([^()\n]{0,60}\)[^()\n]{0,80})?)\)")
_BETWEEN = re.compile(r" {0,2}(?:文|文件|(?:公布|发布|颁布|印发|下发)的)? {0,2}")
_ARTICLE = re.compile(
    r"(?:中|的)?(?P<art>第 ?[0-9零〇○一二三四五六七八九十百千]{1,7} ?条(?:之[一二三四五六七八九十]{1,2})?)"
)
_ALIAS = re.compile(
    r"(?:以下|下文|下)?(?:统|均|合)?简?(?:简称|称)为?:? ?[《“\"'‘]?(?P<alias>[^》”\"'’()《“,;。]{2,40}?)[》”\"'’]? ?\Z"
)
_MOST_ALIASES = 40
_MOST_CITATIONS = 4000
_MOST_MENTIONS = 200


@dataclass(frozen=True, slots=True)
class _Named:
    """A 《name》 with what belongs to it: number, article, alias, and the extent of all of it."""

    name: str
    number: FoundNumber | None
    article: str | None
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
    taken = [(item.start, item.end) for item in named]
    found = [_citation(sheet, roles, item, aliases) for item in named]
    found = [c for c in found if not roles.repeats_face(c.start, sheet.text[c.start : c.end])]
    found += _numbers_alone(sheet, roles, taken)
    found += _by_alias(sheet, roles, aliases, taken)
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
        match = _ARTICLE.match(sheet.plain, after)
        article = (
            "".join(sheet.text[match.start("art") : match.end("art")].split()) if match else None
        )
        floor = match.end() if match else after
        yield _Named(name, number, article, alias, begin, floor)


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


def _citation(sheet: Sheet, roles: RoleReader, item: _Named, aliases: dict[str, str]) -> Citation:
    """The noun; an alias is resolved to the full name."""
    name = aliases.get(item.name, item.name)
    number = item.number.noun(sheet) if item.number else None
    role = roles.role(item.start, item.end, item.name)
    return Citation(name, number, item.article, role, item.start, item.end)


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


def _by_alias(
    sheet: Sheet, roles: RoleReader, aliases: dict[str, str], taken: list[tuple[int, int]]
) -> list[Citation]:
    """票据法第十条 after （以下简称票据法）: a bare alias counts where an article follows it."""
    words = sorted((alias for alias in aliases if alias), key=len, reverse=True)[:_MOST_ALIASES]
    if not words:
        return []
    pattern = re.compile(
        f"(?P<alias>{'|'.join(re.escape(word) for word in words)})" + _ARTICLE.pattern
    )
    out: list[Citation] = []
    place = 0
    for match in pattern.finditer(sheet.plain):
        while place < len(taken) and taken[place][1] <= match.start():
            place += 1
        if place < len(taken) and taken[place][0] < match.end():
            continue
        article = "".join(sheet.text[match.start("art") : match.end("art")].split())
        role = roles.role(match.start(), match.end(), None)
        name = aliases[match["alias"]]
        out.append(Citation(name, None, article, role, match.start(), match.end()))
        if len(out) >= _MOST_MENTIONS:
            break
    return out
