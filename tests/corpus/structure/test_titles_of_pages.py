"""Titles of web pages: the paper's own form goes before the site's, a heading of a list is none."""

from __future__ import annotations

import pytest

from tests.corpus.papers import read


def test_the_title_with_its_bodies_goes_before_the_name_of_the_page() -> None:
    document = read(
        "首页\n政务公开\n关于建立河道巡查机制的通知(凤水发〔2015〕12号)\n2015/03/09 河道科\n"
        "凤凰县水利局 凤凰县农业局关于建立\n河道巡查机制的通知\n凤水发〔2015〕12号\n各乡镇：\n请照办。"
    )
    assert document.title == "凤凰县水利局 凤凰县农业局关于建立河道巡查机制的通知"
    assert document.doc_number is not None
    assert document.doc_number.text == "凤水发〔2015〕12号"


def test_a_title_that_only_ends_alike_is_another_one() -> None:
    document = read(
        "关于修路的通知\n各村：\n请修路。\n凤凰镇人民政府\n2015年3月4日\n关于改期修路的通知\n已改期。"
    )
    assert document.title == "关于修路的通知"


@pytest.mark.parametrize("heading", ["第一批", "第二部分", "第三类"])
def test_the_heading_of_a_list_is_no_title(heading: str) -> None:
    assert read(f"{heading}\n1\t二氯甲烷\n2\t三氯甲烷").title is None


def test_an_entry_of_the_menu_issues_nothing() -> None:
    document = read(
        "网站首页\n新闻中心\n政务公开\n数据中心\n凤凰县2015年统计公报\n2015年，全县修路十条。\n（凤凰县统计局）"
    )
    assert document.issuers == ("凤凰县统计局",)
