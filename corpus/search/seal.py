"""The seal beside a generation of index files: what belongs to it, byte for byte, and how far it goes.

An index file that was cut short or has a flipped bit would be read without an error and hide documents.
So each commit writes down the length and CRC-32 of all of its files before it becomes visible, and a
reader compares them before it believes anything.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SEAL_FORMAT = 1

_CHUNK = 1 << 20

Stamp = tuple[int, int, int]
"""Inode, bytes and nanosecond of last change: equal stamps mean that nobody touched the file since."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """Length in bytes and CRC-32 of a file."""

    length: int
    crc: int


@dataclass(frozen=True, slots=True)
class Seal:
    """All files of one generation, the tokeniser they were made with, the last change they contain."""

    tokeniser: int
    sequence: int
    files: Mapping[str, Checksum]

    def to_json(self) -> str:
        """As kept on disk."""
        files = {name: [one.length, one.crc] for name, one in sorted(self.files.items())}
        return json.dumps(
            {
                "format": SEAL_FORMAT,
                "tokeniser": self.tokeniser,
                "sequence": self.sequence,
                "files": files,
                "crc": _files_crc(self.tokeniser, self.sequence, self.files),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Seal:
        """Read back.

        Raises:
            ValueError, KeyError, TypeError: it is not a whole seal of this format.
        """
        kept = json.loads(text)
        if kept["format"] != SEAL_FORMAT:
            raise ValueError(f"seal format {kept['format']}")
        files = {name: Checksum(length, crc) for name, (length, crc) in kept["files"].items()}
        seal = cls(kept["tokeniser"], kept["sequence"], files)
        if kept["crc"] != _files_crc(seal.tokeniser, seal.sequence, files):
            raise ValueError("seal was changed")
        return seal


def _files_crc(tokeniser: int, sequence: int, files: Mapping[str, Checksum]) -> int:
    """A checksum of the seal itself."""
    listed = sorted((name, one.length, one.crc) for name, one in files.items())
    return zlib.crc32(repr((tokeniser, sequence, listed)).encode())


def checksum(path: Path) -> Checksum:
    """Read a file once.

    Raises:
        OSError: it is not there or cannot be read.
    """
    length = crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            length += len(chunk)
            crc = zlib.crc32(chunk, crc)
    return Checksum(length, crc)


def stamp(path: Path) -> Stamp:
    """What tells cheaply whether a file was touched.

    Raises:
        OSError: it is not there.
    """
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


class SealKeeper:
    """Writes, reads and checks the seals of one directory.

    Remembers what it has read: a segment never changes, so an untouched one is not read twice.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._verified: dict[str, tuple[Stamp, Checksum]] = {}

    def seal(
        self, names: Collection[str], toc: tuple[str, str], tokeniser: int, sequence: int
    ) -> None:
        """Bring the files to the disk and write down what they are.

        Args:
            names: the generation's files but the table of contents.
            toc: the name that one has now, and the name that it is about to get.
            tokeniser, sequence: see Seal.
        """
        written, becoming = toc
        new = [name for name in names if name not in self._verified]
        flush_to_disk(self._directory / name for name in [*new, written])
        files = {name: self._checksum(name) for name in names}
        files[becoming] = checksum(self._directory / written)
        write_durably(self.seal_path(becoming), Seal(tokeniser, sequence, files).to_json())

    def read(self, toc: str) -> Seal:
        """The seal of a table of contents. Raises what Path.read_text and Seal.from_json raise."""
        return Seal.from_json(self.seal_path(toc).read_text(encoding="utf-8"))

    def stamps(self, seal: Seal) -> dict[str, Stamp]:
        """The stamps of all sealed files. Raises OSError where one is missing."""
        return {name: stamp(self._directory / name) for name in seal.files}

    def verify(self, seal: Seal) -> None:
        """Compare all files with their seal.

        Raises:
            OSError: one is missing.
            ValueError: one was changed.
        """
        for name, expected in seal.files.items():
            if self._checksum(name) != expected:
                raise ValueError(f"{name} was changed")
        verified = dict(self._verified)  # a writer in another thread may be adding to it
        self._verified = {name: one for name, one in verified.items() if name in seal.files}

    def seal_path(self, toc: str) -> Path:
        """Where the seal of a table of contents stands."""
        return self._directory / f"seal{toc.removesuffix('.toc')}.json"

    def _checksum(self, name: str) -> Checksum:
        """Of a file as it is now."""
        path = self._directory / name
        now = stamp(path)
        known = self._verified.get(name)
        if known is None or known[0] != now:
            known = self._verified[name] = (now, checksum(path))
        return known[1]


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all, also after a power cut."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def flush_to_disk(paths: Iterable[Path]) -> None:
    """Wait until files written by others are on the disk."""
    for path in paths:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def flush_directory(directory: Path) -> None:
    """Wait until the names in a directory are on the disk; where the system cannot do that, nothing."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
