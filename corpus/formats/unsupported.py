"""Formats this version knows but cannot read: told by content, refused with what to do instead."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from base.errors import Unreadable
from corpus.block import Reading
from corpus.formats.ole import SIGNATURE, mentions
from corpus.formats.ooxml import encrypted

_OLD_WORD = (b"\xdb\xa5", b"\xec\xa5", b"\x31\xbe\x00\x00", b"\x9b\xa5", b"\xfe\x37\x00")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")


def zip_names(path: Path) -> frozenset[str]:
    """Lower-case names in a zip; empty where its directory cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(name.lower().lstrip("/\\") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()


def _is_encrypted_office(head: bytes, path: Path) -> bool:
    return head.startswith(SIGNATURE) and mentions(path, "EncryptedPackage")


def _is_early_word(head: bytes, path: Path) -> bool:
    return head.startswith(_OLD_WORD)


def _is_works(head: bytes, path: Path) -> bool:
    return head.startswith(SIGNATURE) and (mentions(path, "MatOST") or mentions(path, "CONTENTS"))


def _is_open_document(head: bytes, path: Path) -> bool:
    named = b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]
    return head.startswith(b"PK") and (
        named or {"content.xml", "meta-inf/manifest.xml"} <= zip_names(path)
    )


def _is_other_office(head: bytes, path: Path) -> bool:
    return head.startswith(b"PK") and "[content_types].xml" in zip_names(path)


def _is_zip(head: bytes, path: Path) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reader that recognises a format and refuses it.

    `shown` is what a person calls the format, `instead` what to save it as, `code` as `Unreadable`.
    """

    name: str
    format: str
    shown: str
    told: Callable[[bytes, Path], bool]
    instead: str = "docx"
    code: str = "unsupported"

    def recognises(self, head: bytes, path: Path) -> bool:
        """As `told` says."""
        return self.told(head, path)

    def read(self, path: Path) -> Reading:
        """Raises `Unreadable` always, with what to do instead."""
        if self.code == "encrypted":
            raise encrypted()
        if self.code == "damaged":
            raise Unreadable(
                "压缩结构已损坏，无法读取。请重新打包或重新导出后上传。", code="damaged"
            )
        raise Unreadable(
            f"本版本尚不能读取{self.shown}，请另存为 {self.instead} 后重新上传，原件已保留。",
            code="unsupported",
        )


LOCKED = Refusal(
    "encrypted-office", "docx", "加密的 Word 文件", _is_encrypted_office, code="encrypted"
)
"""Asked before the reader of binary Word, which meets the same container."""

REFUSALS: tuple[Refusal, ...] = (
    Refusal("word-early", "doc", " .doc（1997 年以前的 Word）", _is_early_word),
    Refusal("works", "wps", " .wps（Microsoft Works）", _is_works),
    Refusal("ole", "doc", "这种旧版 Office 文件", lambda head, _: head.startswith(SIGNATURE)),
    Refusal("open-document", "docx", "这种 OpenDocument 文件（表格、演示等）", _is_open_document),
    Refusal(
        "other-office",
        "docx",
        "这种 Office 文件（表格、演示等；发文目录请从“底账”的“目录与导入”上传）",
        _is_other_office,
        instead="docx 或 pdf",
    ),
    Refusal(
        "archive",
        "zip",
        "这种压缩包（rar、7z 等）",
        lambda h, _: h.startswith(_ARCHIVES),
        instead="zip",
    ),
    Refusal(
        "zip",
        "zip",
        "没有解开的压缩包",
        lambda h, p: _is_zip(h, p) and bool(zip_names(p)),
        instead="单个文件",
    ),
    Refusal("broken-zip", "zip", "这个压缩文件", _is_zip, code="damaged"),
)
"""In the order in which they are asked; `broken-zip` is what is left of zips that open nowhere."""
