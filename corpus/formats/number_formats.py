"""How Word writes the number of a list level (ECMA-376 part 1, 17.18.59 ST_NumberFormat). Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.numerals import to_chinese

_CLOSED = "、）)．.，：:】〕"
_HAN = re.compile(r"[\u3400-\u9fff]$")
_HAN_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def write_number(value: int, form: str) -> str:
    """A number as a list level shows it; decimal for forms that are not Chinese or Western.

    Args:
        value: the count, from 0.
        form: `w:numFmt`, such as chineseCountingThousand.
    """
    writer = _WRITERS.get(form)
    return writer(value) if writer is not None and value > 0 else str(value)


def gap_after(label: str) -> str:
    """What stands between a number and its text: nothing after a mark, an ideographic space after 条."""
    if not label or label[-1] in _CLOSED or label[-1].isspace():
        return ""
    return "　" if _HAN.search(label) else " "


def _digits(value: int) -> str:
    return "".join(_HAN_DIGITS[int(digit)] for digit in str(value))


def _counting(value: int) -> str:
    return to_chinese(value) if value < 100 else _digits(value).replace("〇", "○")


def _thousand(value: int) -> str:
    return to_chinese(value) if value < 100_000_000 else str(value)


def _legal(value: int) -> str:
    written = _thousand(value)
    return ("一" + written if written.startswith("十") else written).translate(_LEGAL)


def _letters(value: int) -> str:
    """a … z, aa, bb, as Word does."""
    return chr(ord("a") + (value - 1) % 26) * min(1 + (value - 1) // 26, 20)


def _roman(value: int) -> str:
    if value >= 4000:
        return str(value)
    out = ""
    for worth, glyphs in _ROMAN:
        count, value = divmod(value, worth)
        out += glyphs * count
    return out


def _circled(value: int) -> str:
    if value <= 20:
        return chr(0x2460 + value - 1)
    return chr(0x3251 + value - 21) if value <= 35 else str(value)


def _from(first: int, last: int) -> Callable[[int], str]:
    """Single glyphs that stand in a row of the code table from 1 to `last`."""
    return lambda value: chr(first + value - 1) if value <= last else str(value)


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _thousand,
    "koreanDigital2": _digits,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": lambda value: _STEMS[(value - 1) % 10],
    "ideographZodiac": lambda value: _BRANCHES[(value - 1) % 12],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": _from(0x3280, 10),
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalFullWidth": lambda value: str(value).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda value: str(value).translate(
        {48 + n: 0xFF10 + n for n in range(10)}
    ),
    "decimalZero": lambda value: f"{value:02d}",
    "numberInDash": lambda value: f"- {value} -",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}
