"""One command that keeps web and worker running: `python app.py` (which is what `make run` calls).

Each process that dies is started again; SIGTERM and Ctrl-C stop all of them cleanly.
"""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from base.config import Config, child_environment

log = logging.getLogger("qingce.supervisor")

STOP_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process to keep alive, and when it was last started (monotonic seconds)."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = field(default=0)


class Stop:
    """Whether a signal asked to stop. A plain flag: setting an Event from a signal while the same thread
    waits for it blocks for ever, as both want its lock."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_signal: object) -> None:
        """Called by the signal."""
        self.asked = True

    def wait(self, seconds: float) -> bool:
        """Wait that long, or less; whether to stop."""
        end = time.monotonic() + seconds
        while not self.asked and time.monotonic() < end:
            time.sleep(min(0.2, seconds))
        return self.asked


def web_command(config: Config) -> list[str]:
    """gunicorn on Linux, waitress on Windows, both on 127.0.0.1."""
    if sys.platform == "win32":
        listen = f"--listen=127.0.0.1:{config.port}"
        return [sys.executable, "-m", "waitress", listen, "--call", "app:create_app"]
    return [
        sys.executable, "-m", "gunicorn", "app:create_app()",
        "--bind", f"127.0.0.1:{config.port}",
        "--workers", "2", "--threads", "4", "--timeout", "120",
        "--graceful-timeout", "20", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The background worker."""
    return [sys.executable, "-m", "flask", "work"]


def run(config: Config) -> int:
    """Start web and workers and keep them running until told to stop; returns the exit status."""
    stop = Stop()
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), stop.ask)
    children = [Child("网页服务", web_command(config))]
    children += [Child(f"后台处理 {n + 1}", worker_command()) for n in range(config.workers)]
    for child in children:
        _start(child, config)
    while not stop.wait(0.3):
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                _restart(child, config, stop)
    _stop_all(children)
    return 0


def _start(child: Child, config: Config) -> None:
    child.process = subprocess.Popen(  # noqa: S603 - our own commands
        child.command,
        env=child_environment(config),
        start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops them in order
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )
    child.started = time.monotonic()


def _restart(child: Child, config: Config, stop: Stop) -> None:
    quick = time.monotonic() - child.started < 5.0
    child.failures = child.failures + 1 if quick else 0
    log.warning("%s exited; starting it again", child.name)
    stop.wait(min(0.2 * 2**child.failures, 10.0))
    if not stop.asked:
        _start(child, config)


def _stop_all(children: list[Child]) -> None:
    running = [c.process for c in children if c.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
