"""The child process of the sandbox as its parent holds it: start, ask, hear, measure, kill."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from base.errors import Misconfigured
from corpus.reading import wire
from corpus.reading.child import HEADER
from corpus.reading.confinement import MEMORY_BYTES, NAMES

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
_LOOK_SECONDS = 0.5
_OVER_LIMIT = {"SIGKILL", "SIGXCPU", "SIGXFSZ"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may hold, in bytes.

    `resident` is memory in use; `address_space` what may be mapped (libraries that run models map far
    more than they use); a child that holds more than `grown` between two files is replaced.
    """

    resident: int = 2 * 1024**3
    address_space: int = MEMORY_BYTES
    grown: int = 500 * 1024**2


class TimedOut(Exception):
    """The child did not answer within its time."""


class Died(Exception):
    """The child ended by itself. `over_limit` tells a resource limit from a crash."""

    def __init__(self, reason: str, *, over_limit: bool) -> None:
        super().__init__(reason)
        self.over_limit = over_limit


class ReadingProcess:
    """One child. Not for several threads at once.

    Args:
        work: folder with `in` and `out`, all that the child sees of the data.
        limits: how much memory it may hold.
    """

    def __init__(self, work: Path, limits: Limits) -> None:
        self._most = limits.resident
        script = Path(__file__).with_name("child.py")
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [
                sys.executable,
                "-I",
                "-B",
                "-X",
                "utf8",
                str(script),
                str(ROOT),
                str(work),
                str(os.getpid()),
                str(limits.address_space),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=work,
            env=_bare_environment(work),
            start_new_session=sys.platform != "win32",
            close_fds=True,
        )
        self._heard: queue.Queue[bytes | None] = queue.Queue(maxsize=64)
        self._ended = threading.Event()
        threading.Thread(target=self._listen, name="sandbox-pipe", daemon=True).start()
        self.limits = self._greeted()

    def send(self, request: dict[str, Any]) -> None:
        """Asks; raises Died where nobody is there."""
        body = json.dumps(request).encode()
        try:
            self._stdin().write(HEADER.pack(len(body)) + body)
            self._stdin().flush()
        except OSError as error:
            raise self._death() from error

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next message.

        Args:
            seconds: how long to wait.

        Raises:
            TimedOut: no message in that time; the child has been killed.
            Died: the child ended, or held more memory than it may.
            wire.Malformed: the message is none.
        """
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                self.kill()
                raise TimedOut
            try:
                message = self._heard.get(timeout=min(left, _LOOK_SECONDS))
            except queue.Empty:
                if self.memory() > self._most:
                    self.kill()
                    raise Died("too much memory", over_limit=True) from None
                continue
            if message is None:
                raise self._death()
            return wire.parse(message)

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None and not self._ended.is_set()

    def memory(self) -> int:
        """Resident bytes; 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """Ends the whole process group and waits for it."""
        self._ended.set()
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._stdin().close()

    def _greeted(self) -> dict[str, bool]:
        """The first message: which layers hold."""
        try:
            message = self.receive(START_SECONDS)
        except (TimedOut, Died, wire.Malformed) as error:
            self.kill()
            raise Misconfigured(
                "读取文件的子进程无法启动。请运行 make setup 重新安装依赖，或联系管理员。"
            ) from error
        limits = message.get("limits")
        found = limits if isinstance(limits, dict) else {}
        return {name: found.get(name) is True for name in NAMES}

    def _listen(self) -> None:
        """Reads messages off the pipe until it closes or one is too long; runs in a thread."""
        stdout = self._process.stdout
        assert stdout is not None
        with stdout, contextlib.suppress(OSError, ValueError):
            while len(header := stdout.read(HEADER.size)) == HEADER.size:
                length = HEADER.unpack(header)[0]
                if length > wire.MAX_MESSAGE:
                    self._put(b"too long")
                    return
                body = stdout.read(length)
                if len(body) < length:
                    break
                self._put(body)
        self._put(None)

    def _put(self, message: bytes | None) -> None:
        """Hands a message over; gives up once the process has been ended."""
        while True:
            try:
                self._heard.put(message, timeout=1.0)
            except queue.Full:
                if self._ended.is_set():
                    return
            else:
                return

    def _death(self) -> Died:
        """Why the child ended."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.kill()
            return Died("closed its pipe", over_limit=False)
        if status < 0:
            name = signal.Signals(-status).name
            return Died(name, over_limit=name in _OVER_LIMIT)
        return Died(f"status {status}", over_limit=False)

    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin


def _bare_environment(work: Path) -> dict[str, str]:
    """No setting of ours, no proxy, no path: only what Python needs to run."""
    environment = {"LANG": "C.UTF-8", "TMPDIR": str(work / "out"), "HOME": str(work)}
    if sys.platform == "win32":
        environment |= {
            "SYSTEMROOT": r"C:\Windows",
            "TEMP": str(work / "out"),
            "TMP": str(work / "out"),
        }
    return environment
