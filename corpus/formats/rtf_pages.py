"""Collects the text of an RTF file into blocks: paragraphs, rows, text boxes and notes after them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from corpus.block import Block, BlockKind
from corpus.formats.docx_styles import Looks


@dataclass(slots=True)
class Story:
    """One flow of text: body, footnote, text box, header. Rows gather cells, cells paragraphs."""

    kind: BlockKind = BlockKind.PARAGRAPH
    blocks: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _weights: Counter[Looks] = field(default_factory=Counter)
    _cell: list[Block] = field(default_factory=list)
    _cells: list[list[Block]] = field(default_factory=list)
    _inner_cell: list[Block] = field(default_factory=list)
    _inner: list[list[Block]] = field(default_factory=list)
    _nested: list[Block] = field(default_factory=list)

    def add(self, piece: str, looks: Looks) -> None:
        """Text that goes on in the paragraph at hand."""
        self._text.append(piece)
        self._weights[looks] += len(piece.strip())

    def paragraph(self, align: str | None, depth: int) -> None:
        """Ends a paragraph; what hung on it (text boxes) follows.

        Args:
            align: its alignment.
            depth: how many tables it stands in.
        """
        text = _paired("".join(self._text).strip())
        most = self._weights.most_common(1)
        looks = most[0][0] if most else Looks()
        self._text.clear()
        self._weights.clear()
        target = (self.blocks, self._cell, self._inner_cell)[min(depth, 2)]
        if text:
            target.append(
                Block(text, self.kind, None, None, looks.size, looks.bold, looks.red, align)
            )
        target += self.after
        self.after.clear()

    def cell(self, align: str | None, *, nested: bool) -> None:
        """Ends a cell of a row, or of a row of a table inside a cell."""
        self.paragraph(align, 2 if nested else 1)
        cells, cell = (self._inner, self._inner_cell) if nested else (self._cells, self._cell)
        cells.append(cell[:])
        cell.clear()

    def row(self, *, nested: bool) -> None:
        """Ends a row; rows of inner tables follow the row that holds them."""
        if nested:
            self._nested += _row(self._inner)
            self._inner.clear()
            return
        self.blocks += _row(self._cells)
        self.blocks += self._nested
        self._cells.clear()
        self._nested.clear()

    def close(self, align: str | None) -> list[Block]:
        """All blocks, those of an unfinished row too."""
        self.paragraph(align, 1 if self._cells else 0)
        for cells, cell in ((self._inner, self._inner_cell), (self._cells, self._cell)):
            if cell:
                cells.append(cell[:])
                cell.clear()
        self.row(nested=True)
        self.row(nested=False)
        return self.blocks


def _row(cells: list[list[Block]]) -> list[Block]:
    """A row of one cell is layout: its paragraphs stay paragraphs."""
    if len(cells) <= 1:
        return [block for cell in cells for block in cell]
    first = next((block for cell in cells for block in cell), None)
    if first is None:
        return []
    texts = [" ".join(" ".join(block.text.split()) for block in cell) for cell in cells]
    text = "\t".join(texts).rstrip("\t")
    return [replace(first, text=text, kind=BlockKind.TABLE_ROW, align=None)] if text.strip() else []


def _paired(text: str) -> str:
    """Characters beyond the first plane come as two halves."""
    if text.isprintable():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
