"""A signature run into a long line by a bad reader: …特此公告。凤凰县水利局2015年3月4日. Pure."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from corpus.structure.dates import DATE, FoundDate, dates_in
from corpus.structure.issuers import bodies_on

Signed = tuple[tuple[str, ...], FoundDate]
"""The bodies and the day, with offsets in the line."""

_AFTER_STOP = re.compile(rf"(?:。|[a-z]{{3,4}}) ?(?P<who>[一-鿿 、]{{3,60}}) ?(?={DATE})")
_OF_ANOTHER = re.compile(
    r" ?(?:联合)?(?:公布|发布|颁布|颁发|印发|下发|制[定订]|批准|通过|签发|起|的)"
)
"""原水利局1979年10月5日发布的《…》同时废止 signs nothing."""

_LONGEST_DATE = 48
"""No date is written with more characters, blanks inside counted."""

_ANNEX_FOLLOWS = re.compile(rf"{DATE} ?附件1? ?[:.]? ?")
_ANNEX_LISTED = re.compile(r"附件 ?: ?(?:1 ?[.、])? ?")
_LONGEST_LIST = 130
_MOST_ANNEXES = 20
_SHORTEST_NAME = 4


def glued_signature(words: str) -> Signed | None:
    """Who signed and when, where both stand within the plain words of one line, else None."""
    return _after_stop(words) or _after_annex(words)


def _after_stop(words: str) -> Signed | None:
    for match in _AFTER_STOP.finditer(words):
        bodies = bodies_on(match["who"])
        reach = min(len(words), match.end() + _LONGEST_DATE)
        dated = next(dates_in(words, match.end(), reach), None) if bodies else None
        if dated is None or _OF_ANOTHER.match(words, dated.end):
            continue
        if dated.day and dated.start - match.end() <= 1:
            return bodies, dated
    return None


def _after_annex(words: str) -> Signed | None:
    """…附件：收费标准凤凰县水利局2015年3月4日附件收费标准…: the annex's own heading tells where its name in the list
    ends and the signature begins."""
    for match in islice(_ANNEX_FOLLOWS.finditer(words), _MOST_ANNEXES):
        before = words[max(0, match.start() - _LONGEST_LIST) : match.start()]
        head = _ANNEX_LISTED.search(before)
        listed = before[head.end() :] if head else ""
        named = _shared(listed, words[match.end() : match.end() + _LONGEST_LIST])
        bodies = bodies_on(listed[named:]) if named >= _SHORTEST_NAME else ()
        dated = next(dates_in(words, match.start(), match.end()), None)
        if bodies and dated is not None and dated.day:
            return bodies, dated
    return None


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in pairs)
