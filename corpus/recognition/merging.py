"""Recognised pages in their places among those whose text stood in the file. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.recognition.engine import NAME
from corpus.recognition.paragraphs import NumberedPage, blocks_of
from corpus.recognition.printed import PrintedPage
from corpus.site_chrome import without_chrome

_SCAN_NOTES = frozenset(("scanned_pages", "bare_pages"))


def merged_pages(
    reading: Reading, pages: Mapping[int, PrintedPage], notes: tuple[ReadNote, ...] = ()
) -> Reading:
    """The reading with recognised pages in their places; page headers stand last.

    Args:
        reading: what the file itself says.
        pages: what was recognised, by page from 1.
        notes: what is to be said of the pages, in place of the reader's notes on scans.
    """
    every = without_chrome(_in_order(reading, pages)) if pages else _in_order(reading, pages)
    blocks = [block for block in every if block.kind is not BlockKind.HEADER]
    edges = [block for block in every if block.kind is BlockKind.HEADER]
    return replace(
        reading,
        reader=f"{reading.reader}+{NAME}" if pages else reading.reader,
        blocks=(*blocks, *edges),
        notes=tuple(n for n in reading.notes if n.code not in _SCAN_NOTES) + notes,
        bare_pages=tuple(n for n in reading.bare_pages if n not in pages),
    )


def _in_order(reading: Reading, pages: Mapping[int, PrintedPage]) -> list[Block]:
    own: dict[int, list[Block]] = {}
    for block in reading.blocks:
        own.setdefault(block.page or 1, []).append(block)
    blocks: list[Block] = []
    run: list[NumberedPage] = []
    for number in range(1, max(reading.pages or 1, *pages, 1) + 1):
        if number in pages:
            run.append(NumberedPage(number, pages[number]))
            continue
        blocks += blocks_of(run)
        run = []
        blocks += own.get(number, [])
    return [*blocks, *blocks_of(run)]
