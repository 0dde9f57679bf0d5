"""The traps of the field, each in words of our own: what must not be read out of a paper."""

from __future__ import annotations

import pytest

from review.finding import Confidence
from tests.review.examination.papers import examined, notice, proposed, rules_of

RULE = "青石镇茶园管护办法"
BODY = "第一条 保护茶园。\n第二条 本办法自2018年5月1日起施行。"
OLD = notice("青府发〔2018〕6号", RULE, BODY, "2018年4月20日")


def said(sentence: str, title: str = "关于茶园有关事项的通知", signed: str = "2022年3月1日") -> str:
    return notice("青府发〔2022〕3号", title, sentence, signed)


@pytest.mark.parametrize(
    "sentence",
    [
        f"《{RULE}》有下列情形的，应当依法废止。",
        f"建议废止《{RULE}》，请各村讨论。",
        f"是否废止《{RULE}》，由镇长办公会议研究。",
        f"现就拟废止的《{RULE}》（青府发〔2018〕6号）征求意见。",
        f"各办所应当定期清理文件，及时修改或者废止与《{RULE}》相抵触的规定。",
        f"根据《{RULE}》（青府发〔2018〕6号），原茶园补助标准停止执行。",
    ],
)
def test_a_repeal_only_spoken_of_is_none(sentence: str) -> None:
    assert proposed(examined(a=OLD, b=said(sentence))["a"]) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "同步废止青府发【2018】6号文。",
        "原青府发（2018）6号文一并废止。",
        f"《{RULE}》（青府发〔2018〕6号）自2022年4月1日起停止执行。",
    ],
)
def test_a_repeal_by_number_in_any_brackets_counts(sentence: str) -> None:
    assert proposed(examined(a=OLD, b=said(sentence))["a"]) == ("repeal", "R17")


def test_the_lists_of_one_notice_are_not_mistaken_for_each_other() -> None:
    body = (
        "附件1：继续有效的规范性文件目录\n"
        f"1．{RULE}（青府发〔2018〕6号）\n附件2：废止的规范性文件目录\n1．青石镇茶山旧规（青府发〔2001〕9号）"
    )
    cleanup = notice("青府发〔2022〕8号", "关于公布规范性文件清理结果的通知", body, "2022年6月1日")
    gone = notice(
        "青府发〔2001〕9号", "青石镇茶山旧规", BODY.replace("2018", "2001"), "2001年4月1日"
    )
    found = examined(a=OLD, b=cleanup, c=gone)
    assert proposed(found["a"]) is None
    assert proposed(found["c"]) == ("repeal", "R17")


@pytest.mark.parametrize(
    "clause",
    [
        "茶叶加工登记证有效期五年。",
        "承包合同期限十年，期满自动终止。",
        "护茶员聘期二年。",
        "居民身份证有效期二十年。",
        "临时用电批准书有效期六个月，逾期自动失效。",
    ],
)
def test_a_term_of_something_else_is_not_the_papers(clause: str) -> None:
    text = notice("青府发〔2010〕6号", RULE, f"第一条 {clause}\n第二条 保护茶园。", "2010年4月20日")
    assert proposed(examined(a=text)["a"]) is None


@pytest.mark.parametrize(
    "term",
    [
        "本办法自2018年5月1日起试行1年。",
        "本办法自二〇一八年五月一日起施行，有效期二年。",
        "本办法自2018年5月1日起施行至2020年4月30日止。",
        "本办法有效期至2020年 4 月 30 日。",
    ],
)
def test_a_term_in_any_numerals_is_the_papers(term: str) -> None:
    text = notice("青府发〔2018〕6号", RULE, f"第一条 保护茶园。\n第二条 {term}", "2018年4月20日")
    one = examined(a=text)["a"]
    assert one.proposal is not None
    assert one.proposal.disposition.value == "expire"


def test_a_prolongation_before_the_end_keeps_a_printed_end_from_counting() -> None:
    term = "第一条 保护茶园。\n第二条 本办法自2018年5月1日起施行，有效期至2023年4月30日。"
    text = notice("青府发〔2018〕6号", RULE, term, "2018年4月20日")
    longer = said(
        f"《{RULE}》（青府发〔2018〕6号）经评估需继续实施，有效期延长至2034年12月31日。",
        f"关于延长《{RULE}》有效期的通知",
        "2023年4月29日",
    )
    one = examined(a=text, b=longer)["a"]
    assert proposed(one) is None
    assert "E1" in rules_of(one, "strong", "against")


@pytest.mark.parametrize(("year", "wanted"), [(2005, "R3"), (2020, None)])
def test_a_name_borne_by_two_laws_means_the_one_of_its_day(year: int, wanted: str | None) -> None:
    body = "第一条 根据《中华人民共和国国家安全法》，制定本办法。\n第二条 保护茶园。"
    one = examined(a=notice(f"青府发〔{year}〕6号", RULE, body, f"{year}年4月20日"))["a"]
    assert (one.proposal.reason_code.value if one.proposal else None) == wanted
    assert one.proposal is None or one.proposal.disposition.value == "revise"


def test_a_renamed_body_never_repeals() -> None:
    body = "第一条 采挖茶树报县林业局、国土资源局批准。\n第二条 由镇国土所负责监督。"
    one = examined(a=notice("青府发〔2012〕6号", RULE, body, "2012年4月20日"))["a"]
    assert proposed(one) is None


def test_a_running_term_keeps_a_weaker_ground_from_proposing_with_confidence() -> None:
    body = (
        "第一条 根据《城市房屋拆迁管理条例》，制定本办法。\n"
        "第二条 本办法自2010年5月1日起施行，有效期至2030年12月31日。"
    )
    one = examined(a=notice("青府发〔2010〕6号", RULE, body, "2010年4月20日"))["a"]
    assert one.proposal is None or one.proposal.confidence is Confidence.LOW
    assert "V1" in rules_of(one, "strong", "against")


def test_a_prolongation_after_the_printed_end_overrides_it() -> None:
    term = "第一条 保护茶园。\n第二条 本办法自2021年6月1日起施行，有效期至2026年5月31日。"
    text = notice("青府发〔2021〕6号", RULE, term, "2021年4月20日")
    longer = notice(
        "青府发〔2026〕3号",
        f"关于延长《{RULE}》有效期的通知",
        f"《{RULE}》（青府发〔2021〕6号）有效期延长至2031年5月31日。",
        "2026年6月4日",
    )
    assert proposed(examined(a=text, b=longer)["a"]) is None


def test_a_notice_that_prolongs_another_paper_has_not_the_term_it_gives() -> None:
    longer = notice(
        "青府发〔2020〕3号",
        f"关于延长《{RULE}》有效期的通知",
        f"经评估，《{RULE}》需要继续实施，有效期延长至2023年5月31日。",
        "2020年6月4日",
    )
    one = examined(b=longer)["b"]
    assert proposed(one) is None
    assert "V1" not in rules_of(one)


def test_only_what_is_repealed_goes_not_the_law_it_is_repealed_under() -> None:
    law = notice("青府发〔2010〕1号", "青石镇食品安全规定", BODY, "2010年4月20日")
    body = f"根据《青石镇食品安全规定》，决定废止《{RULE}》（青府发〔2018〕6号）。"
    found = examined(a=OLD, b=said(body), c=law)
    assert proposed(found["a"]) == ("repeal", "R17")
    assert proposed(found["c"]) is None


def test_the_day_beside_an_old_paper_is_not_the_day_of_its_repeal() -> None:
    body = f"第一条 保护茶园。\n第二条 本办法自2022年5月1日起施行。2018年5月1日起实施的《{RULE}》同时废止。"
    one = examined(a=OLD, b=said(body, "青石镇茶山管理办法"))["a"]
    assert proposed(one) == ("repeal", "R17")
    assert one.proposal is not None
    assert "2022年5月1日" in one.proposal.reason


def test_a_generic_title_is_never_repealed_by_name_alone() -> None:
    generic = "关于修改部分规范性文件的决定"
    old = notice("青府发〔2015〕1号", generic, "对有关文件作出修改。", "2015年4月20日")
    other = "《云岭县人民政府关于修改部分规范性文件的决定》同时废止。"
    assert proposed(examined(a=old, b=said(other))["a"]) is None


@pytest.mark.parametrize(
    "name",
    [
        "《 青石镇茶园管护办法 》",
        "＜青石镇茶园管护办法＞",
        "《关于印发〈青石镇茶园管护办法〉的通知》",
    ],
)
def test_a_title_in_any_brackets_is_the_same_paper(name: str) -> None:
    if not name.startswith("《"):
        name = f"《关于印发{name}的通知》"
    assert proposed(examined(a=OLD, b=said(f"{name}同时废止。"))["a"]) == ("repeal", "R17")
