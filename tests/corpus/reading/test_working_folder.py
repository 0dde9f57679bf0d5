"""A folder of a process's own, and what killed processes left behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corpus.reading.working_folder import WorkingFolder


class Reading(WorkingFolder):
    """Shows where it works."""

    @property
    def place(self) -> Path:
        return self._work


def test_nothing_of_a_paper_stays_behind() -> None:
    with Reading("trial") as reading:
        place = reading.place
        (place / "paper.doc").write_text("涉密", "utf-8")
    assert not place.exists()


def test_only_folders_of_processes_that_are_gone_are_swept() -> None:
    gone = Path(tempfile.mkdtemp(prefix="qingce-trial-999999999-"))
    alive = Path(tempfile.mkdtemp(prefix=f"qingce-trial-{os.getpid()}-"))
    other = Path(tempfile.mkdtemp(prefix="qingce-another-999999999-"))
    try:
        with Reading("trial"):
            assert not gone.exists()
            assert alive.exists()
            assert other.exists()
    finally:
        alive.rmdir()
        other.rmdir()
