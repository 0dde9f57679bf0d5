"""V2, V3, V4, A1: what ends by itself, trials, tasks of a time, age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from review.disposition import ReasonCode
from review.examination.case import shipped_knowledge
from review.examination.examine import examine_files
from review.profiles.load import load_profile
from tests.review.examination.papers import TODAY, examined, notice, proposed, rules_of, subjects

BODY = "一、各村要落实责任。\n二、本通知由镇人民政府办公室负责落实。"


def titled(title: str, signed: str, body: str = BODY, number: str = "青府发〔2010〕6号") -> str:
    return notice(number, title, body, signed)


def test_a_paper_that_says_it_lapses_at_its_end_is_lapsed() -> None:
    body = "第一条 规范集镇停车。\n第二条 本办法自2015年7月1日起施行，有效期五年，期满自动失效。"
    one = examined(a=titled("青石镇停车管理办法", "2015年6月1日", body, "青府发〔2015〕6号"))["a"]
    assert proposed(one) == ("expire", "R6")
    assert set(rules_of(one)) == {"V1", "V2"}


def test_a_licence_that_lapses_is_not_the_paper() -> None:
    body = (
        "第一条 河沙开采许可证有效期一年，许可证期满自动失效。\n第二条 本办法自2015年7月1日起施行。"
    )
    one = examined(a=titled("青石镇采砂办法", "2015年6月1日", body))["a"]
    assert proposed(one) is None


@pytest.mark.parametrize(
    "title",
    [
        "关于印发青石镇2018—2020年农村环境整治行动方案的通知",
        "青石镇2016年农业工作要点",
        "关于印发《青石镇“十二五”水利发展规划》的通知",
        "关于做好2012年度征兵工作的通知",
    ],
)
def test_a_task_whose_years_are_over_has_ended(title: str) -> None:
    one = examined(a=titled(title, "2012年3月1日", number="青府发〔2012〕6号"))["a"]
    assert proposed(one) == ("expire", "R8")


@pytest.mark.parametrize(
    "title",
    [
        "关于印发青石镇2024—2026年农村环境整治行动方案的通知",
        "关于停止执行2005年以前优惠政策的通知",
        "青石镇工伤待遇办法（2010年修订）",
        "青石镇集贸市场管理办法",
        "关于废止2009年度工作方案的通知",
    ],
)
def test_a_year_in_a_title_is_not_yet_a_task_that_ended(title: str) -> None:
    assert proposed(examined(a=titled(title, "2010年3月1日"))["a"]) is None


def test_a_year_of_compensation_is_only_weak() -> None:
    title = "关于印发青石镇2012年征地补偿安置实施方案的通知"
    one = examined(a=titled(title, "2012年3月1日"))["a"]
    assert proposed(one) is None
    assert rules_of(one, "weak") == ["V4"]


def test_a_task_with_rules_for_later_years_is_only_weak() -> None:
    body = "一、征地青苗补偿标准按亩计算。\n二、以后年度按本通知执行。"
    one = examined(a=titled("青石镇2012年工作安排", "2012年3月1日", body))["a"]
    assert rules_of(one, "weak") == ["V4"]
    assert proposed(one) is None


def test_a_trial_without_a_rule_of_the_place_is_a_remark() -> None:
    one = examined(a=titled("青石镇集镇市容管理暂行规定", "2015年3月1日"))["a"]
    assert proposed(one) is None
    assert "V3" in rules_of(one, "weak", "note")


def test_a_trial_beyond_the_limit_of_the_place_is_medium() -> None:
    given = subjects(a=titled("青石镇集镇市容管理暂行规定", "2015年3月1日"))
    one = examine_files(given, shipped_knowledge(), load_profile("shanghai"), TODAY)[0]
    assert proposed(one) == ("expire", "R7")
    older = replace(load_profile("shanghai"), since=date(2020, 1, 1))
    assert proposed(examine_files(given, shipped_knowledge(), older, TODAY)[0]) is None


def test_a_trial_that_was_prolonged_says_nothing() -> None:
    trial = notice("青府发〔2015〕6号", "青石镇河道保洁办法（试行）", BODY, "2015年3月1日")
    longer = notice(
        "青府发〔2020〕2号",
        "关于继续执行《青石镇河道保洁办法（试行）》的通知",
        "《青石镇河道保洁办法（试行）》（青府发〔2015〕6号）继续适用。",
        "2020年3月1日",
    )
    one = examined(a=trial, b=longer)["a"]
    assert "V3" not in {f.rule for f in one.findings}


def test_age_alone_never_proposes() -> None:
    one = examined(a=titled("青石镇集贸市场管理办法", "1987年3月1日", number="青府发〔1987〕6号"))[
        "a"
    ]
    assert proposed(one) is None
    assert rules_of(one, "weak", "note") == ["A1"]
    assert all(f.reason_code is not ReasonCode.R12 for f in one.findings)
