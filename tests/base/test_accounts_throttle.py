"""The brake on guessing: five per name, thirty per address, nobody shut out for good."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from base.accounts import keeper, sign_in, throttle
from base.accounts.rows import AttemptRow
from base.db import db, utcnow, writing
from base.errors import Refused
from base.roles import Role
from tests.people import PASSWORD, People

HERE, THERE = "10.0.0.1", "10.0.0.2"


def fail(login: str, address: str, times: int) -> None:
    """So many failures, without the cost of hashing."""
    for _ in range(times):
        throttle.reserve(login, address, utcnow())


def let_pass(minutes: float) -> None:
    """Everything tried so far was that much earlier."""
    with writing():
        for row in db.session.scalars(select(AttemptRow)):
            row.at -= timedelta(minutes=minutes)


def is_throttled(login: str, address: str) -> bool:
    """Whether the next try is refused unseen."""
    try:
        throttle.reserve(login, address, utcnow())
    except Refused as refusal:
        return refusal.code == "throttled"
    return False


def test_the_sixth_try_of_a_name_is_refused_even_with_the_right_password(
    client: FlaskClient, people: People
) -> None:
    for _ in range(5):
        client.post("/login", data={"email": "office@test", "password": "no"})
    answer = client.post("/login", data={"email": "office@test", "password": PASSWORD})
    assert answer.status_code == 429
    assert "请在 15 分钟后再试" in answer.text


def test_an_unknown_name_is_refused_just_the_same(app: Flask) -> None:
    fail("nobody", HERE, 5)
    assert is_throttled("nobody", THERE)


def test_it_is_over_after_fifteen_minutes(app: Flask) -> None:
    fail("office@test", HERE, 5)
    let_pass(14.9)
    assert is_throttled("office@test", HERE)
    let_pass(0.2)
    assert not is_throttled("office@test", HERE)


def test_refused_tries_do_not_make_the_wait_longer(app: Flask) -> None:
    fail("office@test", HERE, 5)
    let_pass(10)
    assert all(is_throttled("office@test", HERE) for _ in range(20))
    let_pass(5.1)
    assert not is_throttled("office@test", HERE)


def test_an_address_has_thirty_tries_in_five_minutes_over_all_names(app: Flask) -> None:
    for n in range(30):
        fail(f"name{n}", HERE, 1)
    assert is_throttled("another", HERE)
    assert not is_throttled("another", THERE)
    let_pass(5.1)
    assert not is_throttled("another", HERE)


def test_a_success_wipes_the_failures_of_the_name(app: Flask, people: People) -> None:
    fail("office@test", HERE, 4)
    sign_in.prove("office@test", PASSWORD, HERE)
    fail("office@test", HERE, 4)
    assert not is_throttled("office@test", HERE)


def test_a_reset_by_the_administrator_opens_the_name_at_once(app: Flask, people: People) -> None:
    fail("office@test", HERE, 5)
    with writing():
        password = keeper.reset_password(people[Role.OFFICE].user_id, people[Role.ADMIN])
    assert sign_in.prove("office@test", password, HERE) == people[Role.OFFICE].user_id


def test_guessing_the_present_password_in_a_stolen_session_is_braked_too(
    app: Flask, people: People
) -> None:
    fail("office@test", HERE, 5)
    with pytest.raises(Refused) as refused:
        sign_in.prove("office@test", PASSWORD, HERE, "user.change_password")
    assert refused.value.code == "throttled"


def test_tries_at_the_same_moment_do_not_slip_past(app: Flask) -> None:
    begin, passed = threading.Barrier(12), []

    def one_try() -> None:
        with app.app_context():
            begin.wait()
            if not is_throttled("office@test", HERE):
                passed.append(True)
            db.session.remove()

    threads = [threading.Thread(target=one_try) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == throttle.PER_LOGIN.failures


def test_attempts_older_than_a_day_are_thrown_away(app: Flask) -> None:
    fail("office@test", HERE, 3)
    with writing():
        db.session.execute(update(AttemptRow).values(at=utcnow() - timedelta(hours=25)))
    fail("office@test", HERE, 1)
    assert db.session.scalar(select(func.count()).select_from(AttemptRow)) == 1
