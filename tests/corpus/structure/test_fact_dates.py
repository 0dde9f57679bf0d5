"""成文, 公布, 印发, 施行, 有效期届满: which date is which."""

from __future__ import annotations

import pytest

from corpus.document import DatedFact, doubtful
from tests.corpus.papers import notice, read


def iso(fact: DatedFact | None) -> str | None:
    """The value as `flask parse` writes it."""
    return fact.iso if fact else None


EFFECTIVE = [
    ("本通知自2015年4月1日起施行。", "2015-04-01", "自2015年4月1日起施行"),
    ("本通知自２０１５年４月１日起施行。", "2015-04-01", "自２０１５年４月１日起施行"),
    ("本通知自二○一五年四月一日起执行。", "2015-04-01", "自二○一五年四月一日起执行"),
    ("本通知从2015年4月1日起实施。", "2015-04-01", "从2015年4月1日起实施"),
    ("本通知自2015年4月1日起正式施行。", "2015-04-01", "自2015年4月1日起正式施行"),
    ("本通知于2015年4月1日起生效。", "2015-04-01", "于2015年4月1日起生效"),
    ("本通知自2015年4月1日起试行一年。", "2015-04-01", "自2015年4月1日起试行"),
    ("本通知自2015年4月起施行。", "2015-04", "自2015年4月起施行"),
    ("本通知自2015年起施行。", "2015", "自2015年起施行"),
    ("以上规定自2015年4月1日起施行。", "2015-04-01", "自2015年4月1日起施行"),
    ("现印发给你们，自2015年4月1日起施行。", "2015-04-01", "自2015年4月1日起施行"),
    ("本通知2015年4月1日起施行。", "2015-04-01", "2015年4月1日起施行"),
    ("本通知自2015年13月1日起施行。", None, None),
    ("本通知自公布之日起施行。", None, None),
    ("本通知自文到之日起执行。", None, None),
    ("2006年1月1日起实施的《集市规定》同时废止。", None, None),
    ("《集市规定》自2006年1月1日起施行以来，情况有变。", None, None),
    ("《集市规定》自2006年1月1日起施行。", None, None),
    ("将第九条修改为：“本办法自2006年1月1日起施行。”", None, None),
    ("决定自2015年4月1日起废止《集市规定》。", None, None),
    ("补贴自2015年4月1日起停止执行。", None, None),
]


@pytest.mark.parametrize(("clause", "value", "quote"), EFFECTIVE)
def test_the_day_of_effect_is_read_from_its_own_clause(
    clause: str, value: str | None, quote: str | None
) -> None:
    document = notice(clause)
    assert iso(document.effective_on) == value
    if document.effective_on is not None and document.effective_on.span is not None:
        assert document.effective_on.span.quote == quote


PUBLISHED = [
    ("本通告自公布之日起施行。", "2015-03-04"),
    ("本通告自发布之日起施行。", "2015-03-04"),
    ("本通告自颁布之日起执行。", "2015-03-04"),
    ("本通告自发布之日起30日后施行。", "2015-04-03"),
    ("本通告自公布之日起一个月后施行。", "2015-04-04"),
    ("本通告自公布之日起1个月后施行。", "2015-04-04"),
    ("本通告自即日起施行。", "2015-03-04"),
]


@pytest.mark.parametrize(("clause", "value"), PUBLISHED)
def test_effect_from_publication_takes_the_value_of_publication(clause: str, value: str) -> None:
    document = read(
        "发布日期：2015-03-04\n凤凰镇人民政府关于封山的通告\n为了护林，现通告如下：\n"
        f"{clause}\n凤凰镇人民政府\n2015年3月2日"
    )
    assert iso(document.issued_on) == "2015-03-04"
    assert iso(document.effective_on) == value
    assert document.effective_on is not None
    assert document.effective_on.span is not None
    assert document.effective_on.span.quote in clause


def test_the_signature_of_a_public_notice_is_no_publication() -> None:
    document = read(
        "凤凰镇人民政府关于封山的通告\n现通告如下：\n本通告自发布之日起施行。\n凤凰镇人民政府\n2015年3月4日"
    )
    assert iso(document.signed_on) == "2015-03-04"
    assert document.issued_on is None
    assert document.effective_on is None


def test_an_order_publishes_by_its_signature_and_from_today_means_the_day_signed() -> None:
    order = read(
        "凤凰市人民政府令\n第3号\n《凤凰市用水办法》已经通过，现予公布，自公布之日起施行。\n市长 张三\n2015年3月4日"
    )
    assert iso(order.issued_on) == "2015-03-04"
    assert iso(order.effective_on) == "2015-03-04"
    assert iso(notice("本通知自即日起施行。").effective_on) == "2015-03-04"


def test_effect_from_publication_is_null_where_no_publication_is_told() -> None:
    document = notice("本通知自公布之日起施行。")
    assert document.effective_on is None
    assert document.issued_on is None
    assert [note.code for note in document.notes] == ["effective_unresolved"]


def test_effect_from_printing_takes_the_date_of_the_record() -> None:
    document = notice("本通知自印发之日起施行。", record="凤凰镇党政办公室  2015年3月6日印发")
    assert iso(document.printed_on) == "2015-03-06"
    assert iso(document.effective_on) == "2015-03-06"


def test_signature_record_and_effect_are_three_dates() -> None:
    document = notice(
        "本通知自2015年4月1日起施行。",
        signed="二○一五年三月四日",
        record="抄送：县委办公室。\n凤凰镇党政办公室          2015年3月6日印发",
    )
    assert iso(document.signed_on) == "2015-03-04"
    assert iso(document.printed_on) == "2015-03-06"
    assert iso(document.effective_on) == "2015-04-01"
    assert document.issued_on is None


@pytest.mark.parametrize(
    ("signed", "value"),
    [
        ("二OO六年二月二十日", "2006-02-20"),
        ("1985年3月", "1985-03"),
        ("一九八五年三月   日", "1985-03"),
        ("85.3.12", "1985-03-12"),
        ("2015年13月4日", None),
        ("2015年2月30日", None),
    ],
)
def test_a_signature_is_read_in_its_precision(signed: str, value: str | None) -> None:
    assert iso(notice("请照办。", signed=signed).signed_on) == value


def test_a_date_cited_in_the_body_is_no_signature() -> None:
    document = read("关于修路的通知\n各村：\n2010年5月6日，县里召开会议，要求修路。")
    assert document.signed_on is None


def test_the_signature_of_the_notice_goes_before_a_date_in_its_annex() -> None:
    document = notice("请照办。", record="附件1\n协议书\n甲方签字\n2019年9月9日")
    assert iso(document.signed_on) == "2015-03-04"


def test_a_law_takes_its_dates_from_the_note_under_the_title() -> None:
    document = read(
        "凤凰市水利条例\n（2004年5月27日凤凰市第十届人民代表大会常务委员会第八次会议通过 "
        "2004年6月30日公布 自2004年8月1日起施行 2012年1月13日第一次修正）\n"
        "第一条 为了用水，制定本条例。\n第二条 本条例所称水，是指河水。"
    )
    assert iso(document.signed_on) == "2004-05-27"
    assert iso(document.issued_on) == "2004-06-30"
    assert iso(document.effective_on) == "2004-08-01"
    assert document.issuers == ("凤凰市人民代表大会常务委员会",)


def test_labels_of_a_web_page_are_read() -> None:
    document = read(
        "索引号：012345/2015-001\n发布日期：2015-03-09\n成文日期：2015年03月04日\n"
        "关于修路的通知\n各村：\n请修路。"
    )
    assert iso(document.issued_on) == "2015-03-09"
    assert iso(document.signed_on) == "2015-03-04"
    assert document.title == "关于修路的通知"


TERMS = [
    ("自2015年4月1日起施行，有效期5年。", "2020-03-31"),
    ("自2015年4月1日起施行，有效期五年。", "2020-03-31"),
    ("自2015年4月1日起施行，有效期为五年。", "2020-03-31"),
    ("自2015年4月1日起施行。本办法有效期5年。", "2020-03-31"),
    ("自2015年4月1日起施行，有效期限为3年。", "2018-03-31"),
    ("自2016年2月29日起施行，有效期1年。", "2017-02-28"),
    ("自2015年3月31日起施行，有效期6个月。", "2015-09-30"),
    ("自2015年8月31日起施行，有效期6个月。", "2016-02-29"),
    ("自2015年4月1日起施行，有效期一年半。", "2016-09-30"),
    ("自2015年4月1日起施行，有效期半年。", "2015-09-30"),
    ("自2015年4月1日起施行，试行1年。", "2016-03-31"),
    ("自2015年4月1日起试行一年。", "2016-03-31"),
    ("自2015年4月1日起试行，试行期两年。", "2017-03-31"),
    ("自2015年4月1日起试行，试行期为2年。", "2017-03-31"),
    ("自2015年4月1日起施行，有效期至2020年12月31日。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期至2020年12月31日止。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期到2020年12月31日。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期截至2020年12月31日。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期至 2020年 12月 31日。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期至二○二○年十二月三十一日。", "2020-12-31"),
    ("自2015年4月1日起施行，执行至2020年12月31日。", "2020-12-31"),
    ("自2015年4月1日起施行至2020年12月31日止。", "2020-12-31"),
    ("自2015年4月1日起施行，2020年12月31日失效。", "2020-12-31"),
    ("自2015年4月1日起施行，至2020年12月31日自行废止。", "2020-12-31"),
    ("有效期自2015年4月1日起至2020年12月31日。", "2020-12-31"),
    ("自2015年4月1日起施行，有效期至2020年12月。", "2020-12"),
    ("自2015年4月1日实施，有效期至2020年12月31日，原制度同时废止。", "2020-12-31"),
    ("自2015年4月起施行，有效期5年。", "2020-03"),
    ("自2015年起施行，有效期5年。", "2019"),
    ("自2015年1月起施行，有效期1年。", "2015-12"),
    ("自2015年起施行，有效期半年。", None),
    ("自2015年4月1日起施行，长期有效。", None),
    ("自2015年4月1日起施行，有效期至新规定出台之日。", None),
    ("自2015年4月1日起施行。许可证有效期5年。", None),
    ("自2015年4月1日起施行。许可证的有效期为三年。", None),
    ("自2015年4月1日起施行。合同有效期至2020年12月31日。", None),
    ("自2015年4月1日起施行。居住证有效期5年，期满换领。", None),
    ("自2015年4月1日起施行。证书有效期五年，有效期届满前换证。", None),
    ("自2015年4月1日起施行。被聘人员聘期2年。", None),
    ("自2015年4月1日起施行。认定结果有效期2年。", None),
    ("自2015年4月1日起施行。《集市规定》（凤府发〔2010〕3号）有效期延长至2020年12月31日。", None),
    ("自2015年4月1日起施行。《集市规定》继续有效，有效期至2020年12月31日。", None),
    ("自公布之日起施行，有效期5年。", None),
]


@pytest.mark.parametrize(("clause", "value"), TERMS)
def test_the_term_is_the_papers_own(clause: str, value: str | None) -> None:
    document = read(
        "凤凰镇集市管理办法（试行）\n第一条 为了管好集市，制定本办法。\n第二条 摊位许可证有效期3年，合同有效期1年。\n"
        f"第三条 本办法{clause}"
    )
    assert iso(document.valid_until) == value
    if document.valid_until is not None and document.valid_until.span is not None:
        span = document.valid_until.span
        assert document.text[span.start : span.end] == span.quote


def test_a_term_without_a_known_beginning_is_left_open_with_a_note() -> None:
    document = notice("本通知自公布之日起施行，有效期5年。")
    assert document.valid_until is None
    assert {note.code for note in document.notes} == {"effective_unresolved", "term_without_start"}


def test_a_term_in_the_cover_goes_before_the_one_in_the_text_it_carries() -> None:
    document = read(
        "关于印发《凤凰镇集市管理办法》的通知\n各村：\n现将《凤凰镇集市管理办法》印发给你们，"
        "有效期至2020年3月30日。\n凤凰镇人民政府\n2015年3月4日\n凤凰镇集市管理办法\n"
        "第一条 为了管好集市，制定本办法。\n第二条 本办法自2015年4月1日起施行，有效期五年。"
    )
    assert iso(document.effective_on) == "2015-04-01"
    assert iso(document.valid_until) == "2020-03-30"


PROLONGING = (
    "关于延长《凤凰镇集市管理办法》有效期的通知\n各村：\n《凤凰镇集市管理办法》（凤府发〔2010〕3号）"
    "需继续实施，{clause}。\n凤凰镇人民政府\n2015年3月4日"
)
CARRIED = (
    "\n附件\n凤凰镇集市管理办法\n第一条 为了管好集市，制定本办法。\n"
    "第二条 本办法自2010年4月1日起施行，有效期五年。"
)


def test_a_notice_that_extends_another_paper_has_no_term_of_its_own() -> None:
    document = read(PROLONGING.format(clause="有效期延长至2020年12月31日"))
    assert document.valid_until is None
    assert document.effective_on is None
    assert document.notes == ()
    assert {c.role.value for c in document.citations if c.name == "凤凰镇集市管理办法"} == {
        "extend"
    }


def test_a_text_carried_by_the_notice_that_extends_it_has_its_own_effect_and_the_new_end() -> None:
    document = read(PROLONGING.format(clause="有效期延长至2020年12月31日") + CARRIED)
    assert iso(document.effective_on) == "2010-04-01"
    assert iso(document.valid_until) == "2020-12-31"
    quotes = [span.quote for span in document.face["valid_until"].spans]
    assert quotes == ["有效期延长至2020年12月31日", "有效期五年"]


@pytest.mark.parametrize(
    "clause",
    [
        "继续有效，有效期至2020年12月31日",
        "延长有效期至2020年12月31日",
        "继续实施至2020年12月31日止",
        "有效期自2015年4月1日起至2020年12月31日止",
        "实施期限顺延至2020年12月31日",
    ],
)
def test_a_text_is_prolonged_in_many_words(clause: str) -> None:
    document = read(PROLONGING.format(clause=clause) + CARRIED)
    assert iso(document.valid_until) == "2020-12-31"
    assert iso(document.effective_on) == "2010-04-01"


def test_a_text_is_prolonged_by_a_notice_that_names_it_without_brackets() -> None:
    words = PROLONGING.format(clause="有效期延长至2020年12月31日")
    document = read(
        words.replace("关于延长《凤凰镇集市管理办法》", "关于延长凤凰镇集市管理办法") + CARRIED
    )
    assert iso(document.effective_on) == "2010-04-01"
    assert iso(document.valid_until) == "2020-12-31"


def test_an_extension_by_some_years_is_not_reckoned_but_noted() -> None:
    document = read(PROLONGING.format(clause="有效期延长三年") + CARRIED)
    assert iso(document.effective_on) == "2010-04-01"
    assert document.valid_until is None
    assert [note.code for note in document.notes] == ["term_unresolved"]
    assert "valid_until" in doubtful(document)


def test_the_last_article_may_count_beyond_a_hundred() -> None:
    document = read(
        "凤凰市水库管理条例\n2001年5月6日凤凰市人民政府发布\n第一百零五条 本条例自公布之日起施行。"
    )
    assert iso(document.effective_on) == "2001-05-06"


@pytest.mark.parametrize(
    ("clause", "value"),
    [
        ("自本公告发布之日起，允许符合要求的种苗进入本县。", None),
        ("即日起，允许符合要求的种苗进入本县。", "2015-03-04"),
        ("自本公告发布之日起30日内，经营户应当登记。", None),
        ("各单位应当自即日起停止执行《种苗管理办法》。", None),
    ],
)
def test_a_public_notice_may_rule_from_its_day_without_a_verb_of_effect(
    clause: str, value: str | None
) -> None:
    document = read(f"关于种苗管理的公告\n{clause}\n特此公告。\n凤凰县林业局\n2015年3月4日")
    assert iso(document.effective_on) == value
