"""RP1: named in a later paper as repealed."""

from __future__ import annotations

from datetime import date

import pytest

from review.examination.relations import find_relations
from tests.review.examination.papers import examined, notice, paper, proposed, rules_of, subjects

OLD = notice(
    "青府发〔2012〕8号",
    "关于印发《青石镇农村建房管理办法》的通知",
    "第一条 为加强农村建房管理，制定本办法。\n第二条 村民建房应当先办理用地手续。",
    "2012年3月5日",
)


def later(
    clause: str, signed: str = "2019年4月20日", title: str = "青石镇村民住宅建设管理规定"
) -> str:
    return notice("青府规〔2019〕2号", title, clause, signed)


@pytest.mark.parametrize(
    "clause",
    [
        "本规定自2019年5月1日起施行。《青石镇农村建房管理办法》（青府发〔2012〕8号）同时废止。",
        "本规定自2019年5月1日起施行，原《青石镇农村建房管理办法》同时废止。",
        "《关于印发〈青石镇农村建房管理办法〉的通知》（青府发〔2012〕8号）自2019年5月1日起停止执行。",
        "经研究，决定废止《青石镇农村建房管理办法》（青府发〔2012〕8号）。",
        "本规定自2019年5月1日起施行，同步废止青府发【2012】8号文。",
        "根据《中华人民共和国土地管理法》，《青石镇农村建房管理办法》予以废止。",
    ],
)
def test_a_later_paper_that_repeals_by_name_or_number_is_found(clause: str) -> None:
    one = examined(old=OLD, new=later(clause))
    assert proposed(one["old"]) == ("repeal", "R17")
    assert proposed(one["new"]) is None
    assert one["old"].findings[0].evidence.source == "new"


@pytest.mark.parametrize(
    "clause",
    [
        "对《青石镇农村建房管理办法》（青府发〔2012〕8号）应当及时修改或者废止。",
        "拟废止《青石镇农村建房管理办法》（青府发〔2012〕8号），现征求意见。",
        "根据《青石镇农村建房管理办法》（青府发〔2012〕8号），原收费标准停止执行。",
        "自《青石镇农村建房管理办法》施行之日起，原有规定同时废止。",
        "《青石镇农村建房管理办法》（青府发〔2012〕8号）继续有效。",
        "原有规定与《青石镇农村建房管理办法》相抵触的内容同时废止。",
    ],
)
def test_a_repeal_spoken_of_planned_or_conditional_is_none(clause: str) -> None:
    assert proposed(examined(old=OLD, new=later(clause))["old"]) is None


def test_a_draft_repeals_nothing() -> None:
    draft = later(
        "《青石镇农村建房管理办法》同时废止。", title="青石镇村民住宅建设管理规定（征求意见稿）"
    )
    assert proposed(examined(old=OLD, new=draft)["old"]) is None


def test_a_repeal_that_takes_effect_later_is_only_noted_until_then() -> None:
    new = later("决定废止《青石镇农村建房管理办法》。废止文件自2019年8月15日起停止执行。")
    before = examined(date(2019, 8, 14), old=OLD, new=new)["old"]
    assert proposed(before) is None
    assert [f.stance.value for f in before.findings if f.rule == "RP1"] == ["note"]
    assert proposed(examined(date(2019, 8, 15), old=OLD, new=new)["old"]) == ("repeal", "R17")


def test_a_repeal_of_single_provisions_asks_for_a_revision() -> None:
    one = examined(old=OLD, new=later("《青石镇农村建房管理办法》第二条同时废止。"))["old"]
    assert proposed(one) == ("revise", "R17")
    assert one.proposal is not None
    assert one.proposal.confidence.value == "medium"


def test_an_earlier_paper_never_repeals_a_later_one_by_name() -> None:
    early = notice(
        "青府发〔2001〕2号",
        "关于建房的通知",
        "《青石镇农村建房管理办法》同时废止。",
        "2001年2月2日",
    )
    assert proposed(examined(old=OLD, early=early)["old"]) is None


def test_a_reissued_rule_repeals_its_namesake_and_not_itself() -> None:
    new = notice(
        "青府规〔2020〕3号",
        "关于印发《青石镇农村建房管理办法》的通知",
        "第一条 村民建房应当先办理手续。\n第二条 本办法自2020年6月1日起施行，2012年印发的《青石镇农村建房管理办法》同时废止。",
        "2020年5月9日",
    )
    one = examined(old=OLD, new=new)
    assert proposed(one["old"]) == ("repeal", "R17")
    assert proposed(one["new"]) is None


def test_the_same_title_of_another_town_is_not_reached() -> None:
    other = notice(
        "凤府规〔2019〕2号",
        "凤凰镇建房规定",
        "《青石镇农村建房管理办法》同时废止。",
        "2019年4月20日",
        "凤凰镇人民政府",
    )
    assert find_relations(subjects(old=OLD, other=other)) == ()


def test_a_paper_declared_lapsed_is_proposed_as_lapsed_not_repealed() -> None:
    one = examined(old=OLD, new=later("原青府发〔2012〕8号文失效。"))["old"]
    assert proposed(one) == ("expire", "R17")


def test_of_a_lapse_and_a_later_repeal_the_earlier_event_decides_and_both_are_shown() -> None:
    old = notice(
        "青府发〔2012〕8号",
        "关于印发《青石镇农村建房管理办法》的通知",
        "第一条 村民建房应当先办理手续。\n第二条 本办法自2012年4月1日起施行，有效期三年。",
        "2012年3月5日",
    )
    one = examined(old=old, new=later("《青石镇农村建房管理办法》同时废止。"))["old"]
    assert proposed(one) == ("expire", "R6")
    assert sorted(rules_of(one)) == ["RP1", "V1"]
    assert one.proposal is not None
    assert one.proposal.confidence.value == "medium"


def test_a_repeal_years_before_the_end_of_the_term_counts() -> None:
    old = notice(
        "青府发〔2022〕8号",
        "关于印发《青石镇物业补贴办法》的通知",
        "第一条 对物业企业每平方米补贴0.2元。\n第二条 本办法自2022年4月1日起施行，有效期至2030年3月31日。",
        "2022年3月5日",
    )
    new = notice(
        "青府规〔2024〕1号",
        "关于废止《青石镇物业补贴办法》的通知",
        "决定即日起废止《青石镇物业补贴办法》（青府发〔2022〕8号）。",
        "2024年1月5日",
    )
    assert proposed(examined(old=old, new=new)["old"]) == ("repeal", "R17")


def test_one_number_used_by_two_bodies_reaches_only_the_paper_that_is_named() -> None:
    other = notice("青府发〔2012〕8号", "关于禁止焚烧秸秆的通告", "禁止焚烧秸秆。", "2012年6月1日")
    new = later("《青石镇农村建房管理办法》（青府发〔2012〕8号）同时废止。")
    one = examined(old=OLD, other=other, new=new)
    assert proposed(one["old"]) == ("repeal", "R17")
    assert proposed(one["other"]) is None


def test_several_papers_in_one_clause_are_all_reached() -> None:
    second = notice(
        "青府发〔2013〕9号", "青石镇殡葬管理规定", "第一条 制定本规定。", "2013年1月5日"
    )
    new = later(
        "本规定自2019年5月1日起施行，2012年3月5日印发的《青石镇农村建房管理办法》（青府发〔2012〕8号）、"
        "2013年1月5日印发的《青石镇殡葬管理规定》（青府发〔2013〕9号）同时废止。"
    )
    one = examined(old=OLD, second=second, new=new)
    assert [proposed(one[k]) for k in ("old", "second")] == [("repeal", "R17")] * 2


def test_relations_are_linear_in_the_number_of_papers() -> None:
    many = {f"p{n}": paper(OLD.replace("8号", f"{n}号")) for n in range(1, 40)}
    many["new"] = paper(later("《青石镇农村建房管理办法》（青府发〔2012〕8号）同时废止。"))
    found = [r for r in find_relations(subjects(**many)) if r.kind.value == "repeal"]
    assert [(r.source, r.target) for r in found] == [("new", "p8")]


CLEANUP = """青石镇人民政府文件
青府发〔2016〕20号
关于公布规范性文件清理结果的通知
各村民委员会，镇属各单位：
经研究，决定继续有效1件，废止1件，宣布失效1件。
青石镇人民政府
2016年6月1日
附件1
继续有效的规范性文件目录
1．《青石镇殡葬管理规定》（青府发〔2013〕9号）
附件2
废止的规范性文件目录
1．《青石镇农村建房管理办法》（青府发〔2012〕8号）
附件3
宣布失效的规范性文件目录
1．《关于做好2008年春耕工作的通知》（青府发〔2008〕1号）
"""
KEPT = notice("青府发〔2013〕9号", "青石镇殡葬管理规定", "第一条 制定本规定。", "2013年1月5日")
SPRING = notice(
    "青府发〔2008〕1号", "关于做好2008年春耕工作的通知", "各村要备足种子。", "2008年2月5日"
)


def test_each_list_of_a_cleanup_notice_means_what_its_heading_says() -> None:
    one = examined(old=OLD, kept=KEPT, spring=SPRING, notice=CLEANUP)
    assert proposed(one["kept"]) is None
    assert proposed(one["old"]) == ("repeal", "R17")
    assert proposed(one["spring"]) == ("expire", "R17")
    assert rules_of(one["old"]) == ["RP2"]


def test_a_list_of_what_is_only_planned_to_be_repealed_ends_nothing() -> None:
    draft = CLEANUP.replace("清理结果的通知", "拟废止规范性文件目录征求意见的通知")
    assert proposed(examined(old=OLD, notice=draft)["old"]) is None
    planned = CLEANUP.replace("废止的规范性文件目录", "拟废止的规范性文件目录")
    assert proposed(examined(old=OLD, notice=planned)["old"]) is None


def test_the_table_of_laws_speaks_of_the_very_instrument_only() -> None:
    law = "城市房屋拆迁管理条例\n（2001年6月13日国务院令第305号公布）\n第一条 制定本条例。"
    assert proposed(examined(a=law)["a"]) == ("repeal", "R17")
    town = notice(
        "青府发〔2002〕1号", "城市房屋拆迁管理条例", "第一条 制定本条例。", "2002年1月5日"
    )
    assert "F1" not in {f.rule for f in examined(a=town)["a"].findings}


def test_a_namesake_promulgated_before_the_old_one_ended_is_not_taken_for_it() -> None:
    new = "公安机关办理刑事案件程序规定\n（2012年12月13日公安部令第127号发布）\n第一条 制定本规定。"
    assert proposed(examined(a=new)["a"]) is None
