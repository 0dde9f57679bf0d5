"""The marks at the beginning of a line that open a provision: 第五条, （三）, 一、, 1. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from corpus.block import BlockKind
from corpus.numerals import parse_number
from corpus.structure.sheet import Line

_HAN = "零〇○一二三四五六七八九十百千两廿卅"
_NUMERAL = rf"[0-9{_HAN}]{{1,7}}"


class Mark(Enum):
    """The shape of a mark; what it means depends on where it stands."""

    PART = "part"  # 第一编, 第一部分
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    HAN = "han"  # 一、
    HAN_BRACKETED = "han_bracketed"  # （一）
    DIGIT = "digit"  # 1. 1、
    DIGIT_BRACKETED = "digit_bracketed"  # （1）
    CIRCLED = "circled"  # ①


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of a line into which a bad reader ran several; offsets in the text."""

    start: int
    end: int
    words: str
    is_row: bool
    page: int | None


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark with its number (`sub` for 第五条之一), its length, and whether a blank follows."""

    mark: Mark
    number: int
    sub: int
    length: int
    clear: bool


_UNITS = {
    "编": Mark.PART,
    "部分": Mark.PART,
    "章": Mark.CHAPTER,
    "节": Mark.SECTION,
    "条": Mark.ARTICLE,
}
_UNIT = re.compile(
    rf"[#* ]*第 ?(?P<n>{_NUMERAL}) ?(?P<unit>编|部分|章|节|条)(?:之(?P<sub>[一二三四五六七八九十]{{1,3}}))?"
    r"(?P<after>[ (〔]|\Z)?"
)
_NOT_A_START = re.compile(r"[规第款和、所中至或及项,;。]|的(?!士)")
_LISTED = (
    (
        Mark.HAN,
        re.compile(
            r"[#* ]*(?P<n>[一二三四五六七八九十]{1,3}) ?[、.](?! ?[一二三四五六七八九十]{1,3} ?[、.])"
        ),
    ),
    (
        Mark.HAN_BRACKETED,
        re.compile(r"[#* ]*\( ?(?P<n>[一二三四五六七八九十]{1,3}) ?\)(?! ?[项款目至、和])"),
    ),
    (Mark.DIGIT_BRACKETED, re.compile(r"\( ?(?P<n>[0-9]{1,2}) ?\)(?! ?[项款目至、和])")),
    (Mark.DIGIT, re.compile(r"(?P<n>[0-9]{1,2}) ?[.、](?![0-9])")),
    (Mark.CIRCLED, re.compile(r"(?P<n>[①-⑳])")),
)


def marker_of(words: str) -> Marker | None:
    """The mark that opens a plain line, or None."""
    unit = _UNIT.match(words)
    if unit is not None:
        return _unit(words, unit)
    for mark, pattern in _LISTED:
        match = pattern.match(words)
        if match is not None:
            raw = match["n"]
            number = ord(raw) - 0x245F if mark is Mark.CIRCLED else parse_number(raw)
            return Marker(mark, number, 0, match.end(), clear=True) if number else None
    return None


def _unit(words: str, match: re.Match[str]) -> Marker | None:
    """第…条 and its like; 第三条规定的… at the break of a line is no mark."""
    number = parse_number(match["n"])
    if not number:
        return None
    clear = match["after"] is not None
    end = match.end() - len(match["after"] or "")
    if not clear and _NOT_A_START.match(words, end):
        return None
    mark = _UNITS[match["unit"]]
    if mark is not Mark.ARTICLE and (len(words) > 60 or words[-1] in "。;,"):
        return None
    return Marker(mark, number, parse_number(match["sub"]) or 0 if match["sub"] else 0, end, clear)


_LONG = 200
_INLINE = re.compile(
    rf"(?<=[^照据按和及或与、至到》反合款在本违,]) ?(?=第(?:{_NUMERAL})条 )"
    rf"|(?<=[。;:]) ?(?=[一二三四五六七八九十]{{1,3}}、)|(?<=[。;:]) ?(?=\([一二三四五六七八九十]{{1,3}}\))"
)


def pieces_of(lines: tuple[Line, ...]) -> Iterator[Piece]:
    """The lines, long ones cut where a mark stands after a full stop (the tree checks the order)."""
    for line in lines:
        row = line.block.kind is BlockKind.TABLE_ROW
        cuts = [0]
        if len(line.words) > _LONG and not row:
            cuts += [match.end() for match in _INLINE.finditer(line.words) if match.end()]
        cuts.append(len(line.words))
        for begin, end in pairwise(cuts):
            words = line.words[begin:end]
            gap = len(words) - len(words.lstrip())
            start = line.start + begin + gap
            words = words.strip()
            if words:
                yield Piece(start, start + len(words), words, row, line.block.page)
