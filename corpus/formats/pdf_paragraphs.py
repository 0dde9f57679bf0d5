"""Joins the lines of PDF pages to paragraphs, rows of tables, footnotes and page headers. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from corpus.block import Block, BlockKind, Box, Line
from corpus.formats.pdf_breaks import Margins, SetLine, align_of, begins, margins_of, usual
from corpus.formats.pdf_drawing import Bounds
from corpus.formats.pdf_edges import Parted, part_edges
from corpus.formats.pdf_glyphs import SOFT_HYPHEN, is_cjk
from corpus.formats.pdf_lines import TextLine
from corpus.formats.pdf_page import Page, Table

_HEAD_ROWS = 3
_CONTINUED = re.compile(r"^续|[（(]续[)）]$")


def to_blocks(pages: list[Page]) -> Iterator[Block]:
    """Blocks in reading order; a paragraph that runs over a page break stands on its first page, and
    page headers come last."""
    parted = part_edges(pages)
    yield from _text_blocks(parted)
    for one in parted:
        for line in one.edges:
            yield _block([SetLine(line, one.page, 0, usual(one.page))], BlockKind.HEADER)


def _text_blocks(parted: list[Parted]) -> Iterator[Block]:
    """Paragraphs, table rows, and footnotes after the paragraph that was open at the page's foot."""
    paragraph: list[SetLine] = []
    notes: list[Block] = []
    heads = _Heads()
    for item in _items(parted):
        if isinstance(item, SetLine):
            heads.passed(item)
            if paragraph and begins(paragraph, item):
                yield from _closed(paragraph, notes)
            paragraph.append(item)
        elif isinstance(item, Block):
            notes.append(item)
        else:
            yield from _closed(paragraph, notes)
            yield from _rows(item[0], item[1], heads)
    yield from _closed(paragraph, notes)


def _closed(paragraph: list[SetLine], notes: list[Block]) -> Iterator[Block]:
    """Hands over and empties both."""
    if paragraph:
        yield _block(paragraph, BlockKind.PARAGRAPH)
    yield from notes
    paragraph.clear()
    notes.clear()


_Item = SetLine | Block | tuple[Table, Page]


def _items(parted: list[Parted]) -> Iterator[_Item]:
    """Lines with their margins, tables and footnotes in reading order."""
    run = 0
    last: Margins | None = None
    for one in parted:
        waiting = sorted(one.page.tables, key=lambda table: table.box[1])
        for lines in one.runs:
            run += 1
            whole = len(one.runs) < 2
            last = margins_of(lines, one.page, whole=whole) or last or usual(one.page)
            for line in lines:
                while (
                    waiting and waiting[0].box[1] < line.top and (whole or _over(waiting[0], lines))
                ):
                    yield waiting.pop(0), one.page
                yield SetLine(line, one.page, run, last)
        for table in waiting:
            yield table, one.page
        for note in one.footnotes:
            sets = [SetLine(line, one.page, run, usual(one.page)) for line in note]
            yield _block(sets, BlockKind.FOOTNOTE)


def _over(table: Table, lines: Iterable[TextLine]) -> bool:
    """Whether a table stands in the column of these lines."""
    centre = (table.box[0] + table.box[2]) / 2
    return min(ln.left for ln in lines) - 1 <= centre <= max(ln.right for ln in lines) + 1


def _block(sets: list[SetLine], kind: BlockKind) -> Block:
    first, page = sets[0].line, sets[0].page
    text, starts = _joined([one.line for one in sets])
    own = [one.line for one in sets if one.page is page]
    around = (
        min(line.left for line in own),
        min(line.top for line in own),
        max(line.right for line in own),
        max(line.bottom for line in own),
    )
    lines = tuple(
        Line(start, _line_box(one), None if one.page is page else one.page.number)
        for start, one in zip(starts, sets, strict=True)
    )
    single = len(sets) == 1 and kind is BlockKind.PARAGRAPH
    return Block(
        text,
        kind,
        page.number,
        page.box(around),
        first.size or None,
        first.bold,
        first.red,
        align_of(first, sets[0].margins) if single else None,
        lines=lines,
    )


def _line_box(one: SetLine) -> Box:
    line = one.line
    return one.page.box((line.left, line.top, line.right, line.bottom))


def _joined(lines: Iterable[TextLine]) -> tuple[str, list[int]]:
    """Lines as one text, and where in it each begins: a blank only between two Latin words; a hyphen
    at a line's end stays, unless it parts a Latin word."""
    out = ""
    starts: list[int] = []
    for line in lines:
        if out.endswith(SOFT_HYPHEN):
            parts_word = out[-2:-1].islower() and line.text[:1].islower() and out[-2:-1].isascii()
            out = out[:-1] + ("" if parts_word else "-")
        elif out and not (is_cjk(out[-1]) or is_cjk(line.text[0]) or out.endswith("-")):
            out += " "
        starts.append(len(out))
        out += line.text[:-1].replace(SOFT_HYPHEN, "-") + line.text[-1]
    return out.replace(SOFT_HYPHEN, "-"), starts


class _Heads:
    """Remembers the table before, to know a head row that is repeated on the next page."""

    def __init__(self) -> None:
        self._columns: tuple[float, ...] = ()
        self._rows: list[str] = []
        self._page = 0

    def passed(self, item: SetLine) -> None:
        """Text after a table ends it, but for 续表 and the like."""
        if not _CONTINUED.search(item.line.text):
            self._page = 0

    def repeated(self, table: Table, page: Page, texts: list[str]) -> int:
        """How many first rows of a table repeat the head of the table on the page before."""
        alike = len(table.columns) == len(self._columns) and all(
            abs(a - b) < 6 for a, b in zip(table.columns, self._columns, strict=True)
        )
        if not (alike and page.number == self._page + 1):
            self._rows = texts[:_HEAD_ROWS]
            self._columns = table.columns
            count = 0
        else:
            pairs = zip(texts, self._rows, strict=False)
            count = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._page = page.number
        return count


def _rows(table: Table, page: Page, heads: _Heads) -> Iterator[Block]:
    """The rows of a table, but for a head row that only repeats the one on the page before."""
    made = [_row(cells, edge, page) for cells, edge in zip(table.rows, table.edges, strict=True)]
    yield from made[heads.repeated(table, page, [block.text for block in made]) :]


def _row(cells: tuple[tuple[TextLine, ...], ...], edge: Bounds, page: Page) -> Block:
    out: list[str] = []
    lines: list[Line] = []
    offset = 0
    for cell in cells:
        text, starts = _joined(cell)
        lines += [
            Line(offset + start, page.box((ln.left, ln.top, ln.right, ln.bottom)))
            for start, ln in zip(starts, cell, strict=True)
        ]
        out.append(text)
        offset += len(text) + 1
    text = "\t".join(out).rstrip("\t")
    return Block(text, BlockKind.TABLE_ROW, page.number, page.box(edge), lines=tuple(lines))
