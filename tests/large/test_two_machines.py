"""Two machines on one PostgreSQL: each job is done once, each claim is won once. Real processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from base import jobs
from base.config import Config
from base.db import db, writing
from base.roles import Role
from tests.builders import KEEP, open_desk, paper
from tests.journeys.kill import paper as small_paper
from tests.journeys.server import ROOT, Browser, Server
from tests.people import PASSWORD, People

JOBS = 400
PAPERS = 24
TASKS = 8


@pytest.fixture
def machines(app: Flask, config: Config, people: People) -> Iterator[tuple[Server, Server]]:
    """Web and worker twice over one database and one folder of originals; people are there."""
    db.session.remove()
    pair = Server(config.data, config.database_url), Server(config.data, config.database_url)
    starting = [threading.Thread(target=one.start) for one in pair]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    try:
        yield pair
    finally:
        for one in pair:
            one.stop()


def test_each_job_is_done_once_by_one_of_four_processes(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    with writing():
        for n in range(JOBS):
            jobs.enqueue("note", {"n": n})
    words = [sys.executable, "-m", "tests.large.noting", str(config.data), config.database_url]
    notes = [tmp_path / f"notes-{n}" for n in range(4)]
    running = [subprocess.Popen([*words, str(path)], cwd=ROOT) for path in notes]
    assert [process.wait(timeout=120) for process in running] == [0] * 4
    done = [path.read_text().split() for path in notes]
    assert Counter(n for some in done for n in some) == {str(n): 1 for n in range(JOBS)}
    assert sum(bool(some) for some in done) > 1, "the work is shared"
    assert db.session.scalar(db.select(db.func.count()).select_from(jobs.JobRow)) == 0


def test_each_paper_put_in_at_either_machine_is_read_once(
    machines: tuple[Server, Server], people: People
) -> None:
    def put_in(server: Server, numbers: range) -> None:
        browser = Browser(server.url)
        browser.sign_in(f"{Role.OFFICE.value}@test", PASSWORD)
        browser.get("/desk/import")
        for n in numbers:
            browser.upload("/desk/import", {f"水渠{n:05d}.txt": small_paper(n)})

    half = PAPERS // 2
    _both(
        lambda: put_in(machines[0], range(half)), lambda: put_in(machines[1], range(half, PAPERS))
    )
    deadline = time.monotonic() + 120
    while machines[0].rows("SELECT 1 FROM job") and time.monotonic() < deadline:
        time.sleep(0.3)
    assert machines[0].rows("SELECT kind, state, message FROM job") == []
    states = Counter(state for (state,) in machines[0].rows("SELECT state FROM item"))
    assert states.total() == PAPERS
    assert set(states) <= {"read", "noted"}
    names = [name for (name,) in machines[0].rows("SELECT file_name FROM document")]
    assert sorted(names) == [f"水渠{n:05d}.txt" for n in range(PAPERS)]
    revisions = machines[0].rows("SELECT document_id, count(*) FROM revision GROUP BY document_id")
    assert {count for _, count in revisions} == {1}
    checked = machines[1].flask("check")
    assert checked.returncode == 0, checked.stdout


def test_of_two_decisions_at_the_same_moment_one_wins(
    app: Flask, people: People, machines: tuple[Server, Server]
) -> None:
    texts = [paper(number=f"青政发〔2012〕{n}号") for n in range(TASKS)]
    desk = open_desk(people, *texts)
    for n in range(TASKS):
        desk.both(KEEP, KEEP, n)
    versions = [desk.task(n).version for n in range(TASKS)]
    db.session.remove()
    answers: list[list[int]] = [[], []]

    def decide(which: int) -> None:
        browser = Browser(machines[which].url)
        browser.sign_in(f"{Role.APPROVER.value}@test", PASSWORD)
        browser.get("/desk")
        ready.wait(timeout=60)
        for task, version in zip(desk.tasks, versions, strict=True):
            fields = {"action": "decide", "version": str(version), "disposition": "keep"}
            try:
                browser.post(
                    f"/desk/tasks/{task}/act", fields | {"reason": "同意", "reason_code": "R18"}
                )
                answers[which].append(200)
            except urllib.error.HTTPError as refused:
                answers[which].append(refused.code)

    ready = threading.Barrier(2)
    _both(lambda: decide(0), lambda: decide(1))
    for pair in zip(*answers, strict=True):
        assert sorted(pair) == [200, 409]
    decided = machines[0].rows(
        "SELECT task_id, count(*) FROM statement WHERE kind = 'decision' GROUP BY task_id"
    )
    assert sorted(decided) == [(task, 1) for task in desk.tasks]
    assert machines[0].flask("audit", "verify").returncode == 0


def _both(first: Callable[[], None], second: Callable[[], None]) -> None:
    threads = [threading.Thread(target=one) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
