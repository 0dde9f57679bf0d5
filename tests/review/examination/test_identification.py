"""The five-element test."""

from __future__ import annotations

import pytest

from review.disposition import Answer
from tests.review.examination.papers import examined, notice

PLAIN = "各村各单位要提高认识，加强领导，明确分工，按时完成任务。"


def answer(title: str, body: str = PLAIN, **more: str) -> tuple[str, str | None]:
    number, issuer = more.get("number", "青府发〔2015〕6号"), more.get("issuer", "青石镇人民政府")
    found = examined(a=notice(number, title, body, "2015年5月8日", issuer))["a"].identification
    return found.answer.value, found.exclusion.value if found.exclusion else None


@pytest.mark.parametrize(
    ("title", "exclusion"),
    [
        ("关于王明等同志职务任免的通知", "personnel"),
        ("关于成立青石镇森林防火指挥部的通知", "organisation"),
        ("关于表彰2014年度先进集体的决定", "award"),
        ("关于召开春耕生产动员大会的通知", "meeting"),
        ("关于解决集镇供水困难的请示", "report"),
        ("青石镇2015年农业工作要点", "plan_of_work"),
        ("青石镇机关考勤制度", "internal"),
        ("青石镇防汛抗旱应急预案", "emergency"),
        ("青石镇第十二个五年规划纲要", "planning"),
        ("关于下达2015年粮食生产任务的通知", "allocation"),
        ("关于2015年国庆节放假安排的通知", "notice"),
        ("转发县人民政府关于加强农田水利建设的通知", "forwarding"),
    ],
)
def test_a_paper_of_an_excluded_class_is_none_and_says_which(title: str, exclusion: str) -> None:
    assert answer(title) == ("no", exclusion)


@pytest.mark.parametrize(
    "body",
    [
        "一、对随意倾倒垃圾的农户，处以200元罚款。",
        "一、对拆除旱厕的农户，每户补助500元。",
        "一、任何单位和个人不得在公路两侧堆放杂物。",
    ],
)
def test_a_plan_of_work_that_fines_pays_or_forbids_is_caught_by_its_body(body: str) -> None:
    assert answer("关于印发《青石镇集镇环境整治工作方案》的通知", body) == ("yes", None)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("青石镇集贸市场管理办法", "第二条 经营者应当在划定的摊位内经营。"),
        ("关于严禁焚烧秸秆的通告", "全镇范围内禁止焚烧秸秆。"),
        ("关于调整被征地农民补偿标准的通知", "补偿标准为每亩30000元。"),
        ("青石镇移民补偿安置方案", "房屋补偿标准为每平方米400元。"),
        ("青石镇科技创新奖励办法", "对企业奖励5万元。"),
    ],
)
def test_a_paper_that_binds_the_public_is_one(title: str, body: str) -> None:
    assert answer(title, body) == ("yes", None)


def test_where_nothing_speaks_either_way_it_is_doubt_and_never_no() -> None:
    assert answer("关于有关事项的通知", "请按有关规定办理。") == ("doubt", None)


def test_a_party_paper_is_no_administrative_one() -> None:
    found = answer("关于加强基层建设的意见", number="青党发〔2015〕6号", issuer="中共青石镇委员会")
    assert found == ("no", "party")


def test_a_towns_regulation_called_by_a_laws_name_is_not_legislation() -> None:
    assert answer("青石镇环境卫生管理条例", "单位和个人应当遵守本条例。")[0] == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "江南省消防条例\n（2010年5月28日江南省第十一届人民代表大会常务委员会第十六次会议通过）\n第一条 制定本条例。",
        "中华人民共和国道路交通安全法\n第一条 制定本法。",
        "最高人民法院关于审理劳动争议案件适用法律问题的解释\n第一条 本解释。",
    ],
)
def test_laws_and_interpretations_are_legislation(text: str) -> None:
    found = examined(a=text)["a"].identification
    assert found.answer is Answer.NO
    assert found.exclusion is not None
    assert found.exclusion.value == "legislation"


def test_the_rules_that_spoke_are_named() -> None:
    found = examined(
        a=notice("青府规〔2020〕1号", "青石镇市场管理办法", "单位和个人应当遵守。", "2020年1月1日")
    )["a"]
    assert {"I4-规字号", "I4-名称", "I3-义务"} <= set(found.identification.rules)


@pytest.mark.parametrize(
    ("title", "body", "exclusion"),
    [
        ("青石镇屋顶光伏合作协议", "逾期的，乙方按日支付500元违约金。", "specific"),
        ("关于收回一宗宅基地的决定", "如不服本决定，可以依法向人民法院起诉。", "specific"),
        ("关于征求《青石镇犬只办法（征求意见稿）》意见的公告", "处以200元罚款。", "notice"),
        ("青石镇2019年国民经济和社会发展统计公报", "人均收入9000元，增长8%。", "report"),
    ],
)
def test_a_paper_for_one_party_or_not_yet_made_is_none_whatever_sums_stand_in_it(
    title: str, body: str, exclusion: str
) -> None:
    assert answer(title, body) == ("no", exclusion)


def test_a_form_of_decision_in_an_annex_makes_no_decision_of_the_paper() -> None:
    body = (
        "村民建房应当申请。\n特此通知。\n附件：处理决定书（样式）\n如不服本决定，可以申请行政复议。"
    )
    assert answer("青石镇村民建房管理办法", body)[0] == "yes"


def test_the_class_of_what_is_forwarded_is_not_that_of_the_forwarding() -> None:
    title = "转发县人民政府关于开展护林防火工作的通知"
    assert answer(title) == ("no", "forwarding")
