"""Where on which page the characters of a document's text stand; kept with each revision. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from corpus.block import Block, BlockKind, Box, Line, Reading

SCALE = 10_000
MAX_LINES = 60_000
_COMPARED = 20_000

Stored = list[list[int]]


@dataclass(frozen=True, slots=True)
class Spread:
    """One printed line: from `start` to `end` in the text of the document, at `box` of `page`."""

    start: int
    end: int
    page: int
    box: Box
    text: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The printed lines of a text, in order of `start`; empty where the format tells no places."""

    lines: tuple[Spread, ...] = ()

    def on_page(self, page: int) -> tuple[Spread, ...]:
        """The lines of one page, in reading order."""
        return tuple(line for line in self.lines if line.page == page)

    def places(self, start: int, end: int) -> tuple[tuple[int, Box], ...]:
        """Page and box of each printed line that holds a part of the text from `start` to `end`; a
        line that holds only a part is cut in proportion to its characters."""
        return tuple(
            (line.page, _part(line, start, end))
            for line in self.lines
            if line.start < end and line.end > start
        )

    def page_of(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands."""
        return next((line.page for line in self.lines if line.start <= offset < line.end), None)


def layout_of(reading: Reading) -> Stored | None:
    """What is kept of a reading: offset, page and the four sides of each printed line; None where
    the reader knows no places.

    The sides are ten-thousandths of the page.
    """
    out: Stored = []
    offset = 0
    for block in reading.blocks:
        if block.kind is BlockKind.HEADER:
            continue
        out += _stored(block, offset)
        offset += len(block.text) + 1
    return out[:MAX_LINES] or None


def layout_from(stored: Stored | None, text: str) -> Layout:
    """The layout again, over the text it belongs to."""
    if not stored:
        return Layout()
    lines = []
    for n, (start, page, *sides) in enumerate(stored):
        following = stored[n + 1][0] if n + 1 < len(stored) else len(text)
        end = min(following, len(text))
        stop = text.find("\n", start, end)
        box = Box(*(side / SCALE for side in sides))
        end = end if stop < 0 else stop
        lines.append(Spread(start, end, page, box, text[start:end]))
    return Layout(tuple(lines))


def carried_over(old_text: str, layout: Layout, new_text: str) -> tuple[Block, ...]:
    """The paragraphs of a corrected text, each on the page and place of the one it came from.

    A paragraph that is unchanged keeps its printed lines; one that was put right keeps its page and
    the place of the whole; a new one stands on the page of the one before.
    """
    old = list(_paragraphs(old_text, layout))
    new = new_text.split("\n")
    if len(old) + len(new) > _COMPARED:
        return tuple(Block(text) for text in new)
    out: list[Block] = []
    matcher = SequenceMatcher(None, [block.text for block in old], new, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        for n, text in enumerate(new[j1:j2]):
            if what == "equal":
                out.append(old[i1 + n])
            elif i1 + n < i2:
                out.append(replace(old[i1 + n], text=text, lines=()))
            else:
                out.append(Block(text, page=out[-1].page if out else None))
    return tuple(out)


def _paragraphs(text: str, layout: Layout) -> Iterator[Block]:
    start, at = 0, 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        own: list[Spread] = []
        while at < len(layout.lines) and layout.lines[at].start <= max(end - 1, start):
            if layout.lines[at].start >= start:
                own.append(layout.lines[at])
            at += 1
        yield _paragraph(paragraph, own, start)
        start = end + 1


def _paragraph(text: str, own: Sequence[Spread], start: int) -> Block:
    kind = BlockKind.TABLE_ROW if "\t" in text else BlockKind.PARAGRAPH
    if not own:
        return Block(text, kind)
    page = own[0].page
    boxes = [line.box for line in own if line.page == page]
    box = Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )
    lines = tuple(Line(one.start - start, one.box, one.page) for one in own)
    return Block(text, kind, page, box, lines=lines)


def _stored(block: Block, offset: int) -> Stored:
    if block.page is None:
        return []
    if block.lines:
        return [_row(offset + n.start, n.page or block.page, n.box) for n in block.lines]
    return [_row(offset, block.page, block.box)] if block.box is not None and block.text else []


def _row(offset: int, page: int, box: Box) -> list[int]:
    return [offset, page, *(round(s * SCALE) for s in (box.left, box.top, box.right, box.bottom))]


def _part(line: Spread, start: int, end: int) -> Box:
    """The share of a line's box that the characters from `start` to `end` take."""
    whole = max(_ems(line.text), 0.5)
    first = _ems(line.text[: max(start - line.start, 0)]) / whole
    last = _ems(line.text[: max(end - line.start, 0)]) / whole
    box, wide = line.box, line.box.right - line.box.left
    if box.bottom - box.top > 3 * wide and len(line.text) > 2:  # runs downwards
        tall = box.bottom - box.top
        return Box(box.left, box.top + first * tall, box.right, box.top + last * tall)
    return Box(box.left + first * wide, box.top, box.left + last * wide, box.bottom)


def _ems(text: str) -> float:
    """Width in full-width characters: letters and digits take half of one."""
    return sum(0.5 if glyph < "\u0250" else 1.0 for glyph in text)
