"""Background work: claimed once, freed when its worker dies, given up after three attempts."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update

from base import jobs
from base.db import db, utcnow, writing
from base.errors import Refused
from base.jobs import JobRow, Work, WorkerRow
from base.worker import CRASHED, Worker
from tests.builders import work_off


def _enqueue(*kinds: str) -> None:
    with writing():
        for n, kind in enumerate(kinds):
            jobs.enqueue(kind, {"n": n})


def _rows() -> list[JobRow]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(db.select(JobRow).order_by(JobRow.id)))


def _let_leases_run_out() -> None:
    with writing():
        db.session.execute(update(JobRow).values(lease_until=utcnow() - timedelta(seconds=1)))


def test_two_workers_never_take_the_same_job(app: Flask) -> None:
    _enqueue(*["do"] * 30)
    taken: list[int] = []

    def take(name: str) -> None:
        with app.app_context():
            while (claimed := jobs.claim(name)) is not None:
                taken.append(claimed.id)
            db.session.remove()

    threads = [threading.Thread(target=take, args=(f"host-{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [row.id for row in _rows()]
    assert len(set(taken)) == 30


def test_the_urgent_comes_first_then_the_oldest(app: Flask) -> None:
    with writing():
        jobs.enqueue("late", {}, priority=8)
        jobs.enqueue("first", {})
        jobs.enqueue("second", {})
    order = [claimed.kind for _ in range(3) if (claimed := jobs.claim("host-1")) is not None]
    assert order == ["first", "second", "late"]
    assert jobs.claim("host-1") is None


def test_the_lease_of_a_silent_worker_runs_out(app: Flask) -> None:
    _enqueue("do")
    first = jobs.claim("host-1")
    assert jobs.claim("host-2") is None
    _let_leases_run_out()
    second = jobs.claim("host-2")
    assert first is not None
    assert second is not None
    assert (second.id, second.exhausted) == (first.id, False)
    jobs.finish(first)  # the first comes back from the dead: it no longer holds the job
    jobs.fail(first, Work(print), "迟到", final=True)
    assert [row.state for row in _rows()] == ["running"]
    jobs.finish(second)
    assert _rows() == []


def test_what_a_dead_worker_held_is_free_at_once(app: Flask) -> None:
    _enqueue("do", "do")
    jobs.claim("host-11")
    jobs.claim("host-1")
    jobs.release_of("host-1")
    freed = jobs.claim("host-2")
    assert freed is not None
    assert freed.payload == {"n": 1}
    assert jobs.claim("host-2") is None  # host-11 lives: its name only begins alike


def test_a_starting_worker_buries_those_whose_process_is_gone(app: Flask) -> None:
    gone = "host-4194304"  # above the largest process number of Linux
    _enqueue("do")
    with writing():
        db.session.add(WorkerRow(name=gone, started_at=utcnow(), beat_at=utcnow(), doing=None))
    jobs.claim(gone)
    seen: list[dict[str, Any]] = []
    done = Worker(app, {"do": Work(seen.append)}, "host-2").run(until_idle=True)
    assert (done, seen) == (1, [{"n": 0}])
    names = list(db.session.scalars(db.select(WorkerRow.name)))
    assert names == []  # the dead one is buried, the one that stopped has signed off


def test_a_failing_job_is_given_up_after_three_attempts_and_stops_no_other(app: Flask) -> None:
    _enqueue("bad", "good", "good")
    calls: list[str] = []
    given_up: list[tuple[dict[str, Any], str]] = []

    def bad(_payload: dict[str, Any]) -> None:
        calls.append("bad")
        raise ZeroDivisionError

    works = {
        "bad": Work(bad, lambda payload, message: given_up.append((payload, message))),
        "good": Work(lambda _payload: calls.append("good")),
    }
    work_off(Worker(app, works, "host-1"))
    assert (calls.count("bad"), calls.count("good")) == (jobs.MAX_ATTEMPTS, 2)
    [row] = _rows()
    assert (row.kind, row.state, row.attempts) == ("bad", "failed", 3)
    assert row.message == "处理时发生内部错误，详情见运行日志。"
    assert given_up == [({"n": 0}, row.message)]


def test_a_problem_is_not_tried_again_and_keeps_its_sentence(app: Flask) -> None:
    _enqueue("bad")

    def bad(_payload: dict[str, Any]) -> None:
        raise Refused("磁盘空间不足，请清理磁盘。")

    assert work_off(Worker(app, {"bad": Work(bad)}, "host-1")) == 1
    [row] = _rows()
    assert (row.state, row.message) == ("failed", "磁盘空间不足，请清理磁盘。")


def test_a_job_that_killed_its_worker_three_times_is_not_handled_again(app: Flask) -> None:
    _enqueue("deadly")
    for n in range(jobs.MAX_ATTEMPTS):
        claimed = jobs.claim(f"host-{n}")
        assert claimed is not None
        assert not claimed.exhausted
        _let_leases_run_out()
    handled: list[dict[str, Any]] = []
    given_up: list[str] = []
    work = Work(handled.append, lambda _payload, message: given_up.append(message))
    work_off(Worker(app, {"deadly": work}, "host-9"))
    assert (handled, given_up) == ([], [CRASHED])
    assert [(row.state, row.message) for row in _rows()] == [("failed", CRASHED)]


def test_a_failed_job_can_be_queued_again_by_a_person(app: Flask) -> None:
    _enqueue("do")
    claimed = jobs.claim("host-1")
    assert claimed is not None
    jobs.fail(claimed, Work(print), "不行", final=True)
    assert jobs.claim("host-1") is None
    with writing():
        jobs.retry(claimed.id)
    again = jobs.claim("host-1")
    assert again is not None
    assert (again.id, again.exhausted) == (claimed.id, False)
    assert [(row.attempts, row.message) for row in _rows()] == [(1, None)]


def test_only_a_failed_job_can_be_queued_again(app: Flask) -> None:
    _enqueue("do")
    claimed = jobs.claim("host-1")
    assert claimed is not None
    with writing():
        jobs.retry(claimed.id)
        jobs.retry(999)
    assert [row.state for row in _rows()] == ["running"]


def test_one_waiting_job_of_a_name_is_enough(app: Flask) -> None:
    with writing():
        jobs.enqueue("index", {}, once="index")
        jobs.enqueue("index", {}, once="index")
    assert len(_rows()) == 1
    jobs.claim("host-1")
    with writing():  # the running one may have looked already: another is needed
        jobs.enqueue("index", {}, once="index")
    assert [row.state for row in _rows()] == ["running", "queued"]


def test_a_job_is_there_only_if_its_cause_was_committed(app: Flask) -> None:
    try:
        with writing():
            jobs.enqueue("do", {})
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert _rows() == []


def test_work_of_an_unknown_kind_fails_and_stops_no_other(app: Flask) -> None:
    _enqueue("of-a-later-version", "do")
    seen: list[dict[str, Any]] = []
    work_off(Worker(app, {"do": Work(seen.append)}, "host-1"))
    assert seen == [{"n": 1}]
    [row] = _rows()
    assert row.state == "failed"
    assert row.message


def test_a_failing_farewell_stops_no_other_job(app: Flask) -> None:
    _enqueue("bad", "do")
    seen: list[dict[str, Any]] = []

    def bad(_payload: dict[str, Any]) -> None:
        raise Refused("不行")

    def farewell(_payload: dict[str, Any], _message: str) -> None:
        raise ZeroDivisionError

    work_off(Worker(app, {"bad": Work(bad, farewell), "do": Work(seen.append)}, "host-1"))
    assert seen == [{"n": 1}]
    assert [(row.state, row.message) for row in _rows()] == [("failed", "不行")]


def test_the_heartbeat_keeps_the_lease_and_shows_what_is_done(app: Flask) -> None:
    _enqueue("long")
    seen: list[tuple[str | None, bool]] = []
    worker = Worker(app, {}, "host-1")

    def long(_payload: dict[str, Any]) -> None:
        before = db.session.scalars(db.select(JobRow.lease_until)).one()
        worker._write_beat(utcnow())
        after = db.session.scalars(db.select(JobRow.lease_until)).one()
        doing = db.session.scalars(db.select(WorkerRow.doing)).one()
        assert before is not None
        assert after is not None
        seen.append((doing, after > before))

    worker._works["long"] = Work(long)
    assert worker.step()
    assert [(doing or "").split(" ")[0] for doing, _ in seen] == ["long"]
    assert seen[0][1]


def test_who_works_step_by_step_beats_as_well_and_stops_with_its_work(app: Flask) -> None:
    _enqueue("do")
    worker = Worker(app, {"do": Work(lambda _payload: None)}, "host-3")
    with worker.beating():
        for _ in range(200):
            db.session.rollback()
            if db.session.get(WorkerRow, "host-3") is not None:
                break
            time.sleep(0.02)
        assert worker.step()
        assert any(thread.name.endswith("(_beat)") for thread in threading.enumerate())
    assert not any(thread.name.endswith("(_beat)") for thread in threading.enumerate())
    db.session.rollback()
    assert db.session.get(WorkerRow, "host-3") is None, "who has left is not shown as silent"
