"""The parent's side of a reading process: files handed over, questions asked, answers and limits kept.

One child reads several files one after another and is replaced after `FILES_PER_CHILD`, after any
failure, and when it has grown. What it sends back is hostile until `corpus.reading.wire` has looked at it.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from pathlib import Path
from typing import Any

from base.errors import Unreadable
from corpus.archive import MAX_ENTRIES
from corpus.reading import wire
from corpus.reading.process import Died, Limits, ReadingProcess, TimedOut
from corpus.reading.working_folder import WorkingFolder

log = logging.getLogger("qingce.sandbox")

FILES_PER_CHILD = 200
SECONDS = 60.0
SECONDS_PER_PAGE = 0.5
MAX_SECONDS = 600.0


class ChildDialogue(WorkingFolder):
    """One limited child, asked about one file after another; calls from threads take turns.

    Args:
        seconds: wall-clock seconds one file may take; a PDF gets half a second more for each page.
        limits: how much memory the child may hold.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        limits: Limits | None = None,
    ) -> None:
        super().__init__("sandbox")
        self._seconds = seconds
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        for name in ("in", "out"):
            (self._work / name).mkdir(mode=0o700)
        self._process: ReadingProcess | None = None
        self._files = 0
        self._staged: tuple[tuple[Path, int, int], str] | None = None

    def close(self) -> None:
        """Ends the child and removes the working folder."""
        self._retire()
        super().close()

    @property
    def limits(self) -> dict[str, bool]:
        """Which layers of protection the child says it has; starts it if need be."""
        with self._lock:
            return dict(self._child().limits)

    def _ask(self, what: str, path: Path, seconds: float, **more: Any) -> list[dict[str, Any]]:
        """Sends one request and collects the replies to it; the last one ends it."""
        name = self._stage(path)
        process = self._child()
        try:
            process.send({"do": what, "file": name, **more})
            replies = self._collect(process, seconds)
        except TimedOut as error:
            self._retire()
            log.warning("%s: stopped after %.0f s", path.name, seconds)
            raise _took_too_long() from error
        except Died as error:
            self._retire()
            log.warning("%s: the reading process ended: %s", path.name, error)
            raise _died(error) from error
        except wire.Malformed as error:
            raise self._distrusted(error) from error
        self._files += 1
        return self._settled(replies, path)

    def _collect(self, process: ReadingProcess, seconds: float) -> list[dict[str, Any]]:
        started = time.monotonic()
        replies: list[dict[str, Any]] = []
        while True:
            reply = process.receive(started + seconds - time.monotonic())
            if reply.get("kind") == "pages":
                count = reply.get("count")
                extra = SECONDS_PER_PAGE * count if isinstance(count, int) and count > 0 else 0.0
                seconds = min(seconds + extra, max(MAX_SECONDS, seconds))
                continue
            replies.append(reply)
            if reply.get("kind") != "member":
                return replies
            if len(replies) > 2 * MAX_ENTRIES:
                raise wire.Malformed("too many members")

    def _settled(self, replies: list[dict[str, Any]], path: Path) -> list[dict[str, Any]]:
        """The replies, or the problem the last one names."""
        last = replies[-1]
        if last.get("kind") != "problem":
            return replies
        if last.get("spent"):
            log.warning("%s: %s", path.name, str(last.get("detail"))[:200])
            self._retire()
        try:
            problem = wire.problem_from_wire(last)
        except wire.Malformed as error:
            problem = self._distrusted(error)
        raise problem

    def _stage(self, path: Path) -> str:
        """Copies a file to where the child may read it; asking twice about one file copies once."""
        state = path.stat()
        key = (path, state.st_mtime_ns, state.st_size)
        if self._staged is not None and self._staged[0] == key:
            return self._staged[1]
        self._unstage()
        name = f"{time.monotonic_ns():x}"
        target = self._work / "in" / name
        shutil.copyfile(path, target)
        target.chmod(0o400)
        self._staged = (key, name)
        return name

    def _unstage(self) -> None:
        """No copy of a paper stays behind."""
        self._staged = None
        empty_folder(self._work / "in")

    def _child(self) -> ReadingProcess:
        """The child at work, a fresh one where it is used up."""
        process = self._process
        if process is not None:
            used_up = self._files >= FILES_PER_CHILD or process.memory() > self._limits.grown
            if not used_up and process.is_alive():
                return process
            self._retire()
        self._files = 0
        self._process = ReadingProcess(self._work, self._limits)
        return self._process

    def _retire(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _distrusted(self, error: Exception) -> Unreadable:
        """What came back is not what a reader sends: the child may have been taken over."""
        self._retire()
        log.error("the reading process sent something malformed: %s", error)
        return Unreadable(
            "文件读取结果异常，已放弃。请用原来的软件另存一份，再重新上传。", code="damaged"
        )


def empty_folder(folder: Path) -> None:
    """Removes every file of a folder."""
    for left in folder.iterdir():
        left.unlink(missing_ok=True)


def _took_too_long() -> Unreadable:
    return Unreadable("文件读取超时，已停止。请拆分或另存后重新上传。", code="resource_limit")


def _died(error: Died) -> Unreadable:
    if error.over_limit:
        return Unreadable(
            "文件读取时占用资源过多，已停止。请拆分或另存后重新上传。", code="resource_limit"
        )
    return Unreadable(
        "文件使读取程序异常退出，可能已损坏。请用原来的软件另存一份，再重新上传。", code="damaged"
    )
