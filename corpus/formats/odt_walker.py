"""Walks an OpenDocument text: paragraphs with their numbers, tables, text boxes, notes, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from corpus.block import Block, BlockKind
from corpus.formats.docx_styles import Looks
from corpus.formats.odt_lists import STYLE, TEXT, Counter, Lists, whole
from corpus.formats.reader import RAISED

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DEEPEST = 40
_MOST_BLANKS = 200
_SKIPPED = frozenset(
    [f"{TEXT}{name}" for name in (
        "tracked-changes", "table-of-content", "ruby-text", "sequence-decls", "variable-decls",
        "user-field-decls", "note-citation", "hidden-text", "hidden-paragraph", "illustration-index",
    )] + [f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{OFFICE}forms", f"{TABLE}shapes"]
)  # fmt: skip
_THROUGH = frozenset(
    [f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}alphabetical-index", f"{DRAW}g"]
)
_ALIGNS = {"left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
           "justify": "justify"}  # fmt: skip


@dataclass(slots=True)
class OdtStyles:
    """Styles by name: size, weight, colour, alignment, list; common and automatic ones alike."""

    nodes: dict[str, etree._Element] = field(default_factory=dict)

    def learn(self, root: etree._Element | None) -> None:
        """Takes in the styles of content.xml or styles.xml."""
        for node in root.iter(f"{STYLE}style") if root is not None else ():
            self.nodes[node.get(f"{STYLE}name", "")] = node

    def chain(self, name: str | None) -> list[etree._Element]:
        """The style and its parents, nearest first; circles end."""
        found: list[etree._Element] = []
        node = self.nodes.get(name or "")
        while node is not None and node not in found and len(found) < _DEEPEST:
            found.append(node)
            node = self.nodes.get(node.get(f"{STYLE}parent-style-name", ""))
        return found

    def looks(self, name: str | None) -> Looks:
        """Size in points, weight, colour."""
        looks = Looks()
        for node in self.chain(name):
            looks = looks.over(_looks(node.find(f"{STYLE}text-properties")))
        return looks

    def align(self, name: str | None) -> str | None:
        """The alignment of a paragraph style."""
        for node in self.chain(name):
            properties = node.find(f"{STYLE}paragraph-properties")
            align = properties.get(f"{FO}text-align", "") if properties is not None else ""
            if align:
                return _ALIGNS.get(align)
        return None

    def of_text(self, name: str | None, attribute: str) -> str:
        """An attribute of the text properties, the nearest style that gives it."""
        for node in self.chain(name):
            properties = node.find(f"{STYLE}text-properties")
            value = properties.get(attribute) if properties is not None else None
            if value:
                return str(value)
        return ""


@dataclass(slots=True)
class _Place:
    """Where in lists a paragraph stands."""

    style: str = ""
    counter: Counter = field(default_factory=Counter)
    at: int = 0


@dataclass(slots=True)
class OdtWalker:
    """State of one walk; `notes` gathers footnotes and endnotes."""

    styles: OdtStyles
    lists: Lists
    kind: BlockKind = BlockKind.PARAGRAPH
    notes: list[Block] = field(default_factory=list)
    _boxes: list[etree._Element] = field(default_factory=list)

    def story(self, container: etree._Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of a body, cell, note or text box."""
        for child in container:
            if depth > _DEEPEST:
                return
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child, depth)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, None, depth + 1)
            elif child.tag == f"{TABLE}table":
                yield from self._table(child, depth + 1)
            elif child.tag in _THROUGH:
                yield from self.story(child, depth + 1)
            elif child.tag.startswith(DRAW):
                yield from self._box(child, depth + 1)

    def _list(self, node: etree._Element, outer: _Place | None, depth: int) -> Iterator[Block]:
        style = node.get(f"{TEXT}style-name") or (outer.style if outer else "")
        counter = outer.counter if outer else self.lists.begin(node, style)
        place = _Place(style, counter, (outer.at if outer else 0) + 1)
        if depth > _DEEPEST or place.at > 10:
            return
        for item in node:
            numbered = item.tag == f"{TEXT}list-item"
            started = item.get(f"{TEXT}start-value")
            if started is not None:
                counter.counts[place.at] = whole(started, 1) - 1
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, place, depth + 1)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    label = self._label(place) if numbered else ""
                    numbered = False
                    yield from self._paragraph(child, depth, label)

    def _label(self, place: _Place) -> str:
        place.counter.next(place.at, self.lists.start(place.style, place.at))
        return self.lists.label(place.style, place.counter, place.at)

    def _paragraph(self, node: etree._Element, depth: int, label: str = "") -> Iterator[Block]:
        pieces: list[str] = []
        outer, self._boxes = self._boxes, []
        self._words(node, pieces, 0)
        boxes, self._boxes = self._boxes, outer
        text = label + "".join(pieces).strip()
        if text:
            style = node.get(f"{TEXT}style-name")
            looks = self._main_looks(node).over(self.styles.looks(style))
            yield Block(
                text, self.kind, None, None, looks.size, looks.bold, looks.red,
                self.styles.align(style),
            )  # fmt: skip
        for box in boxes:
            yield from self._box(box, depth + 1)

    def _words(self, node: etree._Element, pieces: list[str], depth: int) -> None:
        """Text as written: runs of blanks are one, text:s counts further ones."""
        if depth > _DEEPEST:
            return
        pieces.append(_squeezed(node.text))
        for child in node:
            if child.tag == f"{TEXT}note":
                self._note(child)
            elif child.tag.startswith(DRAW):
                self._boxes.append(child)
            elif child.tag not in _SKIPPED:
                self._inline(child, pieces, depth)
            pieces.append(_squeezed(child.tail))

    def _inline(self, node: etree._Element, pieces: list[str], depth: int) -> None:
        if node.tag == f"{TEXT}s":
            pieces.append(" " * min(whole(node.get(f"{TEXT}c"), 1), _MOST_BLANKS))
        elif node.tag == f"{TEXT}tab":
            pieces.append("\t")
        elif node.tag == f"{TEXT}line-break":
            pieces.append("\n")
        elif node.tag != f"{TEXT}span":
            self._words(node, pieces, depth + 1)
        else:
            style = node.get(f"{TEXT}style-name")
            if self.styles.of_text(style, f"{TEXT}display") == "none":
                return
            before = len(pieces)
            self._words(node, pieces, depth + 1)
            if self.styles.of_text(style, f"{STYLE}text-position").startswith("super"):
                pieces[before:] = [piece.translate(RAISED) for piece in pieces[before:]]

    def _main_looks(self, node: etree._Element) -> Looks:
        """The looks of the longest span."""
        spans = list(node.iterchildren(f"{TEXT}span"))
        longest = max(
            spans, key=lambda span: len("".join(str(t) for t in span.itertext())), default=None
        )
        return Looks() if longest is None else self.styles.looks(longest.get(f"{TEXT}style-name"))

    def _note(self, node: etree._Element) -> None:
        body = node.find(f"{TEXT}note-body")
        if body is not None:
            inner = OdtWalker(self.styles, self.lists, BlockKind.FOOTNOTE)
            self.notes += [replace(block, kind=BlockKind.FOOTNOTE) for block in inner.story(body)]

    def _box(self, node: etree._Element, depth: int) -> Iterator[Block]:
        """Text in a frame or shape; descriptions of pictures are not on the paper."""
        if node.tag == f"{DRAW}text-box" or (
            node.tag not in (f"{DRAW}frame", f"{DRAW}g", f"{DRAW}a")
        ):
            yield from self.story(node, depth + 1)
            return
        for child in node:
            if child.tag.startswith(DRAW) and depth < _DEEPEST:
                yield from self._box(child, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        for row in _rows(table):
            cells = [
                c for c in row if c.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
            ]
            if len(cells) == 1:
                yield from self.story(cells[0], depth)
            else:
                yield from self._row(cells, depth)

    def _row(self, cells: list[etree._Element], depth: int) -> Iterator[Block]:
        texts: list[str] = []
        nested: list[Block] = []
        first: Block | None = None
        for cell in cells:
            covered = cell.tag == f"{TABLE}covered-table-cell"
            blocks = [] if covered else list(self.story(cell, depth))
            nested += [block for block in blocks if block.kind is BlockKind.TABLE_ROW]
            plain = [block for block in blocks if block.kind is not BlockKind.TABLE_ROW]
            first = first or (plain[0] if plain else None)
            texts.append(" ".join(" ".join(block.text.split()) for block in plain))
        if first is not None:
            kind = BlockKind.TABLE_ROW if self.kind is BlockKind.PARAGRAPH else self.kind
            yield replace(first, text="\t".join(texts).rstrip("\t"), kind=kind, align=None)
        yield from nested


def edge_nodes(styles: etree._Element | None) -> Iterator[etree._Element]:
    """The page headers and footers of all master pages."""
    names = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
    for name in names if styles is not None else ():
        assert styles is not None
        yield from styles.iter(f"{STYLE}{name}")


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in (
            f"{TABLE}table-header-rows",
            f"{TABLE}table-rows",
            f"{TABLE}table-row-group",
        ):
            yield from _rows(child)


def _looks(properties: etree._Element | None) -> Looks:
    """Looks of text properties; the Asian ones come first, since the papers are Chinese."""
    if properties is None:
        return Looks()
    size = properties.get(f"{STYLE}font-size-asian") or properties.get(f"{FO}font-size") or ""
    weight = properties.get(f"{STYLE}font-weight-asian") or properties.get(f"{FO}font-weight")
    points = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", size)
    return Looks(
        float(points.group(1)) if points else None,
        None if weight is None else weight == "bold",
        _red(properties.get(f"{FO}color")),
    )


def _red(value: str | None) -> bool | None:
    if value is None or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return None
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red > 0.8 and green < 0.2 and blue < 0.2


def _squeezed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")
