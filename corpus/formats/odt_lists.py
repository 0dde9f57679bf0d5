"""Automatic numbers of OpenDocument text: list styles, and how far each list has counted.

ODF 1.3 part 3, 5.3 (lists) and 16.30 (list styles).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.number_formats import gap_after, write_number

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LEVELS = 10
_PLACE = re.compile(r"%(\d{1,2})%")
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCountingThousand", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "壹, 貳, 參, ...": "chineseLegalSimplified", "１, ２, ３, ...": "decimalFullWidth",
    "甲, 乙, 丙, ...": "ideographTraditional", "子, 丑, 寅, ...": "ideographZodiac",
    "①, ②, ③, ...": "decimalEnclosedCircle", "〇, 一, 二, ...": "ideographDigital",
    "一, 二, 三, ... (zh-TW)": "chineseCountingThousand", "01, 02, 03, ...": "decimalZero",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How a level writes its number: `pattern` where the file gives one, else prefix and suffix."""

    form: str | None = None
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1
    bullet: bool = False
    pattern: str | None = None


@dataclass(slots=True)
class Counter:
    """How far one list has counted on each level, from 1."""

    counts: list[int | None] = field(default_factory=lambda: [None] * (_LEVELS + 1))

    def next(self, at: int, start: int) -> None:
        """One further on a level; deeper levels begin anew."""
        before = self.counts[at]
        self.counts[at] = start if before is None else before + 1
        self.counts[at + 1 :] = [None] * (_LEVELS - at)


@dataclass(slots=True)
class Lists:
    """The list styles of a document by name, and its lists as they are met."""

    styles: dict[str, dict[int, Level]] = field(default_factory=dict)
    _by_id: dict[str, Counter] = field(default_factory=dict)
    _last: dict[str, Counter] = field(default_factory=dict)

    def learn(self, root: etree._Element | None) -> None:
        """Takes in the list styles of content.xml or styles.xml."""
        for node in root.iter(f"{TEXT}list-style") if root is not None else ():
            self.styles[node.get(f"{STYLE}name", "")] = dict(_levels(node))

    def begin(self, node: etree._Element, style: str) -> Counter:
        """The counter of a text:list: a new one, or that of the list it goes on."""
        goes_on = node.get(f"{TEXT}continue-list")
        if goes_on in self._by_id:
            counter = self._by_id[goes_on]
        elif node.get(f"{TEXT}continue-numbering") == "true" and style in self._last:
            counter = self._last[style]
        else:
            counter = Counter()
        self._by_id[node.get(XML_ID, "")] = self._last[style] = counter
        return counter

    def label(self, style: str, counter: Counter, at: int) -> str:
        """The number as it is printed, with what separates it from the text."""
        level = self.styles.get(style, {}).get(at)
        if level is None:
            return ""
        if level.bullet:
            return "•"
        label = self._written(style, counter, at, level)
        return label + gap_after(label)

    def start(self, style: str, at: int) -> int:
        """What a level begins with."""
        return self.styles.get(style, {}).get(at, Level()).start

    def _written(self, style: str, counter: Counter, at: int, level: Level) -> str:
        if level.pattern is not None:
            return _PLACE.sub(
                lambda match: self._number(style, counter, int(match.group(1))), level.pattern
            )
        if level.form is None:
            return ""
        shown = range(max(1, at - level.shown + 1), at + 1)
        numbers = ".".join(self._number(style, counter, place) for place in shown)
        return f"{level.prefix}{numbers}{level.suffix}"

    def _number(self, style: str, counter: Counter, at: int) -> str:
        if not 1 <= at <= _LEVELS:
            return ""
        level = self.styles.get(style, {}).get(at, Level())
        count = counter.counts[at]
        return write_number(level.start if count is None else count, level.form or "decimal")


def _levels(style: etree._Element) -> list[tuple[int, Level]]:
    found = []
    for node in style:
        at = whole(node.get(f"{TEXT}level"), 0)
        if not 1 <= at <= _LEVELS:
            continue
        shown = node.get(f"{STYLE}num-format") or None
        pattern = node.get(f"{STYLE}num-list-format", node.get(f"{LOEXT}num-list-format"))
        level = Level(
            form=_FORMS.get(shown, "decimal") if shown else None,
            prefix=node.get(f"{STYLE}num-prefix", ""),
            suffix=node.get(f"{STYLE}num-suffix", ""),
            shown=whole(node.get(f"{TEXT}display-levels"), 1),
            start=whole(node.get(f"{TEXT}start-value"), 1),
            bullet=node.tag == f"{TEXT}list-level-style-bullet",
            pattern=pattern if shown else None,
        )
        found.append((at, level))
    return found


def whole(text: str | None, otherwise: int) -> int:
    """A whole number of reasonable size, for hostile files too."""
    try:
        return max(0, min(int(text or ""), 100_000))
    except ValueError:
        return otherwise
