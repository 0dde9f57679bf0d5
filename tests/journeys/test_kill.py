"""What is acknowledged survives kill -9 of web and worker (docs/adr/0002)."""

from __future__ import annotations

import re

import pytest

from tests.journeys.kill import all_well, kill_rounds
from tests.journeys.server import Browser, Server

PASSWORD = "Shui-Qu-2026-Guan"


def first_sign_in(server: Server) -> None:
    """Set the installation up, start it and give the administrator a password."""
    made = server.flask("init", "--login", "admin")
    assert made.returncode == 0, made.stderr
    once = re.search(r"一次性密码：(\S+)", made.stdout)
    assert once
    server.start()
    browser = Browser(server.url)
    browser.sign_in("admin", once.group(1))
    browser.get("/account")
    browser.post(
        "/account", {"password": once.group(1), "new_password": PASSWORD, "again": PASSWORD}
    )


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9(server: Server) -> None:
    first_sign_in(server)
    try:
        outcome = kill_rounds(server, ("admin", PASSWORD), rounds=6, seed=20261122)
    finally:
        server.stop()
    assert outcome.rounds == 6
    assert len(outcome.acknowledged) > 5
    assert outcome.lost == []
    assert outcome.twice == []
    assert outcome.unfinished == []
    assert all_well(outcome)
