"""Opens an OFD package (GB/T 33190-2016, 7.1) under limits: entries are counted, DTDs are refused.

Names are compared without regard to case, a backslash is a slash, and a place (ST_Loc) is relative to
the folder of the file it stands in unless it begins with a slash.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from base.errors import Unreadable
from corpus.formats.ooxml import encrypted
from corpus.formats.reader import damage_named
from corpus.formats.xml_root import xml_root

MAX_ENTRIES = 20_000
"""A page takes four entries and more; nothing is inflated before it is asked for."""
MAX_XML = 10 * 1024 * 1024
MAX_MEDIA = 30 * 1024 * 1024
MAX_TOTAL = 300 * 1024 * 1024
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(slots=True)
class OfdPackage:
    """An opened package. What is inflated is counted over the whole package."""

    archive: zipfile.ZipFile
    names: dict[str, str]
    _left: int = field(default=MAX_TOTAL)
    _roots: dict[str, etree._Element] = field(default_factory=dict)

    def place(self, folder_of: str, loc: str | None) -> str | None:
        """The entry a place names, None where there is none.

        Args:
            folder_of: the entry in which the place stands.
            loc: the place as written.
        """
        if not loc or not loc.strip():
            return None
        written = loc.strip().replace("\\", "/")
        tried = [posixpath.join("/", posixpath.dirname(folder_of), written), "/" + written]
        for whole in tried:
            real = self.names.get(posixpath.normpath(whole).lstrip("/").lower())
            if real is not None:
                return real
        return None

    def xml(self, entry: str) -> etree._Element:
        """The root of an entry; asked for again it is not parsed again.

        Raises:
            Unreadable: damaged, too_large, or a DTD stands in it.
        """
        known = self._roots.get(entry)
        if known is not None:
            return known
        with damage_named("OFD 文件", *_DAMAGES):
            root = xml_root(self._content(entry, MAX_XML), "OFD 文件")
        if len(self._roots) < 64:  # templates and resources are asked for by every page
            self._roots[entry] = root
        return root

    def media(self, entry: str) -> bytes:
        """The bytes of a picture.

        Raises:
            Unreadable: damaged or too_large.
        """
        with damage_named("OFD 文件", *_DAMAGES):
            return self._content(entry, MAX_MEDIA)

    def _content(self, entry: str, most: int) -> bytes:
        with self.archive.open(entry) as stream:
            data = stream.read(min(most, self._left) + 1)
        self._left -= len(data)
        if len(data) > most or self._left < 0:
            raise Unreadable(
                "OFD 文件解压后过大，疑似压缩炸弹，已拒绝读取。请重新导出后上传。",
                code="too_large",
            )
        return data


@contextmanager
def open_ofd(path: Path) -> Iterator[OfdPackage]:
    """Opens a package after counting its entries.

    Raises:
        Unreadable: damaged, encrypted or too_large.
    """
    with damage_named("OFD 文件", *_DAMAGES):
        archive = zipfile.ZipFile(path)
    with archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable(
                f"OFD 文件内超过 {MAX_ENTRIES} 个条目，无法读取。请拆分后重新上传。",
                code="too_large",
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted()
        names: dict[str, str] = {}
        for entry in entries:
            plain = entry.filename.replace("\\", "/").lstrip("/")
            names.setdefault(posixpath.normpath(plain).lower(), entry.filename)
        yield OfdPackage(archive, names)


def local(node: etree._Element) -> str:
    """The name of an element without its namespace: writers leave the prefix out now and then."""
    return etree.QName(node).localname


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next((one for one in node if local(one) == name), None)


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every child of that name."""
    return (one for one in node if local(one) == name)


def words(node: etree._Element | None) -> str | None:
    """What stands in an element, None for no element or nothing in it."""
    return (node.text or "").strip() or None if node is not None else None
