"""Words that can be a 发文字号, and how the same number is written elsewhere. Pure.

Offices write 凤府发〔2015〕12号, clerks type 凤府发2015 12, old registers have 凤府发（2015）第12号. What is
typed is looked for as it stands as well; a number is only ever added.
"""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
"""As folded: 〇 and ○ are 零 already."""

_YEAR = rf"(?P<year>(?:19|20)\d\d|(?:一九|二零)[{_DIGITS}]{{2}})"
_WHOLE = re.compile(
    rf"(?P<prefix>[\u4e00-\u9fff]{{2,16}}?)(?P<open>\[)?{_YEAR}"
    r"(?(open)\]|(?:[年\-/]|(?=第)))(?:第|字第)?0*(?P<serial>[1-9]\d{0,3})号?"
)
_EXACT = re.compile(r"[\u4e00-\u9fff]{2,16}\[(?:19|20)\d\d\][1-9]\d{0,3}号")
"""Written out as on the paper: looked for just so, as everything that is pasted."""

_PREFIX_YEAR = re.compile(rf"(?P<prefix>[\u4e00-\u9fff]{{2,16}}?)\[?{_YEAR}[\]年]?")
_SERIAL = re.compile(r"(?:第)?0*(?P<serial>[1-9]\d{0,3})号?")


def spellings(word: str, following: str | None = None) -> tuple[str, tuple[str, ...]] | None:
    """The number that a word, or two adjacent ones, can stand for.

    Args:
        word, following: folded (see `terms.fold_text`).

    Returns:
        The number as shown to a person, and the folded spellings to look for; None where it is none.
    """
    if following is None:
        found = None if _EXACT.fullmatch(word) else _WHOLE.fullmatch(word)
        return _spelt(found["prefix"], found["year"], found["serial"]) if found else None
    head, tail = _PREFIX_YEAR.fullmatch(word), _SERIAL.fullmatch(following)
    return _spelt(head["prefix"], head["year"], tail["serial"]) if head and tail else None


def _spelt(prefix: str, year: str, serial: str) -> tuple[str, tuple[str, ...]]:
    """Every way to write it that is met in real papers; all end in 号, so that 12 is not 112 or 120."""
    year = "".join(str(_DIGITS.index(sign)) if sign in _DIGITS else sign for sign in year)
    told = "".join(_DIGITS[int(digit)] for digit in year)
    heads = (f"{prefix}[{year}]", f"{prefix}{year}年", f"{prefix}{year}", f"{prefix}[{told}]")
    padded = dict.fromkeys((serial, f"0{serial}"[-2:], f"00{serial}"[-3:]))
    forms = [
        f"{head}{mark}{number}号" for head in heads for mark in ("", "第") for number in padded
    ]
    return f"{prefix}〔{year}〕{serial}号", tuple(dict.fromkeys(forms))
