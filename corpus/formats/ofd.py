"""Reads OFD, the national layout format (GB/T 33190-2016): own reader over zipfile and lxml."""

from __future__ import annotations

from pathlib import Path

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats.ofd_document import Sheet, sheets
from corpus.formats.ofd_lines import POINTS, to_lines
from corpus.formats.ofd_objects import Painted, Painter, Run
from corpus.formats.ofd_package import OfdPackage, child, open_ofd
from corpus.formats.ofd_pictures import cover, covered_share
from corpus.formats.ooxml import encrypted
from corpus.formats.pdf_page import Page
from corpus.formats.pdf_paragraphs import to_blocks
from corpus.formats.reader import damage_named, nothing_written, refuse_too_large
from corpus.formats.unsupported import zip_names

MAX_PAGES = 2_000
_FEW = 20
_OUTLINES = 30
_GLIMPSE = 0.05  # of a page without any text: a picture of this share is worth looking into


class OfdReader:
    """OFD with characters in it; pages that are pictures are named in `bare_pages`."""

    name = "ofd"
    format = "ofd"

    def recognises(self, head: bytes, path: Path) -> bool:
        """A zip with OFD.xml at its root."""
        return head.startswith(b"PK") and "ofd.xml" in zip_names(path)

    def read(self, path: Path) -> Reading:
        """Paragraphs with places as shares of the page; watermarks are set apart as headers."""
        refuse_too_large(path)
        pages: list[Page] = []
        seen = _Seen()
        with open_ofd(path) as package:
            _refuse_encrypted(package)
            painter = Painter()
            for sheet in sheets(package, MAX_PAGES):
                painted = painter.page(sheet)
                pages.append(seen.page(sheet, painted))
                seen.apart(sheet.number, painted.runs)
                seen.apart(sheet.number, painter.annotations(sheet).runs, every=True)
        if not pages or len(seen.missing) == len(pages):
            with damage_named("OFD 文件", ValueError):
                raise ValueError("no page can be read")
        blocks = (*to_blocks(pages), *seen.headers)
        written = any(block.kind is not BlockKind.HEADER for block in blocks)
        if not written and not seen.bare:
            raise _outlines_only() if seen.drawn else nothing_written()
        return Reading("ofd", self.name, blocks, len(pages), tuple(seen.notes()), tuple(seen.bare))


class _Seen:
    """What is found out about the pages of one file on the way."""

    def __init__(self) -> None:
        self.bare: list[int] = []
        self.drawn: list[int] = []
        self.missing: list[int] = []
        self.layered: list[int] = []
        self.headers: list[Block] = []
        self._apart: set[str] = set()

    def page(self, sheet: Sheet, painted: Painted) -> Page:
        """The page with its lines; notes whether it is a picture, drawn, or missing."""
        width, height = sheet.box[2], sheet.box[3]
        upright = [run for run in painted.runs if not run.slanted]
        lines = tuple(to_lines(upright))
        letters = sum(len(line.text) for line in lines)
        share = covered_share(painted.pictures, width, height)
        covered = share > 0.5
        if sheet.roots is None:
            self.missing.append(sheet.number)
        elif letters < _FEW and (covered or (not lines and share > _GLIMPSE)):
            self.bare.append(sheet.number)
        elif not lines and painted.paths >= _OUTLINES:
            self.drawn.append(sheet.number)
        elif covered and sum(len(r.glyphs) for r in upright if r.hidden) * 2 > letters:
            self.layered.append(sheet.number)
        runs = (lines,) if lines else ()
        return Page(sheet.number, width * POINTS, height * POINTS, runs=runs)

    def apart(self, page: int, runs: list[Run], *, every: bool = False) -> None:
        """Keeps watermarks as headers, each wording once: slanted runs, or `every` run.

        Letters that stand one by one (round a seal, along a slope) are put together.
        """
        texts = [
            "".join(glyph.text for glyph in run.glyphs).strip()
            for run in runs
            if every or run.slanted
        ]
        single = "".join(dict.fromkeys(text for text in texts if len(text) == 1))
        for text in (*(text for text in texts if len(text) > 1), single):
            if text and text not in self._apart:
                self._apart.add(text)
                self.headers.append(Block(text, BlockKind.HEADER, page))

    def notes(self) -> list[ReadNote]:
        """What a person should know."""
        said = (
            ("scanned_pages", self.bare, "是图片，其中的文字没有读到。请对照原件人工核对。"),
            (
                "drawn_pages",
                self.drawn,
                "的文字是描成轮廓的图形，读不出文字。请换一份带文字的文件。",
            ),
            ("lost_pages", self.missing, "的内容缺失或损坏，没有读到。请对照原件核对。"),
            (
                "foreign_layer",
                self.layered,
                "是图片上附有文字层，文字由其他软件识别。请对照原件核对。",
            ),
        )
        return [
            ReadNote(code, f"第 {_shown(at)} 页{words}", at[0]) for code, at, words in said if at
        ]


def page_picture(path: Path, page: int) -> bytes | None:
    """The picture that covers a page, for text recognition: PNG or JPEG bytes, upright, whole page.

    Runs in the sandbox's child only.

    Args:
        path: the OFD file.
        page: number from 1, as in `Reading.bare_pages`.

    Returns:
        None where the page has no picture that can be opened.

    Raises:
        Unreadable: damaged, encrypted or too_large.
    """
    with open_ofd(path) as package:
        _refuse_encrypted(package)
        painter = Painter()
        for sheet in sheets(package, MAX_PAGES):
            if sheet.number == page:
                return cover(package, sheet, painter.page(sheet).pictures)
    return None


def _refuse_encrypted(package: OfdPackage) -> None:
    """GB/T 33190 wraps the content of a protected file; nothing of it can be read."""
    with damage_named("OFD 文件", KeyError):
        root = package.xml(package.names["ofd.xml"])
    if child(root, "Encryptions") is not None or "encryptions.xml" in package.names:
        raise encrypted()


def _outlines_only() -> Unreadable:
    return Unreadable(
        "这份 OFD 的文字全部是描成轮廓的图形，没有文字可读。请换一份带文字的文件，原件已保留。",
        code="unsupported",
    )


def _shown(numbers: list[int]) -> str:
    listed = "、".join(str(number) for number, _ in zip(numbers, range(10), strict=False))
    return listed + ("等" if len(numbers) > 10 else "")
