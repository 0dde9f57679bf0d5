"""What is typed is understood in one way, or refused with advice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import Refused
from corpus.search.query import LONGEST, Field, Query, Term, parse


def words(*texts: str) -> Query:
    """A query for all of these words."""
    return Query(tuple((Term(text),) for text in texts))


@pytest.mark.parametrize("typed", ["", "   ", "　", "\u200b", "\n\t"])
def test_nothing_typed_asks_for_everything(typed: str) -> None:
    assert parse(typed).is_everything


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("以资代劳", words("以资代劳")),
        ("以资代劳　劳务 \n 工日", words("以资代劳", "劳务", "工日")),
        ("“积极 稳妥”", words("积极稳妥")),
        ('"积极 稳妥" 推进', words("积极稳妥", "推进")),
        ("＂积极 稳妥＂", words("积极稳妥")),
        ('“积极 稳妥"', words("积极稳妥")),
        ("“-5℃”", words("-5°c")),
        ("“或”", words("或")),
        ("或许 或者", words("或许", "或者")),
        ("凤府发〔2015〕12号", words("凤府发[2015]12号")),
        ("关于“三公”经费的通知", words('关于"三公"经费的通知')),
        ("“三公”经费", words('"三公"经费')),
        ("2015-2020", words("2015-2020")),
        ("附件:名单", words("附件:名单")),
        ("本标题:甲", words("本标题:甲")),
    ],
)
def test_words_are_looked_for_as_they_stand(typed: str, query: Query) -> None:
    assert parse(typed) == query


@pytest.mark.parametrize("typed", ["办法 -暂行", "-暂行 办法", "办法 －暂行", "办法 -“暂 行”"])
def test_a_minus_excludes(typed: str) -> None:
    assert parse(typed) == Query(((Term("办法"),),), (Term("暂行"),))


@pytest.mark.parametrize("typed", ["征收 或 征用 土地", "征收 OR 征用 土地"])
def test_or_binds_the_words_beside_it(typed: str) -> None:
    assert parse(typed) == Query(((Term("征收"), Term("征用")), (Term("土地"),)))


def test_several_alternatives_make_one_clause() -> None:
    assert parse("甲 或 乙 或 标题:丙").clauses == (
        (Term("甲"), Term("乙"), Term("丙", Field.TITLE)),
    )


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("标题:管理办法", Term("管理办法", Field.TITLE)),
        ("标题：“管理 办法”", Term("管理办法", Field.TITLE)),
        ("文号：〔2015〕12号", Term("[2015]12号", Field.NUMBER)),
        ("机关:凤溪镇", Term("凤溪镇", Field.ISSUER)),
    ],
)
def test_a_word_can_be_limited_to_a_field(typed: str, term: Term) -> None:
    assert parse(typed) == Query(((term,),))


def test_a_field_can_be_excluded() -> None:
    assert parse("土地 -标题：通知").without == (Term("通知", Field.TITLE),)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("“三公 经费", "引号没有成对"),
        ("“三 公”经费", "引号没有成对"),
        ("“”", "引号里没有内容"),
        ("“ 　”", "引号里没有内容"),
        ("-暂行", "只有要排除的词"),
        ("-暂行 -废止", "只有要排除的词"),
        ("办法 -", "减号后面没有内容"),
        ("标题: 办法", "冒号后面请直接写"),
        ("-机关：", "冒号后面请直接写"),
        ("办法 标题:-暂行", "减号请写在字段名前面"),
        ("或", "两边都要有"),
        ("甲 或", "两边都要有"),
        ("OR 甲", "两边都要有"),
        ("甲 或 或 乙", "两边都要有"),
        ("甲 或 -乙", "两边都要有"),
        ("甲" * (LONGEST + 1), "请截取"),
        ("甲 " * 41, "请减少检索词"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_advice(typed: str, advice: str) -> None:
    with pytest.raises(Refused, match=advice) as refused:
        parse(typed)
    assert refused.value.code == "query_unclear"


@given(st.text(alphabet='甲乙 或-“”":：标题文号\u200b\nOR〔', max_size=30))
def test_anything_typed_is_understood_or_refused(typed: str) -> None:
    try:
        query = parse(typed)
    except Refused:
        return
    assert all(term.text for term in (*query.sought, *query.without))


def test_an_index_of_pairs_settles_short_words_only() -> None:
    assert parse("土地 或 林 标题:办法").settled_by_terms
    assert parse("").settled_by_terms
    assert not parse("以资代劳").settled_by_terms
    assert not parse("土地 -林").settled_by_terms


def test_operators_may_be_typed_in_traditional_characters() -> None:
    assert parse("標題:國務院 狀態:廢止") == parse("标题:国务院 状态:废止")
