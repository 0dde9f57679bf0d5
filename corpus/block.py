"""Text on a page before it means anything: what every reader hands to `structure`. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class BlockKind(Enum):
    """Where on the paper the text stood; says nothing about its meaning in law."""

    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"  # cells joined by a tab
    HEADER = "header"  # page header or footer, page number: kept apart, never part of the text
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as fractions of its width and height, origin top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a block: it begins at character `start` of the block's text and stands at `box`."""

    start: int
    box: Box
    page: int | None = None  # None: the block's own page


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (lines of a page already joined), table row, header or footnote.

    `page` counts from 1, None where the format has no pages. `size` is in points, `align` one of
    left center right justify. `score` is how sure the text recognition was (0 to 1), None for text
    that stood in the file. `lines` tell where on the page the text stands, in order of `start`.
    Unknown is None, never a guess.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    box: Box | None = None
    size: float | None = None
    bold: bool | None = None
    red: bool | None = None
    align: str | None = None
    score: float | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadNote:
    """Something the reader wants a person to know. `code` snake_case, `message` Chinese."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one reader got out of one file.

    `format` is one of: docx doc wps rtf pdf image ofd txt html zip. `pages` is None where the format
    has no pages. `bare_pages` are the pages whose text stands only in pictures (a scan): they wait for
    text recognition, and until then the document is read as far as it goes.
    """

    format: str
    reader: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[ReadNote, ...] = field(default=())
    bare_pages: tuple[int, ...] = ()
