"""Walks the story of a Word document: paragraphs with their numbers, tables, text boxes, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from corpus.block import Block, BlockKind
from corpus.formats.docx_runs import Fields, Words, chosen_content, local, read_words
from corpus.formats.docx_styles import Styles, align_of, listed_of
from corpus.formats.numbering import Numbering
from corpus.formats.ooxml import W

_DEEPEST = 12
_THROUGH = frozenset(["sdtContent", "ins", "moveTo", "customXml", "smartTag", "body"])
_CELLS_THROUGH = frozenset(["sdt", "sdtContent", "customXml", "ins"])


@dataclass(slots=True)
class Walker:
    """State of one walk: numbers go on counting, fields stay open, deleted marks join paragraphs."""

    styles: Styles
    numbering: Numbering
    fields: Fields
    noted: list[tuple[str, str]] = field(default_factory=list)
    _carried: str = ""

    def story(self, container: etree._Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of a body, header, footnote, text box or cell, in reading order."""
        for child in container:
            tag = local(child)
            if depth > _DEEPEST:
                return
            if tag == "p":
                yield from self._paragraph(child, depth)
            elif tag == "tbl":
                yield from self._table(child, depth + 1)
            elif (tag == "sdt" and not _is_contents(child)) or tag in _THROUGH:
                yield from self.story(child, depth + 1)
            elif tag == "AlternateContent":
                chosen = chosen_content(child)
                if chosen is not None:
                    yield from self.story(chosen, depth + 1)

    def _paragraph(self, node: etree._Element, depth: int) -> Iterator[Block]:
        properties = node.find(f"{W}pPr")
        style = _style_of(properties)
        words = read_words(node, self.styles, self.fields)
        self.noted += words.notes
        text = "".join(words.text)
        if self.styles.is_toc(style):
            return
        if _mark_is_deleted(properties):
            self._carried += text
            text = ""
        else:
            text, self._carried = self._carried + text, ""
            label = self._label(properties, style)
            if label or text.strip():
                yield self._block(label + text.strip(), words, properties, style)
        for box in words.boxes:
            yield from self.story(box, depth + 1)

    def _block(
        self, text: str, words: Words, properties: etree._Element | None, style: str | None
    ) -> Block:
        looks = words.looks(self.styles.looks(style))
        align = align_of(properties) or self.styles.align(style)
        return Block(text, size=looks.size, bold=looks.bold, red=looks.red, align=align)

    def _label(self, properties: etree._Element | None, style: str | None) -> str:
        """The automatic number; numId 0 in the paragraph takes it out of its style's list."""
        own = listed_of(properties)
        inherited = self.styles.listed(style)
        number_id = own.number_id if own is not None else None
        level = own.level if own is not None else None
        if number_id is None and inherited is not None:
            listed, source = inherited
            number_id = listed.number_id
            if level is None:
                level = listed.level
            if level is None and number_id is not None:
                level = self.numbering.level_of_style(number_id, source)
        if number_id is None or number_id == "0":
            return ""
        return self.numbering.next_label(number_id, level or 0)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        for row in _descend(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            yield from self._row(row, depth)

    def _row(self, row: etree._Element, depth: int) -> Iterator[Block]:
        """A row of one cell is layout: its paragraphs stay paragraphs. Merged cells come once."""
        cells = list(_descend(row, "tc"))
        if len(cells) == 1:
            if not _continues(cells[0]):
                yield from self.story(cells[0], depth)
            return
        texts: list[str] = []
        nested: list[Block] = []
        first: Block | None = None
        for cell in cells:
            blocks = [] if _continues(cell) else list(self.story(cell, depth))
            nested += [block for block in blocks if block.kind is BlockKind.TABLE_ROW]
            plain = [block for block in blocks if block.kind is not BlockKind.TABLE_ROW]
            first = first or (plain[0] if plain else None)
            texts.append(" ".join(" ".join(block.text.split()) for block in plain))
        if first is not None:
            text = "\t".join(texts).rstrip("\t")
            yield replace(first, text=text, kind=BlockKind.TABLE_ROW, align=None)
        yield from nested


def _descend(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, through content controls and insertions."""
    for child in node:
        tag = local(child)
        if tag == wanted:
            yield child
        elif tag in _CELLS_THROUGH:
            yield from _descend(child, wanted)


def _continues(cell: etree._Element) -> bool:
    """Whether the cell is only the continuation of a merged one, or was deleted."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return False
    if properties.find(f"{W}cellDel") is not None:
        return True
    for name in ("vMerge", "hMerge"):
        merge = properties.find(f"{W}{name}")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            return True
    return False


def _style_of(properties: etree._Element | None) -> str | None:
    node = properties.find(f"{W}pStyle") if properties is not None else None
    return None if node is None else node.get(f"{W}val")


def _mark_is_deleted(properties: etree._Element | None) -> bool:
    """A deleted paragraph mark: the words go on in the next paragraph."""
    if properties is None:
        return False
    mark = properties.find(f"{W}rPr")
    return mark is not None and (
        mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
    )


def _is_contents(control: etree._Element) -> bool:
    """A content control that holds a table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
