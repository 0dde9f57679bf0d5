"""Printed lines of recognised pages to blocks: paragraphs over page breaks, page numbers apart. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.block import Block, BlockKind, Box, Line
from corpus.recognition.printed import PrintedLine, PrintedPage, ems, mean_score

_EDGE = 0.11
_DASH = r"[-—–－―─·•~.\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}\d{{1,4}}{_DASH}\Z|第?\s*\d{{1,4}}\s*页?\s*[/／,，共第]+\s*\d{{1,4}}\s*页?\Z|第\s*\d{{1,4}}\s*页\Z"
)
_MARKER = re.compile(
    r"第[一二三四五六七八九十百千零〇○\d]+[编章节条]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}[.．、]|附件|抄送|主送"
)
_ENDED = re.compile(r"[。；：！？:;!?]\Z")
_CLOSE = re.compile(r"[!-~]+|.", re.DOTALL)
_SHORT = 1.2
_INDENT = 1.3
_DEEP = 3.5
_OTHER_SIZE = 0.2
_APART = 2.4
_MOST_EMS = 5.0


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """A recognised page and its number from 1."""

    number: int
    page: PrintedPage


_Margins = dict[int, tuple[float, float]]
_STANDARD = (28 / 210, 184 / 210)
"""GB/T 9704-2012: 28 mm left, 26 mm right, on a page of 210 mm."""


@dataclass
class _Open:
    """A paragraph still being written."""

    lines: list[tuple[int, PrintedLine]] = field(default_factory=list)
    margin: tuple[float, float] = (0.0, 1.0)
    vertical: bool = False


def blocks_of(pages: Sequence[NumberedPage]) -> tuple[Block, ...]:
    """Blocks of pages that follow one another, in reading order; page numbers stand last."""
    running = _running(pages)
    body: list[Block] = []
    edges: list[Block] = []
    writing = _Open()
    margins: _Margins = {}
    for one in pages:
        margins = _margins(one.page, margins)
        for line in one.page.lines:
            if not one.page.vertical and _is_edge(line, running):
                edges.append(_block([(one.number, line)], BlockKind.HEADER, None))
                continue
            margin = margins[line.column]
            if writing.lines and _begins(writing, one.number, line, margin):
                body += _closed(writing)
                writing = _Open()
            writing.lines.append((one.number, line))
            writing.margin, writing.vertical = margin, one.page.vertical
    return (*body, *_closed(writing), *edges)


def _closed(writing: _Open) -> list[Block]:
    if not writing.lines:
        return []
    only = writing.lines[0][1] if len(writing.lines) == 1 else None
    row = only is not None and "\t" in only.text
    align = _align(only, writing.margin) if only and not row and not writing.vertical else None
    return [_block(writing.lines, BlockKind.TABLE_ROW if row else BlockKind.PARAGRAPH, align)]


def _block(lines: list[tuple[int, PrintedLine]], kind: BlockKind, align: str | None) -> Block:
    text = ""
    places: list[Line] = []
    first = lines[0][0]
    for number, line in lines:
        latin = text and line.text and text[-1] < "\u0250" and line.text[0] < "\u0250"
        text += " " if latin and text[-1].isalnum() and line.text[0].isalnum() else ""
        places.append(Line(len(text), line.box, None if number == first else number))
        text += line.text
    own = [line.box for number, line in lines if number == first]
    box = Box(
        min(b.left for b in own),
        min(b.top for b in own),
        max(b.right for b in own),
        max(b.bottom for b in own),
    )
    return Block(
        text=text,
        kind=kind,
        page=first,
        box=box,
        size=round(lines[0][1].size * 595, 1) or None,  # in points on an A4 page
        red=lines[0][1].red,
        align=align,
        score=round(mean_score((line.text, line.score) for _, line in lines), 4),
        lines=tuple(places),
    )


def _begins(writing: _Open, number: int, line: PrintedLine, margin: tuple[float, float]) -> bool:
    """Whether a line begins a new paragraph after the one before it."""
    page, last = writing.lines[-1]
    size = max(line.size, 1e-4)
    if line.red != last.red or line.cells > 1 or last.cells > 1:
        return True
    if abs(line.size - last.size) > _OTHER_SIZE * max(line.size, last.size):
        return True
    if line.start - margin[0] > _INDENT * size or _stands_apart(writing):
        return True
    if last.end + _needed(line.text) * size < writing.margin[1] - _SHORT * size:
        return True
    same = page == number and line.column == last.column and not writing.vertical
    tall = last.box.bottom - last.box.top
    if same and line.box.top - last.box.bottom > _APART * tall:
        return True
    return bool(_MARKER.match(line.text) and _ENDED.search(last.text))


def _stands_apart(writing: _Open) -> bool:
    """Whether all there is so far is one line set to the right or centred: a signature, a date."""
    only = writing.lines[0][1]
    return len(writing.lines) == 1 and only.start - writing.margin[0] > _DEEP * only.size


def _needed(text: str) -> float:
    """Characters' width the beginning of a line would have taken on the line before."""
    head = _CLOSE.match(text)
    return min(ems(head.group()), _MOST_EMS) if head else 1.0


def _margins(page: PrintedPage, before: _Margins) -> _Margins:
    """Where the text of each column begins and ends: left edge and right edge of long lines; as on
    the page before where a page has hardly a long line."""
    out: _Margins = {}
    for column in {line.column for line in page.lines}:
        lines = [line for line in page.lines if line.column == column and line.cells == 1]
        longest = max((line.end - line.start for line in lines), default=0.0)
        long = [line for line in lines if line.end - line.start > 0.75 * longest]
        if column == 0 and (longest < 0.3 or len(long) < 2):
            out[column] = before.get(0, _STANDARD)
            continue
        starts = sorted(line.start for line in long)
        ends = sorted(line.end for line in long)
        out[column] = (starts[len(starts) // 10], ends[len(ends) * 8 // 10]) if long else (0.0, 1.0)
    return out


def _align(line: PrintedLine, margin: tuple[float, float]) -> str | None:
    before, after = line.start - margin[0], margin[1] - line.end
    off = abs((line.start + line.end) / 2 - (margin[0] + margin[1]) / 2)
    if before > 2.5 * line.size and off < 1.3 * line.size:
        return "center"
    return "right" if before > 6 * line.size and after < 5 * line.size else None


def _is_edge(line: PrintedLine, running: set[str]) -> bool:
    if not _in_strip(line):
        return False
    return bool(_PAGE_NUMBER.match(line.text.strip())) or _shape(line.text) in running


def _in_strip(line: PrintedLine) -> bool:
    return line.box.bottom < _EDGE or line.box.top > 1 - _EDGE


def _running(pages: Iterable[NumberedPage]) -> set[str]:
    """What stands in the outer strip of half of the pages at least, and of three."""
    known = list(pages)
    counted = Counter(
        shape
        for one in known
        for shape in {_shape(line.text) for line in one.page.lines if _in_strip(line)}
    )
    return {shape for shape, n in counted.items() if shape and n >= max(3, len(known) / 2)}


def _shape(text: str) -> str:
    return re.sub(r"[\d\s]", "", text)
