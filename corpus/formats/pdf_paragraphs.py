"""Joins the lines of PDF pages to paragraphs and sets page numbers and running heads apart. Pure."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from corpus.block import Block, BlockKind, Box
from corpus.formats.pdf_lines import Line, is_cjk
from corpus.formats.pdf_tables import Table

_PAGE_NUMBER = re.compile(
    r"^[-—–－―─·•~\s]*\d{1,4}[-—–－―─·•~\s]*$|^第?\s*\d{1,4}\s*页?\s*[/／,，共]*\s*(第|共)?\s*\d{1,4}\s*页$"
    r"|^第\s*[\d一二三四五六七八九十百]{1,5}\s*页(\s*[/／,，]?\s*共\s*[\d一二三四五六七八九十百]{1,5}\s*页)?$"
    r"|^[-—–\s]*[ivxlcIVXLCⅰ-ⅻⅠ-Ⅻ]{1,6}[-—–\s]*$"
    r"|^(Page\s*)?\d{1,4}\s*(/|of)\s*\d{1,4}$",
    re.I,
)
_EDGE = 0.12
_NUMBER_EDGE = 0.15
_MARKER = re.compile(
    r"^(第[一二三四五六七八九十百千零〇○\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]"
    r"|\d{1,2}[.．、]|附件|抄送|主送)"
)
_LEADERS = re.compile(r"(\.{4,}|…{2,}|·{4,})\s*[\divxlIVXLⅠ-Ⅻ]{1,5}$")
_UNPARTED = re.compile(
    r"[（(《〈“‘〔【\[]*(?:[!-~\u00c0-\u024f]+|[^!-~])[，、。；：！？）》〉”’〕】)\],.;:!?]*"
)
_MARKS = ("，", "、", "）", "》", "”", "〕", "】")
_ENDED = re.compile(r"[。；：！？:;!?]$")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points, its lines and tables."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the text column of a page begins and ends."""

    left: float
    right: float


def to_blocks(pages: list[Page]) -> Iterator[Block]:
    """Blocks in reading order; a paragraph that runs over a page break stands on its first page."""
    running = _running_heads(pages)
    open_lines: list[Line] = []
    open_page: Page | None = None
    edges: list[Block] = []
    margins: _Margins | None = None
    for page in pages:
        body = [line for line in page.lines if not _is_edge(line, page, running)]
        edges += [
            _block([line], page, None, BlockKind.HEADER)
            for line in page.lines
            if _is_edge(line, page, running)
        ]
        before, margins = margins, _margins(body, page) or margins or _usual(page)
        for item in _with_tables(body, page.tables):
            if isinstance(item, Table):
                yield from _closed(open_lines, open_page)
                open_lines = []
                yield from _rows(item, page)
                continue
            over_page = bool(open_lines) and open_lines[-1] not in page.lines
            right = (before if over_page and before else margins).right
            if open_lines and _begins(open_lines, item, _Margins(margins.left, right), over_page):
                yield from _closed(open_lines, open_page)
                open_lines = []
            if not open_lines:
                open_page = page
            open_lines.append(item)
    yield from _closed(open_lines, open_page)
    yield from edges


def _closed(lines: list[Line], page: Page | None) -> Iterator[Block]:
    if lines and page is not None:
        yield _block(
            lines, page, _margins(list(page.lines), page) or _usual(page), BlockKind.PARAGRAPH
        )


def _block(lines: list[Line], page: Page, margins: _Margins | None, kind: BlockKind) -> Block:
    first = lines[0]
    own = [line for line in lines if line in page.lines] or lines
    box = Box(
        _share(min(line.left for line in own), page.width),
        _share(first.top, page.height),
        _share(max(line.right for line in own), page.width),
        _share(max(line.bottom for line in own), page.height),
    )
    align = _align(first, margins, page) if margins is not None and len(lines) == 1 else None
    text = _joined(lines).strip(" \u3000")
    return Block(text, kind, page.number, box, first.size or None, first.bold, first.red, align)


def _rows(table: Table, page: Page) -> Iterator[Block]:
    box = Box(
        _share(table.left, page.width),
        _share(table.top, page.height),
        _share(table.right, page.width),
        _share(table.bottom, page.height),
    )
    for row in table.rows:
        yield Block("\t".join(row).rstrip("\t"), BlockKind.TABLE_ROW, page.number, box)


def _joined(lines: list[Line]) -> str:
    """Lines as one text: a blank only between two Latin words, a hyphen at a line's end stays."""
    out = ""
    for line in lines:
        latin = out and line.text and not (is_cjk(out[-1]) or is_cjk(line.text[0]))
        out += (" " if latin and not out.endswith("-") else "") + line.text
    return out


def _begins(open_lines: list[Line], line: Line, margins: _Margins, over_page: bool) -> bool:  # noqa: FBT001
    """Whether a line begins a new paragraph after the lines before it."""
    last = open_lines[-1]
    size = max(line.size, 1.0)
    if abs(last.size - line.size) > 0.12 * size or (last.red is True) != (line.red is True):
        return True
    if last.columns > 2 or line.columns > 2 or _LEADERS.search(last.text):
        return True  # a row of a table without rules, a line of a table of contents
    if line.left - margins.left >= 1.5 * size:
        return True  # indented, centred or set to the right
    if last.right + _needed(last.text, line.text) * size < margins.right - 0.6 * size:
        return True  # the line before ended early: what follows would have fitted
    if not over_page and line.top - last.bottom > 1.6 * _pitch(open_lines, size):
        return True
    return bool(_MARKER.match(line.text) and _ENDED.search(last.text))


def _needed(before: str, text: str) -> float:
    """Characters' width the beginning of a line would have taken on the line before: what cannot be
    parted (a Latin word, an opening bracket with what it opens, a character with its comma), and
    the white inside a full-width mark at that line's end."""
    head = _UNPARTED.match(text)
    glyphs = head.group() if head is not None else ""
    width = sum(1.0 if is_cjk(glyph) else 0.55 for glyph in glyphs)
    return max(width, 1.0) + (0.6 if _ENDED.search(before) or before.endswith(_MARKS) else 0.0)


def _pitch(lines: list[Line], size: float) -> float:
    """The usual white between two lines of the paragraph; one size where there is only one line."""
    gaps = [b.top - a.bottom for a, b in itertools.pairwise(lines) if b.top > a.bottom]
    return max(median(gaps), 0.5 * size) if gaps else 1.3 * size


def _margins(lines: list[Line], page: Page) -> _Margins | None:
    """The text column: the usual left edge of long lines, and how far right long lines reach; None
    where a page has hardly a long line."""
    long = [line for line in lines if line.right - line.left > 0.5 * page.width]
    if len(long) < 2:
        return None
    lefts = sorted(line.left for line in long)
    rights = sorted(line.right for line in long)
    return _Margins(lefts[len(lefts) // 10], rights[len(rights) * 8 // 10])


def _usual(page: Page) -> _Margins:
    """The margins of GB/T 9704-2012 as shares of an A4 page: 28 mm left, 26 mm right."""
    return _Margins(page.width * 28 / 210, page.width * (210 - 26) / 210)


def _align(line: Line, margins: _Margins, page: Page) -> str | None:
    """Centre or right where a single line clearly stands so."""
    size = max(line.size, 1.0)
    before, after = line.left - margins.left, margins.right - line.right
    middle = abs((line.left + line.right) / 2 - (margins.left + margins.right) / 2)
    if before > 2.5 * size and middle < 1.2 * size:
        return "center"
    return "right" if before > 6 * size and after < 5 * size else None


def _with_tables(lines: list[Line], tables: tuple[Table, ...]) -> Iterator[Line | Table]:
    """Lines and tables from top to bottom; lines inside a table are left to it."""
    waiting = sorted(tables, key=lambda table: table.top)
    for line in lines:
        if any(_inside(line, table) for table in tables):
            continue
        while waiting and waiting[0].top < line.top:
            yield waiting.pop(0)
        yield line
    yield from waiting


def _inside(line: Line, table: Table) -> bool:
    centre = (line.left + line.right) / 2
    return (
        table.top - 1 <= line.middle <= table.bottom + 1
        and table.left - 2 <= centre <= table.right + 2
    )


def _is_edge(line: Line, page: Page, running: set[str]) -> bool:
    """A page number in the outer strip of the page, or a line that many pages share there."""
    if any(_inside(line, table) for table in page.tables):
        return False
    if _in_strip(line, page, _NUMBER_EDGE) and _PAGE_NUMBER.match(line.text.strip()):
        return True
    return _in_strip(line, page, _EDGE) and _shape(line.text) in running


def _in_strip(line: Line, page: Page, share: float) -> bool:
    return line.bottom < share * page.height or line.top > (1 - share) * page.height


def _running_heads(pages: list[Page]) -> set[str]:
    """Lines in the strip that stand on half of the pages at least, and on three."""
    counted = Counter(
        shape
        for page in pages
        for shape in {_shape(line.text) for line in page.lines if _in_strip(line, page, _EDGE)}
    )
    return {shape for shape, count in counted.items() if shape and count >= max(3, len(pages) / 2)}


def _shape(text: str) -> str:
    return re.sub(r"[\d\s]", "", text)


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / max(whole, 1.0))), 4)
