"""The page of a task: what each role sees and does, blind until both are in, and never lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from base.roles import Role
from review import examining
from review.task import Action, Stage
from tests.builders import KEEP, NOT_OURS, REPEAL, WORDS, Desk, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

OFFICE, COUNSEL, APPROVER, DEPARTMENT = Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.DEPARTMENT
SECRET = "此件与上位法明显抵触"
ENDED = paper(
    number="青政发〔2014〕3号",
    title="青石镇人民政府关于秸秆禁烧的通知",
    body="一、各村不得露天焚烧秸秆。\n二、本通知自2014年6月1日起施行，有效期五年。",
    signed="2014年5月20日",
)


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """Two open tasks, the first with a proposal of the machine."""
    desk = open_desk(people, ENDED, paper(number="青政发〔2016〕9号", signed="2016年3月4日"))
    examining.run({}, TODAY)
    return desk


def _address(desk: Desk, n: int = 0) -> str:
    return f"/desk/tasks/{desk.tasks[n]}"


def _post(client: FlaskClient, desk: Desk, action: str, n: int = 0, **form: str) -> TestResponse:
    version = form.pop("version", "") or str(desk.task(n).version)
    data = {"action": action, "version": version, **form}
    return client.post(f"{_address(desk, n)}/act", data=data)


def _opine(client: FlaskClient, desk: Desk, n: int = 0, **form: str) -> TestResponse:
    given = {"disposition": "repeal", "reason_code": "R1", "reason": SECRET} | form
    return _post(client, desk, "opine", n, **given)


def _actions(page: str) -> set[str]:
    return set(re.findall(r'name="action" value="([a-z]+)"', page))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_the_text_and_the_evidence(app: Flask, desk: Desk, role: Role) -> None:
    page = signed_in(app, role).get(_address(desk)).text
    assert "各村不得露天焚烧秸秆" in page
    assert "有效期五年" in page
    assert "青石镇人民政府关于秸秆禁烧的通知" in page
    expected = {
        OFFICE: {"opine", "consult", "exclude"},
        COUNSEL: {"opine"},
    }
    assert _actions(page) == expected.get(role, set())


def test_the_buttons_follow_the_stage(app: Flask, desk: Desk) -> None:
    browsers = {role: signed_in(app, role) for role in Role}

    def offered(role: Role) -> set[str]:
        return _actions(browsers[role].get(_address(desk)).text)

    desk.act(OFFICE, Action.CONSULT, WORDS)
    assert (offered(DEPARTMENT), offered(OFFICE), offered(COUNSEL)) == (
        {"submit"},
        {"recall"},
        set(),
    )
    desk.act(DEPARTMENT, Action.SUBMIT, KEEP)
    desk.act(OFFICE, Action.OPINE, KEEP)
    assert (offered(OFFICE), offered(COUNSEL)) == ({"withdraw"}, {"opine"})
    desk.act(COUNSEL, Action.OPINE, REPEAL)
    assert offered(OFFICE) == {"settle", "reply", "return"}
    assert (offered(COUNSEL), offered(APPROVER)) == ({"reply"}, set())
    desk.act(OFFICE, Action.SETTLE, REPEAL)
    assert (offered(APPROVER), offered(OFFICE)) == ({"decide", "return"}, {"return"})
    desk.act(APPROVER, Action.DECIDE, REPEAL)
    assert (offered(APPROVER), offered(OFFICE), offered(Role.AUDITOR)) == ({"reopen"}, set(), set())


def test_an_opinion_is_kept_and_the_next_task_comes(app: Flask, desk: Desk) -> None:
    client = signed_in(app, COUNSEL)
    answer = _opine(client, desk)
    assert answer.status_code == 303
    assert f"/desk/tasks/{desk.tasks[1]}" in answer.headers["Location"]
    assert desk.task().opinions()[COUNSEL].outcome.reason == SECRET
    last = _opine(client, desk, 1)
    assert last.status_code == 303
    assert "/desk?" in last.headers["Location"] or last.headers["Location"].endswith("/desk")
    assert "已保存" in client.get(last.headers["Location"]).text


def test_an_opinion_stays_hidden_from_every_page_until_both_are_in(app: Flask, desk: Desk) -> None:
    counsel = signed_in(app, COUNSEL)
    _opine(counsel, desk)
    for role in (OFFICE, APPROVER, DEPARTMENT, Role.ADMIN, Role.AUDITOR):
        client = signed_in(app, role)
        for address in (
            _address(desk),
            "/desk?all=1",
            f"/desk/campaigns/{desk.campaign}",
            f"/desk/documents/{desk.documents[0]}",
        ):
            page = client.get(address).text
            assert SECRET not in page, (role, address)
            assert "与上位法抵触</" not in page.replace("R1 与上位法抵触</option>", "")
    assert SECRET in counsel.get(_address(desk)).text
    office = signed_in(app, OFFICE)
    assert "双方都提交后显示" in office.get(_address(desk)).text
    _opine(office, desk, disposition="keep", reason_code="R18", reason="仍需执行")
    page = office.get(_address(desk)).text
    assert SECRET in page
    assert desk.task().stage is Stage.IN_COORDINATION


def test_a_withdrawn_opinion_is_not_told_while_the_department_is_asked(
    app: Flask, desk: Desk
) -> None:
    counsel, office = signed_in(app, COUNSEL), signed_in(app, OFFICE)
    _opine(counsel, desk)
    assert _post(counsel, desk, "withdraw").status_code == 303
    assert _post(office, desk, "consult", reason="请提意见").status_code == 303
    assert SECRET not in office.get(_address(desk)).text


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"disposition": ""}, "请先选择处理意见"),
        ({"reason": " "}, "请写明理由"),
        ({"reason_code": ""}, "理由类别"),
        ({"disposition": "none"}, "哪一类"),
        ({"disposition": "revise"}, "责任单位"),
        ({"disposition": "revise", "unit": "农业中心", "deadline": "明年"}, "2027-06-30"),
    ],
)
def test_what_is_not_whole_is_refused_and_what_was_typed_stays(
    app: Flask, desk: Desk, form: dict[str, str], word: str
) -> None:
    answer = _opine(signed_in(app, OFFICE), desk, **form)
    assert answer.status_code == 422
    assert word in answer.text
    if form.get("reason", SECRET).strip():
        assert SECRET in answer.text
    assert desk.task().statements == ()


@pytest.mark.parametrize(
    "form",
    [
        {"action": "x"},
        {"disposition": "x"},
        {"reason_code": "R99"},
        {"exclusion": "x", "disposition": "none"},
    ],
)
def test_a_form_that_no_browser_sends_changes_nothing(
    app: Flask, desk: Desk, form: dict[str, str]
) -> None:
    client = signed_in(app, OFFICE)
    answer = _post(
        client,
        desk,
        **({"action": "opine", "disposition": "keep", "reason": "好", "reason_code": "R18"} | form),
    )  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert desk.task().statements == ()


def test_a_stale_form_is_a_conflict_that_keeps_the_words(app: Flask, desk: Desk) -> None:
    office = signed_in(app, OFFICE)
    version = str(desk.task().version)
    desk.act(COUNSEL, Action.OPINE, KEEP)
    answer = _opine(office, desk, version=version)
    assert answer.status_code == 409
    assert "没有保存" in answer.text
    assert SECRET in answer.text
    fresh = re.search(r'name="version" value="(\d+)"', answer.text)
    assert fresh
    assert _opine(office, desk, version=fresh[1]).status_code == 303


def test_what_a_second_window_sends_stands_beside_what_the_first_has_saved(
    app: Flask, desk: Desk
) -> None:
    office = signed_in(app, OFFICE)
    version = str(desk.task().version)
    _opine(office, desk, disposition="keep", reason_code="R18", reason="第一个窗口：仍需执行")
    typed = "第二个窗口：<b>应当</b>废止\n另起一行"
    answer = _opine(office, desk, version=version, reason=typed)
    assert answer.status_code == 409
    shown = re.search(r'class="compare">(.*?)</div>', answer.text, re.S)
    assert shown
    yours, theirs = shown[1].split("</section>")[:2]
    assert "第二个窗口：&lt;b&gt;应当&lt;/b&gt;废止\n另起一行</textarea>" in yours
    assert "废止　" in yours
    assert "第一个窗口：仍需执行" in theirs
    assert "继续有效" in theirs
    assert [one.outcome.reason for one in desk.task().statements] == ["第一个窗口：仍需执行"]


def test_what_was_sent_too_late_is_shown_and_the_other_side_stays_hidden(
    app: Flask, desk: Desk
) -> None:
    office = signed_in(app, OFFICE)
    version = str(desk.task().version)
    desk.act(COUNSEL, Action.OPINE, REPEAL)
    answer = _post(office, desk, "exclude", version=version, reason="会议", exclusion="meeting")
    assert answer.status_code == 409
    assert ">会议</textarea>" in answer.text
    assert REPEAL.reason not in answer.text


def test_an_opinion_is_withdrawn_and_given_anew(app: Flask, desk: Desk) -> None:
    office = signed_in(app, OFFICE)
    _opine(office, desk)
    assert _opine(office, desk).status_code == 422
    answer = _post(office, desk, "withdraw")
    assert answer.status_code == 303
    assert "意见已撤回" in office.get(answer.headers["Location"]).text
    assert _opine(office, desk, disposition="keep", reason_code="R18").status_code == 303


def test_who_withdraws_an_opinion_finds_it_filled_in_and_nobody_else_does(
    app: Flask, desk: Desk
) -> None:
    office, counsel = signed_in(app, OFFICE), signed_in(app, COUNSEL)
    _opine(office, desk, disposition="revise", unit="农业中心", deadline="2027-06-30")
    answer = _post(office, desk, "withdraw")
    page = office.get(answer.headers["Location"]).text
    form = page[page.index('class="choices"') :]
    assert re.search(r'value="revise"[^>]*checked', form)
    assert re.search(r'value="R1" selected', form)
    assert re.search(rf"<textarea[^>]*data-touched[^>]*>\s*{SECRET}</textarea>", form)
    assert 'value="农业中心"' in form
    assert 'value="2027-06-30"' in form
    assert SECRET not in counsel.get(_address(desk)).text
    again = _opine(office, desk, disposition="keep", reason_code="R18", reason="改为保留")
    assert again.status_code == 303
    assert desk.task().opinions()[OFFICE].outcome.reason == "改为保留"


def test_what_is_returned_begins_blind_again(app: Flask, desk: Desk) -> None:
    desk.both(KEEP, KEEP)
    approver, office = signed_in(app, APPROVER), signed_in(app, OFFICE)
    assert _post(approver, desk, "return").status_code == 422, "a reason is needed"
    assert _post(approver, desk, "return", reason="依据不足，请补充").status_code == 303
    assert "依据不足，请补充" in office.get(_address(desk)).text
    assert "第 2 轮" in office.get(_address(desk)).text
    _opine(signed_in(app, COUNSEL), desk)
    assert SECRET not in office.get(_address(desk)).text


def test_the_approver_finds_what_was_agreed_and_decides(app: Flask, desk: Desk) -> None:
    desk.both(REPEAL, REPEAL)
    approver = signed_in(app, APPROVER)
    page = approver.get(_address(desk)).text
    assert re.search(r'value="repeal"[^>]*checked', page)
    assert REPEAL.reason in page
    form = {"disposition": "repeal", "reason_code": "R2", "reason": "同意废止"}
    assert _post(approver, desk, "decide", **form).status_code == 303
    assert desk.task().stage is Stage.DECIDED
    assert _post(approver, desk, "reopen", reason="写错了").status_code == 303
    assert desk.task().stage is Stage.WITH_APPROVER


def test_a_paper_is_set_aside_and_brought_back(app: Flask, desk: Desk) -> None:
    office = signed_in(app, OFFICE)
    assert _post(office, desk, "exclude", reason="会议通知").status_code == 422
    answer = _post(office, desk, "exclude", reason="会议通知", exclusion="meeting")
    assert answer.status_code == 303
    assert desk.task().stage is Stage.EXCLUDED
    assert desk.task().statements[0].outcome.exclusion is NOT_OURS.exclusion
    counsel = signed_in(app, COUNSEL)
    assert _post(counsel, desk, "reinstate", reason="设定了义务").status_code == 303
    assert (desk.task().stage, desk.task().round) == (Stage.IN_REVIEW, 2)


@pytest.mark.parametrize(
    ("role", "status"),
    [(APPROVER, 422), (DEPARTMENT, 422), (Role.ADMIN, 403), (Role.AUDITOR, 403)],
)
def test_who_has_no_opinion_to_give_gives_none(
    app: Flask, desk: Desk, role: Role, status: int
) -> None:
    assert _opine(signed_in(app, role), desk).status_code == status
    assert desk.task().statements == ()


def test_a_task_that_is_not_there_is_said(app: Flask, desk: Desk) -> None:
    client = signed_in(app, OFFICE)
    assert client.get("/desk/tasks/99").status_code == 404
    assert client.post("/desk/tasks/99/act", data={"action": "opine"}).status_code == 404
