"""Reads Word files that are one XML text: Word 2003 XML (also written by WPS) and flat Word 2007.

Word 2003 XML is renamed into the tree that our walker knows; its numbers are written in the file
(wx:t of w:listPr), its tracked changes are annotations (aml:annotation).
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats.docx import read_package
from corpus.formats.docx_runs import Fields
from corpus.formats.docx_styles import read_styles
from corpus.formats.docx_walker import Walker
from corpus.formats.number_formats import gap_after
from corpus.formats.numbering import Numbering
from corpus.formats.ooxml import MAX_XML, W, open_package, parse_xml
from corpus.formats.reader import nothing_written, refuse_too_large

_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_NEW = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_MACROS = ReadNote("macros", "文件含有宏，读取时没有运行。下载原件打开前请先确认来源。")


class FlatWordReader:
    """Counts as docx; `name` tells it apart."""

    name = "flat-word"
    format = "docx"

    def recognises(self, head: bytes, path: Path) -> bool:
        """XML that names Word as its program or one of the two namespaces."""
        text = head.lstrip(b"\xef\xbb\xbf \r\n")
        return text.startswith(b"<?xml") and (
            b'progid="Word.Document' in head or _OLD in head or _PKG[1:-1].encode() in head
        )

    def read(self, path: Path) -> Reading:
        """As paper shows it, footnotes last."""
        refuse_too_large(path)
        if path.stat().st_size > MAX_XML:
            raise Unreadable("文件超过 30 MB，无法读取。请另存为 docx 后上传。", code="too_large")
        root = parse_xml(path.read_bytes().replace(_OLD, _NEW))
        if root.tag == f"{_PKG}package":
            with open_package(_packed(root)) as package:
                blocks, notes = read_package(package)
        else:
            blocks, notes = _read_2003(root)
        if all(block.kind is BlockKind.HEADER for block in blocks):
            raise nothing_written()
        return Reading(self.format, self.name, blocks, notes=notes)


def _packed(root: etree._Element) -> BytesIO:
    """The parts of a flat package as the zip they would be; pictures are left out."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for part in root.iterchildren(f"{_PKG}part"):
            data = part.find(f"{_PKG}xmlData")
            name = part.get(f"{_PKG}name", "").lstrip("/")
            if data is not None and len(data) and name:
                out.writestr(name, etree.tostring(data[0], encoding="utf-8"))
            elif name.endswith("vbaProject.bin"):
                out.writestr(name, b"")
    return stream


def _read_2003(root: etree._Element) -> tuple[tuple[Block, ...], tuple[ReadNote, ...]]:
    body = root.find(f"{W}body")
    if body is None:
        raise Unreadable("Word 文件缺少正文部分，已损坏。请另存后重新上传。", code="damaged")
    macros = root.get(f"{W}macrosPresent") == "yes" or root.find(f"{W}docSuppData") is not None
    for annotation in list(root.iter(f"{_AML}annotation")):
        _accept(annotation)
    for part in list(body.iter(f"{_WX}sect", f"{_WX}sub-section")):
        part.tag = f"{W}sdtContent"
    notes = list(_pull_notes(body))
    for edge in [n for tag in ("hdr", "ftr") for n in body.iter(f"{W}{tag}")]:
        edge.tag = f"{W}sectPr"  # page headers and footers stand in the body's sections
    _write_numbers(body)
    walker = Walker(read_styles(root.find(f"{W}styles")), Numbering(), Fields())
    blocks = list(walker.story(body))
    for note in notes:
        blocks += [
            Block(block.text, BlockKind.FOOTNOTE)
            for block in Walker(walker.styles, Numbering(), Fields()).story(note)
        ]
    return tuple(blocks), (_MACROS,) if macros else ()


def _accept(annotation: etree._Element) -> None:
    """Tracked changes accepted: a deletion goes, an insertion gives way to its content."""
    kind = annotation.get(f"{W}type", "")
    if kind == "Word.Deletion":
        annotation.tag = f"{W}del"
    elif kind in ("Word.Insertion", "Word.Formatting"):
        annotation.tag = f"{W}ins"
        for content in annotation.iterchildren(f"{_AML}content"):
            content.tag = f"{W}sdtContent"
    else:
        annotation.tag = f"{W}annotationRef"


def _pull_notes(body: etree._Element) -> list[etree._Element]:
    """Takes the footnotes, which stand inside the text, out of it."""
    found = list(body.iter(f"{W}footnote", f"{W}endnote"))
    for note in found:
        parent = note.getparent()
        if parent is not None:
            note.tail = None
            parent.remove(note)
    return found


def _write_numbers(body: etree._Element) -> None:
    """The printed number of a list paragraph becomes its first run."""
    for listed in body.iter(f"{W}listPr"):
        shown = listed.find(f"{_WX}t")
        properties = listed.getparent()
        paragraph = properties.getparent() if properties is not None else None
        label = shown.get(f"{_WX}val", "").strip() if shown is not None else ""
        if paragraph is None or paragraph.tag != f"{W}p" or not label:
            continue
        run = etree.Element(f"{W}r")
        text = etree.SubElement(run, f"{W}t")
        text.text = label + gap_after(label)
        paragraph.insert(1, run)
