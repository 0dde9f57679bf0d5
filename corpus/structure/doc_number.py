"""发文字号 in its historical shapes, and which of them is the paper's own. Pure.

Shapes: 凤府发〔2015〕12号, (87)第3号, 府发(1985)字第12号, 凤府字第15号, 人民政府令第12号, 2019年第4号.
Source: GB/T 9704-2012 7.2.5 for today's shape; the older ones as met in offices' stocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import DocNumber
from corpus.lexicon import structure_words
from corpus.numerals import ZEROS, parse_number
from corpus.structure.dates import full_year
from corpus.structure.glued_number import glued_number
from corpus.structure.issuers import is_body
from corpus.structure.sheet import Line, Sheet

_OPEN, _CLOSE = r"[〔\[(【〈{「『〖]", r"[〕\])】〉}」』〗]"
_GLYPH = rf"[1-9lI|{ZEROS}一二三四五六七八九]"
_YEAR = rf"(?:{_GLYPH} ?{_GLYPH} ?{_GLYPH} ?{_GLYPH}|{_GLYPH} ?{_GLYPH})"
_SERIAL = rf"(?:[0-9lI|oOoОΟ](?: ?[0-9lI|oOoОΟ]){{0,5}}|[{ZEROS}一二三四五六七八九十百千]{{1,8}})"
_TAIL = rf" ?(?P<zi>字|文)? ?(?:第|\bNo\.?|№)? ?(?P<serial>{_SERIAL})(?:[-—之]{_SERIAL})? ?号"
_NAME = r"[一-鿿A-Za-z×Xx]"
_BRACKETED = rf"{_OPEN} {{0,2}}(?P<year>{_YEAR}) {{0,2}}年? {{0,2}}{_CLOSE} {{0,2}}(?P<mid>{_NAME}{{0,10}}?){_TAIL}"
_PUBLIC = "(?:联合)?(?:公告|通告|令)"
_PLAIN_YEAR = (
    rf"(?P<pyear>[0-9{ZEROS}一二三四五六七八九]{{4}}) ?年 ?(?P<pmid>{_PUBLIC})? ?第 ?(?P<pserial>{_SERIAL}) ?号"
    rf"(?P<after>{_PUBLIC})?"
)
_BARE = (
    rf"(?P<bare>令|字|公告|通告|函|办|发) ?第 ?(?P<bserial>{_SERIAL}) ?号"
    rf"|第 ?(?P<lserial>{_SERIAL}) ?号(?P<late>令|公告|通告)"
)
_NUMBER = re.compile(rf"{_BRACKETED}|{_PLAIN_YEAR}|{_BARE}")
_LONGEST_PREFIX = 24

_NAMES_BEFORE = re.compile(r"[一-鿿A-Za-z×、 ]*\Z")
_PREFIX_STOP = re.compile(
    r".*(?:以下简称|下简称|简称|根据|依据|依照|按照|遵照|为落实|落实|贯彻|执行|废止|印发的?|发布的?|下发的?|公布的?"
    r"|作出|文号为?|字号为?|批准文号|仍按|以及|、|[^国]以|原来的|其中|按|参照|参见|详见|对照|适用|同意|转发|批转|修订|修正|修改|文件|通知|我[县镇市区局院]|你[县镇市区局]|已被|已经|[与及的])"
)
_AFTER_NAME = re.compile(r".*和")
_AND = re.compile(r".+和|和(?=国发|国办|中办|中发)")
_PREFIX_LEAD = re.compile(
    r"^(?:决定对(?=.{2})|按(?!揭)|经(?=国|省|市|县|区|府|政)|原(?=[一-鿿]{3})|以|见|由|将|对|因|与|及|等|在|即|现|解除)+"
)
_OCR = str.maketrans({"l": "1", "I": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number read between two offsets; `prefix` has no blanks and no bracket."""

    prefix: str
    year: int | None
    serial: int | None
    start: int
    end: int
    written: str | None = None
    """How it should be shown where the words lack something: GB21902 2008 has lost its dash."""

    def noun(self, sheet: Sheet) -> DocNumber:
        """The number as a noun with its words; blanks and breaks inside are dropped from `text`."""
        span = sheet.span(self.start, self.end)
        words = self.written or "".join(span.quote.split())
        return DocNumber(words, self.prefix, self.year, self.serial, span)


def numbers_in(plain: str, start: int, end: int) -> Iterator[FoundNumber]:
    """Every number cited between two offsets of a plain copy, each with the prefix that is its own.

    What cannot be a number (a serial out of range, no prefix) is left out.
    """
    floor = start
    last: FoundNumber | None = None
    for match in _NUMBER.finditer(plain, start, end):
        found = _cited(plain, match, floor) or _same_series(plain, match, last)
        if found is not None:
            floor, last = found.end, found
            yield found


_JOINT = re.compile(r" ?(?:、|,|和|及|与|以及) ?")


def _same_series(plain: str, match: re.Match[str], last: FoundNumber | None) -> FoundNumber | None:
    """公告2015年第57号、2016年第52号和〔2017〕26号: a bare number goes on with the series before it."""
    if last is None or last.year is None or not _JOINT.fullmatch(plain, last.end, match.start()):
        return None
    year, serial = _values(match)
    if serial is None or year is None or _middle(match):
        return None
    words = "".join(match.group().split())
    return FoundNumber(
        last.prefix, year, serial, match.start(), match.end(), f"{last.prefix}{words}"
    )


def _cited(plain: str, match: re.Match[str], floor: int) -> FoundNumber | None:
    """One cited number; the prefix is read backwards from the bracket and cut at verbs."""
    year, serial = _values(match)
    mid = _middle(match)
    left = max(floor, match.start() - _LONGEST_PREFIX)
    before = _NAMES_BEFORE.search(plain, left, match.start())
    raw = before.group() if before else ""
    begin = match.start() - len(raw)
    if begin and plain[begin - 1].isdigit():
        cut = len(raw) - len(raw.lstrip("年月日号 "))
        raw, begin = raw[cut:], begin + cut
    raw, begin = _without_verbs(raw, begin, plain, code=match["year"] is not None)
    if _IS_PUBLIC.search(raw + (match["bare"] or "") + mid):
        begin = _with_co_issuers(plain, begin, floor)
        raw = plain[begin : match.start()]
    prefix = raw.replace(" ", "") + (match["bare"] or "") + mid
    if serial is None or not prefix or prefix in {"字", "函", "办", "发", "令"}:
        return None
    if match["year"] and year is None:
        return None
    return FoundNumber(prefix, year, serial, begin, match.end())


def _without_verbs(raw: str, begin: int, plain: str, *, code: bool) -> tuple[str, int]:
    """The name that stands directly before a number, without the words that lead to it.

    和 ends a name only in a 机关代字 (`code`): 住房和城乡建设部令 and 中华人民共和国 keep theirs.
    """
    patterns = [_PREFIX_STOP, _PREFIX_LEAD]
    if code:
        last = raw.rstrip().rpartition(" ")[
            2
        ]  # another cell, another word: 集市管理办法 柳政发〔2015〕3号
        if len(last) > 1 and not _IS_PUBLIC.search(last):
            begin += raw.rindex(last)
            raw = raw[raw.rindex(last) :]
        after_name = begin > 0 and plain[begin - 1] in "》)号"
        patterns.append(_AFTER_NAME if after_name else _AND)
    for pattern in patterns:
        stop = pattern.match(raw)
        if stop and stop.end() < len(raw):
            raw, begin = raw[stop.end() :], begin + stop.end()
    joined = begin > 0 and plain[begin - 1] in "》)号"  # 和政发 is a county's own, 号和 is not
    bare = raw.lstrip(" 、和及与" if joined else " 、")
    return bare.rstrip(), begin + len(raw) - len(bare)


_IS_PUBLIC = re.compile(r"(?:公告|通告|令)\Z")
_CO_ISSUER = re.compile(r"[一-鿿]{2,16}、\Z")
_AFTER_DAY = re.compile(r".*[0-9一二三四五六七八九十] ?日(?=[一-鿿]{2})")


def _with_co_issuers(plain: str, begin: int, floor: int) -> int:
    """Where the prefix begins with the bodies set before it: 海关总署、农业农村部公告2021年第2号."""
    for _ in range(6):
        low = max(floor, begin - 17)
        before = _CO_ISSUER.search(plain, low, begin)
        if before is None:
            break
        cut = _lead_of(plain, before.start(), before.end())
        if not is_body(before.group()[cut:-1]):
            break
        begin = before.start() + cut
        if cut:
            break
    return begin


def _lead_of(plain: str, start: int, end: int) -> int:
    """How much before a body's name is no part of it: the rest of a date, a verb."""
    day = _AFTER_DAY.match(plain, max(0, start - 2), end - 1)
    if day is not None and day.end() > start:
        return day.end() - start
    stop = _PREFIX_STOP.match(plain, start, end - 1)
    return stop.end() - start if stop else 0


def _middle(match: re.Match[str]) -> str:
    """What stands between year and serial: 高检一函 in (83)高检一函第26号, 公告 in 2021年第2号公告; 字
    alone is filler."""
    mid = (match["mid"] or "").replace(" ", "")
    mid = mid + (match["zi"] or "") if mid else ""
    return mid + (match["pmid"] or match["after"] or match["late"] or "")


def _values(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Year and serial of a match; OCR's l and O are read as digits."""
    raw = (match["year"] or match["pyear"] or "").translate(_OCR).replace(" ", "")
    number = parse_number(raw) if raw else None
    year = None if number is None else full_year(number, len(raw))
    serial = match["serial"] or match["pserial"] or match["bserial"] or match["lserial"]
    return year, parse_number(serial.translate(_OCR))


_LABEL = re.compile(rf"^{structure_words.any_of('number_labels')} ?[:|] ?")
_DECORATION = re.compile(
    r"(?: {2,}| *[|★☆*] *| +)(?:签发人 ?:.*|(?:绝密|机密|秘密|特急|加急|平急|急件).{0,12}|[0-9]{6})\Z"
)
_LEAD = re.compile(
    r"^(?:(?:绝密|机密|秘密|特急|加急|平急)[★☆ ]{0,3}(?:[0-9]{1,2}年)? +|[0-9]{6} +|[一-鿿 ]{4,40}文 ?件 +(?=\S))"
)
_OWN = re.compile(
    rf"(?P<prefix>(?:{_NAME}| |、|·){{0,40}}?) ?(?:{_BRACKETED}|{_PLAIN_YEAR}|(?:{_BARE}))(?: ?文件?)?"
)
_LONGEST_LINE = 80


def own_on_line(line: Line) -> FoundNumber | None:
    """The number where a whole line is nothing but one (label, brackets, 签发人 and 密级 allowed)."""
    words, start = line.words, line.start
    if len(words) > _LONGEST_LINE or "号" not in words or glued_number(words) is not None:
        return None
    for pattern in (_LABEL, _LEAD):
        lead = pattern.match(words)
        if lead:
            words, start = words[lead.end() :], start + lead.end()
    tail = _DECORATION.search(words)
    words = words[: tail.start()] if tail else words
    if (
        words[:1] in "([【"
        and words[-1:] in ")]】"
        and len(words) > 2
        and not _OWN.fullmatch(words)
    ):
        words, start = words[1:-1], start + 1
    gap = len(words) - len(words.lstrip())
    words, start = words.strip(), start + gap
    match = _OWN.fullmatch(words)
    return None if match is None else _own(match, start)


def _own(match: re.Match[str], start: int) -> FoundNumber | None:
    """The paper's own number out of a line that is nothing else."""
    year, serial = _values(match)
    prefix = "".join(((match["prefix"] or "") + (match["bare"] or "")).split())
    prefix += _middle(match)
    if serial is None or (match["year"] and year is None):
        return None
    end = match.end("after") if match["after"] else match.group().rindex("号") + 1
    return FoundNumber(prefix, year, serial, start, start + end)


_SERIAL_LINE = re.compile(rf"[(\[]? ?第 ?(?P<serial>{_SERIAL}) ?号 ?[)\]]?")
_SERIES_NAME = re.compile(r"[一-鿿 、]{0,40}(?:令|公告|通告|命令|布告)")
_TITLE_NUMBER = re.compile(r"[(〔\[](?P<inside>[^()]{3,40}号)[)〕\]]\Z")


_PUT_OUT = re.compile(r" ?(?:、[^。;]{2,40}号)? ?(?:修[订改]后?)?(?:重新)?(?:公布|发布|颁布)")


def number_in_note(sheet: Sheet, notes: tuple[Line, ...]) -> FoundNumber | None:
    """The order by which a rule was put out, from the note under its title: …国务院令第467号公布."""
    for line in notes:
        found = next(numbers_in(sheet.masked, line.start, line.end), None)
        if found is not None:
            return found if _PUT_OUT.match(sheet.masked, found.end) else None
    return None


def own_number(sheet: Sheet, head: tuple[Line, ...]) -> FoundNumber | None:
    """The paper's own number, read only in its head (`head`: the lines before the addressees).

    A number cited in the body or in a title's 《》 is never taken. In 第12号 alone under …令 the line
    above is the prefix.
    """
    for line in head:
        found = own_on_line(line)
        if found is not None and (found.prefix or found.year):
            return _bare_again(_with_series(found, head), head)
    for above, line in pairwise(head):
        match = _SERIAL_LINE.fullmatch(line.words)
        if match and _SERIES_NAME.fullmatch(above.packed):
            serial = parse_number(match["serial"].translate(_OCR))
            if serial is not None:
                return FoundNumber(above.packed, None, serial, above.start, line.end)
    return _in_title(head)


def _bare_again(found: FoundNumber, head: tuple[Line, ...]) -> FoundNumber:
    """公告〔2015〕3号 alone below 凤凰县水利局 公告〔2015〕3号: the line above was the title."""
    for line in head:
        other = own_on_line(line) if line.start > found.end else None
        if other is None or (other.year, other.serial) != (found.year, found.serial):
            continue
        if other.prefix and other.prefix != found.prefix and found.prefix.endswith(other.prefix):
            return other
    return found


def _with_series(found: FoundNumber, head: tuple[Line, ...]) -> FoundNumber:
    """〔2019〕第4号 or 2019年第4号 under a line that is …公告 or …令 alone: that line is the prefix."""
    if found.prefix:
        return found
    for line in head:
        if line.end <= found.start and _SERIES_NAME.fullmatch(line.packed):
            return FoundNumber(line.packed, found.year, found.serial, found.start, found.end)
    return found


def _in_title(head: tuple[Line, ...]) -> FoundNumber | None:
    """A number at the very end of a title line: 关于…的通知（凤府发〔2015〕12号）, or without brackets."""
    genre = "|".join(re.escape(name) for name in structure_words.genres())
    for line in head:
        match = _TITLE_NUMBER.search(line.words)
        if match and re.search(rf"(?:{genre}) ?\Z", line.words[: match.start()]):
            own = _OWN.fullmatch(match["inside"].strip())
            if own is not None:
                return _own(own, line.start + match.start("inside"))
        at = glued_number(line.words)
        own = _OWN.fullmatch(line.words[at:]) if at is not None else None
        if own is not None and at is not None:
            return _own(own, line.start + at)
    return None
