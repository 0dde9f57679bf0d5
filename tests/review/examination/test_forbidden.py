"""L1 and 公平竞争: what a town's paper may not set, and the context in which it does not."""

from __future__ import annotations

import time

import pytest

from corpus.document import Document
from review.examination.case import EXAMINED
from review.examination.rulebook import Rule, shipped_rulebook
from review.finding import Examination, Strength
from tests.review.examination.papers import examined, notice, paper, proposed

KINDS = ("forbidden", "competition")
ROWS = tuple(rule for kind in KINDS for rule in shipped_rulebook().of_kind(kind))
READ = (*ROWS, *shipped_rulebook().of_kind("exonerate"))
TITLE = "青石镇集镇管理办法"


def about(body: str, title: str = TITLE) -> Examination:
    return examined(a=notice("青府发〔2015〕6号", title, body, "2015年5月8日"))["a"]


def spoke(body: str, title: str = TITLE) -> set[str]:
    ids = {rule.id for rule in ROWS}
    return {f.rule for f in about(body, title).findings if f.rule in ids}


@pytest.mark.parametrize(
    "body",
    [
        "第三条 违反本办法的，依照《中华人民共和国水法》第六十五条的规定处500元罚款。",
        "第三条 逾期不拆除的，报请县自然资源局依法强制拆除，并处1000元罚款。",
        "第三条 承租人逾期的，按照合同约定收取每日5元违约金。",
        "第三条 村民会议讨论决定，每户每月收取保洁费5元。",
        "第三条 机关工作人员迟到的，罚款20元。",
        "第三条 由镇综合行政执法队按照省人民政府赋权事项处以200元罚款。",
        "第三条 停车收费按照物价部门核定的标准收取，每次2元。",
        "第三条 种植面积10亩以上的经营主体，均可申请每亩200元补贴。",
        "第三条 任何单位不得向农户收取押金、保证金，不得指定企业供应材料。",
    ],
)
def test_a_clause_with_a_lawful_context_is_no_hit(body: str) -> None:
    assert spoke(body) == set()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("第三条 乱倒垃圾的，处以50元罚款。", "L1-罚款"),
        ("第三条 拒不缴纳的，停止供水、供电。", "L1-断水断电"),
        ("第三条 每户每月收取卫生费5元。", "L1-收费"),
        ("第三条 镇村工程应当优先采购本镇企业生产的砂石。", "C9-3"),
    ],
)
def test_the_bare_clause_is_one_with_its_sentence_provision_and_article(
    body: str, rule: str
) -> None:
    found = next(f for f in about(body).findings if f.rule == rule)
    assert found.evidence.quote in body
    assert found.evidence.eid == "art_3"
    assert found.basis[0].article
    assert "第三条" in found.message
    assert found.reason_code is not None


def test_the_law_named_before_a_semicolon_or_a_list_covers_what_follows() -> None:
    assert spoke("违反的，依照《中华人民共和国水法》处理；情节严重的，处2000元罚款。") == set()
    listed = "违反下列规定的，依照《中华人民共和国水法》第六十五条处罚：\n（一）占用河道的，处100元罚款；\n（二）填堵沟渠的，处200元罚款。"
    assert spoke(listed) == set()
    assert spoke("违反下列规定的：\n（一）占用河道的，处100元罚款。") == {"L1-罚款"}


def test_what_is_quoted_or_stands_in_an_annex_is_not_the_papers_own() -> None:
    assert spoke("原办法写有“违者处以50元罚款”，应予清理。") == set()
    ids = {rule.id for rule in ROWS}
    head = notice("青府发〔2015〕6号", "关于做好集镇管理的意见", "各村要加强管理。", "2015年5月8日")
    for clause in ("第一条 违者处以50元罚款。", "违者处以50元罚款。"):
        found = examined(a=f"{head}附件1\n往年做法摘要\n{clause}")["a"].findings
        assert [f.rule for f in found if f.rule in ids] == []


def test_a_name_is_no_clause() -> None:
    assert spoke("第三条 《集镇卫生费每户每月收取5元办法》另行制定。") == set()


@pytest.mark.parametrize(
    "text",
    [
        "江南省消防条例\n（2010年5月28日江南省第十一届人民代表大会常务委员会第十六次会议通过）\n第一条 违反的，处500元罚款。",
        "青石镇屋顶光伏合作协议\n甲方：青石镇人民政府\n乙方：晨曦公司\n第一条 逾期的，收取押金500元。",
        "国务院关于开展有关工作的通知\n国发〔2001〕3号\n各省、自治区、直辖市人民政府：\n三年内免征所得税。\n国务院\n2001年5月1日",
    ],
)
def test_legislation_agreements_and_the_state_council_are_out(text: str) -> None:
    ids = {rule.id for rule in ROWS}
    assert [f.rule for f in examined(a=text)["a"].findings if f.rule in ids] == []


def test_an_interest_of_article_twelve_with_a_term_is_only_noted() -> None:
    clause = "第三条 救灾期间，救灾物资应当优先采购本地企业生产的产品。\n"
    term = "第九条 本办法自2025年1月1日起施行，有效期2年。"
    noted = [f for f in about(clause + term).findings if f.rule == "C9-3"]
    assert [(f.strength, f.disposition) for f in noted] == [(Strength.WEAK, None)]
    assert "第十二条" in noted[0].message
    bare = [f for f in about(clause).findings if f.rule == "C9-3"]
    assert [f.strength for f in bare] == [Strength.MEDIUM]


def test_no_forbidden_clause_is_strong_nor_proposes_anything_with_high_confidence() -> None:
    assert [rule.id for rule in ROWS if rule.strength is Strength.STRONG] == []
    one = about("第三条 乱倒垃圾的，处以50元罚款。")
    proposal = one.proposal
    assert proposal is None or proposal.confidence.value != "high"


def test_one_row_speaks_at_most_three_times_of_one_paper() -> None:
    body = "\n".join(f"第{n}条 违者处以{n}0元罚款。" for n in "一二三四五六七八")
    assert len([f for f in about(body).findings if f.rule == "L1-罚款"]) == 3


def test_a_plan_of_work_that_fines_has_its_clause_shown() -> None:
    assert "L1-罚款" in spoke("逾期不清理的，处以100元罚款。", "青石镇环境整治工作方案")


def hostile(rule: Rule) -> list[str]:
    """Megabytes that keep a pattern of this row going: its own words again and again, and no stop."""
    words = "".join(sign for hit in rule.hits for sign in hit if sign not in "。；，、：\n")
    return [
        (words * (1_000_000 // len(words) + 1))[:1_000_000],
        (words[:3] * 400_000)[:1_000_000],
    ]


@pytest.mark.parametrize("rule", READ, ids=lambda rule: rule.id)
def test_no_pattern_takes_long_on_a_hostile_megabyte(rule: Rule) -> None:
    for text in hostile(rule):
        for pattern in (*rule.patterns, *rule.unless):
            begin = time.process_time()
            for _ in pattern.finditer(text, 0, EXAMINED):
                pass
            assert time.process_time() - begin < 0.2, pattern.pattern


def test_a_paper_without_a_title_is_read_as_well() -> None:
    document = paper("违者处以50元罚款。")
    assert isinstance(document, Document)
    assert proposed(examined(a=document)["a"]) is None
