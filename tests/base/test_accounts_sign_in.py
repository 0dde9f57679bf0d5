"""Signing in and out: what ends a sign-in, what an attacker learns, what is written down."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from base.accounts import keeper, passwords, sign_in
from base.accounts.rows import AttemptRow, SignInRow, UserRow
from base.audit import AuditEventRow
from base.db import db, utcnow, writing
from base.errors import Refused
from base.roles import Actor, Role
from tests.people import PASSWORD, People, signed_in

NEW_PASSWORD = "Gai-Guo-2027-De-Mi"
WRONG = "Cuo-Wu-2026-De-Mi"


def cookie_of(client: FlaskClient) -> str:
    """The session cookie a browser holds."""
    cookie = client.get_cookie("qingce")
    assert cookie is not None
    return cookie.value


def copy_of(app: Flask, cookie: str) -> FlaskClient:
    """Another browser with a stolen cookie."""
    thief = app.test_client()
    thief.set_cookie("qingce", cookie)
    return thief


def may_enter(client: FlaskClient) -> bool:
    """Whether the browser counts as signed in."""
    return client.get("/account").status_code == 200


def post_login(client: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str]:
    """Status and the answer's place or page."""
    answer = client.post("/login", data={"email": email, "password": password, **more})
    return answer.status_code, answer.headers.get("Location") or answer.text


def actions(result: str = "done") -> list[str]:
    """What the log has seen since the people were made."""
    query = select(AuditEventRow.action).where(AuditEventRow.result == result)
    events = db.session.scalars(query.order_by(AuditEventRow.seq)).all()
    return [a for a in events if a != "user.create"]


def test_the_right_password_lets_in_and_is_written_down(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    assert may_enter(client)
    assert actions() == ["user.sign_in"]


def test_the_login_name_is_found_however_it_is_typed(client: FlaskClient, people: People) -> None:
    assert post_login(client, " OFFICE@ｔｅｓｔ ", PASSWORD)[0] == 302


def test_the_cookie_holds_no_secret_that_the_database_holds(app: Flask, people: People) -> None:
    signed_in(app, Role.OFFICE)
    row = db.session.scalars(select(SignInRow)).one()
    assert len(row.sid_hash) == 64
    assert sign_in.find(row.sid_hash) is None


def test_signing_in_twice_gives_two_secrets_and_a_new_session(app: Flask, people: People) -> None:
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as planted:
        planted["planted"] = "by the attacker"
    before = cookie_of(client)
    post_login(client, "office@test", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session
        first = session["_user_id"]
    assert not may_enter(copy_of(app, before))
    post_login(client, "office@test", PASSWORD)
    with client.session_transaction() as session:
        assert session["_user_id"] != first


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    thief = copy_of(app, cookie_of(client))
    assert may_enter(thief)
    client.post("/logout")
    assert not may_enter(thief)
    assert actions() == ["user.sign_in", "user.sign_out"]


def test_disabling_a_person_ends_their_sign_ins(app: Flask, people: People) -> None:
    client = signed_in(app, Role.COUNSEL)
    with writing():
        keeper.set_active(people[Role.COUNSEL].user_id, people[Role.ADMIN], active=False)
    assert not may_enter(client)
    with writing():
        keeper.set_active(people[Role.COUNSEL].user_id, people[Role.ADMIN], active=True)
    assert not may_enter(client)


def test_a_new_role_ends_the_sign_ins(app: Flask, people: People) -> None:
    client = signed_in(app, Role.COUNSEL)
    with writing():
        keeper.set_role(people[Role.COUNSEL].user_id, Role.DEPARTMENT, people[Role.ADMIN])
    assert not may_enter(client)


def test_a_reset_password_ends_the_sign_ins(app: Flask, people: People) -> None:
    client = signed_in(app, Role.COUNSEL)
    with writing():
        keeper.reset_password(people[Role.COUNSEL].user_id, people[Role.ADMIN])
    assert not may_enter(client)


def test_a_changed_password_keeps_this_browser_and_ends_the_others(
    app: Flask, people: People
) -> None:
    here, elsewhere = signed_in(app, Role.OFFICE), signed_in(app, Role.OFFICE)
    thief = copy_of(app, cookie_of(here))
    form = {"password": PASSWORD, "new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert here.post("/account", data=form).status_code == 302
    assert may_enter(here)
    assert not may_enter(elsewhere)
    assert not may_enter(thief)
    assert post_login(app.test_client(), "office@test", PASSWORD)[0] == 401
    assert post_login(app.test_client(), "office@test", NEW_PASSWORD)[0] == 302


@pytest.mark.parametrize(
    ("column", "age", "still_in"),
    [
        ("last_seen_at", timedelta(minutes=59), True),
        ("last_seen_at", timedelta(minutes=61), False),
        ("created_at", timedelta(hours=7, minutes=59), True),
        ("created_at", timedelta(hours=8, minutes=1), False),
    ],
)
def test_a_sign_in_ends_after_an_idle_hour_and_after_eight_hours(
    app: Flask, people: People, column: str, age: timedelta, still_in: bool
) -> None:
    client = signed_in(app, Role.OFFICE)
    with writing():
        db.session.execute(update(SignInRow).values({column: utcnow() - age}))
    assert may_enter(client) is still_in


def test_being_seen_puts_the_idle_end_off(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    seen = utcnow() - timedelta(minutes=50)
    with writing():
        db.session.execute(update(SignInRow).values(last_seen_at=seen))
    may_enter(client)
    db.session.rollback()
    assert db.session.scalars(select(SignInRow.last_seen_at)).one() > seen + timedelta(minutes=49)


def test_unknown_disabled_and_wrong_get_the_same_answer(
    client: FlaskClient, people: People
) -> None:
    with writing():
        keeper.set_active(people[Role.AUDITOR].user_id, people[Role.ADMIN], active=False)
    tries = [("nobody@test", WRONG), ("auditor@test", PASSWORD), ("office@test", WRONG)]
    answers = {
        (status, page.replace(email, "…"))
        for email, password in tries
        for status, page in [post_login(client, email, password)]
    }
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 401
    assert sign_in.WRONG in page


def test_an_unknown_name_costs_as_much_time_as_a_known_one(app: Flask, people: People) -> None:
    def seconds(email: str) -> float:
        begun = time.thread_time()  # not disturbed by what else the machine does
        with pytest.raises(Refused):
            sign_in.prove(email, WRONG, "10.0.0.1")
        return time.thread_time() - begun

    pairs = [(seconds("office@test"), seconds("nobody@test")) for _ in range(4)]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert abs(known - unknown) < known / 3  # the hash is nearly all of it


def test_what_was_typed_as_an_unknown_name_is_nowhere_kept(
    client: FlaskClient, people: People
) -> None:
    post_login(client, "My-Secret-In-The-Wrong-Box", "x")
    event = db.session.scalars(select(AuditEventRow).where(AuditEventRow.result == "failed")).one()
    assert (event.action, event.subject, event.detail) == ("user.sign_in", "user:unknown", "{}")
    assert "secret" not in db.session.scalars(select(AttemptRow.login_key)).one()


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/desk/status?a=1", "/desk/status?a=1"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("/\t/evil.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_after_signing_in_only_a_local_path_is_followed(
    client: FlaskClient, people: People, wanted: str, goes: str | None
) -> None:
    place = post_login(client, "admin@test", PASSWORD, next=wanted)[1]
    home = post_login(client, "admin@test", PASSWORD)[1]
    assert place == (goes or home)


def test_a_one_time_password_leads_to_a_new_one_and_nowhere_else(
    client: FlaskClient, people: People
) -> None:
    with writing():
        once = keeper.reset_password(people[Role.OFFICE].user_id, people[Role.ADMIN])
    post_login(client, "office@test", once)
    answer = client.get("/desk/status")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    form = {"password": once, "new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
    client.post("/account", data=form)
    assert client.get("/desk/status").status_code == 200


@pytest.mark.parametrize(
    ("present", "new", "again", "says"),
    [
        (WRONG, NEW_PASSWORD, NEW_PASSWORD, "现在的密码不正确"),
        (PASSWORD, NEW_PASSWORD, WRONG, "两次输入的新密码不一致"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码与现在的密码相同"),
        (PASSWORD, "Duan-2026", "Duan-2026", "密码太短"),
    ],
)
def test_a_password_that_may_not_be_is_refused_with_the_reason(
    app: Flask, people: People, present: str, new: str, again: str, says: str
) -> None:
    client = signed_in(app, Role.OFFICE)
    form = {"password": present, "new_password": new, "again": again}
    answer = client.post("/account", data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert post_login(app.test_client(), "office@test", PASSWORD)[0] == 302


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ab1-Ab1-Ab1", "太短"),
        ("Ab1-" * 33, "太长"),
        ("abcdefgh12345678", "太简单"),
        ("Zhangsan-2026-Mi", "登录名"),
        ("Qing-Shi-Zhen-26", None),
        ("清册的密码也可以是中文Ab字", None),
    ],
)
def test_passwords_follow_the_rule_of_the_classified_protection(
    password: str, says: str | None
) -> None:
    objection = passwords.objection(password, "zhangsan@sifasuo")
    assert objection is None if says is None else says in (objection or "")


def test_one_time_passwords_meet_the_rule_and_differ() -> None:
    made = {passwords.one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert [p for p in made if passwords.objection(p, "admin")] == []


def test_the_hash_of_nobody_costs_what_todays_hashes_cost() -> None:
    assert not passwords.is_outdated(passwords.NOBODY)
    assert not passwords.matches(passwords.NOBODY, PASSWORD)


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(app: Flask, people: People) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with writing():
        db.session.execute(update(UserRow).values(password_hash=old))
    signed_in(app, Role.OFFICE)
    row = db.session.scalars(select(UserRow).where(UserRow.email == "office@test")).one()
    assert not passwords.is_outdated(row.password_hash)


def test_the_first_administrator_comes_once_with_a_password_to_be_changed(app: Flask) -> None:
    password = keeper.create_first_admin("admin")
    row = db.session.scalars(select(UserRow)).one()
    assert (row.email, row.role, row.must_change_password) == ("admin", Role.ADMIN, True)
    assert passwords.matches(row.password_hash, password)
    with pytest.raises(Refused, match="已有管理员"):
        keeper.create_first_admin("second")


def test_a_failed_write_lets_nobody_in(app: Flask, people: People) -> None:
    ghost = Actor(user_id=999, name="无此人", role=Role.ADMIN)
    from sqlalchemy.exc import NoResultFound

    with pytest.raises(NoResultFound):
        sign_in.open_for(ghost.user_id, "10.0.0.1")
    assert db.session.scalars(select(SignInRow)).all() == []
