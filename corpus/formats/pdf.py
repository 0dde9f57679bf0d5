"""Reads PDF with a text layer: PDFium for text and places, pdfplumber where rules promise a table.

PDFium is not thread-safe and a file of 3 KB can keep it busy for ever: only for the sandbox's child.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from base.errors import Unreadable
from corpus.block import BlockKind, Reading, ReadNote
from corpus.formats.encodings import is_frequent
from corpus.formats.ooxml import encrypted
from corpus.formats.pdf_lines import page_lines
from corpus.formats.pdf_paragraphs import Page, to_blocks
from corpus.formats.pdf_tables import Table, find_tables, may_hold_table
from corpus.formats.reader import damage_named, nothing_written, only_pictures, refuse_too_large

MAX_PAGES = 2_000
_HEADER_WITHIN = 1024
_FEW = 20
_OUTLINES = 30
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f]|\(cid:")


class PdfReader:
    """PDF 1.0 to 2.0 with characters in it."""

    name = "pdf"
    format = "pdf"

    def recognises(self, head: bytes, path: Path) -> bool:
        """%PDF within the first 1,024 bytes, but not as the words of a text."""
        at = head.find(b"%PDF-", 0, _HEADER_WITHIN)
        return at == 0 or (at > 0 and b"obj" in head)

    def read(self, path: Path) -> Reading:
        """Paragraphs, table rows and page headers, with places as shares of the page."""
        refuse_too_large(path)
        with _opened(path) as document:
            count = len(document)
            if count > MAX_PAGES:
                raise Unreadable(
                    f"PDF 有 {count} 页，超过 {MAX_PAGES} 页。请拆分后重新上传。", code="too_large"
                )
            pages, scanned, ruled = _read_pages(document)
        notes: list[ReadNote] = []
        written = any(page.lines for page in pages)
        if not written or len(scanned) == count:
            raise only_pictures() if scanned else nothing_written()
        pages = _put_tables(path, pages, ruled, notes)
        notes += _scan_notes(scanned)
        blocks = tuple(to_blocks(pages))
        if all(block.kind is BlockKind.HEADER for block in blocks):
            raise nothing_written()
        text = "".join(block.text for block in blocks)
        if _is_garbled(text):
            notes.append(
                ReadNote("garbled", "文字层有较多乱码，可能缺少字体对照。请对照原件核对。")
            )
        return Reading("pdf", self.name, blocks, count, tuple(notes))


def page_count(path: Path) -> int:
    """How many pages a PDF has; 0 where it cannot be opened. Used to give long papers more time."""
    try:
        with _opened(path) as document:
            return len(document)
    except Unreadable:
        return 0


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise encrypted() from error
        raise Unreadable(
            "PDF 已损坏，无法读取。请用阅读器打开后另存一份，再重新上传。", code="damaged"
        ) from error
    try:
        with damage_named("PDF ", pypdfium2.PdfiumError):
            yield document
    finally:
        document.close()


def _read_pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[int], list[int]]:
    """The pages, and the numbers of those that are pictures and those that may hold a table."""
    pages: list[Page] = []
    scanned: list[int] = []
    ruled: list[int] = []
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        lines = tuple(page_lines(page))
        few = sum(len(line.text) for line in lines) < _FEW
        if few and (_is_picture(page) or (not lines and _is_drawn(page))):
            scanned.append(number)
        elif lines and may_hold_table(page):
            ruled.append(number)
        pages.append(Page(number, width, height, lines))
        page.close()
    return pages, scanned, ruled


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether images cover more than half of the page."""
    width, height = page.get_size()
    covered = 0.0
    for count, image in enumerate(
        page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    ):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
        if count > 2_000:
            break
    return covered > 0.5 * width * height


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Whether so much is drawn on a page without characters that it may be their outlines."""
    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _ in islice(paths, _OUTLINES)) == _OUTLINES


def _put_tables(
    path: Path, pages: list[Page], ruled: list[int], notes: list[ReadNote]
) -> list[Page]:
    """The pages with their tables; where tables cannot be told, their words stay as lines."""
    found: dict[int, list[Table]] = {}
    try:
        for number, tables in find_tables(path, ruled) if ruled else ():
            found[number] = tables
    except Exception:  # noqa: BLE001 - pdfminer raises almost anything; the text is safe already
        missing = next((n for n in ruled if n not in found), None)
        notes.append(
            ReadNote("tables_as_lines", "部分表格未能按行列读取，已按文字行读取。", missing)
        )
    return [
        Page(p.number, p.width, p.height, p.lines, tuple(found.get(p.number, ()))) for p in pages
    ]


def _is_garbled(text: str) -> bool:
    """Many private or control characters, or Han that no paper uses: fonts without a code table."""
    han = [glyph for glyph in text if "\u3400" <= glyph <= "\u9fff"]
    rare = sum(1 for glyph in han if not is_frequent(glyph))
    return len(_ODD.findall(text)) > 0.05 * len(text) or (len(han) > 50 and rare > 0.4 * len(han))


def _scan_notes(scanned: list[int]) -> list[ReadNote]:
    if not scanned:
        return []
    shown = "、".join(str(number) for number in scanned[:10]) + ("等" if len(scanned) > 10 else "")
    message = f"第 {shown} 页是图片，其中的文字没有读到。请对照原件人工核对。"
    return [ReadNote("scanned_pages", message, scanned[0])]
