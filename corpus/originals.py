"""原件: uploaded bytes by SHA-256, written once, never changed.

Acknowledgement order: the bytes are in the file, the file is synced and renamed, its folder is synced;
only then may a row that names them commit.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from base.errors import Refused, Unreadable

CHUNK = 1 << 20
MAX_BYTES = 200 << 20
STALE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are safely on disk. `size` in bytes."""

    sha256: str
    size: int


class Originals:
    """The store of one data directory.

    Args:
        folder: where the originals stand, `ab/abcdef…`.
        staging: where bytes stand while they come in; on the same file system.
        reserve: bytes that must stay free on the disk.
    """

    def __init__(self, folder: Path, staging: Path, *, reserve: int = 0) -> None:
        self._folder = folder
        self._staging = staging
        self._reserve = reserve

    def path(self, sha256: str) -> Path:
        """Where the original of that hash stands (it may be missing)."""
        return self._folder / sha256[:2] / sha256

    def store(self, stream: BinaryIO, *, max_bytes: int = MAX_BYTES) -> Stored:
        """Keep the bytes of `stream`; the same bytes twice are one file.

        Raises:
            Unreadable: more than `max_bytes`, or nothing at all.
            Refused: the disk is nearly full.
        """
        self._staging.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._staging).free < self._reserve:
            raise Refused("磁盘空间不足，文件没有保存。请清理磁盘后重新上传。", code="disk_full")
        temporary = self._staging / uuid.uuid4().hex
        try:
            stored = _write_synced(stream, temporary, max_bytes)
            self._keep(temporary, stored.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def _keep(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.exists():
            return
        made = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(target)
        _sync_folder(target.parent)
        if made:
            _sync_folder(self._folder)

    def discard(self, sha256: str) -> None:
        """Take bytes out that must not be here (涉密); no row names them any more."""
        self.path(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[str, Path]]:
        """Every stored original with its hash as its name says."""
        for path in sorted(self._folder.glob("??/*")):
            yield path.name, path

    def sweep(self) -> int:
        """Remove what stands in staging for over an hour: it was never acknowledged."""
        removed = 0
        for path in self._staging.glob("*"):
            if path.is_file() and time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_synced(stream: BinaryIO, target: Path, max_bytes: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > max_bytes:
                limit = max_bytes >> 20
                message = f"文件超过 {limit} MB，没有保存。请拆分后重新上传。"
                raise Unreadable(message, code="too_large")
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if size == 0:
        raise Unreadable("文件是空的，没有内容可读。请检查原文件后重新上传。", code="empty")
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot sync a folder; NTFS journals the rename
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
