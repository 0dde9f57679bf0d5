"""Automatic numbers of Word: 第一条, （二）, 3. stand in numbering.xml only, never in the text.

ECMA-376 part 1, 17.9. A counter runs for each abstract definition, so that lists which share one go
on counting; a start override begins anew once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from corpus.formats.number_formats import gap_after, write_number
from corpus.formats.ooxml import W

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and what it writes."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restart: int | None = None
    suffix: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A w:num: which abstract definition, its levels after overrides, starts to apply once."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of one document, and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def level_of_style(self, number_id: str, style: str) -> int:
        """The level that is tied to a style, 0 where none is."""
        levels = self.lists[number_id].levels if number_id in self.lists else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def next_label(self, number_id: str, at: int) -> str:
        """Counts one further and returns the label with what separates it from the text.

        Args:
            number_id: `w:numId`; an unknown one gives the empty string.
            at: level from 0.
        """
        numbered = self.lists.get(number_id)
        if numbered is None or at not in numbered.levels:
            return ""
        counts = self._counts.setdefault(numbered.abstract, [None] * _LEVELS)
        self._count(numbered, counts, at)
        level = numbered.levels[at]
        if level.form == "bullet":
            return "•"
        label = _PLACE.sub(
            lambda m: _written(numbered, counts, int(m.group(1)) - 1, level), level.pattern
        )
        return label + _gap(label, level)

    def _count(self, numbered: _List, counts: list[int | None], at: int) -> None:
        for above in range(at):
            if counts[above] is None:
                counts[above] = numbered.levels.get(above, Level()).start
        before = counts[at]
        counts[at] = numbered.levels[at].start if before is None else before + 1
        if at in numbered.restarts:
            counts[at] = numbered.restarts.pop(at)
        for below in range(at + 1, _LEVELS):
            restart = numbered.levels.get(below, Level()).restart
            if restart is None or (restart > 0 and at < restart):
                counts[below] = None


def read_numbering(root: etree._Element | None) -> Numbering:
    """Numbering out of numbering.xml; None gives one without lists."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstracts = {a.get(f"{W}abstractNumId", ""): a for a in root.iterchildren(f"{W}abstractNum")}
    linked = {_value(a, "styleLink"): a for a in abstracts.values() if _value(a, "styleLink")}
    for num in root.iterchildren(f"{W}num"):
        key = _value(num, "abstractNumId") or ""
        abstract = abstracts.get(key)
        link = _value(abstract, "numStyleLink") if abstract is not None else None
        if link in linked:
            abstract = linked[link]
            key = abstract.get(f"{W}abstractNumId", "")
        if abstract is not None:
            number_id = num.get(f"{W}numId", "")
            numbering.lists[number_id] = _read_list(num, key, abstract)
    return numbering


def _read_list(num: etree._Element, key: str, abstract: etree._Element) -> _List:
    levels = {
        _whole(node.get(f"{W}ilvl"), 0): _read_level(node)
        for node in abstract.iterchildren(f"{W}lvl")
    }
    restarts: dict[int, int] = {}
    for override in num.iterchildren(f"{W}lvlOverride"):
        at = _whole(override.get(f"{W}ilvl"), 0)
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[at] = _read_level(own)
        start = _value(override, "startOverride")
        if start is not None:
            restarts[at] = _whole(start, 1)
            levels[at] = replace(levels.get(at, Level()), start=restarts[at])
    return _List(key, levels, restarts)


def _read_level(node: etree._Element) -> Level:
    restart = _value(node, "lvlRestart")
    form = _value(node, "numFmt") or "decimal"
    custom = node.find(f".//{W}numFmt")
    if custom is not None and form == "custom":
        form = "decimalZero"
    return Level(
        start=_whole(_value(node, "start"), 1),
        form=form,
        pattern=_value(node, "lvlText") or "",
        legal=_flag(node, "isLgl"),
        restart=None if restart is None else _whole(restart, 0),
        suffix=_value(node, "suff") or "tab",
        style=_value(node, "pStyle"),
    )


def _written(numbered: _List, counts: list[int | None], at: int, shown: Level) -> str:
    level = numbered.levels.get(at, Level())
    count = counts[at]
    form = "decimal" if shown.legal else level.form
    return "" if form == "none" else write_number(level.start if count is None else count, form)


def _gap(label: str, level: Level) -> str:
    """What stands between number and text: nothing after a mark, an ideographic space after 条."""
    return "" if level.suffix == "nothing" else gap_after(label)


def _value(node: etree._Element, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _flag(node: etree._Element, name: str) -> bool:
    child = node.find(f"{W}{name}")
    return child is not None and child.get(f"{W}val", "1") not in ("0", "false", "off")


def _whole(text: str | None, otherwise: int) -> int:
    """A whole number of reasonable size, for hostile files too."""
    try:
        return max(0, min(int(text or ""), 1_000_000))
    except ValueError:
        return otherwise
