"""Chinese and Arabic numerals in every glyph the papers use: 一百二十三, 二○一九, ２０１９, 廿三. Pure."""

from __future__ import annotations

ZEROS = "0０零〇○◯OoＯΟοОо"
"""Every glyph met for zero: digit, full width, 〇 U+3007, ○ U+25CB, Latin, Greek, Cyrillic O."""

_DIGITS: dict[str, int] = dict.fromkeys(ZEROS, 0)
_DIGITS |= {glyph: n for n, glyph in enumerate("一二三四五六七八九", 1)}
_DIGITS |= {glyph: n for n, glyph in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_DIGITS |= {glyph: n for n, glyph in enumerate("123456789", 1)}
_DIGITS |= {glyph: n for n, glyph in enumerate("１２３４５６７８９", 1)}
_DIGITS |= {"两": 2}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30, "卌": 40}

NUMERAL_CLASS = "0-9０-９零〇○◯OoＯΟοОо一二三四五六七八九壹贰叁肆伍陆柒捌玖两十拾百佰千仟廿卅卌万"
"""Body of a regular-expression class that holds every glyph `parse_number` reads."""

_LONGEST = 16


def parse_number(text: str) -> int | None:
    """Reads a whole number written in any of the glyphs, blanks inside allowed.

    Returns None for anything else and for numbers of more than 16 glyphs; never raises.
    """
    glyphs = "".join(text.split())
    if not glyphs or len(glyphs) > _LONGEST:
        return None
    if all(glyph in _DIGITS for glyph in glyphs):
        value = 0
        for glyph in glyphs:
            value = value * 10 + _DIGITS[glyph]
        return value
    head, wan, tail = glyphs.partition("万")
    if not wan:
        return _below_myriad(glyphs)
    high, low = _below_myriad(head), _below_myriad(tail) if tail else 0
    return None if high is None or low is None else high * 10_000 + low


def _below_myriad(glyphs: str) -> int | None:
    """一千零二十 and 廿三: digits followed by falling units; None where it is no such number."""
    total, digit, last_unit = 0, None, 10_000
    for glyph in glyphs:
        if glyph in _TENS and last_unit > 10 and digit is None:
            total, last_unit = total + _TENS[glyph], 10
        elif glyph in _UNITS and _UNITS[glyph] < last_unit:
            last_unit = _UNITS[glyph]
            total += (1 if digit is None else digit) * last_unit
            digit = None
        elif glyph in _DIGITS and digit in (None, 0):
            digit = _DIGITS[glyph]
        else:
            return None
    return total + (digit or 0) if glyphs else None


def to_chinese(number: int) -> str:
    """Writes 0…99,999,999 as used in 第…条: 123 → 一百二十三, 10 → 十, 105 → 一百零五.

    Raises ValueError outside that range.
    """
    if not 0 <= number < 100_000_000:
        raise ValueError(f"not a number to write in Chinese: {number}")
    high, low = divmod(number, 10_000)
    if not high:
        return _four_digits(low) or "零"
    gap = "零" if 0 < low < 1000 else ""
    tail = _four_digits(low)
    return _four_digits(high) + "万" + gap + ("一" + tail if tail.startswith("十") else tail)


def _four_digits(number: int) -> str:
    """0…9999; the empty string for 0."""
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += "零一二三四五六七八九"[digit] + name
        elif out and not out.endswith("零") and number:
            out += "零"
    return out[1:] if out.startswith("一十") else out
