"""Reads OpenDocument text (.odt, .ott, .fodt's package form): as on paper, numbers written out.

Text deleted under tracked changes stands apart in the format (ODF 1.3 part 3, 5.5) and is not read.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.block import BlockKind, Reading, ReadNote
from corpus.formats.odt_lists import Lists
from corpus.formats.odt_walker import OFFICE, OdtStyles, OdtWalker, edge_nodes
from corpus.formats.ooxml import Package, encrypted, open_package
from corpus.formats.reader import nothing_written, only_pictures, refuse_too_large

_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
_ENCRYPTION = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_MACROS = ReadNote("macros", "文件含有宏，读取时没有运行。下载原件打开前请先确认来源。")


class OdtReader:
    """Counts as a Word file for people; `name` tells it apart."""

    name = "odt"
    format = "docx"

    def recognises(self, head: bytes, path: Path) -> bool:
        """A zip whose first entry is the mimetype of OpenDocument text."""
        return head.startswith(b"PK") and _MIMETYPE in head[:200]

    def read(self, path: Path) -> Reading:
        """Body with text boxes in place, then notes, then page headers and footers."""
        refuse_too_large(path)
        with open_package(path) as package:
            _refuse_encrypted(package)
            content, styles = package.xml("content.xml"), package.xml("styles.xml")
            pictured = any(name.startswith("pictures/") for name in package.names)
            notes = (_MACROS,) if package.has("script-lb.xml") else ()
        body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
        if content is None or body is None:
            raise Unreadable("文件缺少正文部分，已损坏。请另存后重新上传。", code="damaged")
        walker = OdtWalker(OdtStyles(), Lists())
        for root in (styles, content):
            walker.styles.learn(root)
            walker.lists.learn(root)
        blocks = [*walker.story(body), *walker.notes]
        for edge in edge_nodes(styles):
            blocks += OdtWalker(walker.styles, Lists(), BlockKind.HEADER).story(edge)
        if all(block.kind is BlockKind.HEADER for block in blocks):
            raise only_pictures() if pictured else nothing_written()
        return Reading(self.format, self.name, tuple(blocks), notes=notes)


def _refuse_encrypted(package: Package) -> None:
    manifest: etree._Element | None = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(_ENCRYPTION), None) is not None:
        raise encrypted()
