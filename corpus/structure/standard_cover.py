"""The cover of a technical standard: GB 12523—2011, its name, 发布 and 实施 dates, who issued it. Pure.

Source: GB/T 1.1-2020 第8.1条 (封面). A cover tells by other places than a 公文 what it is: the number stands
under 中华人民共和国国家标准, the name above its English translation, the dates side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.document import DatedFact
from corpus.structure.dates import DATE, dates_in
from corpus.structure.doc_number import FoundNumber
from corpus.structure.issuers import bodies_on
from corpus.structure.sheet import Line, Sheet
from corpus.structure.title import Title

_LONGEST_COVER = 30
_NUMBER = re.compile(
    r"(?P<prefix>(?:T/)?[A-Z]{2,6}(?: ?[0-9]{2,6} ?/ ?)?(?: ?/ ?)?[TZJ]?) ?(?P<serial>[0-9]{1,6})(?:\.[0-9]{1,2})?"
    r"(?P<dash> ?[-—–―－] ?| )(?P<year>(?:19|20)[0-9]{2})"
)
_REPLACED = re.compile(r"(?:部分)?代替")
_KIND = ("国家标准", "行业标准", "地方标准", "团体标准", "企业标准")
_STATE_KIND = sorted("中华人民共和国国家标准")
_DATE = rf"(?:{DATE}|[0-9]{{4}} ?[-—–]? ?[0-9]{{2}} ?[-—–]? ?[0-9]{{2}})"
_PUT_OUT = re.compile(rf"(?P<date>{_DATE}) ?发布")
_IN_FORCE = re.compile(rf"(?P<date>{_DATE}) ?(?:起)?实施")
_BARE_DATE = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])")
_BY = re.compile(r"\A(?:联合)?发布|(?:联合)?发布\Z")
_LATIN = re.compile(r"(?=.*[a-z]{3})[A-Za-z][A-Za-z ,.()'’\-—&/:;]{7,}\Z")
_NAME = re.compile(r"(?=.*[一-鿿]{3})[^。;:]{3,60}\Z")
_NOT_NAME = re.compile(
    r"ICS|CCS|代替|发布|实施|[A-Z]{2,4} ?[0-9]{3,}|标准正在|电子版|\A\(.{0,8}稿\)\Z"
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover tells; None and empty where it does not."""

    number: FoundNumber
    title: Title | None
    issuers: tuple[str, ...]
    issued_on: DatedFact | None
    effective_on: DatedFact | None


def read_cover(sheet: Sheet) -> Cover | None:
    """The cover among the first 30 lines, None where there is none.

    It takes a line that is a standard's number alone, and either the kind (国家标准 …) on a line of its
    own or the two dates: a number cited in a text makes no cover.
    """
    lines = sheet.lines[:_LONGEST_COVER]
    number = next((found for line in lines if (found := _number(line)) is not None), None)
    if number is None:
        return None
    issued, effective = _dated(sheet, lines, _PUT_OUT), _dated(sheet, lines, _IN_FORCE)
    if not any(_is_kind(line) for line in lines) and (issued is None or effective is None):
        return None
    return Cover(number, _title(sheet, lines), _issuers(lines), issued, effective)


def _number(line: Line) -> FoundNumber | None:
    match = _NUMBER.fullmatch(line.words)
    if match is None:
        return None
    prefix = match["prefix"].replace(" ", "")
    lost = not match["dash"].strip()
    written = f"{match.group()[: match.start('dash')].replace(' ', '')}—{match['year']}"
    year, serial = int(match["year"]), int(match["serial"])
    return FoundNumber(prefix, year, serial, line.start, line.end, written if lost else None)


def _is_kind(line: Line) -> bool:
    """中华人民共和国国家标准 and its like, letters out of order as some files have them."""
    packed = line.packed
    return (len(packed) <= 16 and packed.endswith(_KIND)) or sorted(packed) == _STATE_KIND


def _dated(sheet: Sheet, lines: tuple[Line, ...], pattern: re.Pattern[str]) -> DatedFact | None:
    """The date before 发布 or 实施 on the cover."""
    for line in lines:
        match = pattern.search(line.words)
        if match is None:
            continue
        start, end = line.start + match.start("date"), line.start + match.end("date")
        found = next(dates_in(sheet.plain, start, end), None)
        span = sheet.span(start, end)
        if found is not None:
            return found.fact(span)
        bare = _BARE_DATE.fullmatch(re.sub(r"[^0-9]", "", match["date"]))
        if bare is not None and int(bare["m"]) in range(1, 13) and 0 < int(bare["d"]) <= _LAST:
            return DatedFact(int(bare["y"]), int(bare["m"]), int(bare["d"]), span)
    return None


_LAST = 31


def _issuers(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The bodies around 发布 at the foot of the cover."""
    at = next((i for i, line in enumerate(lines) if _IN_FORCE.search(line.words)), None)
    out: tuple[str, ...] = ()
    for line in lines[at + 1 : at + 8] if at is not None else ():
        words = _BY.sub("", line.packed).strip()
        bodies = bodies_on(words) if words else ()
        if words and not bodies:
            break
        out += bodies
    return tuple(dict.fromkeys(out))


def _title(sheet: Sheet, lines: tuple[Line, ...]) -> Title | None:
    """The Chinese lines directly above the English name, else those under number and 代替."""
    for i, line in enumerate(lines):
        if _LATIN.match(line.words):
            first = i
            while first and _is_name(lines[first - 1]):
                first -= 1
            if first < i:
                return _joined(sheet, lines[first:i])
    numbered = [i for i, ln in enumerate(lines) if _number(ln) or _REPLACED.match(ln.words)]
    first = numbered[-1] + 1 if numbered else len(lines)
    last = first
    while last < len(lines) and _is_name(lines[last]):
        last += 1
    return _joined(sheet, lines[first:last]) if first < last else None


def _is_name(line: Line) -> bool:
    return (
        _NAME.match(line.words) is not None
        and not _NOT_NAME.search(line.words)
        and not _is_kind(line)
        and not bodies_on(line.words)
    )


def _joined(sheet: Sheet, lines: tuple[Line, ...]) -> Title:
    words = "".join(sheet.text[line.start : line.end].strip() for line in lines)
    return Title(words, lines[0].start, lines[-1].end)
