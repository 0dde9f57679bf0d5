"""个人信息 in old papers: identity numbers, telephones, bank cards, to be covered on public pages. Pure.

Source: 个人信息保护法 第二十八条 (敏感个人信息), 政府信息公开条例 第十五条; the identity number with its
checksum after GB 11643-1999. Covering keeps every offset: a figure becomes one asterisk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from corpus.structure.sheet import plain_copy


class PersonalKind(Enum):
    """What was found. A landline is told, not covered: an office's own telephone is to be public."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {
            "identity": "身份证号",
            "mobile": "手机号",
            "landline": "固定电话",
            "bank_card": "银行卡号",
        }[self.value]


COVERED = frozenset({PersonalKind.IDENTITY, PersonalKind.MOBILE, PersonalKind.BANK_CARD})
"""What public pages cover."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One number found in `text[start:end]`, separators inside counted."""

    kind: PersonalKind
    start: int
    end: int


_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[0-9](?:[ -]?[0-9]){14,18}[Xx]?(?![0-9A-Za-z])")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9A-Za-z]|\.[0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.-])(?:\(0[0-9]{2,3}\) ?|0[0-9]{2,3}[ -]?)[2-9][0-9]{6,7}(?![0-9A-Za-z])"
    r"|(?:电话|传真|热线|座机)(?:号码)? ?[:|]? ?(?P<short>[2-9][0-9]{6,7})(?![0-9A-Za-z-])"
)
_IS_CARD = re.compile(r"(?:账|帐|卡)号|银行|开户|信用社|储蓄")
_IS_IDENTITY = re.compile(r"身份证|身份号码|证件号")
_NEAR = 40
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55))
) | frozenset((*range(61, 66), 71, 81, 82, 83))


def personal_in(text: str) -> tuple[Personal, ...]:
    """Every number of a person in a text, in order; widths and blanks inside do not hide one."""
    plain = plain_copy(text)
    found = [*_long_numbers(plain), *_by(plain, PersonalKind.MOBILE, _MOBILE)]
    found += _by(plain, PersonalKind.LANDLINE, _LANDLINE)
    found.sort(key=lambda one: (one.start, -one.end))
    out: list[Personal] = []
    for one in found:
        if not out or one.start >= out[-1].end:
            out.append(one)
    return tuple(out)


def covered(text: str) -> str:
    """The text of the same length with each number of a person covered but for its first figures.

    Of an identity number the place stays (six figures), of a mobile the first three and the last four,
    of a bank card the last four.
    """
    out = list(text)
    for one in personal_in(text):
        if one.kind not in COVERED:
            continue
        figures = [at for at in range(one.start, one.end) if text[at].isalnum()]
        first, last = _KEPT[one.kind]
        for at in figures[first : len(figures) - last]:
            out[at] = "*"
    return "".join(out)


_KEPT = {
    PersonalKind.IDENTITY: (6, 0),
    PersonalKind.MOBILE: (3, 4),
    PersonalKind.BANK_CARD: (0, 4),
}


def _by(plain: str, kind: PersonalKind, pattern: re.Pattern[str]) -> Iterator[Personal]:
    for match in pattern.finditer(plain):
        group = "short" if match.groupdict().get("short") else 0
        yield Personal(kind, *match.span(group))


def _long_numbers(plain: str) -> Iterator[Personal]:
    """Numbers of 15 to 19 figures: an identity number, a bank card, or neither."""
    for match in _NUMBER.finditer(plain):
        figures = re.sub("[ -]", "", match.group())
        before = plain[max(0, match.start() - _NEAR) : match.start()]
        if is_identity(figures) or (
            _IS_IDENTITY.search(before) and len(figures) in (15, 18) and _has_birthday(figures)
        ):
            yield Personal(PersonalKind.IDENTITY, *match.span())
        elif _is_card(figures, before):
            yield Personal(PersonalKind.BANK_CARD, *match.span())


def is_identity(figures: str) -> bool:
    """Whether 18 figures (the last may be X) or, of the old kind, 15 are a citizen's identity number.

    Place and birthday must be possible, and of 18 the checksum must be right (GB 11643-1999).
    """
    if len(figures) not in (15, 18) or not figures[:-1].isdigit():
        return False
    if int(figures[:2]) not in _PROVINCES or not _has_birthday(figures):
        return False
    if len(figures) == 15:
        return figures.isdigit()
    total = sum(int(figure) * weight for figure, weight in zip(figures, _WEIGHTS, strict=False))
    return figures[17].upper() == _CHECKS[total % 11]


def _has_birthday(figures: str) -> bool:
    """Whether the figures after the place are a day since 1900."""
    raw = figures[6:14] if len(figures) == 18 else "19" + figures[6:12]
    try:
        return date(int(raw[:4]), int(raw[4:6]), int(raw[6:])).year >= 1900
    except ValueError:
        return False


def _is_card(figures: str, before: str) -> bool:
    """A bank card by its check figure (ISO/IEC 7812-1) and its issuer, or by the words before it."""
    if not 16 <= len(figures) <= 19 or not figures.isdigit() or not _luhn(figures):
        return False
    return figures.startswith("62") or _IS_CARD.search(before) is not None


def _luhn(figures: str) -> bool:
    total = 0
    for place, figure in enumerate(reversed(figures)):
        value = int(figure) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_EDGE = re.compile(r"\A[0-9 -]{6,}+[Xx]?|(?<![0-9 -])[0-9 -]{6,}+[Xx]?\Z")


def covered_pieces(pieces: Sequence[str]) -> tuple[str, ...]:
    """Consecutive pieces of an excerpt covered as one text; a number cut off at an edge is covered whole."""
    joined = covered("".join(pieces))
    plain = plain_copy(joined)
    for match in _EDGE.finditer(plain):
        stars = re.sub("[0-9Xx]", "*", match.group())
        joined = joined[: match.start()] + stars + joined[match.end() :]
    out, at = [], 0
    for piece in pieces:
        out.append(joined[at : at + len(piece)])
        at += len(piece)
    return tuple(out)
