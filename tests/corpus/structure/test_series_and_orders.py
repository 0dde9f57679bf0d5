"""Numbers that go on with the series before them, orders of several bodies, texts of the past."""

from __future__ import annotations

import pytest

from corpus.document import CitationRole
from corpus.structure.doc_number import numbers_in
from tests.corpus.papers import notice, read


def test_a_number_that_goes_on_with_a_series_is_shown_with_its_name() -> None:
    document = notice("凤凰县水利局公告2015年第57号、2016年第52号和〔2017〕26号同时废止。")
    shown = [cited.doc_number.text for cited in document.citations if cited.doc_number]
    assert shown == [
        "凤凰县水利局公告2015年第57号",
        "凤凰县水利局公告2016年第52号",
        "凤凰县水利局公告〔2017〕26号",
    ]
    for cited in document.citations:
        span = cited.doc_number.span if cited.doc_number else None
        assert span is not None
        assert document.text[span.start : span.end] == span.quote


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("2004年5月27日卫生部、水利总局令第21号发布", "卫生部、水利总局令第21号"),
        ("二〇〇四年五月二十七日卫生部、水利总局令第21号发布", "卫生部、水利总局令第21号"),
        ("1998年4月30日修订凤凰省人民政府令第90号发布", "凤凰省人民政府令第90号"),
        ("日照市卫生局、日照市水利局公告2021年第2号", "日照市卫生局、日照市水利局公告2021年第2号"),
    ],
)
def test_the_day_before_a_joint_order_is_no_part_of_its_name(words: str, number: str) -> None:
    found = next(numbers_in(words, 0, len(words)))
    assert words[found.start : found.end] == number


RULE = """体育工作条例
1990年2月20日国务院批准
1990年3月12日教育委员会令第8号、体育委员会令第11号发布
第一条 为了做好体育工作，制定本条例。
第二条 本条例自发布之日起施行。原教育部、体育委员会1979年10月5日发布的《体育工作暂行规定》同时废止。"""


def test_an_order_of_two_bodies_is_the_rules_own_and_an_old_text_signs_nothing() -> None:
    document = read(RULE)
    assert document.issuers == ("教育委员会", "体育委员会")
    assert document.signed_on is None
    assert document.issued_on is not None
    assert document.issued_on.iso == "1990-03-12"
    assert [(one.name, one.role) for one in document.citations] == [
        ("体育工作暂行规定", CitationRole.REPEAL)
    ]


def test_the_first_article_founds_the_rule_without_the_word_for_making() -> None:
    document = read(
        "医疗废物处罚办法\n第一条 根据《传染病防治法》和《医疗废物管理条例》，县卫生局实施处罚，适用本办法。\n"
        "第二条 县卫生局按照《行政处罚法》处理。"
    )
    roles = {one.name: one.role for one in document.citations}
    assert roles["传染病防治法"] is CitationRole.BASIS
    assert roles["医疗废物管理条例"] is CitationRole.BASIS
    assert roles["行政处罚法"] is CitationRole.MENTION


def test_a_ground_named_after_the_reason_founds_what_is_decided() -> None:
    document = read(
        "关于石桥村岗位情况的说明\n石桥村岗位经笔试，甲、乙两人并列第二，根据《招录工作方案》（凤人社〔2018〕3号）"
        "和《招录公告》第八条规定，由甲进入体检。\n其余事项按照《体检标准》办理。"
    )
    roles = {one.name: one.role for one in document.citations}
    assert roles["招录工作方案"] is CitationRole.BASIS
    assert roles["招录公告"] is CitationRole.BASIS
    assert roles["体检标准"] is CitationRole.MENTION
