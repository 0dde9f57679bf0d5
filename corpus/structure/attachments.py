"""Where the paper proper ends: signature, the document it carries, annexes, the record (版记). Pure.

Source: GB/T 9704-2012 7.3.4 附件说明, 7.3.5 署名 and 成文日期, 7.3.8 附件, 7.4 版记.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

from corpus.numerals import parse_number
from corpus.structure.dates import DATE, FoundDate, dates_in, lone_date
from corpus.structure.glued_signature import glued_signature
from corpus.structure.issuers import bodies_in_title, bodies_on
from corpus.structure.letterhead import FIRST_PROVISION
from corpus.structure.sheet import Line, Sheet

_NUM = r"[0-9]{1,3}|[一二三四五六七八九十]{1,3}"
_ANNEX_ALONE = re.compile(rf"附 ?(?:件|表|录)? ?(?P<n>{_NUM})?(?P<colon> ?:)?")
_ANNEX_NAMED = re.compile(rf"附 ?件 ?(?P<n>{_NUM})? ?[:.、 ] ?\S.{{0,80}}")
_RECORD = re.compile(r"(?:抄 ?送|抄 ?报|分 ?送|主 ?题 ?词) ?[:|].*")
_PRINTED = re.compile(rf".{{0,60}}?{DATE} ?(?:印发|印制|印刷|印|发)(?: ?共印.*)?")
_LIST_ITEM = re.compile(
    r"(?:[0-9]{1,2} ?[.、:]|\([0-9一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|附件)"
)
_FAR = 14
_MOST_ANNEXES = 300


class ZoneKind(Enum):
    """A part of the paper that counts its provisions by itself."""

    MAIN = "main"
    INNER = "inner"  # the document a notice carries, directly after the signature
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines `first` to `last` (exclusive) of the sheet; `number` counts annexes from 1.

    `carried` tells that it holds the text of the document the notice carries.
    """

    kind: ZoneKind
    first: int
    last: int
    number: int = 0
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期: the bodies, the date with offsets in the text, first and last line index."""

    bodies: tuple[str, ...]
    dated: FoundDate
    first: int
    last: int
    officer: bool = False
    """Signed by 县长 张某: an order, whose text may follow the signature."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The paper cut up: zones in order, its signature, the lines of the record."""

    zones: tuple[Zone, ...]
    signature: Signature | None
    record: tuple[Line, ...]


def cut_up(sheet: Sheet, body_start: int, carried: str | None) -> Parts:
    """Finds signature, carried document (its title `carried`, if known), annexes and record."""
    lines = sheet.lines
    records = _record_lines(lines, body_start)
    inner = _title_again(lines, body_start, carried)
    signature = _signature(lines, body_start, inner, records)
    after = signature.last + 1 if signature else body_start
    annexes = _annex_heads(lines, body_start, after if signature else None)
    if inner is None and signature is not None:
        inner = _unannounced(lines, after, annexes, records)
    zones = _zones(lines, body_start, inner, annexes)
    signature = signature or _signed_below(lines, body_start, zones)
    return Parts(tuple(zones), signature, tuple(lines[i] for i in sorted(records)))


def _record_lines(lines: tuple[Line, ...], begin: int) -> set[int]:
    """Indexes of 抄送, 主题词 and 印发 lines, with the lines a 抄送 list runs on to."""
    found: set[int] = set()
    for i in range(begin, len(lines)):
        words = lines[i].words
        if _RECORD.fullmatch(words) or (len(words) <= 80 and _PRINTED.fullmatch(words)):
            found.add(i)
    for i in sorted(found):
        reach = range(i + 1, min(i + 6, len(lines)))
        stop = next((j for j in reach if j in found), None)
        if stop is not None and all(len(lines[j].words) <= 60 for j in range(i + 1, stop)):
            found.update(range(i + 1, stop))
    return found


def normal_title(title: str) -> str:
    """A title without blanks, brackets and the law's 中华人民共和国: for comparing only."""
    return re.sub(r"[\s《》〈〉<>()（）〔〕\[\]]", "", title).removeprefix("中华人民共和国")


def _title_again(lines: tuple[Line, ...], begin: int, carried: str | None) -> int | None:
    """The line at which the carried document's title stands by itself (up to four lines)."""
    if not carried:
        return None
    wanted = normal_title(carried)
    bare = re.sub(r"(?:试行|暂行)\Z", "", wanted)
    for i in range(begin, len(lines)):
        joined = ""
        for line in lines[i : i + 4]:
            joined += normal_title(line.words)
            if joined in (wanted, bare) or _most_of(joined, wanted):
                return i
            if len(joined) >= len(wanted) or not wanted.startswith(joined):
                break
    return None


def _most_of(joined: str, wanted: str) -> bool:
    """Whether a line is the title without the place it begins with."""
    return len(joined) >= 7 and len(joined) * 10 >= len(wanted) * 7 and wanted.endswith(joined)


def _signature(
    lines: tuple[Line, ...], begin: int, inner: int | None, records: set[int]
) -> Signature | None:
    """The first signed date of the paper proper, else its last date line, else one run into a line."""
    end = len(lines) if inner is None else inner
    heads = [i for i in range(begin, end) if i in records or _plain_annex(lines[i].words)]
    last: Signature | None = None
    for i in range(begin, end):
        found = _signed_at(lines, i, begin) if i not in records else None
        if found is None:
            continue
        if found.bodies or found.officer:
            return found
        at = bisect_right(heads, i)
        limit = heads[at] if at < len(heads) else end
        if limit - i <= 6 and (last is None or last.first > (heads or [end])[0]):
            last = found
    return last or _run_in(lines, begin, end)


_LAST_SIGNED = 8


def _signed_below(lines: tuple[Line, ...], begin: int, zones: list[Zone]) -> Signature | None:
    """The signature under the carried text, where the notice above it has none and its letterhead names
    the same body: many a township signs the last page only."""
    heads = [
        body
        for line in lines[:begin]
        for body in bodies_on(line.words) or bodies_in_title(line.words)
    ]
    zone = next((zone for zone in zones if zone.carried), None)
    if zone is None or not heads:
        return None
    for i in range(zone.last - 1, max(zone.first, zone.last - _LAST_SIGNED), -1):
        found = _signed_at(lines, i, zone.first)
        if found is not None and found.bodies:
            same = any(a.endswith(b) or b.endswith(a) for a in heads for b in found.bodies)
            return found if same else None
    return None


def _plain_annex(words: str) -> bool:
    """附件 or 附件1 alone on its line, no colon: an annex begins."""
    match = _ANNEX_ALONE.fullmatch(words)
    return match is not None and not match["colon"]


_OFFICER = re.compile(
    r"(?:[一-鿿]{2,12})?(?:总理|主席|省长|州长|市长|区长|县长|旗长|乡长|镇长|部长|署长|局长|主任|行长|院长|检察长)(?!助理)[一-鿿·]{2,10}"
)


def _signed_at(lines: tuple[Line, ...], i: int, begin: int) -> Signature | None:
    """The signature whose date stands on line `i`, with the bodies on the lines above it."""
    line = lines[i]
    dated = lone_date(line.words)
    bodies: tuple[str, ...] = ()
    if dated is None:
        if len(line.words) > 60 or not (line.words[-1:] in "日)月" or line.words[-1:].isdigit()):
            return None
        dated = next(iter(dates_in(line.words)), None)
        if dated is None or dated.month is None or line.words[dated.end :].strip(" )"):
            return None
        bodies = bodies_on(line.words[: dated.start].strip())
        if not bodies:
            return None
    officer = i > begin and _OFFICER.fullmatch(lines[i - 1].packed) is not None
    first = i - officer
    while first > begin and i - first < 9:
        above = bodies_on(lines[first - 1].words)
        if not above:
            break
        bodies, first = above + bodies, first - 1
    return Signature(bodies, _moved(dated, line.start), first, i, officer)


def _moved(dated: FoundDate, offset: int) -> FoundDate:
    """The date with its offsets counted in the text instead of the line."""
    return FoundDate(dated.year, dated.month, dated.day, dated.start + offset, dated.end + offset)


def _run_in(lines: tuple[Line, ...], begin: int, end: int) -> Signature | None:
    for i in range(begin, end):
        signed = glued_signature(lines[i].words)
        if signed is not None:
            bodies, dated = signed
            return Signature(bodies, _moved(dated, lines[i].start), i + 1, i)
    return None


_BRACKETED = re.compile(r"\((?:供稿|来源|作者|撰稿)?:? ?(?P<who>[^()]{3,60})\)")
_LAST_LINES = 5


def bracketed_issuers(lines: tuple[Line, ...], parts: Parts) -> tuple[str, ...]:
    """The bodies of a line （某某局） alone among the last lines of the paper proper, which has no other
    signature: statistical bulletins end so."""
    if not parts.zones or (parts.signature is not None and parts.signature.bodies):
        return ()
    first, last = parts.zones[0].first, parts.zones[0].last
    for line in reversed(lines[max(first, last - _LAST_LINES) : last]):
        match = _BRACKETED.fullmatch(line.words)
        found = bodies_on(match["who"]) if match else ()
        if found:
            return found
    return ()


def _annex_heads(lines: tuple[Line, ...], begin: int, signed: int | None) -> list[tuple[int, int]]:
    """(line index, annex number) of every annex heading; the 附件 list before the signature is none."""
    found: list[tuple[int, int]] = []
    floor = begin if signed is None else signed
    for i in range(floor, len(lines)):
        words = lines[i].words
        match = _ANNEX_ALONE.fullmatch(words)
        if match is None and (len(words) <= 84):
            match = _ANNEX_NAMED.fullmatch(words)
            if match is not None and (signed is None or _lists(lines, i)):
                match = None
        if match is None or (match.re is _ANNEX_ALONE and match["colon"] and _lists(lines, i)):
            continue
        number = parse_number(match["n"]) if match["n"] else None
        found.append((i, number or len(found) + 1))
        if len(found) >= _MOST_ANNEXES:
            break
    return found


_ANNEX_LIST = re.compile(rf"附 ?件 ?(?:{_NUM})? ?[:.]")
_LONGEST_LIST = 24


def annex_list_start(lines: tuple[Line, ...], first: int, last: int) -> int:
    """Where the list of annexes (附件说明: 附件：1.…) begins at the end of lines first…last, or `last`."""
    for i in range(max(first, last - _LONGEST_LIST), last):
        if _ANNEX_LIST.match(lines[i].words):
            return i if not any(ln.words.endswith("。") for ln in lines[i:last]) else last
    return last


def _lists(lines: tuple[Line, ...], i: int) -> bool:
    """Whether the line only names annexes: the next is a list item or a signature soon follows."""
    following = lines[i + 1 : i + _FAR]
    if following and _LIST_ITEM.match(following[0].words) and len(following[0].words) <= 60:
        return len(following) > 1 and not any("。" in line.words for line in following[:2])
    return any(lone_date(line.words) is not None for line in following[:4])


def _unannounced(
    lines: tuple[Line, ...], after: int, annexes: list[tuple[int, int]], records: set[int]
) -> int | None:
    """A document that follows the signature though no title announced it."""
    stop = annexes[0][0] if annexes else len(lines)
    for i in range(after, stop):
        if FIRST_PROVISION.match(lines[i].words):
            begin = after
            while begin < i and (begin in records or lines[begin].words[0] in "(["):
                begin += 1
            return begin
    return None


def _zones(
    lines: tuple[Line, ...], begin: int, inner: int | None, annexes: list[tuple[int, int]]
) -> list[Zone]:
    """The zones in order; an annex whose first line is the carried title is the carried document."""
    cuts = [(i, ZoneKind.ANNEX, number) for i, number in annexes]
    if inner is not None:
        near = any(0 < inner - i <= 2 for i, _ in annexes)
        if not near:
            cuts.append((inner, ZoneKind.INNER, 0))
    cuts.sort(key=lambda cut: cut[0])
    zones = [Zone(ZoneKind.MAIN, begin, cuts[0][0] if cuts else len(lines))]
    for n, (first, kind, number) in enumerate(cuts):
        last = cuts[n + 1][0] if n + 1 < len(cuts) else len(lines)
        carried = inner is not None and first <= inner < last
        zones.append(Zone(kind, first, last, number, carried))
    return zones
