"""The administrator's pages: letting people in, one-time passwords, roles, who may not be removed."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from base.accounts import keeper
from base.accounts.keeper import NewUser
from base.accounts.rows import SignInRow, UserRow
from base.audit import AuditEventRow
from base.db import db, writing
from base.errors import Conflict, Refused
from base.roles import SYSTEM, Role
from tests.people import PASSWORD, People, signed_in

USERS = "/desk/admin/users"
NEW = {"email": "Zhang San", "name": "张三", "unit": "青石镇司法所", "role": "office"}


def one_time_in(page: str) -> str:
    """The password shown on the page."""
    found = re.search(r'id="one-time-password">([^<]+)<', page)
    assert found is not None
    return found.group(1)


def row_of(email: str) -> UserRow:
    """The person of that login name."""
    db.session.expire_all()
    return db.session.scalars(select(UserRow).where(UserRow.email == email)).one()


def test_a_new_person_signs_in_with_the_password_shown_once(app: Flask, people: People) -> None:
    admin = signed_in(app, Role.ADMIN)
    answer = admin.post(USERS, data=NEW)
    password = one_time_in(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert password not in admin.get(USERS).text
    entered = app.test_client().post("/login", data={"email": "zhang san", "password": password})
    assert entered.status_code == 302
    assert row_of("zhang san").must_change_password


def test_no_event_and_no_row_holds_a_password(app: Flask, people: People) -> None:
    password = one_time_in(signed_in(app, Role.ADMIN).post(USERS, data=NEW).text)
    details = " ".join(db.session.scalars(select(AuditEventRow.detail)))
    assert password not in details
    assert PASSWORD not in details
    assert row_of("zhang san").password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"email": " "}, "没有填写登录名"),
        ({"email": "x" * 121}, "登录名太长"),
        ({"name": ""}, "没有填写姓名"),
        ({"unit": ""}, "没有填写单位"),
        ({"role": "king"}, "没有选择角色"),
        ({"email": "OFFICE@test"}, "这个登录名已有人使用"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    app: Flask, people: People, change: dict[str, str], says: str
) -> None:
    answer = signed_in(app, Role.ADMIN).post(USERS, data=NEW | change)
    assert answer.status_code == 422
    assert says in answer.text
    kept = "青石镇司法所" if "unit" not in change else "张三"
    assert f'value="{kept}"' in answer.text


def test_every_change_to_a_person_is_written_down_with_who_made_it(
    app: Flask, people: People
) -> None:
    admin, who = signed_in(app, Role.ADMIN), people[Role.COUNSEL].user_id
    admin.post(f"{USERS}/{who}/active", data={"active": "0"})
    admin.post(f"{USERS}/{who}/active", data={"active": "1"})
    admin.post(f"{USERS}/{who}/role", data={"role": "auditor"})
    admin.post(f"{USERS}/{who}/password")
    query = select(AuditEventRow).where(AuditEventRow.actor_id == people[Role.ADMIN].user_id)
    events = [(e.action, e.subject) for e in db.session.scalars(query.order_by(AuditEventRow.seq))]
    subject = f"user:{who}"
    assert events[1:] == [
        ("user.disable", subject),
        ("user.enable", subject),
        ("user.set_role", subject),
        ("user.reset_password", subject),
    ]
    last_role = select(AuditEventRow.detail).where(AuditEventRow.action == "user.set_role")
    assert json.loads(db.session.scalars(last_role).one()) == {"from": "counsel", "to": "auditor"}
    assert row_of("counsel@test").role is Role.AUDITOR


def test_nobody_disables_or_demotes_themselves(app: Flask, people: People) -> None:
    admin, own = signed_in(app, Role.ADMIN), people[Role.ADMIN].user_id
    assert admin.post(f"{USERS}/{own}/active", data={"active": "0"}).status_code == 403
    assert admin.post(f"{USERS}/{own}/role", data={"role": "office"}).status_code == 403
    row = row_of("admin@test")
    assert (row.active, row.role) == (True, Role.ADMIN)


def test_the_last_administrator_stays(app: Flask, people: People) -> None:
    last = people[Role.ADMIN].user_id
    with pytest.raises(Refused, match="最后一位管理员"), writing():
        keeper.set_active(last, SYSTEM, active=False)
    with pytest.raises(Refused, match="最后一位管理员"), writing():
        keeper.set_role(last, Role.OFFICE, SYSTEM)


def test_a_person_who_does_not_exist_is_not_found(app: Flask, people: People) -> None:
    assert signed_in(app, Role.ADMIN).post(f"{USERS}/999999/password").status_code == 404


def test_a_login_name_belongs_to_one_person(app: Flask, people: People) -> None:
    twin = NewUser("Office@TEST", "甲", "乙", Role.OFFICE)
    with pytest.raises(Conflict), writing():
        keeper.create_user(twin, PASSWORD, SYSTEM)


def test_the_samples_people_leave_and_the_offices_own_stay(app: Flask, people: People) -> None:
    with writing():
        guest = NewUser("guest@sample", "样例", "样例镇", Role.ADMIN)
        left = keeper.create_user(guest, PASSWORD, SYSTEM, is_sample=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client().post("/login", data={"email": "guest@sample", "password": PASSWORD})
    with writing():
        keeper.remove_sample_users()
    assert {u.email for u in keeper.all_users()} == {f"{role.value}@test" for role in Role}
    assert db.session.scalars(select(SignInRow)).all() == []
    with writing():
        came = keeper.create_user(NewUser("next", "丙", "丁", Role.OFFICE), PASSWORD, SYSTEM)
    assert came.user_id > left.user_id
