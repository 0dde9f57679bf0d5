"""OFD files with a known text, laid out line by line as an office program does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from tests.corpus.formats.ofd_papers import ofd, text_object

_WIDE, _LINES = 28, 22
_SIZE, _LEADING, _LEFT, _TOP = 5.6, 10.2, 28.0, 40.0  # mm: 三号, 30 points, GB/T 9704-2012 5.2


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The printed lines of a text with their indents in characters; a paragraph begins two in."""
    for paragraph in text.splitlines():
        words = paragraph.strip()
        indent = 2
        while words:
            yield indent, words[: _WIDE - indent]
            words, indent = words[_WIDE - indent :], 0


def laid_out(path: Path, text: str) -> Path:
    """An OFD file of A4 pages with `text` on them, each line an object of its own."""
    every = list(lines_of(text))
    pages = []
    for first in range(0, len(every), _LINES):
        page = every[first : first + _LINES]
        pages.append(
            [
                text_object(escape(words), _LEFT + indent * _SIZE, _TOP + at * _LEADING, _SIZE)
                for at, (indent, words) in enumerate(page)
            ]
        )
    return ofd(path, *pages)
