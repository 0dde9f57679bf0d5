"""Laws and rules cited without 《》: what may lead to them."""

from __future__ import annotations

import pytest

from tests.corpus.papers import notice


def cited(sentence: str) -> list[tuple[str | None, str | None]]:
    """Name and article of each citation in a sentence."""
    return [(one.name, one.article) for one in notice(sentence).citations]


@pytest.mark.parametrize(
    ("sentence", "name", "article"),
    [
        ("登记因民法典第二百二十条第二款的事由失效的，应当受理。", "民法典", "第二百二十条"),
        ("应当认定为刑法第三百三十八条规定的有毒物质。", "刑法", "第三百三十八条"),
        ("企业具有环境保护法第六十三条规定情形的，移送公安机关。", "环境保护法", "第六十三条"),
        ("同时构成刑法第二百二十五条规定之罪的，从重处罚。", "刑法", "第二百二十五条"),
        ("实施刑法第三百四十一条规定的行为的，从重处罚。", "刑法", "第三百四十一条"),
        ("处罚标准见行政处罚法第三十二条。", "行政处罚法", "第三十二条"),
    ],
)
def test_more_words_may_lead_to_a_law(sentence: str, name: str, article: str) -> None:
    assert cited(sentence) == [(name, article)]


@pytest.mark.parametrize(
    ("sentence", "name", "article"),
    [
        ("根据河道采砂处罚办法第九条的规定，从重处罚。", "河道采砂处罚办法", "第九条"),
        ("河道采砂处罚办法第九条规定，从重处罚。", "河道采砂处罚办法", "第九条"),
        ("违反森林防火条例第二十条第二款的，责令改正。", "森林防火条例", "第二十条"),
    ],
)
def test_a_rule_may_be_cited_by_its_full_name(sentence: str, name: str, article: str) -> None:
    assert cited(sentence) == [(name, article)]


@pytest.mark.parametrize(
    "sentence",
    [
        "违反本办法第九条的，责令改正。",
        "违反管理办法第九条的，责令改正。",
        "按照有关补贴发放办法第九条办理。",
        "年度内又出现条例第四十五条情形的，取消资格。",
        "根据县里制定的补贴规定第三条第一款的精神办理。",
    ],
)
def test_a_general_word_for_a_rule_names_none(sentence: str) -> None:
    assert cited(sentence) == []
