"""LibreOffice, where it is installed: turns one file into docx or pdf in a limited process of its own.

It is never needed: every format it helps with has a reader of ours. Exit status 0 proves nothing, only
a file that came out counts (seen in practice: damaged and encrypted files end with status 0).
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from corpus.reading.confinement import SOCKETS
from corpus.reading.working_folder import WorkingFolder

log = logging.getLogger("qingce.office")

SECONDS = 60.0
MEMORY_BYTES = 2 * 1024**3
MOST_BYTES = 300 * 1024**2
_LOOK_SECONDS = 0.1
_ROOT = Path(__file__).resolve().parents[2]
_FILTERS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
)
"""No macros, and nothing a document links to is fetched."""


class OfficeFailed(Exception):
    """No file came out. `reason` is Chinese and ends a sentence: 超时, 内存超限, 没有结果."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Office(WorkingFolder):
    """One LibreOffice to convert with, one file at a time; a folder and a profile of its own.

    Args:
        program: soffice, as `base.config` gives it.
        seconds: wall-clock seconds for one attempt; there are two.
        memory: resident bytes of all its processes together.
    """

    def __init__(
        self, program: Path, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES
    ) -> None:
        super().__init__("office")
        self._program = program
        self._seconds = seconds
        self._memory = memory

    def to_docx(self, source: Path, suffix: str) -> Path:
        """The file as docx, in a folder of ours; gone with the next conversion or `clear`.

        Args:
            source: the file.
            suffix: its true format, such as doc.

        Raises:
            OfficeFailed: no file came out, or not within the limits.
        """
        return self._convert(source, suffix, "docx")

    def to_pdf(self, source: Path, suffix: str) -> Path:
        """The file as pdf, pages as they print; else as `to_docx`."""
        return self._convert(source, suffix, "pdf")

    def clear(self) -> None:
        """No copy of a paper stays behind."""
        for name in ("in", "out", "tmp"):
            shutil.rmtree(self._work / name, ignore_errors=True)

    def _convert(self, source: Path, suffix: str, target: str) -> Path:
        try:
            return self._attempt(source, suffix, target)
        except OfficeFailed as failure:
            log.warning("%s: LibreOffice: %s, once more", source.name, failure.reason)
            shutil.rmtree(self._work / "profile", ignore_errors=True)
            return self._attempt(source, suffix, target)

    def _attempt(self, source: Path, suffix: str, target: str) -> Path:
        self.clear()
        for name in ("in", "out", "tmp"):
            (self._work / name).mkdir(mode=0o700)
        staged, made = self._work / "in" / f"paper.{suffix}", self._work / "out" / f"paper.{target}"
        shutil.copyfile(source, staged)
        if self._make_profile():
            self._run("--terminate_after_init")  # it starts twice on a new profile
        self._run("--convert-to", _FILTERS[target], "--outdir", str(made.parent), str(staged))
        if made.is_symlink() or not made.is_file() or not 0 < made.stat().st_size <= MOST_BYTES:
            raise OfficeFailed("没有结果")
        return made

    def _make_profile(self) -> bool:
        """A profile whose settings forbid macros and links; False where it is there already."""
        user = self._work / "profile" / "user"
        if user.exists():
            return False
        user.mkdir(parents=True, mode=0o700)
        items = "".join(
            f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, name, value in _SETTINGS
        )
        (user / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?><oor:items '
            f'xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
            "utf-8",
        )
        return True

    def _run(self, *arguments: str) -> None:
        """Runs the program under the limits; all its processes are gone afterwards."""
        process = subprocess.Popen(  # noqa: S603 - our own script and arguments
            [
                *(sys.executable, "-I", "-B", "-X", "utf8"),
                str(Path(__file__).with_name("office_launch.py")),
                *(str(_ROOT), str(self._work), str(os.getpid()), str(self._program)),
                *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
                f"-env:UserInstallation={(self._work / 'profile').as_uri()}",
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._work,
            env=self._environment(),
            start_new_session=sys.platform != "win32",
        )
        try:
            self._watch(process)
        finally:
            _end(process)
            _remove_sockets()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self._seconds
        while True:
            try:
                process.wait(_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    raise OfficeFailed("超时") from None
                if group_memory(process.pid) > self._memory:
                    raise OfficeFailed("内存超限") from None
            else:
                return

    def _environment(self) -> dict[str, str]:
        """No setting of ours, no proxy; temporary files and sockets in our folder."""
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self._work),
            "TMPDIR": str(self._work / "tmp"),
            "SAL_USE_VCLPLUGIN": "svp",
        }


def group_memory(group: int) -> int:
    """Resident bytes of all processes of a group; 0 where the system does not tell.

    Args:
        group: the process group, whose leader is the process we started.
    """
    pages = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = entry.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[2]) == group:
                pages += int(fields[21])
    return pages * (os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole process group and waits."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _remove_sockets() -> None:
    """LibreOffice may make its socket but not remove it; nobody in the outer world has this number."""
    for left in SOCKETS.glob("OSL_PIPE_65534_SingleOfficeIPC_*"):
        with contextlib.suppress(OSError):
            left.unlink()
