"""B2-B4, O1, O2, P1, S1, D1: drift of bases, former bodies, abolished policies, successors."""

from __future__ import annotations

from review.finding import Confidence
from tests.review.examination.papers import examined, notice, proposed, rules_of

PLAIN = "一、各村要落实责任。\n二、本通知由镇人民政府办公室负责落实。"


def founded(sentence: str, signed: str, more: str = "") -> str:
    body = f"第一条 {sentence}\n第二条 单位和个人应当遵守本办法。{more}"
    return notice("青府发〔2015〕6号", "青石镇集贸市场管理办法", body, signed)


def test_a_basis_later_than_the_paper_asks_for_a_look_at_the_date() -> None:
    one = examined(a=founded("根据《中华人民共和国民法典》，制定本办法。", "2015年3月1日"))["a"]
    assert proposed(one) is None
    assert "B2" in rules_of(one, "weak", "note")


def test_a_basis_enacted_anew_is_weak_and_proposes_nothing() -> None:
    one = examined(a=founded("根据《中华人民共和国文物保护法》，制定本办法。", "2015年3月1日"))["a"]
    assert proposed(one) is None
    assert "B4" in rules_of(one, "weak")


def test_a_cited_article_that_moved_is_named_with_its_new_number() -> None:
    more = "\n第三条 依照《中华人民共和国立法法》第八条的规定办理。"
    one = examined(a=founded("为加强管理，制定本办法。", "2017年3月1日", more))["a"]
    moved = [f for f in one.findings if f.rule == "B3"]
    assert ["第11条" in f.message for f in moved] == [True]
    assert proposed(one) is None


def test_an_article_cited_after_the_recast_has_not_drifted() -> None:
    more = "\n第三条 依照《中华人民共和国立法法》第八条的规定办理。"
    one = examined(a=founded("为加强管理，制定本办法。", "2024年3月1日", more))["a"]
    assert "B3" not in {f.rule for f in one.findings}


def test_a_former_body_with_a_part_to_play_is_a_remark_and_never_a_repeal() -> None:
    more = "\n第三条 占地建房报县国土资源局批准。"
    one = examined(a=founded("为加强管理，制定本办法。", "2015年3月1日", more))["a"]
    assert "O1" in rules_of(one, "weak", "note")
    assert proposed(one) is None


def test_a_body_named_after_it_was_gone_or_in_a_title_is_none() -> None:
    more = "\n第三条 按《县国土资源局办事规则》执行，原县国土资源局的职责不变。"
    one = examined(a=founded("为加强管理，制定本办法。", "2015年3月1日", more))["a"]
    assert "O1" not in {f.rule for f in one.findings}


def test_an_issuer_that_is_gone_leaves_the_paper_to_its_successor() -> None:
    text = notice(
        "青革发〔1976〕8号", "关于集市管理的规定", PLAIN, "1976年3月1日", "青石公社革命委员会"
    )
    one = examined(a=text)["a"]
    assert "O2" in rules_of(one, "weak", "note")
    assert proposed(one) is None


def test_a_policy_in_the_title_that_was_abolished_later_proposes_at_most_medium() -> None:
    text = notice("青府发〔2001〕6号", "青石镇营业税代征办法", PLAIN, "2001年3月1日")
    one = examined(a=text)["a"]
    assert proposed(one) == ("repeal", "R11")
    assert one.proposal is not None
    assert one.proposal.confidence is not Confidence.HIGH


def test_a_title_with_other_matters_too_is_only_weak() -> None:
    text = notice("青府发〔2001〕6号", "青石镇契税和营业税代征办法", PLAIN, "2001年3月1日")
    one = examined(a=text)["a"]
    assert proposed(one) is None
    assert "P1" in rules_of(one, "weak")
    both = notice("青府发〔2001〕6号", "青石镇义务工和积累工使用办法", PLAIN, "2001年3月1日")
    assert proposed(examined(a=both)["a"]) == ("repeal", "R11")


def test_a_caution_of_the_table_stands_against_it() -> None:
    text = notice("青府发〔2001〕6号", "青石镇暂住证发放办法", PLAIN, "2001年3月1日")
    one = examined(a=text)["a"]
    assert one.proposal is not None
    assert one.proposal.confidence is Confidence.LOW
    assert "P1" in rules_of(one, "weak", "against")


def test_a_paper_made_after_the_abolition_is_not_ended_by_it() -> None:
    text = notice("青府发〔2018〕6号", "青石镇营业税代征办法", PLAIN, "2018年3月1日")
    assert "P1" not in {f.rule for f in examined(a=text)["a"].findings}


def test_a_paper_about_the_abolition_is_not_the_policy() -> None:
    text = notice("青府发〔2005〕6号", "关于取消农业税后有关工作的通知", PLAIN, "2005年3月1日")
    assert "P1" not in {f.rule for f in examined(a=text)["a"].findings}


def test_a_recalled_policy_only_asks_a_person() -> None:
    text = notice("青府发〔1989〕6号", "青石镇粮票管理办法", PLAIN, "1989年3月1日")
    one = examined(a=text)["a"]
    assert proposed(one) is None
    assert "P1" in rules_of(one, "weak", "note")


def test_a_newer_paper_on_the_same_matter_is_a_low_proposal() -> None:
    old = notice("青府发〔2008〕6号", "青石镇集贸市场管理规定", PLAIN, "2008年3月1日")
    new = notice("青府发〔2019〕3号", "青石镇集贸市场管理办法", PLAIN, "2019年3月1日")
    found = examined(old=old, new=new)
    assert proposed(found["old"]) == ("repeal", "R4")
    assert found["old"].proposal is not None
    assert found["old"].proposal.confidence is Confidence.LOW
    assert proposed(found["new"]) is None


def test_papers_of_another_year_or_issuer_or_an_amendment_are_no_newer_version() -> None:
    old = notice("青府发〔2008〕6号", "青石镇集贸市场管理规定", PLAIN, "2008年3月1日")
    other = notice(
        "白府发〔2019〕3号", "白水镇集贸市场管理规定", PLAIN, "2019年3月1日", "白水镇人民政府"
    )
    change = notice(
        "青府发〔2019〕3号",
        "关于修改《青石镇集贸市场管理规定》的决定",
        "对《青石镇集贸市场管理规定》作如下修改：第三条删去。",
        "2019年3月1日",
    )
    assert proposed(examined(a=old, b=other, c=change)["a"]) is None


def test_what_a_superior_lists_as_ended_ends_what_only_forwards_it() -> None:
    forward = notice(
        "青府发〔2008〕6号",
        "转发《云岭县农田水利投工办法》的通知",
        "现将《云岭县农田水利投工办法》（云府发〔2008〕3号）转发给你们，请遵照执行。",
        "2008年5月1日",
    )
    lists = notice(
        "云府发〔2020〕1号",
        "云岭县人民政府关于公布规范性文件清理结果的通知",
        "下列文件予以废止：\n1．云岭县农田水利投工办法（云府发〔2008〕3号）\n继续有效的规范性文件目录\n"
        "1．云岭县殡葬办法（云府发〔2010〕3号）",
        "2020年5月1日",
        "云岭县人民政府",
    )
    one = examined(a=forward, b=lists)["a"]
    assert proposed(one) == ("repeal", "R5")
