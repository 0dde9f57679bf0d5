"""Every reader runs in a limited child process; this is what it can be asked."""

from __future__ import annotations

import logging
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from base.errors import Unreadable
from corpus.archive import MAX_NAME_BYTES, Member
from corpus.block import Reading
from corpus.grid import Grid, grids_from_json
from corpus.reading import wire
from corpus.reading.dialogue import SECONDS, ChildDialogue, empty_folder
from corpus.reading.office_route import OfficeRoute, examined_from_wire
from corpus.reading.process import Limits

log = logging.getLogger("qingce.sandbox")

UNPACK_SECONDS = 120.0
_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
SHOWN = {
    "memory": "内存上限 2 GB",
    "cpu": "处理器时间上限",
    "file_size": "写文件大小上限",
    "no_new_privileges": "不能提升权限",
    "network": "没有网络",
    "files": "只能看到待读的文件",
    "parent_death": "随主程序结束",
    "own_session": "超时整组终止",
}
"""What each layer of `corpus.reading.confinement` is called on the status page."""


class Sandbox(ChildDialogue):
    """Reads files in a child process. One of these for each worker; calls from threads take turns.

    Args:
        seconds: wall-clock seconds one file may take; a PDF gets half a second more for each page.
        limits: how much memory the child may hold.
        office: soffice, where old formats shall go through LibreOffice.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        limits: Limits | None = None,
        office: Path | None = None,
    ) -> None:
        super().__init__(seconds=seconds, limits=limits)
        self._route = OfficeRoute(office)

    def close(self) -> None:
        """Ends the child and removes what it and LibreOffice left."""
        super().close()
        self._route.close()

    def read(self, path: Path) -> Reading:
        """Reads one file.

        Raises:
            Unreadable: as the reader says; resource_limit for a file that takes too long or too
                much, damaged for one that ends the child.
        """
        with self._lock:
            try:
                if not self._route.concerns(path):
                    return self._read(path)
                answer = self._ask("examine", path, self._seconds)[-1].get("value")
                return self._route.read(path, examined_from_wire(answer), self._read)
            except wire.Malformed as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()

    def _read(self, path: Path) -> Reading:
        return wire.from_wire(self._ask("read", path, self._seconds)[-1].get("reading"))

    def print_out(self, path: Path, form: str, target: Path) -> Reading:
        """Puts an office file at `target` as the pdf it prints; returns what stands on its pages.

        Args:
            path: the file.
            form: its true format, such as doc.

        Raises:
            Unreadable: without_office, office_failed; else as `read`.
        """
        with self._lock:
            try:
                return self._route.print_out(path, form, target, self._read)
            except wire.Malformed as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()

    def grids(self, path: Path) -> tuple[Grid, ...]:
        """The cells of a workbook or csv file.

        Raises:
            Unreadable: as the reader of spreadsheets says; resource_limit, damaged as in `read`.
        """
        with self._lock:
            try:
                return grids_from_json(self._ask("grids", path, self._seconds)[-1].get("value"))
            except ValueError as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()

    def is_archive(self, path: Path) -> bool:
        """Whether the file is a zip of files (docx and ofd are not); only zips start the child."""
        with path.open("rb") as stream:
            if not stream.read(4).startswith(_ZIP_HEADS):
                return False
        with self._lock:
            try:
                return self._ask("is_archive", path, self._seconds)[-1].get("value") is True
            except Unreadable as problem:
                log.warning("%s is taken for a document: %s", path.name, problem.message)
                return False

    def unpack(self, path: Path, into: Path) -> tuple[Member, ...]:
        """Unpacks a zip into an existing folder, under names of our own.

        Raises:
            Unreadable: archive_limit, damaged, empty or resource_limit for the archive as a whole.
        """
        with self._lock:
            try:
                replies = self._ask("unpack", path, max(UNPACK_SECONDS, self._seconds))
                return tuple(self._member(reply, into) for reply in replies[:-1])
            except wire.Malformed as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()
                empty_folder(self._work / "out")

    def _member(self, reply: dict[str, Any], into: Path) -> Member:
        name, file, problem = reply.get("name"), reply.get("file"), reply.get("problem")
        if not isinstance(name, str) or len(name.encode()) > 3 * MAX_NAME_BYTES:
            raise wire.Malformed("name")
        if file is None:
            if not isinstance(problem, dict):
                raise wire.Malformed("problem")
            return Member(name, problem=wire.problem_from_wire(problem))
        if not isinstance(file, str) or not file.isalnum():
            raise wire.Malformed("file")
        source = self._work / "out" / file
        if source.is_symlink() or not source.is_file():
            raise wire.Malformed("file")
        return Member(name, Path(shutil.move(source, into / file)))


def read_in_child(path: Path) -> Reading:
    """Reads one file in a child of its own; for a single file where no `Sandbox` is at hand.

    Raises:
        Unreadable: see `Sandbox.read`.
    """
    with Sandbox() as sandbox:
        return sandbox.read(path)


@cache
def limits_report() -> dict[str, bool]:
    """Which layers of protection hold on this machine, tried once: name of the layer → active."""
    with Sandbox() as sandbox:
        return sandbox.limits


def protections() -> list[tuple[str, str]]:
    """The same for the status page: what the layer is called, and whether it is on, in words."""
    return [(SHOWN[name], "已启用" if on else "本机不支持") for name, on in limits_report().items()]
