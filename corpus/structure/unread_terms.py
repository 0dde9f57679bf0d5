"""Clauses of 施行 and 有效期 that are seen but give no value: a person is told of them. Pure.

Wider than what `effective` and `terms_of_validity` read, and only looked for where those found nothing:
自合作区封关运行之日起施行, 有效期至新办法出台之日止. A licence's term, another text's and a quotation are none.
"""

from __future__ import annotations

import re
from itertools import islice

from corpus.document import Span
from corpus.lexicon import structure_words
from corpus.structure.clauses import SELF, is_foreign, quoted, sentence_start, unnumbered
from corpus.structure.sheet import Sheet

_VERB = structure_words.any_of("effective_verbs")
_N = r"[0-9零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾半]"
_EFFECT = re.compile(
    rf"(?:自|从|由|于|待|经)[^。;,:!?\n《》“”]{{2,40}}?(?:起|后|日|时)(?:正式|开始|统一|全面)?{_VERB}"
    r"(?=[。;,)\n]|\Z)(?!,(?:应当?|可以?|由|不|须|必须|并由))"
)
_TERM = re.compile(
    r"(?:有效期限?|(?:试行|暂行|执行|施行|实施|适用)(?:期限|期间|时间|期))"
    rf"(?!间|限?[内外届满]|之|到期|过后|以[内外])[^。;、\n]{{0,30}}?(?:(?<!{_N}){_N}++ ?(?:周?年|个月)|至|到|止|一致|同步|相同)[^。;,\n]{{0,20}}"
    rf"|(?:试行|暂行)(?:为|期)? ?{_N}{{1,3}} ?(?:年|个月)"
    r"|(?:期满|到期)(?:之?后)?,?(?:自动|自行|即行)(?:失效|废止|终止)"
)
_OWN = re.compile(
    rf"(?:.*{SELF}|现?决定|经研究,?决定|现(?:予|将)[^,]*|文件|政策|其)?(?:的|规定的?|有关规定)?(?:并|且|同时|正式|均|统一|现|暂定?)*"
)
_SELF = re.compile(SELF)
_MOST = 200  # a paper has one or two; more is a hostile or broken text


def unread_effect(sheet: Sheet, start: int, end: int, *, plainly: bool = False) -> Span | None:
    """The last clause between two offsets by which the paper seems to take effect, None without one.

    `plainly` asks for a clause with 本办法 or the like: for annexes, which hold other texts' clauses.
    """
    return _last(sheet, _EFFECT, (start, end), plainly=plainly)


def unread_term(sheet: Sheet, start: int, end: int, *, plainly: bool = False) -> Span | None:
    """The last clause between two offsets that seems to limit the paper's validity, None without one."""
    return _last(sheet, _TERM, (start, end), plainly=plainly)


def _last(
    sheet: Sheet, pattern: re.Pattern[str], extent: tuple[int, int], *, plainly: bool
) -> Span | None:
    found: Span | None = None
    for match in islice(pattern.finditer(sheet.plain, *extent), _MOST):
        if not quoted(sheet, match.start()) and _seems_own(sheet, match, plainly=plainly):
            found = sheet.span(match.start(), match.end())
    return found


def _seems_own(sheet: Sheet, match: re.Match[str], *, plainly: bool) -> bool:
    """Whether the words before the clause, up to the sentence's beginning, let it be the paper's."""
    begin = sentence_start(sheet.plain, match.start())
    before = sheet.masked[begin : match.start()]
    last = unnumbered(re.split("[,:、]", before)[-1])
    if (
        not _OWN.fullmatch(last)
        or is_foreign(before)
        or is_foreign(sheet.masked[match.start() : match.end()])
    ):
        return False
    if "》" in before and not _SELF.search(last) and "决定" not in last:
        return False
    if plainly or "生效" in match.group():
        return _SELF.search(before) is not None
    return bool(last) or not unnumbered(before) or _SELF.search(before) is not None
