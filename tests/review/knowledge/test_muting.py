"""A muted rule: its findings stay and say so, the proposal goes without it, and it can come back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from base.audit import AuditEventRow
from base.db import db, writing
from base.errors import Conflict, Missing, Refused
from base.jobs import JobRow
from base.roles import Role
from review import docket, examining
from review.as_json import examination_from_json
from review.finding import Examination
from review.knowledge import muting
from tests.builders import Desk, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

ENDED = paper(
    number="青政发〔2014〕3号",
    title="青石镇人民政府关于秸秆禁烧的通知",
    body="一、各村不得露天焚烧秸秆。\n二、本通知自2014年6月1日起施行，有效期五年。",
    signed="2014年5月20日",
)
WHY = "这里的有效期说的是许可证"


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """One paper whose term ended, examined."""
    desk = open_desk(people, ENDED)
    examining.run({}, TODAY)
    return desk


def _examination(desk: Desk) -> Examination:
    examining.run({}, TODAY)
    db.session.rollback()
    row = docket.task_row(desk.tasks[0])
    assert row.examination is not None
    return examination_from_json(row.examination)


def test_a_muted_rule_is_left_out_of_the_proposal_and_its_finding_is_kept(desk: Desk) -> None:
    assert _examination(desk).proposal is not None
    with writing():
        muting.mute("V1", None, WHY, desk.people[Role.OFFICE])
    found = _examination(desk)
    assert found.proposal is None
    assert found.muted == ("V1",)
    assert "V1" in {finding.rule for finding in found.findings}


def test_it_is_muted_in_one_campaign_only_where_that_is_said(desk: Desk, people: People) -> None:
    with writing():
        muting.mute("V1", desk.campaign, WHY, people[Role.OFFICE])
    assert _examination(desk).proposal is None
    assert muting.in_campaign(desk.campaign + 1) == {}


def test_it_comes_back_when_the_mute_is_ended(desk: Desk) -> None:
    before = _examination(desk)
    with writing():
        kept = muting.mute("V1", None, WHY, desk.people[Role.OFFICE])
        mute_id = kept.id
    _examination(desk)
    with writing():
        muting.unmute(mute_id, desk.people[Role.ADMIN])
    assert _examination(desk) == before


def test_muting_is_in_the_audit_log_and_queues_an_examination(desk: Desk) -> None:
    with writing():
        muting.mute("V1", None, WHY, desk.people[Role.OFFICE])
    actions = list(db.session.scalars(select(AuditEventRow.action).order_by(AuditEventRow.seq)))
    assert actions[-1] == "rule.mute"
    assert db.session.scalar(select(JobRow.id).where(JobRow.kind == examining.JOB)) is not None


def test_a_rule_that_decides_identification_can_be_muted_too(app: Flask, people: People) -> None:
    minutes = paper(
        title="青石镇人民政府关于王明等同志职务任免的通知", body="任命王明同志为农技站站长。"
    )
    desk = open_desk(people, minutes)
    spoke = _examination(desk).identification
    assert spoke.exclusion is not None
    with writing():
        for rule in spoke.rules:
            muting.mute(rule, None, WHY, people[Role.OFFICE])
    assert _examination(desk).identification.exclusion is None


@pytest.mark.parametrize(
    ("rule", "reason", "error"), [("没有", WHY, Missing), ("V1", "  ", Refused)]
)
def test_a_mute_needs_a_rule_and_a_reason(
    desk: Desk, rule: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error), writing():
        muting.mute(rule, None, reason, desk.people[Role.OFFICE])


def test_a_rule_is_muted_once_in_a_scope(desk: Desk) -> None:
    with writing():
        muting.mute("V1", None, WHY, desk.people[Role.OFFICE])
    with pytest.raises(Conflict), writing():
        muting.mute("V1", None, WHY, desk.people[Role.OFFICE])


def test_the_page_of_a_rule_shows_its_record_and_mutes_it(app: Flask, desk: Desk) -> None:
    client = signed_in(app, Role.OFFICE)
    page = client.get("/desk/rules/V1").text
    assert "自定有效期已届满" in page
    assert "说过 1 次" in page
    assert "有效期五年" in page
    answer = client.post("/desk/rules/V1/mute", data={"reason": WHY, "campaign": ""})
    assert answer.status_code == 303
    assert WHY in client.get("/desk/rules/V1").text
    assert "已停用" in client.get("/desk/rules").text
    examining.run({}, TODAY)
    task = client.get(f"/desk/tasks/{desk.tasks[0]}").text
    assert WHY in task
    again = client.post("/desk/rules/V1/mute", data={"reason": WHY, "campaign": ""})
    assert again.status_code == 409
    mute_id = muting.standing("V1")[0].id
    client.post(f"/desk/rules/mutes/{mute_id}/end")
    assert muting.standing() == []


def test_a_lawyer_sees_a_rule_and_cannot_mute_it(app: Flask, desk: Desk) -> None:
    client = signed_in(app, Role.COUNSEL)
    assert "停用这条规则" not in client.get("/desk/rules/V1").text
    assert client.post("/desk/rules/V1/mute", data={"reason": WHY}).status_code == 403
