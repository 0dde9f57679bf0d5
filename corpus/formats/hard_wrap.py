"""Texts whose lines were broken at one width, as old programs and mails do: paragraphs again. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NARROW, _WIDE = 40, 110
"""Columns (a Han character takes two) between which a text may have been broken."""
_SLACK = 3
"""Columns a full line may lack: a mark or a number that would not fit went to the next line."""
_LEAST = 4
_MOST_LINES = 50_000
_SHARE = 0.5
_INDENT = re.compile(r"[ \t\u3000\xa0]")
_BEGINS = re.compile(
    r"第\s?[零〇一二三四五六七八九十百千0-9]{1,6}\s?[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|[0-9]{1,2}[.．、](?![0-9])|附\s?件|抄\s?[送报]|主题词"
)


def paragraphs(lines: list[str]) -> Iterator[str]:
    """The lines without blanks around, those of one paragraph joined where the text was broken at one
    width; as they are where it was not."""
    full = _full_lines(lines)
    open_line = ""
    for n, line in enumerate(lines):
        words = line.strip(" \t\u3000\xa0\ufeff")
        if open_line and words and not _INDENT.match(line) and not _BEGINS.match(words):
            blank = (
                " " if open_line[-1].isascii() and words[0].isascii() and words[0].isalpha() else ""
            )
            open_line += blank + words
        else:
            if open_line:
                yield open_line
            open_line = words
        if n not in full and open_line:
            yield open_line
            open_line = ""
    if open_line:
        yield open_line


def _full_lines(lines: list[str]) -> set[int]:
    """The lines that were broken for want of room; none where the text is not broken at one width."""
    if len(lines) > _MOST_LINES or any(len(line) > _WIDE for line in lines):
        return set()
    widths = [_columns(line.rstrip()) for line in lines]
    most = max(widths, default=0)
    if not _NARROW <= most <= _WIDE:
        return set()
    full = {n for n, width in enumerate(widths) if width >= most - _SLACK}
    long = sum(width > most / 2 for width in widths)
    goes_on = sum(
        n + 1 < len(lines) and widths[n + 1] > 0 and not _INDENT.match(lines[n + 1]) for n in full
    )
    enough = len(full) >= _LEAST and len(full) >= _SHARE * long
    return full if enough and goes_on >= _SHARE * len(full) else set()


def _columns(line: str) -> int:
    """How many columns a line takes on a screen or a printer of fixed width."""
    return sum(2 if unicodedata.east_asian_width(glyph) in "WFA" else 1 for glyph in line)
