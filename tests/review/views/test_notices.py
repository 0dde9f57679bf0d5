"""公布 for staff: what the gate says, who may draft, and a notice published through the form."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from base.db import db
from base.roles import STAFF, Role
from review.rows import NoticeRow
from review.task import Action
from tests.builders import REPEAL, Desk, file_paper, open_desk, paper
from tests.people import People, signed_in

FORM = {"number": "青府规〔2026〕2号", "title": "关于公布清理结果的公告", "body": "废止1件。"}


@pytest.fixture
def desk(people: People) -> Desk:
    """One paper that waits for the approver."""
    desk = open_desk(people, paper())
    desk.both(REPEAL, REPEAL)
    return desk


def published() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(NoticeRow)) or 0


@pytest.mark.parametrize("role", STAFF)
def test_all_staff_see_what_is_open(app: Flask, desk: Desk, role: Role) -> None:
    browser = signed_in(app, role)
    overview = browser.get("/desk/notices").text
    assert "还有未决事项" in overview
    assert f"/desk/campaigns/{desk.campaign}/gate" in overview
    gate = browser.get(f"/desk/campaigns/{desk.campaign}/gate").text
    assert "1 件等待审签人决定" in gate
    assert "stage=with_approver" in gate
    assert "起草公告</a>" not in gate


def test_while_something_is_open_the_form_publishes_nothing_and_keeps_what_was_typed(
    app: Flask, desk: Desk
) -> None:
    browser = signed_in(app, Role.OFFICE)
    answer = browser.post(f"/desk/campaigns/{desk.campaign}/notice", data=FORM)
    assert "还不能公布" in answer.text
    assert FORM["number"] in answer.text
    assert answer.status_code >= 400
    assert published() == 0
    early = browser.get(f"/desk/campaigns/{desk.campaign}/notice")
    assert (early.status_code, early.location) == (302, f"/desk/campaigns/{desk.campaign}/gate")


@pytest.mark.parametrize("role", [r for r in STAFF if r not in (Role.OFFICE, Role.APPROVER)])
def test_who_does_not_publish_finds_no_button_and_is_refused(
    app: Flask, desk: Desk, role: Role
) -> None:
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL)
    browser = signed_in(app, role)
    gate = browser.get(f"/desk/campaigns/{desk.campaign}/gate").text
    assert "可以公布" in gate
    assert "起草公告</a>" not in gate
    address = f"/desk/campaigns/{desk.campaign}/notice"
    assert browser.get(address).status_code == 403
    assert browser.post(address, data=FORM).status_code == 403
    assert published() == 0


def test_the_office_publishes_through_the_form_once(app: Flask, desk: Desk) -> None:
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL)
    browser = signed_in(app, Role.OFFICE)
    address = f"/desk/campaigns/{desk.campaign}/notice"
    assert "废止1件" in browser.get(address).text
    answer = browser.post(address, data=FORM)
    assert answer.status_code == 303
    assert FORM["title"] in browser.get(answer.location).text
    again = browser.post(address, data=FORM | {"number": "青府规〔2026〕3号"})
    assert again.status_code >= 400
    assert published() == 1
    file_paper(paper("青政发〔2013〕8号"), "later.txt")
    gate = browser.get(f"/desk/campaigns/{desk.campaign}/gate").text
    assert "已公布" in gate
    assert "未决" not in gate  # what came afterwards belongs to the next cleanup
    assert FORM["number"] in browser.get("/desk/notices").text


def test_figures_that_are_not_those_of_the_lists_come_back_with_the_form(
    app: Flask, desk: Desk
) -> None:
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL)
    browser = signed_in(app, Role.OFFICE)
    typed = FORM | {"body": "废止2件。"}
    answer = browser.post(f"/desk/campaigns/{desk.campaign}/notice", data=typed)
    assert "废止2件" in answer.text
    assert "目录是 1 件" in answer.text
    assert published() == 0
