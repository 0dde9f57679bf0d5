"""A folder of its own for what reads hostile files; nothing of a paper stays behind.

Used by what starts other processes on a file: the reading child and LibreOffice.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self


class WorkingFolder:
    """Makes a folder named after this process and removes it on `close`; a context manager.

    Folders of processes that were killed before they could close are removed first.

    Args:
        name: what it is for, such as `office`; stands in the folder's name.
    """

    def __init__(self, name: str) -> None:
        prefix = f"qingce-{name}-"
        _sweep(prefix)
        self._work = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Removes the folder with all that is in it."""
        shutil.rmtree(self._work, ignore_errors=True)


def _sweep(prefix: str) -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        pid = left.name.removeprefix(prefix).partition("-")[0]
        if sys.platform == "linux" and pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)
