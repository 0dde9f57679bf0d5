"""A search for an article is offered where a word looks like one, and only there."""

from __future__ import annotations

import pytest

from corpus.search.article_words import article_hint
from corpus.search.query import Field, parse


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("第十四条", "条:第十四条"),
        ("第14条", "条:第十四条"),
        ("第１０５条", "条:第一百零五条"),
        ("第十四条 罚款", "条:第十四条 条:罚款"),
        ("第二十条之一", "条:第二十条之一"),
        ("第三条第二款", "条:第三条"),
        ("《凤溪镇集市管理办法》第十四条", "标题:凤溪镇集市管理办法 条:第十四条"),
        ("集市管理办法第十四条", "标题:集市管理办法 条:第十四条"),
        ("《集市管理办法》 第九条", "标题:集市管理办法 条:第九条"),
    ],
)
def test_an_article_is_offered_as_one(typed: str, offered: str) -> None:
    assert article_hint(typed) == offered
    assert any(term.field is Field.ARTICLE for term in parse(offered).sought)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "以资代劳",
        "“第十四条”",
        "条:第十四条",
        "第十四条 -罚款",
        "第十四条 或 第十五条",
        "第九千条",
        "第条",
        "第十四章",
    ],
)
def test_what_is_no_article_or_is_written_out_already_is_left_alone(typed: str) -> None:
    assert article_hint(typed) is None
