"""Reads HTML (and XHTML): what a visitor of the page would see, without menus and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading
from corpus.formats.encodings import decode
from corpus.formats.reader import RAISED, damage_named, nothing_written, refuse_too_large
from corpus.formats.txt import encoding_notes

MAX_BYTES = 30 * 1024 * 1024
_MARKUP = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_FRAGMENT = re.compile(rb"^\s*<(div|p|table|meta|title|h[1-6]|span|font|center)[\s>]", re.I)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_-]{3,20})", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "noscript",
        "template",
        "iframe",
        "object",
        "select",
        "button",
        "head",
        "svg",
        "math",
        "textarea",
    ]
)
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "td",
        "th",
    ]
)
_ALIGNS = {"center": "center", "right": "right", "left": "left", "justify": "justify"}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|left|justify)", re.I)


class HtmlReader:
    """Paragraphs by block elements and br; rows of a table of more than one column as rows."""

    name = "html"
    format = "html"

    def recognises(self, head: bytes, path: Path) -> bool:
        """A doctype, html, head or body tag, or a file that begins with a common tag."""
        plain = head.replace(b"\0", b"")
        return bool(_MARKUP.search(plain) or _FRAGMENT.search(plain.removeprefix(b"\xef\xbb\xbf")))

    def read(self, path: Path) -> Reading:
        """The visible text; a declared charset is a hint only."""
        refuse_too_large(path)
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable("网页超过 30 MB，无法读取。请拆分后重新上传。", code="too_large")
        data = path.read_bytes()
        found = _META.search(data[:8192]) or _XML.search(data[:400])
        decoded = decode(data, found.group(1).decode("ascii") if found else None)
        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        text = decoded.text.replace("\0", "")
        with damage_named("网页", etree.LxmlError, ValueError):
            root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
        blocks = tuple(_Page().blocks(root)) if root is not None else ()
        if not blocks:
            raise nothing_written()
        notes = encoding_notes(decoded.encoding, decoded.guessed)
        return Reading("html", self.name, blocks, notes=notes)


class _Page:
    """Walks the tree without recursion and collects text up to each break."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._aligns: list[str | None] = []
        self._edge = 0
        self._row: list[str] | None = None

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        """The blocks in document order."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag.lower()
            if event == "start":
                if tag in _SKIPPED or _HIDDEN.search(node.get("style") or ""):
                    walk.skip_subtree()
                    continue
                yield from self._open(node, tag)
            else:
                yield from self._close(node, tag)
        yield from self._flush()

    def _open(self, node: etree._Element, tag: str) -> Iterator[Block]:
        if tag in _BREAKS:
            yield from self._break()
            self._aligns.append(_align(node))
            self._edge += tag in ("header", "footer")
            if tag == "tr" and _is_data_row(node):
                self._row = []
        text = node.text or ""
        self._text.append(text.translate(RAISED) if tag == "sup" else text)

    def _close(self, node: etree._Element, tag: str) -> Iterator[Block]:
        skipped = tag in _SKIPPED or _HIDDEN.search(node.get("style") or "")
        if tag in _BREAKS and not skipped:
            if tag in ("td", "th") and self._row is not None:
                self._row.append(_squeeze("".join(self._text)))
                self._text.clear()
            elif tag == "tr" and self._row is not None:
                yield from self._close_row()
            else:
                yield from self._break()
            self._aligns.pop()
            self._edge -= tag in ("header", "footer")
        self._text.append(node.tail or "")

    def _break(self) -> Iterator[Block]:
        if self._row is None:
            yield from self._flush()
        else:
            self._text.append(" ")

    def _close_row(self) -> Iterator[Block]:
        cells, self._row = self._row or [], None
        self._text.clear()
        if any(cells):
            yield Block("\t".join(cells), self._kind(BlockKind.TABLE_ROW))

    def _flush(self) -> Iterator[Block]:
        text = _squeeze("".join(self._text))
        self._text.clear()
        if text:
            align = next((a for a in reversed(self._aligns) if a), None)
            yield Block(text, self._kind(BlockKind.PARAGRAPH), align=align)

    def _kind(self, otherwise: BlockKind) -> BlockKind:
        return BlockKind.HEADER if self._edge else otherwise


def _is_data_row(row: etree._Element) -> bool:
    """Two cells or more that hold text and no table or run of paragraphs: a row, not a layout."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if any(cell.find(".//table") is not None or len(cell.findall(".//p")) > 3 for cell in cells):
        return False
    return sum(1 for cell in cells if "".join(str(t) for t in cell.itertext()).strip()) > 1


def _align(node: etree._Element) -> str | None:
    """The alignment an element states: attribute, style or <center>."""
    styled = _ALIGN.search(node.get("style") or "")
    named = styled.group(1) if styled else (node.get("align") or "")
    return "center" if node.tag == "center" else _ALIGNS.get(named.lower())


def _squeeze(text: str) -> str:
    """Runs of blanks and line breaks in the source are one blank; none between Chinese characters
    that the source merely broke over lines."""
    text = re.sub(
        r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])",
        "",
        text,
    )
    return re.sub(r"[ \t\r\n\xa0\f\v]+", " ", text).strip(" \u3000\u200b\ufeff")
