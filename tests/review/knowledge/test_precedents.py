"""Like cases beside a proposal, contradictions within a campaign, and what a repeal takes with it."""

from __future__ import annotations

from flask import Flask

from base.db import db, writing
from base.roles import Role
from corpus.inventory import linking
from corpus.likeness import keeper as likeness
from corpus.likeness import marks
from review import docket, examining
from review.as_json import examination_from_json
from review.disposition import Disposition, Outcome, ReasonCode
from review.knowledge import precedents
from review.publication import gate
from review.task import Action
from tests.builders import KEEP, REPEAL, Desk, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

BODY = (
    "一、各村应当在每月十五日前组织村民清扫集市，清扫结果报镇市场管理所。\n"
    "二、摊位不得占用道路，不得在消防通道内堆放货物，违反的由市场管理所责令搬离。\n"
    "三、经营户应当亮照经营，明码标价，不得缺斤少两、以次充好、强买强卖。\n"
    "四、牲畜交易应当在指定地点进行，进场前应当查验检疫证明，防止疫病传播。"
)
FIRST = paper(number="青政发〔2012〕5号", body=BODY, signed="2012年3月4日")
SECOND = paper(number="青政发〔2014〕6号", body=BODY, signed="2014年3月4日")
FOUNDED = paper(
    number="青政发〔2016〕1号",
    title="青石镇人民政府关于集市摊位编号的通知",
    body=(
        "根据《青石镇人民政府关于加强集市管理的通知》（青政发〔2012〕5号），现就摊位编号通知如下：\n"
        "一、摊位号牌由镇市场管理所统一制作。"
    ),
    signed="2016年2月3日",
)
EXPIRE = Outcome(Disposition.EXPIRE, "有效期已于2019年届满", ReasonCode.R6)
ENDED = [
    paper(
        number=f"青政发〔2014〕{n}号",
        title=f"青石镇人民政府关于{title}的通知",
        body=f"一、{what}\n二、本通知自2014年6月1日起施行，有效期五年。",
        signed="2014年5月20日",
    )
    for n, title, what in (
        (3, "秸秆禁烧", "收割后三日内应当完成秸秆还田或者离田，由农业服务中心登记造册。"),
        (4, "农机停放", "拖拉机不得停在桥头、渡口，夜间停放的要设反光标识。"),
    )
]


def _ready(people: People, *texts: str) -> Desk:
    desk = open_desk(people, *texts)
    linking.run({})
    likeness.run({})
    examining.run({}, TODAY)
    db.session.rollback()
    return desk


def _decide(desk: Desk, outcome: Outcome, n: int) -> None:
    desk.both(outcome, outcome, n)
    desk.act(Role.APPROVER, Action.DECIDE, outcome, n)


def _similar(desk: Desk, n: int) -> list[tuple[int, str]]:
    db.session.rollback()
    row = docket.task_row(desk.tasks[n])
    examination = examination_from_json(row.examination) if row.examination else None
    return [(one.task_id, one.why) for one in precedents.similar(row, examination)]


def test_a_decision_on_nearly_the_same_text_is_shown(app: Flask, people: People) -> None:
    desk = _ready(people, FIRST, SECOND)
    assert _similar(desk, 1) == []
    desk.both(REPEAL, REPEAL, 0)
    assert _similar(desk, 1) == []  # not before it is decided
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL, 0)
    assert _similar(desk, 1) == [(desk.tasks[0], "文字几乎相同")]
    page = signed_in(app, Role.OFFICE).get(f"/desk/tasks/{desk.tasks[1]}").text
    assert "本机关以往的处理" in page


def test_a_decision_for_the_same_reason_by_the_same_rule_is_shown(
    app: Flask, people: People
) -> None:
    desk = _ready(people, *ENDED)
    _decide(desk, EXPIRE, 0)
    assert _similar(desk, 1) == [(desk.tasks[0], "同一理由，同一规则 V1")]


def test_nearly_the_same_text_decided_otherwise_is_flagged_on_both_and_in_the_gate(
    app: Flask, people: People
) -> None:
    desk = _ready(people, FIRST, SECOND)
    _decide(desk, REPEAL, 0)
    assert precedents.clashes(desk.campaign) == []
    _decide(desk, KEEP, 1)
    found = precedents.clashes(desk.campaign)
    assert [(one.first, one.second) for one in found] == [(desk.tasks[0], desk.tasks[1])]
    client = signed_in(app, Role.APPROVER)
    for task in desk.tasks:
        assert "处理不一致" in client.get(f"/desk/tasks/{task}").text
    point = next(p for p in gate.check(desk.campaign, TODAY).points if p.code == "inconsistent")
    assert (point.blocking, set(point.task_ids)) == (False, set(desk.tasks))
    with writing():
        pair = (desk.documents[0], desk.documents[1])
        marks.mark(pair, marks.UNRELATED, "两件事", people[Role.OFFICE])
    assert precedents.clashes(desk.campaign) == []


def test_publishing_asks_to_confirm_what_is_inconsistent(app: Flask, people: People) -> None:
    desk = _ready(people, FIRST, SECOND)
    _decide(desk, REPEAL, 0)
    _decide(desk, KEEP, 1)
    client = signed_in(app, Role.APPROVER)
    address = f"/desk/campaigns/{desk.campaign}/notice"
    assert "已核对，是有意不同" in client.get(address).text
    typed = {"number": "青府规〔2026〕1号", "title": "清理结果的公告", "body": "现予公布。"}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422
    assert "请勾选确认" in refused.text
    assert client.post(address, data=typed | {"confirm": "1"}).status_code == 303


def test_the_same_outcome_is_no_contradiction(app: Flask, people: People) -> None:
    desk = _ready(people, FIRST, SECOND)
    _decide(desk, REPEAL, 0)
    _decide(desk, REPEAL, 1)
    assert precedents.clashes(desk.campaign) == []


def test_what_loses_its_basis_is_shown_before_deciding(app: Flask, people: People) -> None:
    desk = _ready(people, FIRST, FOUNDED)
    found = precedents.impact(desk.documents[0])
    assert [row.id for row, _words in found.losing] == [desk.documents[1]]
    page = signed_in(app, Role.OFFICE).get(f"/desk/tasks/{desk.tasks[0]}").text
    assert "失去制定依据" in page
    assert "有 1 件文件以本件为制定依据" in page
    assert precedents.impact(desk.documents[1]).losing == ()
