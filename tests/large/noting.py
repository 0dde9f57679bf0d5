"""A worker process whose jobs only note that they were done: DATA DATABASE_URL FILE."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import create_app
from base.config import config_for
from base.jobs import Work
from base.worker import Worker


def main(data: Path, database_url: str, notes: Path) -> int:
    """Work until nothing waits."""
    config = replace(config_for(data, testing=True), database_url=database_url, search="database")

    def note(payload: dict[str, Any]) -> None:
        with notes.open("a") as stream:
            stream.write(f"{payload['n']}\n")

    notes.touch()
    Worker(create_app(config), {"note": Work(note)}, f"test-{os.getpid()}").run(until_idle=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
