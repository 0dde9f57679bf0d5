"""清理工作: opening one, its dashboard, and confirming in bulk what is no 规范性文件."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from base.db import db, writing
from base.roles import Role
from corpus.rows import DocumentRow
from review import casework, docket
from review.rows import CampaignRow, TaskRow
from review.task import Action, Stage
from tests.builders import KEEP, REPEAL, Desk, file_paper, open_desk, paper, plan
from tests.people import People, signed_in

OFFICE, COUNSEL, APPROVER, DEPARTMENT = Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.DEPARTMENT


def _papers(count: int) -> list[str]:
    return [
        paper(number=f"青政发〔{1990 + n}〕{n + 1}号", signed=f"{1990 + n}年3月4日")
        for n in range(count)
    ]


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """Four tasks of which the machine takes three for meeting notices."""
    desk = open_desk(people, *_papers(4))
    with writing():
        db.session.execute(
            update(TaskRow)
            .where(TaskRow.id.in_(desk.tasks[:3]))
            .values(answer="no", exclusion="meeting")
        )
    return desk


def _form(people: People, **changes: str) -> MultiDict[str, str]:
    form = MultiDict(
        {
            "name": "2026年清理",
            "kind": "full",
            "scope_note": "镇政府制发的文件",
            "cut_off": "2026-10-31",
            "deadline": "2026-12-31",
        }
        | changes
    )
    for role in (OFFICE, COUNSEL, APPROVER):
        form.add("members", str(people[role].user_id))
    return form


def test_the_office_opens_a_cleanup_over_the_library(app: Flask, people: People) -> None:
    for text in _papers(3):
        file_paper(text)
    client = signed_in(app, OFFICE)
    page = client.get("/desk/campaigns/new").text
    for role in (OFFICE, COUNSEL, APPROVER, DEPARTMENT):
        assert f'value="{people[role].user_id}"' in page
    answer = client.post("/desk/campaigns/new", data=_form(people, since="1991-01-01"))
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).text
    assert "2026年清理" in shown
    assert "清理工作已开始" in shown
    [row] = docket.campaigns()
    assert docket.stage_counts(row.id) == {Stage.IN_REVIEW: 2}
    assert "2026年清理" in client.get("/desk/campaigns").text


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": ""}, "名称"),
        ({"scope_note": " "}, "清理范围"),
        ({"cut_off": "十月底"}, "2026-10-31"),
        ({"deadline": ""}, "2026-10-31"),
        ({"since": "2026-11-30"}, "起始日"),
        ({"kind": "x"}, "类型"),
    ],
)
def test_a_plan_that_is_not_whole_keeps_what_was_typed(
    app: Flask, people: People, change: dict[str, str], word: str
) -> None:
    client = signed_in(app, OFFICE)
    answer = client.post("/desk/campaigns/new", data=_form(people, **change))
    assert answer.status_code == 422
    assert word in answer.text
    if change.get("scope_note", "x").strip():
        assert "镇政府制发的文件" in answer.text
    assert docket.campaigns() == []


def test_the_dashboard_counts_and_every_figure_opens_its_list(app: Flask, desk: Desk) -> None:
    desk.both(KEEP, REPEAL, 3)
    for role in Role:
        client = signed_in(app, role)
        page = client.get(f"/desk/campaigns/{desk.campaign}")
        assert page.status_code == 200
        main = re.search(r"<main.*</main>", page.text, re.S)
        assert main
        hrefs = {href.replace("&amp;", "&") for href in re.findall(r'href="(/[^"#]*)"', main[0])}
        assert any("stage=in_coordination" in href for href in hrefs)
        for href in hrefs:
            assert client.get(href).status_code == 200, (role, href)
    assert client.get("/desk/campaigns").status_code == 200
    assert client.get("/desk/campaigns/99").status_code == 404


def test_what_arrived_since_is_taken_in(app: Flask, desk: Desk) -> None:
    file_paper(paper(number="青政发〔2020〕1号"))
    client = signed_in(app, OFFICE)
    for words in ("新纳入 1 件", "范围内没有新文件"):
        answer = client.post(f"/desk/campaigns/{desk.campaign}/take-in")
        assert words in client.get(answer.headers["Location"]).text
    assert (
        signed_in(app, COUNSEL).post(f"/desk/campaigns/{desk.campaign}/take-in").status_code == 403
    )


def test_a_campaign_of_the_sample_says_that_own_papers_need_one_of_their_own(
    app: Flask, desk: Desk, people: People
) -> None:
    with writing():
        db.session.execute(update(CampaignRow).values(is_sample=True))
        db.session.execute(update(DocumentRow).values(is_sample=True))
    client = signed_in(app, OFFICE)

    def said() -> str:
        answer = client.post(f"/desk/campaigns/{desk.campaign}/take-in")
        return client.get(answer.headers["Location"]).text

    assert "样例清理只收样例文件" not in said()
    file_paper(paper(number="青政发〔2020〕1号"))
    told = said()
    assert "范围内没有新文件" in told
    assert "库里有 1 件您自己导入的文件。样例清理只收样例文件" in told
    with writing():
        casework.open_campaign(plan(people), people[OFFICE])
    assert "样例清理只收样例文件" not in said()


def _triage(desk: Desk) -> str:
    return f"/desk/campaigns/{desk.campaign}/triage"


def _stages(desk: Desk) -> list[str]:
    db.session.rollback()
    query = select(TaskRow.stage).where(TaskRow.campaign_id == desk.campaign)
    return list(db.session.scalars(query.order_by(TaskRow.id)))


def _confirm(client: FlaskClient, desk: Desk, *places: int, **form: str) -> int:
    data = MultiDict(form)
    for n in places:
        data.add("task", str(desk.tasks[n]))
    return client.post(_triage(desk), data=data).status_code


@pytest.mark.parametrize("role", [OFFICE, COUNSEL, APPROVER, DEPARTMENT])
def test_the_office_alone_confirms_and_all_reviewers_see(
    app: Flask, desk: Desk, role: Role
) -> None:
    client = signed_in(app, role)
    page = client.get(_triage(desk)).text
    assert "会议纪要、会议通知、讲话" in page
    assert page.count('type="checkbox" name="task"') == (3 if role is OFFICE else 0)
    assert client.get(f"{_triage(desk)}?answer=doubt").status_code == 200
    assert _confirm(client, desk, 0, 1) == (303 if role is OFFICE else 403)


def test_the_ticked_are_set_aside_with_the_machines_class_and_the_rest_stay(
    app: Flask, desk: Desk
) -> None:
    client = signed_in(app, OFFICE)
    assert _confirm(client, desk, 0, 2) == 303
    assert _stages(desk) == ["excluded", "in_review", "excluded", "in_review"]
    said = desk.task(0).statements[0].outcome
    assert (said.exclusion is not None, said.reason) == (True, "属于会议纪要、会议通知、讲话")
    page = client.get(_triage(desk)).text
    assert "已确认 2 件" in page
    desk.act(OFFICE, Action.REINSTATE, KEEP, 0)
    assert _stages(desk)[0] == "in_review"


def test_a_class_of_ones_own_counts_for_all_ticked(app: Flask, desk: Desk) -> None:
    assert _confirm(signed_in(app, OFFICE), desk, 0, 3, exclusion="award", reason="表彰") == 303
    for n in (0, 3):
        said = desk.task(n).statements[0].outcome
        assert said.exclusion is not None
        assert (said.exclusion.value, said.reason) == ("award", "表彰")


def test_all_or_none_are_set_aside(app: Flask, desk: Desk) -> None:
    desk.act(COUNSEL, Action.OPINE, KEEP, 1)
    client = signed_in(app, OFFICE)
    assert _confirm(client, desk, 0, 1, 2) == 403
    assert _stages(desk) == ["in_review"] * 4
    assert _confirm(client, desk) == 403, "nothing was ticked"
    assert _confirm(client, desk, 3) == 403, "the machine named no class"
    assert _confirm(client, desk, 0, exclusion="x") == 403
    assert _stages(desk) == ["in_review"] * 4


def test_a_task_of_another_cleanup_is_not_set_aside_here(
    app: Flask, people: People, desk: Desk
) -> None:
    other = open_desk(people, paper(number="青政发〔2021〕1号", body="一、修渠。"))
    client = signed_in(app, OFFICE)
    data = {"task": str(other.tasks[-1]), "exclusion": "award"}
    assert client.post(_triage(desk), data=data).status_code in (403, 404)
    assert other.task(-1).stage is Stage.IN_REVIEW


def test_a_published_cleanup_is_closed(app: Flask, desk: Desk) -> None:
    with writing():
        db.session.execute(update(CampaignRow).values(state="published"))
    client = signed_in(app, OFFICE)
    assert 'name="task"' not in client.get(_triage(desk)).text
    assert _confirm(client, desk, 0) == 403
    assert client.post(f"/desk/campaigns/{desk.campaign}/take-in").status_code == 403
    assert client.get(f"/desk/campaigns/{desk.campaign}").status_code == 200


def test_the_dashboard_counts_what_may_be_missing_and_leads_there(app: Flask, desk: Desk) -> None:
    page = signed_in(app, OFFICE).get(f"/desk/campaigns/{desk.campaign}").text
    card = page.split("完整性", 1)[1]
    assert re.search(r'href="/desk/inventory/gaps"><b>[1-9]', card)  # 1, 2, 3… of another year each
    assert "无文字、低置信" in card
    assert "相似文件处理不一致" in card


def test_who_may_not_see_the_inventory_gets_no_link_to_it(app: Flask, desk: Desk) -> None:
    page = signed_in(app, DEPARTMENT).get(f"/desk/campaigns/{desk.campaign}").text
    assert "/desk/inventory/" not in page
    assert "无文字、低置信" in page
    assert "发文字号缺号" not in page
