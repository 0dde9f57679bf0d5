"""The real program as a user starts it, on a port of its own, and a small browser without a screen."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 180.0


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int, database_url: str = "", search: str = "") -> dict[str, str]:
    """What the program sees: its data, its port, its database, its search engine, nothing of ours."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QINGCE_", "FLASK_"))}
    asked = {"QINGCE_DATA": str(data), "PORT": str(port)}
    if database_url:
        asked |= {"QINGCE_DATABASE_URL": database_url, "QINGCE_SEARCH": "database"}
    if search:
        asked |= {"QINGCE_SEARCH": search}
    return kept | asked


@dataclass
class Server:
    """`python app.py` over a data directory, and over a PostgreSQL database where one is named."""

    data: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    search: str = ""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it and wait for the first page; returns the seconds that took."""
        began = time.monotonic()
        log = (self.data.parent / f"server-{self.port}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(self.data, self.port, self.database_url, self.search),
            stdout=log,
            stderr=log,
        )
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - began > STARTS_WITHIN:
                text = (self.data.parent / f"server-{self.port}.log").read_text("utf-8")
                raise RuntimeError(f"the program did not start:\n{text[-4000:]}")
            time.sleep(0.1)
        return time.monotonic() - began

    def answers(self) -> bool:
        """Whether the web process answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, http.client.HTTPException):
            return False

    def flask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program over the same data."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=environment(self.data, self.port, self.database_url, self.search),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def rows(self, query: str) -> list[Any]:
        """Read the program's database from outside."""
        path = self.data / "qingce.db"
        engine = create_engine(self.database_url or f"sqlite:///file:{path}?mode=ro&uri=true")
        try:
            with engine.connect() as connection:
                return list(connection.execute(text(query)))
        finally:
            engine.dispose()

    def children(self) -> list[tuple[int, str]]:
        """Pids and command lines of every process below the supervisor."""
        assert self.process is not None
        parents = {self.process.pid}
        found: list[tuple[int, str]] = []
        for _level in range(3):
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    stat = (folder / "stat").read_text()
                    parent = int(stat.rsplit(")", 1)[1].split()[1])
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except (OSError, ValueError):
                    continue
                pid = int(folder.name)
                if parent in parents and pid not in {p for p, _ in found}:
                    found.append((pid, line))
            parents |= {pid for pid, _ in found}
        return found

    def stop(self) -> int:
        """SIGTERM, as a service manager would; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def accounts(self) -> dict[str, dict[str, str]]:
        """The sample's sign-ins by role."""
        rows = json.loads((self.data / "sample-accounts.json").read_text("utf-8"))
        return {row["role"]: row for row in rows}


class Browser:
    """Signs in, keeps cookies, posts forms with their token; no scripts, no pictures."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self._token = ""

    def get(self, path: str) -> str:
        """A page's text; remembers its token."""
        with self._opener.open(self.url + path, timeout=60) as answer:
            page = str(answer.read().decode("utf-8"))
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        self._token = found.group(1) if found else self._token
        return page

    def sign_in(self, email: str, password: str) -> None:
        """Through the login page."""
        self.get("/login")
        self.post("/login", {"email": email, "password": password})

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form."""
        body = urllib.parse.urlencode({"csrf_token": self._token} | fields).encode()
        return self._send(urllib.request.Request(self.url + path, data=body))

    def upload(self, path: str, files: dict[str, bytes]) -> dict[str, object]:
        """Send files as the page's script does; returns the JSON answer."""
        boundary = uuid.uuid4().hex
        parts = [
            b'--%b\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n'
            % (boundary.encode(), name.encode(), content)
            for name, content in files.items()
        ]
        body = b"".join(parts) + b"--%b--\r\n" % boundary.encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "X-CSRFToken": self._token,
            "Accept": "application/json",
        }
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        return dict(json.loads(self._send(request)))

    def _send(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=60) as answer:
            return str(answer.read().decode("utf-8"))
