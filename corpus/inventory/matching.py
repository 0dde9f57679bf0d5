"""Which line of a register is which paper: by number, then title, then date, each with its reason. Pure.

Sure is the same number with the same title, or one of them with the same day and no rival; everything
else is for a person to say. A contradicting date stands in the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

_NOISE = re.compile(r"[\W_]+")
_LIKE = 60.0
_QUITE_LIKE = 75.0
_VERY_LIKE = 88.0
_OTHER_TITLE = 55
_MOST_OF_ONE_DAY = 60
_MOST_OF_ONE_ENTRY = 5


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of a line of a register or of a paper. `days` are ISO dates as precise as known.

    `group` is the register a line is of: one paper may stand in several registers, once in each.
    """

    id: int
    key: str | None
    titles: tuple[str, ...]
    days: tuple[str, ...]
    group: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A line and a paper that may be one. `score` is 0…100, `reason` a Chinese half-sentence."""

    entry: int
    paper: int
    score: int
    reason: str
    sure: bool


def plain_title(title: str) -> str:
    """A title for comparison: no blanks, punctuation, width; from 关于 on, since registers drop the issuer."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", title)).lower()
    about = plain.find("关于")
    return plain[about:] if 0 < about <= 24 else plain


def side(
    id_: int,
    key: str | None,
    titles: Iterable[str | None],
    days: Iterable[str | None],
    group: int = 0,
) -> Side:
    """A side with its titles made comparable."""
    plain = (plain_title(title) for title in titles if title)
    named = tuple(dict.fromkeys(p for p in plain if p))
    return Side(id_, key, named, tuple(d for d in days if d), group)


def match(entries: Iterable[Side], papers: Iterable[Side]) -> tuple[Match, ...]:
    """Every pair that may be one; an entry and a paper are in at most one sure pair."""
    entry_list, paper_list = list(entries), list(papers)
    index = _Index(paper_list)
    found: list[Match] = []
    for entry in entry_list:
        found += _of_entry(entry, index)
    groups = {entry.id: entry.group for entry in entry_list}
    return tuple(_settled(found, groups))


class _Index:
    """Papers by number, title and day."""

    def __init__(self, papers: list[Side]) -> None:
        self.by_key: dict[str, list[Side]] = defaultdict(list)
        self.by_title: dict[str, list[Side]] = defaultdict(list)
        self.by_day: dict[str, list[Side]] = defaultdict(list)
        for paper in papers:
            if paper.key:
                self.by_key[paper.key].append(paper)
            for title in paper.titles:
                self.by_title[title].append(paper)
            for day in set(paper.days):
                if len(day) == len("2015-03-04"):
                    self.by_day[day].append(paper)


def _of_entry(entry: Side, index: _Index) -> Iterator[Match]:
    numbered = index.by_key.get(entry.key, []) if entry.key else []
    by_number = list(_by_number(entry, numbered))
    yield from by_number
    if any(one.score > _OTHER_TITLE for one in by_number):
        return
    titled = {p.id: p for title in entry.titles for p in index.by_title.get(title, [])}
    if titled:
        yield from islice(_by_title(entry, list(titled.values())), _MOST_OF_ONE_ENTRY)
    elif not by_number:
        yield from _by_day(entry, index)


def _by_number(entry: Side, papers: list[Side]) -> Iterator[Match]:
    """The same number: sure where the title agrees, or is silent and nobody else has the number."""
    alone = len(papers) == 1
    for paper in papers:
        likeness = _likeness(entry, paper)
        dates = _dates_agree(entry, paper)
        if likeness is None:
            words = "文号相同" + _date_words(dates)
            yield Match(entry.id, paper.id, 85, words, alone and dates is not False)
        elif likeness >= _VERY_LIKE:
            words = ("文号、标题相同" if likeness >= 99.9 else "文号相同，标题相近") + _date_words(
                dates
            )
            score = 100 if dates else 96 if dates is None else 90
            yield Match(entry.id, paper.id, score, words, sure=True)
        elif likeness >= _LIKE:
            words = "文号相同，标题有出入" + _date_words(dates)
            agreed = alone and dates is True and likeness >= _QUITE_LIKE
            yield Match(entry.id, paper.id, 80, words, agreed)
        else:
            yield Match(
                entry.id,
                paper.id,
                _OTHER_TITLE,
                "文号相同，标题不同" + _date_words(dates),
                sure=False,
            )


def _by_title(entry: Side, papers: list[Side]) -> Iterator[Match]:
    """The same title: sure with the same date where the numbers do not contradict."""
    alone = len(papers) == 1
    for paper in papers:
        dates = _dates_agree(entry, paper)
        differ = entry.key and paper.key and entry.key != paper.key
        if dates is False or (differ and not dates):
            continue  # 关于做好防汛工作的通知 comes every year
        if differ:
            words = "标题相同，文号不同，日期相符"
            yield Match(entry.id, paper.id, 60, words, sure=False)
            continue
        exact = bool(dates) and _same_day(entry, paper)
        score = 92 if exact else 75 if dates else 65
        yield Match(entry.id, paper.id, score, "标题相同" + _date_words(dates), alone and exact)


def _by_day(entry: Side, index: _Index) -> Iterator[Match]:
    """The same day and nearly the same title: for a person to look at."""
    near = {p.id: p for day in entry.days for p in index.by_day.get(day, [])[:_MOST_OF_ONE_DAY]}
    for paper in near.values():
        likeness = _likeness(entry, paper)
        differ = bool(entry.key and paper.key)
        if likeness is not None and likeness >= _VERY_LIKE and not differ:
            yield Match(entry.id, paper.id, 58, "日期相同，标题相近", sure=False)


def _likeness(one: Side, other: Side) -> float | None:
    """How like the titles are, 0…100; None where a side has none."""
    pairs = [(a, b) for a in one.titles for b in other.titles]
    return max((fuzz.ratio(a, b) for a, b in pairs), default=None)


def _dates_agree(one: Side, other: Side) -> bool | None:
    """Whether any two dates may be the same day; None where a side has none."""
    if not one.days or not other.days:
        return None
    return any(a.startswith(b) or b.startswith(a) for a in one.days for b in other.days)


def _same_day(one: Side, other: Side) -> bool:
    """Whether they share a date that is known to the day."""
    return any(len(day) == len("2015-03-04") for day in set(one.days) & set(other.days))


def _date_words(agree: object) -> str:
    return "" if agree is None else "，日期相符" if agree else "，日期不同"


def _settled(found: list[Match], groups: dict[int, int]) -> Iterator[Match]:
    """Sure pairs that share a side contradict each other: only the one that is better than all stays sure.

    Doubtful pairs of a side that has a sure one are left out.
    """
    sure: dict[tuple[str, int, int], list[Match]] = defaultdict(list)
    for one in found:
        if one.sure:
            for place in _places(one, groups):
                sure[place].append(one)
    for one in found:
        rivals = [r for place in _places(one, groups) for r in sure[place] if r is not one]
        best = max((rival.score for rival in rivals), default=-1)
        if one.sure and one.score > best:
            yield one
        elif one.sure:
            words = f"{one.reason}；另有一行或一份文件也与之相符"
            yield Match(one.entry, one.paper, one.score, words, sure=False)
        elif not rivals:
            yield one


def _places(one: Match, groups: dict[int, int]) -> tuple[tuple[str, int, int], ...]:
    """The line, and the paper within the line's register."""
    return ("entry", one.entry, 0), ("paper", one.paper, groups[one.entry])
