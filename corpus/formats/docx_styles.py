"""Styles of Word: size, weight, colour, alignment and list of a paragraph through the basedOn chain.

ECMA-376 part 1, 17.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.ooxml import W

_LONGEST_CHAIN = 20
_TOC = re.compile(r"^((toc|目录)\s*(\d|heading|标题)?|contents\s+(\d|heading))$", re.I)
_ALIGNS = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
    "both": "justify", "distribute": "justify",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """What a place says about type; None where it says nothing. `size` in points."""

    size: float | None = None
    bold: bool | None = None
    red: bool | None = None

    def over(self, below: Looks) -> Looks:
        """These looks, and where they are silent those of `below`."""
        return Looks(
            below.size if self.size is None else self.size,
            below.bold if self.bold is None else self.bold,
            below.red if self.red is None else self.red,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """numPr as it stands: list and level, each None where not given. List "0" takes out of a list."""

    number_id: str | None
    level: int | None


@dataclass(slots=True)
class Styles:
    """The styles of one document by id."""

    nodes: dict[str, etree._Element] = field(default_factory=dict)
    default: str | None = None
    base: Looks = field(default_factory=Looks)
    _looks: dict[str, Looks] = field(default_factory=dict)

    def is_toc(self, style: str | None) -> bool:
        """Whether the style is one of a table of contents, by id or by name."""
        node = self.nodes.get(style or "")
        name = node.find(f"{W}name") if node is not None else None
        shown = name.get(f"{W}val", "") if name is not None else ""
        return bool(_TOC.match(style or "") or _TOC.match(shown))

    def looks(self, style: str | None) -> Looks:
        """Size, weight and colour of a style, the document's defaults below."""
        key = style or self.default or ""
        if key not in self._looks:
            found = Looks()
            for node in self.chain(key):
                found = found.over(looks_of(node.find(f"{W}rPr")))
            self._looks[key] = found.over(self.base)
        return self._looks[key]

    def align(self, style: str | None) -> str | None:
        """The alignment of a style."""
        found = (align_of(node.find(f"{W}pPr")) for node in self.chain(style or self.default or ""))
        return next((align for align in found if align), None)

    def listed(self, style: str | None) -> tuple[Listed, str] | None:
        """The first numPr of the chain that names a list, with the id of the style it stands in."""
        for node in self.chain(style or self.default or ""):
            listed = listed_of(node.find(f"{W}pPr"))
            if listed is not None and listed.number_id is not None:
                return listed, node.get(f"{W}styleId", "")
        return None

    def chain(self, style: str) -> list[etree._Element]:
        """The style and those it is based on, nearest first; circles end."""
        found: list[etree._Element] = []
        node = self.nodes.get(style)
        while node is not None and node not in found and len(found) < _LONGEST_CHAIN:
            found.append(node)
            based = node.find(f"{W}basedOn")
            node = self.nodes.get(based.get(f"{W}val", "")) if based is not None else None
        return found


def read_styles(root: etree._Element | None) -> Styles:
    """Styles out of styles.xml; None gives an empty set."""
    styles = Styles()
    if root is None:
        return styles
    for node in root.iterchildren(f"{W}style"):
        key = node.get(f"{W}styleId", "")
        styles.nodes.setdefault(key, node)
        if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true", "on"):
            styles.default = key
    styles.base = looks_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    return styles


def looks_of(properties: etree._Element | None) -> Looks:
    """Looks that a w:rPr states."""
    if properties is None:
        return Looks()
    size = properties.find(f"{W}sz")
    bold = properties.find(f"{W}b")
    colour = properties.find(f"{W}color")
    return Looks(
        _points(size.get(f"{W}val")) if size is not None else None,
        None if bold is None else bold.get(f"{W}val", "1") not in ("0", "false", "off"),
        _is_red(colour.get(f"{W}val", "")) if colour is not None else None,
    )


def align_of(properties: etree._Element | None) -> str | None:
    """Alignment that a w:pPr states."""
    node = properties.find(f"{W}jc") if properties is not None else None
    return _ALIGNS.get(node.get(f"{W}val", "")) if node is not None else None


def listed_of(properties: etree._Element | None) -> Listed | None:
    """numPr that a w:pPr states."""
    node = properties.find(f"{W}numPr") if properties is not None else None
    if node is None:
        return None
    number, level = node.find(f"{W}numId"), node.find(f"{W}ilvl")
    at = level.get(f"{W}val", "") if level is not None else ""
    return Listed(
        number.get(f"{W}val") if number is not None else None,
        min(int(at), 8) if at.isascii() and at.isdigit() and len(at) < 3 else None,
    )


def _points(half: str | None) -> float | None:
    try:
        value = float(half or "") / 2
    except ValueError:
        return None
    return value if 0 < value < 1000 else None


def _is_red(value: str) -> bool:
    """Strong red, as a letterhead is printed: R > .8, G and B < .2."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        return False
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red > 0.8 and green < 0.2 and blue < 0.2
