"""Where a paragraph of a PDF page ends: by indent, early line ends, size, white between lines. Pure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from statistics import median

from corpus.formats.pdf_glyphs import is_cjk
from corpus.formats.pdf_lines import TextLine
from corpus.formats.pdf_page import Page

_MARKER = re.compile(
    r"^(第[一二三四五六七八九十百千零〇○\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}[.．、]|附件|抄送|主送|([A-Z]\.)?\d{1,2}(\.\d{1,2})*\s+[\u4e00-\u9fff])"
)
_LEADERS = re.compile(r"((?<!\.)\.{4,}+|(?<!…)…{2,}+|(?<!·)·{4,}+)\s*+[\divxlIVXLⅠ-Ⅻ]{1,5}$")
_UNPARTED = re.compile(
    r"[（(《〈“‘〔【\[]*(?:[!-~\u00c0-\u024f]+|[^!-~])[，、。；：！？）》〉”’〕】)\],.;:!?]*"
)
_MARKS = ("，", "、", "）", "》", "”", "〕", "】")
_NUMBER_ALONE = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[（(](19|20)\d\d[〕\]）)]第?\d{1,5}号")
_WIDER = 1.25
_ENDED = re.compile(r"[。；：！？:;!?]$")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where a text column begins and ends; the usual way from one line to the next, None if unknown."""

    left: float
    right: float
    pitch: float | None = None


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set: on which page, in which run, between which margins."""

    line: TextLine
    page: Page
    run: int
    margins: Margins


def begins(paragraph: list[SetLine], item: SetLine) -> bool:
    """Whether a line begins a new paragraph after the lines before it."""
    before, line = paragraph[-1], item.line
    last, size = before.line, max(line.size, 1.0)
    if abs(last.size - size) > 0.12 * size or (last.red is True) != (line.red is True):
        return True
    if _is_spread(last) or _is_spread(line) or _LEADERS.search(last.text):
        return True  # a row of a table without rules, a line of a table of contents
    wanted = last.right + _needed(last.text, line.text) * size
    if wanted < before.margins.right - 0.6 * size:
        return True  # the line before ended early: what follows would have fitted
    if line.left - item.margins.left >= 1.5 * size and not _is_hanging(paragraph, item):
        return True  # indented, centred or set to the right
    if before.run == item.run and line.top - last.bottom > 1.6 * _pitch(paragraph, size):
        return True
    return bool(_MARKER.match(line.text) and _ENDED.search(last.text))


def _is_spread(line: TextLine) -> bool:
    """Whether a line is short words far apart; a formula leaves holes in a line of text, too."""
    return line.columns > 2 and len(line.text) < 12 * line.columns


def _is_hanging(paragraph: list[SetLine], item: SetLine) -> bool:
    """Whether an indented line goes on with a paragraph that is indented as a whole: its last line
    was full and ended no sentence."""
    first, last, size = paragraph[0], paragraph[-1].line, max(item.line.size, 1.0)
    indented = first.line.left - first.margins.left >= 1.5 * size
    below = -0.5 * size <= item.line.left - first.line.left <= 4 * size
    if not (indented and below) or last.right < paragraph[-1].margins.right - 1.5 * size:
        return False
    if "……" in last.text or "...." in last.text or _NUMBER_ALONE.fullmatch(item.line.text):
        return False  # a formula with its number; a 发文字号 under its title
    pitch, run = item.margins.pitch, paragraph[-1].run == item.run
    if pitch is not None and run and item.line.top - last.top > _WIDER * pitch:
        return False  # lines of one paragraph stand closer in this column
    return not (_ENDED.search(last.text) or _MARKER.match(item.line.text))


def _needed(before: str, text: str) -> float:
    """Characters' width the beginning of a line would have taken on the line before: what cannot be
    parted (a Latin word, an opening bracket with what it opens, a character with its comma), and
    the white inside a full-width mark at that line's end."""
    head = _UNPARTED.match(text)
    glyphs = head.group() if head is not None else ""
    width = sum(1.0 if is_cjk(glyph) else 0.55 for glyph in glyphs)
    return max(width, 1.0) + (0.6 if _ENDED.search(before) or before.endswith(_MARKS) else 0.0)


def _pitch(paragraph: list[SetLine], size: float) -> float:
    """The usual white between two lines of the paragraph; one size where there is only one line."""
    gaps = [
        b.line.top - a.line.bottom
        for a, b in itertools.pairwise(paragraph)
        if b.line.top > a.line.bottom
    ]
    return max(median(gaps), 0.5 * size) if gaps else 1.3 * size


def margins_of(lines: tuple[TextLine, ...], page: Page, *, whole: bool) -> Margins | None:
    """The text column: the usual left edge of long lines, and how far right long lines reach; None
    where a run has hardly a long line. `whole`: the column is as wide as the page."""
    if not lines:
        return None
    wide = page.width if whole else max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.5 * wide and not _is_spread(line)]
    if len(long) < 2:
        return None
    lefts = sorted(line.left for line in long)
    rights = sorted(line.right for line in long)
    return Margins(lefts[len(lefts) // 10], rights[len(rights) * 8 // 10], _usual_pitch(lines))


def _usual_pitch(lines: tuple[TextLine, ...]) -> float | None:
    """The way from one line of a paragraph to the next: that of the closest eighth of a column."""
    steps = sorted(
        b.top - a.top
        for a, b in itertools.pairwise(lines)
        if 0.8 * b.size < b.top - a.top < 4 * b.size and abs(a.size - b.size) < 0.12 * b.size
    )
    return steps[len(steps) // 8] if len(steps) > 2 else None


def usual(page: Page) -> Margins:
    """The margins of GB/T 9704-2012 as shares of an A4 page: 28 mm left, 26 mm right."""
    return Margins(page.width * 28 / 210, page.width * (210 - 26) / 210)


def align_of(line: TextLine, margins: Margins) -> str | None:
    """Centre or right where a single line clearly stands so."""
    size = max(line.size, 1.0)
    before, after = line.left - margins.left, margins.right - line.right
    middle = abs((line.left + line.right) / 2 - (margins.left + margins.right) / 2)
    if before > 2.5 * size and middle < 1.2 * size:
        return "center"
    return "right" if before > 6 * size and after < 5 * size else None
