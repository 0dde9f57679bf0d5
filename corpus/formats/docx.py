"""Reads .docx (and .docm, .dotx): a walker of our own over the package.

What the usual libraries lose silently is kept here: inserted text under tracked changes, text boxes,
footnotes, nested tables and automatic numbers (ECMA-376 part 1).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats.docx_runs import Fields
from corpus.formats.docx_styles import Styles, read_styles
from corpus.formats.docx_walker import Walker
from corpus.formats.numbering import Numbering, read_numbering
from corpus.formats.ooxml import Package, R, W, open_package
from corpus.formats.reader import nothing_written, only_pictures, refuse_too_large


class DocxReader:
    """Word 2007 and later, WPS likewise."""

    name = "docx"
    format = "docx"

    def recognises(self, head: bytes, path: Path) -> bool:
        """A zip with content types and parts below word/."""
        if not head.startswith(b"PK"):
            return False
        try:
            with zipfile.ZipFile(path) as archive:
                names = {name.lower().lstrip("/") for name in archive.namelist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return b"word/" in head and b"[Content_Types].xml" in head
        return "[content_types].xml" in names and any(
            name.startswith("word/") and name.endswith(".xml") for name in names
        )

    def read(self, path: Path) -> Reading:
        """Body, then footnotes, then page headers and footers."""
        refuse_too_large(path)
        with open_package(path) as package:
            blocks, notes = read_package(package)
        return Reading("docx", self.name, blocks, notes=notes)


def read_package(package: Package) -> tuple[tuple[Block, ...], tuple[ReadNote, ...]]:
    """The blocks of an opened package, and what a person should know of it.

    Raises:
        Unreadable: damaged, empty, or unsupported where all text stands in pictures.
    """
    blocks = _read_blocks(package)
    notes = _notes(package)
    if all(block.kind is BlockKind.HEADER for block in blocks):
        pictured = any(name.startswith("word/media/") for name in package.names)
        raise _why_empty(notes, pictured=pictured)
    return blocks, notes


def _notes(package: Package) -> tuple[ReadNote, ...]:
    notes = []
    if package.has("vbaproject.bin"):
        notes.append(ReadNote("macros", "文件含有宏，读取时没有运行。下载原件打开前请先确认来源。"))
    if package.external_kinds():
        notes.append(
            ReadNote(
                "external_reference",
                "文件引用了外部内容（模板、图片或对象），读取时没有访问。下载原件打开前请先确认来源。",
            )
        )
    if any(r.kind == "aFChunk" for r in package.relations(package.main_part()).values()):
        notes.append(
            ReadNote("embedded_part", "文件里嵌入了另一个文件，其内容没有读到。请展开后另存。")
        )
    return tuple(notes)


def _why_empty(notes: tuple[ReadNote, ...], *, pictured: bool) -> Unreadable:
    """A scan in a Word file, text that stands in an embedded file, or nothing at all."""
    if any(note.code == "embedded_part" for note in notes):
        message = "文字都在嵌入的另一个文件里，无法读取。请用 Word 打开后另存为 docx，再重新上传。"
        return Unreadable(message, code="unsupported")
    return only_pictures() if pictured else nothing_written()


def _read_blocks(package: Package) -> tuple[Block, ...]:
    main = package.main_part()
    root = package.xml(main)
    body = root.find(f"{W}body") if root is not None else None
    if root is None or body is None:
        raise Unreadable("Word 文件缺少正文部分，已损坏。请另存后重新上传。", code="damaged")
    relations = package.relations(main)
    parts = {relation.kind: relation.target for relation in relations.values()}
    styles = read_styles(package.xml(parts.get("styles", "word/styles.xml")))
    numbers = package.xml(parts.get("numbering", "word/numbering.xml"))
    walker = Walker(styles, read_numbering(numbers), Fields())
    blocks = list(walker.story(body))
    if walker.fields.in_contents and walker.fields.dropped:
        # a contents field that is never closed would swallow the paper: read again without skipping
        walker = Walker(styles, read_numbering(numbers), Fields(skip_contents=False))
        blocks = list(walker.story(body))
    for kind in ("footnote", "endnote"):
        part = package.xml(parts.get(f"{kind}s", f"word/{kind}s.xml"))
        blocks += _footnotes(part, kind, walker)
    edges = [relations[key].target for key in _edge_ids(root) if key in relations]
    for edge in dict.fromkeys(edges):
        blocks += _edge(package.xml(edge), styles)
    return tuple(blocks)


def _footnotes(part: etree._Element | None, kind: str, walker: Walker) -> Iterator[Block]:
    """The notes that the text refers to, in its order."""
    notes = {note.get(f"{W}id", ""): note for note in part} if part is not None else {}
    wanted = [key for noted, key in walker.noted if noted == kind]
    for key in dict.fromkeys(wanted):
        if key in notes:
            for block in Walker(walker.styles, Numbering(), Fields()).story(notes[key]):
                yield replace(block, kind=BlockKind.FOOTNOTE)


def _edge_ids(root: etree._Element) -> Iterator[str]:
    """Relationship ids of the page headers and footers in use."""
    for section in root.iter(f"{W}sectPr"):
        for node in section:
            if node.tag in (f"{W}headerReference", f"{W}footerReference"):
                yield node.get(f"{R}id", "")


def _edge(part: etree._Element | None, styles: Styles) -> Iterator[Block]:
    if part is not None:
        for block in Walker(styles, Numbering(), Fields()).story(part):
            yield replace(block, kind=BlockKind.HEADER)
