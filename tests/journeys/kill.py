"""kill -9 in the middle of an import, compared with a ledger of what was acknowledged.

The ledger stands outside the program: a file counts only once the program has answered for it. After
the last round everything acknowledged must be there once, read, found by search, and `flask check` clean.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
import urllib.error
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.journeys.server import Browser, Server

SETTLES_WITHIN = 240.0


@dataclass
class Outcome:
    """What the rounds showed."""

    rounds: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    check: str = ""
    seconds: float = 0.0


def paper(n: int) -> bytes:
    """A small paper of its own for each n."""
    text = (
        f"石桥镇人民政府关于第{n}号水渠管护的通知\n石府发〔2015〕{n}号\n各村民委员会：\n"
        f"一、第{n}号水渠由受益村民小组管护。\n二、任何单位和个人不得在渠道内倾倒垃圾。\n"
        f"石桥镇人民政府\n2015年3月{n % 28 + 1}日\n"
    )
    return text.encode()


def kill_rounds(server: Server, login: tuple[str, str], rounds: int, seed: int) -> Outcome:
    """Upload all the time while web, worker or both are killed at random moments."""
    chance, outcome = random.Random(seed), Outcome()
    began, stop = time.monotonic(), threading.Event()
    uploader = threading.Thread(target=_upload, args=(server.url, login, outcome, stop))
    uploader.start()
    try:
        for _round in range(rounds):
            time.sleep(chance.uniform(0.3, 1.5))
            _kill(server, chance.choice(("web", "worker", "both")), outcome)
    finally:
        stop.set()
        uploader.join(timeout=120)
    _settle(server, outcome)
    outcome.seconds = time.monotonic() - began
    return outcome


def _upload(url: str, login: tuple[str, str], outcome: Outcome, stop: threading.Event) -> None:
    browser: Browser | None = None
    n = 0
    while not stop.is_set():
        n += 1
        name = f"水渠{n:05d}.txt"
        try:
            if browser is None:
                browser = Browser(url)
                browser.sign_in(*login)
                browser.get("/desk/import")
            answer = browser.upload("/desk/import", {name: paper(n)})
        except (OSError, HTTPException, urllib.error.URLError, ValueError):
            time.sleep(0.2)  # killed under our hands: not acknowledged
            continue
        if "batch" in answer:
            outcome.acknowledged.append(name)


def _kill(server: Server, what: str, outcome: Outcome) -> None:
    web = [pid for pid, line in server.children() if "gunicorn" in line]
    work = [pid for pid, line in server.children() if "flask work" in line]
    chosen = {"web": web, "worker": work, "both": web + work}[what]
    for pid in chosen:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    outcome.killed[what] += bool(chosen)
    outcome.rounds += 1
    deadline = time.monotonic() + 60
    while not server.answers() and time.monotonic() < deadline:
        time.sleep(0.05)


def _settle(server: Server, outcome: Outcome) -> None:
    """Wait until nothing waits, then compare with the ledger."""
    deadline = time.monotonic() + SETTLES_WITHIN
    states = _states(server)
    while any(s == "waiting" for s in states.values()) and time.monotonic() < deadline:
        time.sleep(0.5)
        states = _states(server)
    names = Counter(_names(server))
    outcome.lost = [name for name in outcome.acknowledged if name not in states]
    outcome.unfinished = [n for n in outcome.acknowledged if states.get(n) not in {"read", "noted"}]
    outcome.twice = [name for name, count in names.items() if count > 1]
    while time.monotonic() < deadline:  # the index catches up behind the documents
        checked = server.flask("check", "--json")
        outcome.check = checked.stdout
        if checked.returncode == 0:
            break
        time.sleep(1)


def _states(server: Server) -> dict[str, str]:
    return dict(server.rows("SELECT name, state FROM item"))


def _names(server: Server) -> list[str]:
    return [name for (name,) in server.rows("SELECT file_name FROM document")]


def all_well(outcome: Outcome) -> bool:
    """Whether `flask check` found nothing."""
    lines = [json.loads(line) for line in outcome.check.splitlines()]
    return bool(lines) and all(line["ok"] for line in lines)
