"""A PostgreSQL server of the tests' own, and a database for each test copied from a migrated one.

`python -m tests.postgres` starts a server, runs `SUITE` and `JOURNEYS` on it at the same time, stops it and
removes it; words on the command line go to pytest in their place.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.journeys.server import ROOT, free_port

JOURNEYS = (
    "tests/large",
    "tests/journeys/test_main_path.py",
    "tests/journeys/test_kill.py",
)
"""Two machines, the main path in Chromium, kill -9: much of it is waiting."""

SUITE = (
    "--engines=database",
    "tests/contracts/test_search.py",
    "tests/base",
    "tests/corpus/test_finder.py",
    "tests/corpus/test_ingest.py",
    "tests/corpus/test_integrity.py",
    "tests/corpus/test_library.py",
    "tests/corpus/inventory",
    "tests/house/test_endpoints.py",
    "tests/review/test_casework.py",
    "tests/review/test_docket.py",
    "tests/review/test_integrity.py",
    "tests/review/test_status.py",
    "tests/review/publication/test_publish.py",
)
"""Contracts, keepers, use cases, pages by role: beside the journeys, on the same server."""


def programs() -> Path:
    """The folder of initdb and pg_ctl of the newest PostgreSQL of Debian, or of what is on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = debian[-1] if debian else shutil.which("initdb")
    if found is None:
        sys.exit("缺少系统软件包 postgresql，请先安装（例如 sudo apt-get install postgresql）。")
    return Path(found).parent


def _version(path: Path) -> int:
    return int(path.parts[-3])


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """A server on a free port of 127.0.0.1, under /tmp, as a user without rights; gives its address.

    Args:
        settings: as in postgresql.conf, `name=value` without blanks.
    """
    bin_ = programs()
    owner = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="qingce-postgres-"))
    password, port = secrets.token_hex(16), free_port()
    (folder / "password").write_text(password)
    if owner is not None:
        for path in (folder, folder / "password"):
            shutil.chown(path, owner, owner)

    def run(*words: str) -> None:
        subprocess.run(words, user=owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    try:
        run(
            str(bin_ / "initdb"), "-D", data, "-U", "qingce", "-A", "scram-sha-256",
            f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        # a power cut is not what these tests are about: no waiting for the disk
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        options = " -c ".join((options, *settings))
        log = str(folder / "log")
        run(str(bin_ / "pg_ctl"), "-D", data, "-w", "-s", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://qingce:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(str(bin_ / "pg_ctl"), "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


class Databases:
    """Makes databases on a server and takes them away again.

    Args:
        url: an address on the server whose user may create databases.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._made: set[str] = set()

    def make(self, template: str = "") -> str:
        """A new database, a copy of the one at the address `template`; returns its address."""
        name = f"qingce_{secrets.token_hex(8)}"
        source = make_url(template).database if template else "template0"
        self._do("CREATE DATABASE {} TEMPLATE {}", name, source or "")
        self._made.add(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected."""
        name = make_url(url).database or ""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._made.discard(name)

    def close(self) -> None:
        """Take all of them away."""
        for name in list(self._made):
            self.drop(self._url.set(database=name).render_as_string(hide_password=False))

    def _do(self, statement: str, *names: str) -> None:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def main(words: list[str]) -> int:
    """Run tests on a server of their own; returns the worst of pytest's exit statuses."""
    with server() as url:
        command = [sys.executable, "-m", "pytest", f"--database-url={url}"]
        if words:
            return subprocess.run([*command, *words], cwd=ROOT, check=False).returncode
        with tempfile.TemporaryFile() as kept:
            beside = subprocess.Popen([*command, *JOURNEYS], cwd=ROOT, stdout=kept, stderr=kept)
            status = subprocess.run([*command, *SUITE], cwd=ROOT, check=False).returncode
            worst = max(status, beside.wait())
            kept.seek(0)
            sys.stdout.write(kept.read().decode("utf-8", "replace"))
        return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
