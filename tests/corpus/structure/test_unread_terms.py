"""Clauses of 施行 and 有效期 that give no value are noted; what is not the paper's own is not."""

from __future__ import annotations

import pytest

from corpus.document import DatedFact, Document, doubtful
from tests.corpus.papers import notice, read


def iso(fact: DatedFact | None) -> str | None:
    """The value as `flask parse` writes it."""
    return fact.iso if fact else None


def codes(document: Document) -> set[str]:
    """The codes of the notes."""
    return {note.code for note in document.notes}


SEEN = [
    ("本办法自水库下闸蓄水之日起施行。", "自水库下闸蓄水之日起施行"),
    ("第一条 本规定自修订发布之日起施行。", "自修订发布之日起施行"),
    ("本通知自二〇一六年元旦起执行。", "自二〇一六年元旦起执行"),
    ("本通知自2015年13月1日起施行。", "自2015年13月1日起施行"),
    ("经研究，决定自2016年1月1日起正式实施。", "自2016年1月1日起正式实施"),
]


@pytest.mark.parametrize(("clause", "quote"), SEEN)
def test_an_effect_that_gives_no_day_is_noted_with_its_words(clause: str, quote: str) -> None:
    document = notice(f"《集市协定》已经签订，{clause}" if "决定" in clause else clause)
    assert document.effective_on is None
    assert codes(document) == {"effective_unresolved"}
    assert quote in document.notes[0].message
    assert "effective_on" in doubtful(document)


TERMS = [
    ("本通知有效期至新的办法出台之日止。", "有效期至新的办法出台之日止"),
    ("本细则有效期与《凤凰县集市管理办法》一致。", "有效期与《凤凰县集市管理办法》一致"),
    ("政策有效期：2015年4月1日至2018年3月31日", "有效期：2015年4月1日至2018年3月31日"),
    ("有效期：五年", "有效期：五年"),
    ("试行期：2015年4月1日至2016年3月31日", "试行期：2015年4月1日至2016年3月31日"),
]


@pytest.mark.parametrize(("clause", "quote"), TERMS)
def test_a_term_that_gives_no_end_is_noted_with_its_words(clause: str, quote: str) -> None:
    document = notice(clause)
    assert document.valid_until is None
    assert codes(document) == {"term_unresolved"}
    assert quote in document.notes[0].message
    assert "valid_until" in doubtful(document)


NOT_ITS_OWN = [
    "采矿许可证有效期五年。",
    "营业执照自签发之日起生效。",
    "处理决定书自送达之日起生效，有效期两年。",
    "摊位合同期满后自动终止，有效期为三年。",
    "本许可证有效期五年。",
    "有效期届满三十日前，应当申请延续。",
    "本通知有效期内，遇国家调整政策的，从其规定。",
    "《旧集市办法》自2006年1月1日起施行。",
    "将第九条修改为：“本办法有效期至新办法出台之日止。”",
    "对方应当自收到之日起十日内提出意见，逾期视为同意后执行完毕。",
]


@pytest.mark.parametrize("clause", NOT_ITS_OWN)
def test_a_clause_that_is_not_the_papers_own_is_neither_read_nor_noted(clause: str) -> None:
    document = notice(clause)
    assert document.effective_on is None
    assert document.valid_until is None
    assert codes(document) == set()


def test_what_was_read_is_not_noted_again() -> None:
    document = notice("本通知自2015年4月1日起施行，有效期3年，期满自动失效。")
    assert iso(document.valid_until) == "2018-03-31"
    assert codes(document) == set()


def test_the_clause_of_an_annex_is_noted_where_the_paper_itself_has_none() -> None:
    document = read(
        "凤凰镇人民政府关于集市工作的通知\n各村：\n请照办。\n凤凰镇人民政府\n2015年3月4日\n附件\n"
        "凤凰镇摊位公约\n第一条 爱护摊位。\n第二条 本公约自2015年4月1日起施行，有效期三年。"
    )
    assert document.effective_on is None
    assert document.valid_until is None
    assert codes(document) == {"effective_unresolved", "term_unresolved"}


READ = [
    ("本办法自2015年4月1日起施行。有效期5年。", "2015-04-01", "2020-03-31"),
    ("本办法自2015年4月1日起施行，有效期壹年。", "2015-04-01", "2016-03-31"),
    ("本通知有效期五年，自2015年4月1日起计算。", "2015-04-01", "2020-03-31"),
    ("本方案实施期限为三年，自2015年4月1日至2018年3月31日。", "2015-04-01", "2018-03-31"),
    ("本办法自2015年4月1日起施行，有效期自施行之日起两年。", "2015-04-01", "2017-03-31"),
    ("本方案自2015年4月至2016年3月实施。", "2015-04", "2016-03"),
    ("本方案自2015年4月1日起至2016年3月31日止执行。", "2015-04-01", "2016-03-31"),
    ("（二）自2015年4月至2015年6月实施，由县农业局牵头。", None, None),
    ("第六章附则第四十条本规定自2015年4月1日起施行", "2015-04-01", None),
    ("7.3 本预案自2015年4月1日起实施。", "2015-04-01", None),
    ("4.1.1 自2015年4月1日至2018年3月31日止，旧摊位仍按原价收费。", None, None),
]


@pytest.mark.parametrize(("clause", "effective", "until"), READ)
def test_what_a_clause_tells_is_read(clause: str, effective: str | None, until: str | None) -> None:
    document = notice(clause)
    assert iso(document.effective_on) == effective
    assert iso(document.valid_until) == until
    assert codes(document) == set()


CARRYING = (
    "关于印发《柳溪县集市管理办法》的通知\n各乡镇：\n现将《柳溪县集市管理办法》印发给你们，自2015年4月1日起施行，"
    "{cover}。\n柳溪县人民政府\n2015年3月4日\n柳溪县集市管理办法\n第一条 为了管好集市，制定本办法。\n"
    "第二条 本办法自2015年4月1日起施行，{inner}。"
)


def test_two_terms_that_contradict_each_other_are_noted() -> None:
    document = read(CARRYING.format(cover="有效期五年", inner="有效期至2017年3月31日"))
    assert iso(document.valid_until) == "2017-03-31"
    assert codes(document) == {"term_conflict"}
    assert "valid_until" in doubtful(document)


def test_a_day_and_a_length_that_mean_the_same_contradict_nothing() -> None:
    document = read(CARRYING.format(cover="有效期五年", inner="有效期至2020年4月1日"))
    assert iso(document.valid_until) == "2020-04-01"
    assert codes(document) == set()
