"""Reads PDF: text and places by PDFium, tables by pdfplumber; pages without text wait for recognition.

PDFium is not thread-safe and a file of 3 KB can keep it busy for ever: only for the sandbox's child.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats.pdf_opening import active_notes, damaged, opened
from corpus.formats.pdf_page import Page, read_page
from corpus.formats.pdf_paragraphs import to_blocks
from corpus.formats.reader import nothing_written, refuse_too_large

MAX_PAGES = 2_000
_HEADER_WITHIN = 1024


class PdfReader:
    """PDF 1.0 to 2.0. A scan has no blocks, and all its pages are bare."""

    name = "pdf"
    format = "pdf"

    def recognises(self, head: bytes, path: Path) -> bool:
        """%PDF within the first 1,024 bytes, but not as the words of a text."""
        at = head.find(b"%PDF-", 0, _HEADER_WITHIN)
        return at == 0 or (at > 0 and b"obj" in head)

    def read(self, path: Path) -> Reading:
        """Paragraphs, table rows, footnotes and page headers, with the place of each line as shares
        of the page; `bare_pages` are those whose text stands only in a picture or is garbled."""
        refuse_too_large(path)
        with opened(path) as file:
            count = len(file.document)
            if count > MAX_PAGES:
                raise Unreadable(
                    f"PDF 有 {count} 页，超过 {MAX_PAGES} 页。请拆分后重新上传。", code="too_large"
                )
            pages, lost = _read_pages(file.document)
            repaired, lost = file.repaired, sorted({*lost, *file.lost})
        bare = tuple(page.number for page in pages if page.is_bare)
        blocks = tuple(to_blocks([page for page in pages if not page.is_bare]))
        if not bare and all(block.kind is BlockKind.HEADER for block in blocks):
            raise damaged() if lost or repaired else nothing_written()
        notes = [*_page_notes(pages, lost), *_unnamed(blocks), *active_notes(path)]
        if repaired:
            message = "PDF 尾部损坏，修复后读取，可能缺页。请对照原件核对。"
            notes.insert(0, ReadNote("repaired", message))
        return Reading("pdf", self.name, blocks, count, tuple(notes), bare)


def page_count(path: Path) -> int:
    """How many pages a PDF has; 0 where it cannot be opened. Used to give long papers more time."""
    try:
        with opened(path) as file:
            return len(file.document)
    except Unreadable:
        return 0


def _read_pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[int]]:
    """The pages, and the numbers of those that cannot be loaded."""
    pages: list[Page] = []
    lost: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            lost.append(number)
            continue
        try:
            pages.append(read_page(page, number))
        finally:
            page.close()
    return pages, lost


def _page_notes(pages: list[Page], lost: list[int]) -> list[ReadNote]:
    """What a person should know about single pages."""
    said = (
        (
            "scanned_pages",
            [page.number for page in pages if page.scanned],
            "是图片，文字有待识别。请对照原件核对。",
        ),
        (
            "garbled",
            [page.number for page in pages if page.garbled],
            "的文字层是乱码，没有采用，有待从图像识别。请对照原件核对。",
        ),
        (
            "foreign_layer",
            [page.number for page in pages if page.foreign],
            "是扫描图像，文字层由他人识别，可能有误。请对照原件核对。",
        ),
        ("lost_pages", lost, "已损坏，没有读到。请用阅读器打开后另存一份，再重新上传。"),
    )
    return [
        ReadNote(code, f"第 {_listed(numbers)} 页{message}", numbers[0])
        for code, numbers, message in said
        if numbers
    ]


def _unnamed(blocks: tuple[Block, ...]) -> list[ReadNote]:
    """Characters that the font does not name, often the point of a decimal: they stand as �."""
    numbers = sorted({block.page or 1 for block in blocks if "\ufffd" in block.text})
    if not numbers:
        return []
    message = f"第 {_listed(numbers)} 页有字体没有说明的字符，以“\ufffd”代替。请对照原件核对。"
    return [ReadNote("unnamed_characters", message, numbers[0])]


def _listed(numbers: list[int]) -> str:
    return "、".join(str(number) for number in numbers[:10]) + ("等" if len(numbers) > 10 else "")
