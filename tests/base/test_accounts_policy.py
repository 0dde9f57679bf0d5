"""Default deny: what nobody declared is shut, strangers sign in, the wrong role is told and logged."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from base.accounts import policy
from base.accounts.policy import access_matrix, allow, current_actor, local_path, public
from base.audit import AuditEventRow
from base.config import Config
from base.db import db
from base.errors import Refused
from base.roles import Role
from tests.people import People, make_people, signed_in

USERS = "/desk/admin/users"


def denials() -> list[tuple[int, str, str]]:
    """Who was denied what."""
    query = select(AuditEventRow).where(AuditEventRow.action == "access.denied")
    return [(e.actor_id, e.subject, e.result) for e in db.session.scalars(query)]


def test_an_endpoint_that_says_nothing_is_shut_for_everybody(config: Config) -> None:
    app = create_app(config)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with app.app_context():
        make_people()
    assert app.test_client().get("/forgotten").status_code == 403
    assert signed_in(app, Role.ADMIN).get("/forgotten").status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_comes_back(app: Flask) -> None:
    answer = app.test_client().get("/desk/status?tab=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?next=/desk/status?tab%3D2"


def test_a_strangers_post_is_not_repeated_after_signing_in(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post(USERS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login")


def test_a_fragment_sends_the_whole_page_to_sign_in(app: Flask) -> None:
    page = {"HX-Request": "true", "HX-Current-URL": "http://localhost/desk/import/3?state=read"}
    answer = app.test_client().get("/desk/status", headers=page)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/desk/import/3?state%3Dread"


def test_a_script_gets_a_message_it_can_show(app: Flask) -> None:
    answer = app.test_client().get("/desk/status", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json()["message"] == "请先登录。"


def test_the_wrong_role_is_told_and_written_down_once(app: Flask, people: People) -> None:
    answer = signed_in(app, Role.AUDITOR).get(USERS)
    assert answer.status_code == 403
    assert "“管理”开放，您的角色是“审计”" in answer.text
    assert denials() == [(people[Role.AUDITOR].user_id, "endpoint:people.users", "denied")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_no_method_gets_around_the_guard(app: Flask, people: People, method: str) -> None:
    assert signed_in(app, Role.AUDITOR).open(USERS, method=method).status_code == 403
    headers = {"X-HTTP-Method-Override": "GET"}
    assert app.test_client().open(USERS, method=method, headers=headers).status_code == 302


@pytest.mark.parametrize(
    "spelling",
    ["/desk/admin/users/", "//desk/admin/users", "/DESK/admin/users", "/desk//admin/users"],
)
def test_another_spelling_of_an_address_gives_nothing_away(app: Flask, spelling: str) -> None:
    answer = app.test_client().get(spelling)
    assert answer.status_code in {302, 308, 404}
    assert "用户管理" not in answer.text


def test_nobody_acts_where_nobody_is_signed_in(app: Flask) -> None:
    with app.test_request_context("/"):
        assert current_actor() is None
        with pytest.raises(Refused, match="尚未登录"):
            current_actor(required=True)


def test_the_actor_is_the_person_signed_in(app: Flask, people: People) -> None:
    client = signed_in(app, Role.COUNSEL)
    with client:
        client.get("/account")
        assert current_actor() == people[Role.COUNSEL]


def test_a_mark_without_roles_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        allow()


def test_the_matrix_says_who_may(config: Config) -> None:
    app = create_app(config)

    @app.get("/x-open")
    @public
    def x_open() -> str:
        return ""

    app.add_url_rule("/x-forgotten", "x-forgotten", lambda: "")
    lines = {line.rule: line for line in access_matrix(app)}
    assert lines["/x-open"].who == "所有人"
    assert lines["/x-forgotten"].who == "无人（未声明）"
    assert lines["/desk/status"].who == "全体工作人员"
    assert lines["/desk/admin/users/<int:user_id>/role"].who == "管理"
    assert "| `/healthz` | GET | 所有人 |" in policy.matrix_text(app)


@pytest.mark.parametrize("target", ["/", "/desk?x=1&y=二", "/documents/3#art_1"])
def test_a_path_of_ours_is_local(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "desk",
        "http://a/",
        "//a/",
        "/\\a/",
        "\\/a",
        "/a\nb",
        "/a b",
        "/%0a\r\nSet-Cookie: x",
    ],
)
def test_everything_else_is_not_local(target: str | None) -> None:
    assert local_path(target) is None


def test_a_refusal_of_what_was_sent_is_not_called_a_lack_of_right(
    app: Flask, people: People
) -> None:
    sent = signed_in(app, Role.OFFICE).post("/desk/searches/terms", data={"terms": " "})
    assert sent.status_code == 403
    assert "没有检索词" in sent.text
    assert "权限" not in sent.text
    role = signed_in(app, Role.AUDITOR).get("/desk/import")
    assert role.status_code == 403
    assert "您没有进行此项操作的权限" in role.text


def test_an_error_page_leads_back_to_the_form(app: Flask, people: People) -> None:
    sent = signed_in(app, Role.OFFICE).post("/desk/searches/terms", data={"terms": " "})
    assert "data-back" in sent.text
    assert "js/back.js" in sent.text
