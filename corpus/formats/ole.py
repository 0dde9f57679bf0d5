"""Opens OLE compound files ([MS-CFB]): which streams stand in them, and their bytes under a limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import olefile

from base.errors import Unreadable
from corpus.formats.reader import damage_named

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_STREAM = 100 * 1024 * 1024
_SCANNED = 64 * 1024 * 1024
DAMAGES = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError)
"""What olefile lets through on damaged files."""


@dataclass(slots=True)
class Compound:
    """An opened compound file; names of streams are compared without case."""

    file: olefile.OleFileIO

    def names(self) -> frozenset[str]:
        """The last names of all streams and storages, lower case."""
        listed = self.file.listdir(streams=True, storages=True)
        return frozenset(path[-1].lower() for path in listed)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream in the root, None where it does not exist.

        Raises:
            Unreadable: too_large.
        """
        if not self.file.exists(name):
            return None
        if self.file.get_size(name) > MAX_STREAM:
            raise Unreadable("文件内容过大，无法读取。请拆分后重新上传。", code="too_large")
        with self.file.openstream(name) as stream:
            return bytes(stream.read(MAX_STREAM))


@contextmanager
def open_compound(path: Path) -> Iterator[Compound]:
    """Opens a compound file.

    Raises:
        Unreadable: damaged.
    """
    with damage_named("文件", *DAMAGES), olefile.OleFileIO(str(path)) as file:
        yield Compound(file)


def mentions(path: Path, name: str) -> bool:
    """Whether a stream of that name stands in an OLE file, by its bytes: for damaged directories too."""
    with path.open("rb") as stream:
        return name.encode("utf-16-le") in stream.read(_SCANNED)
