"""The program as a user starts it, on SQLite or on the PostgreSQL server of this run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.server import Server


@pytest.fixture
def server(tmp_path: Path, empty_database: str) -> Server:
    """An installation over nothing yet; not started."""
    return Server(tmp_path / "data", empty_database)
