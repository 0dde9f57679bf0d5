"""Reads HTML (and XHTML): what a visitor of the page would see, without menus and scripts."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading, ReadNote
from corpus.formats.encodings import decode
from corpus.formats.html_chrome import told_apart
from corpus.formats.html_page import pieces
from corpus.formats.reader import damage_named, nothing_written, refuse_too_large
from corpus.formats.txt import encoding_notes

MAX_BYTES = 30 * 1024 * 1024
_MARKUP = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_FRAGMENT = re.compile(rb"^\s*<(div|p|table|meta|title|h[1-6]|span|font|center)[\s>]", re.I)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_-]{3,20})", re.I)


class HtmlReader:
    """Paragraphs by block elements and br; table rows as rows; menus, crumbs and footers as headers."""

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
        blocks, notes = read_html(path.read_bytes())
        return Reading("html", self.name, blocks, notes=notes)


def read_html(
    data: bytes, charset: str | None = None
) -> tuple[tuple[Block, ...], tuple[ReadNote, ...]]:
    """The visible text of a page, and a note where its encoding is a guess.

    Args:
        data: the page.
        charset: what its envelope names; the page's own declaration is the next hint.

    Raises:
        Unreadable: damaged or empty.
    """
    found = _META.search(data[:8192]) or _XML.search(data[:400])
    decoded = decode(data, charset or (found.group(1).decode("ascii") if found else None))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    text = decoded.text.replace("\0", "")
    with damage_named("网页", etree.LxmlError, ValueError):
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    blocks = told_apart(list(pieces(root)), _title(root)) if root is not None else ()
    if not any(block.kind is not BlockKind.HEADER for block in blocks):
        raise nothing_written()
    return blocks, encoding_notes(decoded.encoding, decoded.guessed)


def _title(root: etree._Element) -> str:
    """What the page calls itself; a hint only, it often carries the name of the site."""
    found = root.find(".//title")
    return (
        re.sub(r"\s+", "", "".join(str(text) for text in found.itertext()))
        if found is not None
        else ""
    )
