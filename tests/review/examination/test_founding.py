"""B1: the instrument that founds the paper."""

from __future__ import annotations

import pytest

from tests.review.examination.papers import examined, notice, proposed, rules_of


def founded(sentence: str, signed: str, number: str = "青府发〔2005〕6号") -> str:
    body = f"第一条 {sentence}\n第二条 本镇行政区域内的单位和个人应当遵守本办法。"
    return notice(number, "青石镇暂行办法", body, signed)


def test_a_founding_instrument_that_is_gone_speaks_for_repeal() -> None:
    text = founded(
        "为做好拆迁工作，根据《城市房屋拆迁管理条例》，结合我镇实际，制定本办法。", "2005年5月8日"
    )
    one = examined(a=text)["a"]
    assert proposed(one) == ("repeal", "R2")
    assert rules_of(one) == ["B1"]
    assert one.proposal is not None
    assert "2011年1月21日" in one.proposal.reason


def test_the_preamble_of_a_notice_is_a_founding_clause() -> None:
    body = "根据《城市流浪乞讨人员收容遣送办法》，现就收容工作通知如下：\n一、各村要做好工作。"
    one = examined(a=notice("青府发〔1999〕6号", "关于做好收容工作的通知", body, "1999年5月8日"))[
        "a"
    ]
    assert proposed(one) == ("repeal", "R2")


def test_a_passing_mention_is_no_founding_clause() -> None:
    body = (
        "第一条 为加强管理，制定本办法。\n第二条 单位和个人应当遵守本办法。\n"
        "第三条 违反本办法的，依照《中华人民共和国治安管理处罚条例》予以处罚。"
    )
    assert (
        proposed(examined(a=notice("青府发〔2001〕6号", "青石镇办法", body, "2001年5月8日"))["a"])
        is None
    )


def test_a_law_followed_by_a_namesake_asks_for_a_revision_not_a_repeal() -> None:
    text = founded("根据《娱乐场所管理条例》，制定本办法。", "2002年5月8日", "青府发〔2002〕6号")
    one = examined(a=text)["a"]
    assert proposed(one) == ("revise", "R3")
    assert rules_of(one) == []


def test_a_paper_made_under_the_new_namesake_is_not_touched() -> None:
    text = founded("根据《娱乐场所管理条例》，制定本办法。", "2010年5月8日", "青府发〔2010〕6号")
    assert proposed(examined(a=text)["a"]) is None


def test_a_follower_of_the_same_matter_lowers_the_confidence() -> None:
    text = founded("根据《中华人民共和国执业医师法》，制定本办法。", "2005年5月8日")
    one = examined(a=text)["a"]
    assert proposed(one) == ("repeal", "R2")
    assert rules_of(one) == []
    assert one.proposal is not None
    assert one.proposal.confidence.value == "medium"


def test_where_every_namesake_is_gone_the_day_of_the_paper_does_not_matter() -> None:
    text = "青石镇暂行办法\n第一条 根据《城市房屋拆迁管理条例》，制定本办法。\n第二条 单位和个人应当遵守。"
    assert proposed(examined(a=text)["a"]) == ("repeal", "R2")


@pytest.mark.parametrize("law", ["中华人民共和国合同法", "中华人民共和国环境影响评价法"])
def test_a_law_taken_over_by_a_code_asks_for_a_revision(law: str) -> None:
    text = founded(f"根据《{law}》，制定本办法。", "2012年5月8日", "青府发〔2012〕6号")
    assert proposed(examined(a=text)["a"]) == ("revise", "R3")


def test_where_another_basis_stands_a_person_decides() -> None:
    sentence = "根据《中华人民共和国消防法》、《城市房屋拆迁管理条例》，制定本办法。"
    one = examined(a=founded(sentence, "2005年5月8日"))["a"]
    assert proposed(one) is None
    assert rules_of(one, strength="weak") == ["B1"]


def test_an_unknown_basis_beside_a_dead_one_lowers_the_confidence() -> None:
    sentence = "根据《城市房屋拆迁管理条例》、《江南省房屋拆迁细则》，制定本办法。"
    one = examined(a=founded(sentence, "2005年5月8日"))["a"]
    assert proposed(one) == ("repeal", "R2")
    assert one.proposal is not None
    assert one.proposal.confidence.value == "medium"


def test_a_doubtful_fact_is_a_hint_and_no_more() -> None:
    text = founded("根据《中华人民共和国农村土地承包法》，制定本办法。", "2005年5月8日")
    one = examined(a=text)["a"]
    assert proposed(one) is None
    basis = [f for f in one.findings if f.rule == "B1"]
    assert [(f.strength.value, f.stance.value) for f in basis] == [("weak", "note")]


def test_a_law_in_force_says_nothing() -> None:
    text = founded("根据《中华人民共和国专利法》，制定本办法。", "2005年5月8日")
    one = examined(a=text)["a"]
    assert proposed(one) is None
    assert "B1" not in {f.rule for f in one.findings}


def test_the_finding_names_the_fact_and_its_day() -> None:
    text = founded("根据《城市房屋拆迁管理条例》，制定本办法。", "2005年5月8日")
    finding = examined(a=text)["a"].findings[0]
    assert finding.basis[0].law == "城市房屋拆迁管理条例"
    assert finding.basis[0].as_known_on is not None
    assert finding.evidence.eid is not None
    assert finding.evidence.eid.startswith("art_1")


def test_what_is_no_local_paper_is_amended_where_a_law_of_the_same_matter_follows() -> None:
    text = (
        "乡间医护人员管理条例\n（2003年8月5日国务院令第999号公布）\n"
        "第一条 根据《中华人民共和国执业医师法》，制定本条例。\n第二条 本条例自2004年1月1日起施行。"
    )
    assert proposed(examined(a=text)["a"]) == ("revise", "R3")
