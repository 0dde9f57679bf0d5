"""Lists of a cleanup notice: which annex ends papers, and which keeps them. Pure.

The annexes of one notice look alike and mean opposites; only the heading above a row tells. A row counts
when the last heading before it says 废止 or 失效 and nothing of 继续有效, 保留, 修改 or 拟.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Citation
from review.examination.clauses import Sentences
from review.examination.rulebook import Rule

_TITLE = re.compile(r"清理|废止|失效|停止执行")
_LINE = re.compile(r"[^\n]+")
_ANNEX = re.compile(r"^附(?:件|表)\s*[\d一二三四五六七八九十]*\s*[:.、]?\s*$")
_HEADING = re.compile(r"(?:目录|清单|名单|一览表|文件)(?:\([^)]*\))?[:]?$|[:]$")
_LONGEST_HEADING = 80
_LAPSE = re.compile(r"失效")
_REPEAL = re.compile(r"废止|停止执行")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list that ends papers; `lapse` where the list is headed 失效 and not 废止."""

    citation: Citation
    start: int
    end: int
    lapse: bool


def rows(title: str, sentences: Sentences, rule: Rule) -> Iterator[Row]:
    """Every row with a reference under a heading in which `rule` speaks.

    Args:
        title: of the notice; one that is about nothing ending, or only planned, has no such lists.
    """
    if not _TITLE.search(title) or any(p.search(title) for p in rule.unless):
        return
    heading: str | None = None
    for line in _LINE.finditer(sentences.masked):
        words = line.group().strip()
        said = _heading(words)
        cited = sentences.between(line.start(), line.end())
        if said is not None and not (cited and said == words):
            heading = said if rule.match(said) else None
        elif _ANNEX.match(words):
            heading = None
        elif heading is not None:
            start = line.start() + len(line.group()) - len(line.group().lstrip())
            lapse = bool(_LAPSE.search(heading)) and not _REPEAL.search(heading)
            for citation in cited:
                yield Row(citation, start, line.start() + len(line.group().rstrip()), lapse)


def _heading(words: str) -> str | None:
    """The heading a line is, or the last sentence of a paragraph that announces a list."""
    last = words.rsplit("。", 1)[-1] if words.endswith(":") else words
    if len(last) > _LONGEST_HEADING or not _HEADING.search(last):
        return None
    return last
