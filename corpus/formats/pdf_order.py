"""Lines of a PDF page in reading order: columns one after the other, else from top to bottom. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_lines import TextLine
from corpus.formats.reader import RAISED

Run = list[TextLine]
"""Lines that follow each other from top to bottom, of one column."""

_FAR = 1.5
_COLUMN_ROWS = 3
_COLUMN_LETTERS = 8
_COLUMN_SHARE = 0.2
_STACK = 6
_TALL = 3
_LABEL = 16
_MOST_LINES = 400


def in_runs(lines: list[TextLine]) -> list[Run]:
    """The lines in reading order, one run for each column; side by side on one height they are one
    line. A page of one column has one run.

    Args:
        lines: in the order in which the file has them.
    """
    if sum(line.height > _TALL * line.size for line in lines) * 3 > len(lines):
        return [lines]  # written downwards: only the file knows the order
    lines = _joined_beside(lines)
    rows = _by_height(lines)
    if _has_columns(lines, rows):
        return _cut_at_jumps(lines)
    flat = [line for row in rows for line in _joined_beside(row)]
    return [_labels_beside(flat)] if flat else []


def _by_height(lines: list[TextLine]) -> list[list[TextLine]]:
    """Lines that share more than half of their height, from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and _share_height(rows[-1][-1], line) and _share_height(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.left)
    return rows


def _share_height(a: TextLine, b: TextLine) -> bool:
    height = min(a.height, b.height)
    return height > 0 and min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * height


def _has_columns(lines: list[TextLine], rows: list[list[TextLine]]) -> bool:
    """Whether the file has what stands side by side far apart, and it is text: two columns. A table
    that is written column by column has short words instead."""
    beside = [row for row in rows if len(row) > 1]
    if len(beside) < _COLUMN_ROWS:
        return False
    order = {id(line): at for at, line in enumerate(lines)}
    apart = [
        (a, b)
        for row in beside
        for a, b in pairwise(row)
        if order[id(b)] - order[id(a)] != 1 and b.left - a.right > a.size
    ]
    if len(apart) < _COLUMN_ROWS or 2 * len(apart) < len(beside):
        return False
    middle = median((a.right + b.left) / 2 for a, b in apart)
    parted = sum(1 for a, b in apart if a.right <= middle <= b.left)
    least = _COLUMN_SHARE * (max(ln.right for ln in lines) - min(ln.left for ln in lines))
    wide = all(median(pair[at].right - pair[at].left for pair in apart) > least for at in (0, 1))
    words = median(len(line.text) for pair in apart for line in pair)
    return parted > 0.7 * len(apart) and wide and words >= _COLUMN_LETTERS


def _cut_at_jumps(lines: list[TextLine]) -> list[Run]:
    """A new run where the file goes up the page again."""
    runs: list[Run] = []
    for line in lines:
        if runs and line.middle > runs[-1][-1].middle - 2 * runs[-1][-1].height:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _joined_beside(lines: list[TextLine]) -> list[TextLine]:
    """Joins what stands on one height side by side, such as a number and the words after a tab."""
    out: list[TextLine] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and _beside(before, line):
            out[-1] = _one_line(before, line)
        else:
            out.append(line)
    return out


def _one_line(before: TextLine, line: TextLine) -> TextLine:
    """Two pieces as one; digits that stand high stay high."""
    gap = line.left - before.right
    note = line.text.isdigit() and line.height < 0.6 * before.size
    high = note and before.bottom - line.bottom > 0.35 * before.size
    text = line.text.translate(RAISED) if high else line.text
    return replace(
        before,
        text=before.text + ("" if gap < 0.6 * line.size else " ") + text,
        right=max(before.right, line.right),
        columns=before.columns + line.columns - (gap <= _FAR * line.size),
        top=min(before.top, line.top),
        bottom=max(before.bottom, line.bottom),
    )


def _beside(before: TextLine, line: TextLine) -> bool:
    """Whether a piece goes on with the line: near, of like type and on its height; or a note number,
    a mark or the like, which may stand high or low."""
    gap, size = line.left - before.right, max(before.size, line.size)
    if gap < -1 or not _share_height(before, line):
        return False
    small = line.height < 0.6 * before.height or gap < 0.3 * before.size
    if len(line.text) <= 4 and gap < 0.8 * before.size and small:
        return True
    level = abs(before.middle - line.middle) < 0.3 * max(before.height, line.height)
    return level and gap < 8 * size and abs(before.size - line.size) < 0.3 * size


def _labels_beside(lines: list[TextLine]) -> Run:
    """Puts a word that stands beside the middle of lines stacked close (发布 or 文件 right of joint
    issuers, a label left of its lines) after or before all of them."""
    out = list(lines)
    if len(lines) > _MOST_LINES:
        return out
    for line in lines:
        stack = _stack_beside(line, lines) if len(line.text) <= _LABEL else []
        if not stack:
            continue
        out.remove(line)
        after = stack[0].right <= line.left + 1
        anchor = stack[-1] if after else stack[0]
        out.insert(out.index(anchor) + after, line)
    return out


def _stack_beside(line: TextLine, lines: list[TextLine]) -> list[TextLine]:
    """The lines stacked close beside whose middle the line stands; empty where it stands otherwise."""
    touching = [
        other
        for other in lines
        if other is not line and other.top - line.height < line.middle < other.bottom + line.height
    ]
    left = [other for other in touching if other.right <= line.left + 1]
    right = [other for other in touching if other.left >= line.right - 1]
    if bool(left) == bool(right):
        return []
    stack = _grown(left or right, lines, line)
    if not 2 <= len(stack) <= _STACK:
        return []
    middle = (stack[0].top + stack[-1].bottom) / 2
    fits = abs(middle - line.middle) < 0.5 * max(line.height, stack[0].height)
    inside = stack[0].middle < line.middle < stack[-1].middle
    alone = not any(
        other is not line and other not in stack and _within(other, stack) for other in lines
    )
    return stack if fits and inside and alone else []


def _within(other: TextLine, stack: list[TextLine]) -> bool:
    return stack[0].top < other.middle < stack[-1].bottom


def _grown(seeds: list[TextLine], lines: list[TextLine], line: TextLine) -> list[TextLine]:
    """The seeds with the lines of like size stacked close above and below them, from the top."""
    on_left = seeds[0].right <= line.left + 1
    side = sorted(
        (
            other
            for other in lines
            if other is not line
            and (other.right <= line.left + 1 if on_left else other.left >= line.right - 1)
        ),
        key=lambda other: other.middle,
    )
    first = last = side.index(min(seeds, key=lambda other: abs(other.middle - line.middle)))
    while first > 0 and _close(side[first - 1], side[first]):
        first -= 1
    while last < len(side) - 1 and _close(side[last], side[last + 1]):
        last += 1
    return side[first : last + 1]


def _close(upper: TextLine, lower: TextLine) -> bool:
    height = max(upper.height, lower.height)
    same = abs(upper.size - lower.size) < 0.3 * max(upper.size, lower.size)
    return same and -0.3 * height < lower.top - upper.bottom < 1.2 * height
