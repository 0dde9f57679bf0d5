"""What can be shown of a page: its picture with the quote boxed, or its words, or why neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app, url_for

from base.db import writing
from corpus.block import Box
from corpus.layout import Layout, Spread, layout_from
from corpus.library import Filed
from corpus.pages import keeper as page_keeper
from corpus.pages import pictures as page_pictures
from corpus.pages import printing
from corpus.pages.pictures import PagePictures
from corpus.pages.printout import laid_over

NO_PICTURE = "这种格式没有版面图像。请对照右边的文字，或下载原件查看。"
SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A rectangle of the overlay, in ten-thousandths of the page."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Word:
    """A printed line drawn by itself where there is no picture of the page, in the same units."""

    text: str
    place: Shown


@dataclass(frozen=True, slots=True)
class Picture:
    """What can be shown of a page: the address of its picture, or its words, or why neither."""

    href: str | None
    boxes: tuple[Shown, ...]
    words: tuple[Word, ...] = ()
    problem: str | None = None

    @property
    def waits(self) -> bool:
        """Whether the picture is still being made."""
        return self.href is None and self.problem is None and not self.words


@dataclass(frozen=True, slots=True)
class Paged:
    """The pages of a document: how many, and what stands where on them.

    `printed`: they are those that LibreOffice prints; `waits`: it has not yet. `problem` says why
    there are no pictures of any page.
    """

    count: int
    layout: Layout
    printed: bool = False
    waits: bool = False
    problem: str | None = None

    def pages_of(self, quote: tuple[int, int] | None) -> tuple[int, ...]:
        """The pages on which words of the quote were found, in order."""
        return tuple(sorted({page for page, _ in self.layout.places(*quote)})) if quote else ()


def has_pages(filed: Filed) -> bool:
    """Whether pages of the document can be looked at: its own, or those that LibreOffice prints."""
    return bool(filed.pages) or _printable(filed)


def paged(filed: Filed) -> Paged:
    """The pages of a document; of an office file they are queued to be printed if they are not yet."""
    if filed.pages or not _printable(filed):
        problem = None if filed.row.format in page_pictures.FORMATS else NO_PICTURE
        layout = layout_from(filed.layout, filed.machine.text)
        return Paged(filed.pages or 1, layout, problem=problem)
    sha256, nothing = filed.row.sha256, Paged(1, Layout())
    printout = printing.found(_pictures(), sha256)
    if printout is not None:
        return Paged(printout.pages, laid_over(printout, filed.machine.text), printed=True)
    problem = _pictures().problem(sha256, printing.WHOLE)
    if problem is None:
        with writing():
            printing.ask(sha256, filed.row.format)
    return replace(nothing, waits=problem is None, problem=problem)


def picture_of(
    filed: Filed, number: int, known: Paged, quotes: Sequence[tuple[int, int]]
) -> Picture:
    """What can be shown of a page, with the words of `quotes` boxed; queues the picture if it is not made.

    Args:
        number: the page, from 1.
        known: the pages of the document.
        quotes: offsets in the text.
    """
    places = (place for quote in quotes for place in known.layout.places(*quote))
    boxes = tuple(_shown(box) for on, box in places if on == number)
    if known.waits or known.problem is not None:
        return Picture(None, boxes, problem=known.problem)
    words = tuple(_word(filed, line) for line in known.layout.on_page(number))
    if filed.row.format == "ofd" and words and not page_keeper.find(filed.row.sha256, number):
        return Picture(None, boxes, words)  # its pictures alone would show the page without words
    turned = page_pictures.turned_of(filed.row.sha256, number)
    if _pictures().path(filed.row.sha256, number, turned).exists():
        href = url_for("library.page_image", document_id=filed.id, number=number, turned=turned)
        return Picture(href, boxes)
    problem = _pictures().problem(filed.row.sha256, number)
    if problem is not None:
        return Picture(None, boxes, words, None if words else problem)
    with writing():
        page_pictures.ask(filed.row.sha256, number, turned)
    return Picture(None, boxes)


def _printable(filed: Filed) -> bool:
    return filed.row.format in printing.FORMATS and current_app.config["QINGCE"].soffice is not None


def _pictures() -> PagePictures:
    found: PagePictures = current_app.extensions["pictures"]
    return found


def _word(filed: Filed, line: Spread) -> Word:
    return Word(filed.machine.text[line.start : line.end], _shown(line.box))


def _shown(box: Box) -> Shown:
    return Shown(
        round(box.left * SCALE),
        round(box.top * SCALE),
        max(1, round((box.right - box.left) * SCALE)),
        max(1, round((box.bottom - box.top) * SCALE)),
    )
