"""Words that look like an article cited: the search within articles that may have been meant. Pure.

第十四条 finds every paper with those characters, also where they cite another paper's article. What may be
meant is offered; what was typed is never changed.
"""

from __future__ import annotations

import re

from base.errors import Refused
from corpus.numerals import parse_number, to_chinese
from corpus.search.query import parse

_ARTICLE = re.compile(
    r"(?:关于)?(?P<title>《?[^《》“”\"\-－−:：]{2,40}》|[^《》“”\"\-－−:：第]{4,40})?"
    r"第(?P<number>[0-9０-９零〇一二三四五六七八九十百千]{1,7})[条條](?P<twig>之[一二三四五六七八九十]{1,2})?"
    r"(?:第[0-9一二三四五六七八九十]{1,3}[款项])*"
)
_MOST_ARTICLES = 2000
_SIGNS = re.compile(r"[-－−“”„\"＂]|.*[:：]|或$|OR$|ＯＲ$")


def article_hint(typed: str) -> str | None:
    """What to ask for to look within articles: 第14条 罚款 gives 条:第十四条 条:罚款.

    《某办法》第十四条 gives 标题:某办法 条:第十四条. None where no word is an article, or where signs of the
    query language are used already.
    """
    words = typed.split()
    found = [_ARTICLE.fullmatch(word) for word in words]
    if not any(found) or any(_SIGNS.match(word) for word in words):
        return None
    offered: list[str] = []
    for word, article in zip(words, found, strict=True):
        if article is None:
            offered.append(f"标题:{word[1:-1]}" if word[0] + word[-1] == "《》" else f"条:{word}")
            continue
        number = parse_number(article["number"])
        if number is None or not 0 < number < _MOST_ARTICLES:
            return None
        if article["title"]:
            offered.append(f"标题:{article['title'].strip('《》')}")
        offered.append(f"条:第{to_chinese(number)}条{article['twig'] or ''}")
    hint = " ".join(offered)
    try:
        parse(hint)
    except Refused:
        return None
    return hint
