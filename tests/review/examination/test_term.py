"""V1: the paper's own term."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.document import Document
from review.disposition import ReasonCode
from review.finding import Finding
from tests.review.examination.papers import (
    TODAY,
    day,
    examined,
    notice,
    paper,
    proposed,
    rules_of,
)

MARKET = "关于印发《青石镇集贸市场管理办法》的通知"


def market(clause: str, signed: str = "2009年6月20日") -> str:
    body = (
        "现将《青石镇集贸市场管理办法》印发给你们，请遵照执行。\n"
        "第一条 为加强集贸市场管理，维护交易秩序，结合我镇实际，制定本办法。\n"
        "第二条 经营者应当在划定的摊位内经营。\n"
        f"第三条 {clause}"
    )
    return notice("青府发〔2009〕12号", MARKET, body, signed)


@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("本办法自2009年7月1日起施行，有效期五年。", "有效期五年，已于2014年6月30日届满。"),
        ("本办法自2009年7月1日起施行，有效期5年。", "有效期5年，已于2014年6月30日届满。"),
        (
            "本办法自2009年7月1日起施行，有效期至2014年12月31日止。",
            "有效期已于2014年12月31日届满。",
        ),
    ],
)
def test_a_term_that_is_over_is_proposed_as_lapsed_with_a_sentence_for_the_annex(
    clause: str, reason: str
) -> None:
    one = examined(a=market(clause))["a"]
    assert proposed(one) == ("expire", "R6")
    assert one.proposal is not None
    assert one.proposal.reason == reason
    assert one.proposal.confidence.value == "high"


def test_a_trial_period_without_the_word_term_is_one() -> None:
    one = examined(a=market("本办法自2009年7月1日起试行1年。"))["a"]
    assert proposed(one) == ("expire", "R7")


def test_the_last_day_of_a_term_still_counts() -> None:
    text = market("本办法自2009年7月1日起施行，有效期至2014年12月31日。")
    assert proposed(examined(date(2014, 12, 31), a=text)["a"]) is None
    assert proposed(examined(date(2015, 1, 1), a=text)["a"]) == ("expire", "R6")


def test_a_running_term_speaks_against_and_never_for_keeping() -> None:
    one = examined(a=market("本办法自2009年7月1日起施行，有效期至2030年12月31日。"))["a"]
    assert proposed(one) is None
    assert rules_of(one, stance="against") == ["V1"]


@pytest.mark.parametrize(
    "clause",
    [
        "摊位经营许可证有效期3年，期满前三十日申请换证。",
        "摊位租赁合同有效期不得超过2年。",
        "市场协管员聘期均为2年。",
        "卫生管理员证书有效期为一年。",
    ],
)
def test_the_term_of_a_licence_or_a_contract_is_not_the_papers_own(clause: str) -> None:
    assert proposed(examined(a=market(clause))["a"]) is None


def test_a_later_notice_that_prolongs_the_term_overrides_the_printed_one() -> None:
    extension = notice(
        "青府发〔2014〕20号",
        "关于延长《青石镇集贸市场管理办法》有效期的通知",
        "经评估，《青石镇集贸市场管理办法》（青府发〔2009〕12号）需继续实施，有效期延长至2028年6月30日。",
        "2014年6月28日",
    )
    old = market("本办法自2009年7月1日起施行，有效期五年。")
    one = examined(old=old, extension=extension)["old"]
    assert proposed(one) is None
    assert rules_of(one, stance="against") == ["E1"]
    assert one.findings[0].evidence.source == "extension"
    later = examined(date(2028, 7, 1), old=old, extension=extension)["old"]
    assert proposed(later) == ("expire", "R6")


def test_a_notice_of_continued_application_without_a_day_leaves_the_term_open() -> None:
    extension = notice(
        "青府发〔2014〕21号",
        "关于《青石镇集贸市场管理办法》继续适用的通知",
        "经研究，《青石镇集贸市场管理办法》（青府发〔2009〕12号）继续适用。",
        "2014年6月28日",
    )
    old = market("本办法自2009年7月1日起施行，有效期五年。")
    assert proposed(examined(old=old, extension=extension)["old"]) is None


def test_an_extension_that_came_after_the_day_looked_at_does_not_count() -> None:
    extension = notice(
        "青府发〔2016〕20号",
        "关于延长《青石镇集贸市场管理办法》有效期的通知",
        "《青石镇集贸市场管理办法》（青府发〔2009〕12号）有效期延长至2028年6月30日。",
        "2016年6月28日",
    )
    old = market("本办法自2009年7月1日起施行，有效期五年。")
    assert proposed(examined(date(2015, 1, 1), old=old, extension=extension)["old"]) == (
        "expire",
        "R6",
    )


OPEN = "本办法自发布之日起施行，有效期五年。"


def open_term(text: Document | str, today: date = TODAY) -> list[Finding]:
    return [f for f in examined(today, a=text)["a"].findings if f.rule == "V5"]


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        (OPEN, "有效期五年，起算日未载明；若自成文日2009年6月20日起算，已于2014年6月19日届满。"),
        (
            "本办法自印发之日起施行，有效期为 3 年。",
            "有效期为3年，起算日未载明；若自成文日2009年6月20日起算，已于2012年6月19日届满。",
        ),
        (
            "本办法有效期自发布之日起五年。",
            "有效期自发布之日起五年，起算日未载明；若自成文日2009年6月20日起算，已于2014年6月19日届满。",
        ),
        (
            "本办法自公布之日起试行一年。",
            "试行一年，起算日未载明；若自成文日2009年6月20日起算，已于2010年6月19日届满。",
        ),
        (
            "本办法自发布之日起暂行两年。",
            "暂行两年，起算日未载明；若自成文日2009年6月20日起算，已于2011年6月19日届满。",
        ),
    ],
)
def test_a_term_without_a_first_day_is_shown_with_a_conditional_end_and_proposes_nothing(
    clause: str, message: str
) -> None:
    one = examined(a=market(clause))["a"]
    assert proposed(one) is None
    assert rules_of(one, "weak") == ["V5"]
    found = next(f for f in one.findings if f.rule == "V5")
    assert found.message == message
    assert found.evidence.quote.endswith(clause)
    by_trial = clause.endswith(("试行一年。", "暂行两年。"))
    assert found.reason_code is (ReasonCode.R7 if by_trial else ReasonCode.R6)


def test_the_conditional_last_day_still_counts() -> None:
    assert open_term(market(OPEN), date(2014, 6, 19))[0].stance.value == "note"
    assert open_term(market(OPEN), date(2014, 6, 20))[0].stance.value == "for"


@pytest.mark.parametrize(
    ("clause", "signed"),
    [
        (OPEN, "2024年6月20日"),
        (OPEN, ""),
        ("本办法自合作区封关运行之日起施行，有效期五年。", "2009年6月20日"),
    ],
)
def test_a_term_that_cannot_be_reckoned_or_is_not_over_is_only_noted(
    clause: str, signed: str
) -> None:
    found = open_term(market(clause, signed))
    assert [(f.stance.value, f.strength.value, f.disposition) for f in found] == [
        ("note", "weak", None)
    ]
    assert found[0].message == "有效期五年，起算日未能确定，届满日期请人工核定。"


@pytest.mark.parametrize(
    "clause",
    [
        "摊位经营许可证有效期五年，自发布之日起计算。",
        "摊位租赁合同有效期五年。本办法自发布之日起施行。",
        "本办法自2009年7月1日起施行，有效期五年。",
        "本办法自发布之日起施行，有效期至2014年12月31日。",
        "本办法自发布之日起施行。",
        "本办法自发布之日起施行，有效期五年。本办法有效期延长至新办法施行之日。",
    ],
)
def test_a_licences_term_a_stated_day_and_an_own_extension_leave_the_open_term_silent(
    clause: str,
) -> None:
    assert open_term(market(clause)) == []


def test_a_stated_day_of_issue_leaves_the_word_to_the_rule_of_terms() -> None:
    text = f"青石镇集贸市场管理办法\n（2009年6月20日公布）\n第一条 规范集贸市场。\n第二条 {OPEN}\n"
    one = examined(a=text)["a"]
    assert proposed(one) == ("expire", "R6")
    assert rules_of(one) == ["V1"]
    assert open_term(text) == []


def test_what_prolongs_an_open_term_speaks_against_in_its_place() -> None:
    longer = notice(
        "青府发〔2014〕21号",
        "关于《青石镇集贸市场管理办法》继续适用的通知",
        "经研究，《青石镇集贸市场管理办法》（青府发〔2009〕12号）继续适用。",
        "2014年6月28日",
    )
    one = examined(old=market(OPEN), longer=longer)["old"]
    assert proposed(one) is None
    assert rules_of(one, stance="against") == ["E1"]
    assert "V5" not in {f.rule for f in one.findings}


def test_an_open_term_is_reckoned_from_the_day_of_effect_that_a_person_told() -> None:
    told = paper(market(OPEN), effective_on=day("2009-07-01"))
    assert [f.message for f in open_term(told)] == [
        "有效期五年，届满日未核定；若自施行日2009年7月1日起算，已于2014年6月30日届满。"
    ]
