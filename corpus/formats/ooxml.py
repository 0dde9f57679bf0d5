"""Opens an OOXML package under limits: sizes are counted before anything is parsed, DTDs are refused.

zipfile and lxml directly: a library that parses the whole package on opening would already have met
the bomb (ECMA-376 part 2, Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from base.errors import Unreadable
from corpus.formats.reader import damage_named
from corpus.formats.xml_root import xml_root

MAX_ENTRIES = 5_000
MAX_TOTAL = 200 * 1024 * 1024
MAX_XML = 30 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM = 5 * 1024 * 1024

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DAMAGES = (
    zipfile.BadZipFile,
    NotImplementedError,  # a zip of a version or method that Python does not know
    zlib.error,
    etree.LxmlError,
    OSError,
    ValueError,
    EOFError,
)


def parse_xml(data: bytes) -> etree._Element:
    """The root of a part, strict namespaces as the usual ones; no entity, DTD or network.

    Raises:
        Unreadable: damaged, or a DTD stands in it.
    """
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return xml_root(data, "Word 文件")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: the last word of its type, and the part it points to."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """An opened package whose sizes have been found within the limits."""

    archive: zipfile.ZipFile
    names: dict[str, str] = field(default_factory=dict)

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, None where the part does not exist.

        Raises:
            Unreadable: damaged, or too_large, or a DTD stands in it.
        """
        real = self.names.get(name.lower())
        if real is None:
            return None
        with damage_named("Word 文件", *_DAMAGES, NotImplementedError, RuntimeError):
            data = self._content(real)
            return parse_xml(data)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part by id; external ones are left out, never followed."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for node in root if root is not None else ():
            if node.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", "")))
            kind = node.get("Type", "").rpartition("/")[2]
            found[node.get("Id", "")] = Relation(kind, target.lstrip("/"))
        return found

    def external_kinds(self) -> frozenset[str]:
        """The kinds of relationships of all parts that point out of the package, links left out."""
        found = set()
        for name in self.names:
            if name.endswith(".rels"):
                with suppress(Unreadable):  # relationships of parts that are not read may be broken
                    found |= {
                        node.get("Type", "").rpartition("/")[2]
                        for node in _children(self.xml(name))
                        if node.get("TargetMode") == "External"
                    }
        return frozenset(found - {"hyperlink"})

    def main_part(self) -> str:
        """The part the package begins with, usually word/document.xml."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target.lower() in self.names:
                return relation.target
        return "word/document.xml"

    def has(self, ending: str) -> bool:
        """Whether a part's name ends so."""
        return any(name.endswith(ending) for name in self.names)

    def _content(self, real: str) -> bytes:
        with self.archive.open(real) as stream:
            data = stream.read(MAX_XML + 1)
        if len(data) > MAX_XML:
            raise _bomb()
        return data


def _children(root: etree._Element | None) -> list[etree._Element]:
    return [] if root is None else list(root)


@contextmanager
def open_package(source: Path | BinaryIO) -> Iterator[Package]:
    """Opens a package after checking entry count, total size, XML sizes and compression ratio.

    Args:
        source: the file, or its bytes as a stream.

    Raises:
        Unreadable: damaged, encrypted or too_large.
    """
    with damage_named("Word 文件", *_DAMAGES):
        archive = zipfile.ZipFile(source)
    with archive:
        entries = archive.infolist()
        _check_sizes(entries)
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted()
        yield Package(
            archive, {entry.filename.lower().lstrip("/"): entry.filename for entry in entries}
        )


def encrypted() -> Unreadable:
    """The problem of a file with a password."""
    return Unreadable("文件设有打开密码，无法读取。请去掉密码后重新上传。", code="encrypted")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _bomb()
    for entry in entries:
        is_xml = entry.filename.lower().endswith((".xml", ".rels"))
        if is_xml and entry.file_size > MAX_XML:
            raise _bomb()
        ratio = entry.file_size / max(1, entry.compress_size)
        if is_xml and entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
            raise _bomb()


def _bomb() -> Unreadable:
    return Unreadable(
        "文件解压后过大，疑似压缩炸弹，已拒绝读取。请确认来源，另存一份后重新上传。",
        code="too_large",
    )
