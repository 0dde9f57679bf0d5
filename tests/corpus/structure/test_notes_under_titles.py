"""Notes under the title: orders that lost the break behind them, several orders, adoption and 现予公布."""

from __future__ import annotations

import pytest

from corpus.document import DatedFact, ProvisionKind
from corpus.structure.issuers import bodies_in_note, bodies_in_title
from tests.corpus.papers import read


def iso(fact: DatedFact | None) -> str | None:
    """The value as `flask parse` writes it."""
    return fact.iso if fact else None


@pytest.mark.parametrize("first", ["第一条 ", "第一章 总则\n第一条 "])
def test_a_note_run_together_with_the_first_article_is_still_a_note(first: str) -> None:
    document = read(
        f"（2015年3月4日水利总局令第12号公布 自2015年5月1日起施行）{first}为了管好河道，"
        "制定本办法。\n第二条 河道由县里管理。\n第三条 本办法自2015年5月1日起施行。"
    )
    assert document.doc_number is not None
    assert document.doc_number.text == "水利总局令第12号"
    assert document.issuers == ("水利总局",)
    assert iso(document.issued_on) == "2015-03-04"
    assert iso(document.effective_on) == "2015-05-01"
    labels = [node.label for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert labels == ["第一条", "第二条", "第三条"]
    assert document.citations == ()


def test_brackets_that_open_a_sentence_are_no_note() -> None:
    document = read("（2015年公布的名单除外）凡在河道采砂的，应当办理许可。")
    assert document.issued_on is None
    assert document.doc_number is None


ADOPTED = (
    "{lead}2002年6月4日{by}高等法院审判委员会第1224次会议通过。现予公布，自2002年10月1日起施行。"
)


@pytest.mark.parametrize(("lead", "by"), [("经", "由"), ("", ""), ("经", "")])
def test_what_is_adopted_and_now_published_tells_only_the_day_of_adoption(
    lead: str, by: str
) -> None:
    document = read(
        ADOPTED.format(lead=lead, by=by) + "\n第一条 为了审好案件，制定本规定。\n"
        "第二条 本规定自2002年10月1日起施行。"
    )
    assert iso(document.signed_on) == "2002-06-04"
    assert document.issued_on is None
    assert iso(document.effective_on) == "2002-10-01"
    assert document.issuers == ("高等法院",)


def test_every_order_of_a_note_names_its_body() -> None:
    note = "1990年3月12日 教育委员会令第8号、体育运动委员会令第11号发布"
    assert bodies_in_note(note) == ("教育委员会", "体育运动委员会")
    assert bodies_in_note("2001年11月28日水利局令第17号公布") == ("水利局",)


def test_an_order_that_puts_out_a_revision_is_the_rules_number_and_day() -> None:
    document = read(
        "办案程序规定\n2012年12月13日 水利部令第127号修订发布。根据\n"
        "2020年07月20日 水利部令第159号《水利部关于修改〈办案程序规定〉的决定》修正）\n"
        "第一条 为了办好案件，制定本规定。\n第二条 本规定自2013年1月1日起施行。"
    )
    assert document.title == "办案程序规定"
    assert document.doc_number is not None
    assert document.doc_number.text == "水利部令第127号"
    assert document.issuers == ("水利部",)
    assert iso(document.issued_on) == "2012-12-13"
    assert iso(document.effective_on) == "2013-01-01"


def test_the_year_of_a_meeting_is_no_day_of_adoption() -> None:
    document = read(
        "算法管理规定\n2021年11月16日 水利信息办公室2021年第20次室务会议审议通过\n2022年3月1日 施行\n"
        "第一条 为了管好算法，制定本规定。"
    )
    assert iso(document.signed_on) == "2021-11-16"
    assert document.issuers == ("水利信息办公室",)
    assert iso(document.effective_on) == "2022-03-01"


def test_a_chain_of_amendments_in_one_line_is_a_note() -> None:
    changed = "".join(
        f"根据20{year}年1月16日凤凰省人民代表大会常务委员会《关于修改〈河道条例〉的决定》第{n}次修正"
        for n, year in (("一", "04"), ("二", "13"), ("三", "16"))
    )
    document = read(
        f"河道条例\n2001年2月16日 凤凰省第九届人民代表大会第四次会议通过{changed}\n"
        "第一条 为了管好河道，制定本条例。\n第二条 本条例自2001年3月1日起施行。"
    )
    assert document.title == "河道条例"
    assert iso(document.signed_on) == "2001-02-16"
    assert document.issuers == ("凤凰省人民代表大会",)
    assert document.issued_on is None


def test_the_central_committee_and_the_council_are_two_bodies() -> None:
    assert bodies_in_title("中共中央 国务院关于加强农村工作的意见") == ("中共中央", "国务院")
    assert bodies_in_note("1986年9月15日 中共中央、国务院发布") == ("中共中央", "国务院")
