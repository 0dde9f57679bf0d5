"""Which row of a register is its header and what each column holds. Pure; the words are in headers.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.grid import Grid, GridRow

IGNORED = "ignored"
_LOOK_IN_ROWS = 40
_LONGEST_HEADER = 24
_SEPARATORS = re.compile(r"[\s、，,。:：;；/／\\()（）\[\]［］【】〔〕*＊“”\"'·.．_\-]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can hold, with the headers that say so."""

    name: str
    label: str
    same: tuple[str, ...]
    holds: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its header as written, the field it holds (None = unknown)."""

    index: int
    header: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: its first and last row as the workbook numbers them, its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]

    def column(self, field: str) -> Column | None:
        """The first column that holds a field."""
        return next((column for column in self.columns if column.field == field), None)


@cache
def fields() -> tuple[Field, ...]:
    """Every field of headers.toml, in its order."""
    data = tomllib.loads((Path(__file__).parent / "headers.toml").read_text("utf-8"))
    return tuple(
        Field(one["name"], one["label"], *(tuple(one[k]) for k in ("same", "holds", "misses")))
        for one in data["field"]
    )


@cache
def labels() -> dict[str, str]:
    """Field → what it is called on the page."""
    return {field.name: field.label for field in fields()}


def field_of(header: str) -> str | None:
    """The field a header names, None where it is unknown.

    An equal word goes first, then the longest word contained in it.
    """
    plain = plain_header(header)
    if not plain or len(plain) > _LONGEST_HEADER:
        return None
    equal, contained = _words()
    if plain in equal:
        return equal[plain]
    found = [word for word in contained if word in plain]
    return contained[max(found, key=len)] if found else None


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    """Every word of headers.toml with its field: those to be equal, those to be contained."""
    equal = {plain_header(word): field.name for field in fields() for word in field.same}
    contained = {plain_header(word): field.name for field in fields() for word in field.holds}
    return equal, contained


def plain_header(text: str) -> str:
    """A header without blanks, brackets, punctuation and width."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).lower()


def find_header(grid: Grid) -> Header | None:
    """The header of a sheet: the row of the first forty that names the most fields.

    Title rows above it name none. At least two fields, one of them 标题 or 文号, make a header. A
    second row under it (a head split in two by merged cells) fills the columns it names.
    """
    rows = grid.rows[:_LOOK_IN_ROWS]
    best = max(range(len(rows)), key=lambda n: (_worth(rows[n]), -n), default=None)
    if best is None or _worth(rows[best]) < 2:
        return None
    upper = rows[best]
    lower = rows[best + 1] if best + 1 < len(rows) else None
    if lower is not None and _is_second_row(upper, lower):
        return Header(upper.number, lower.number, _columns((upper, lower)))
    return Header(upper.number, upper.number, _columns((upper,)))


def header_at(grid: Grid, number: int) -> Header | None:
    """The header where a person says it is, by the workbook's row number."""
    row = next((row for row in grid.rows if row.number == number), None)
    return None if row is None else Header(number, number, _columns((row,)))


def is_repeated(header: Header, row: GridRow) -> bool:
    """Whether a row only says the header (or a part of it) again, as printed registers do on each page."""
    written = {column.index: plain_header(column.header) for column in header.columns}
    cells = [(n, cell.text) for n, cell in enumerate(row.cells) if cell.text]
    known = all(field_of(text) or written.get(n) == plain_header(text) for n, text in cells)
    return len(cells) >= 2 and known


def _worth(row: GridRow) -> int:
    """How many different fields a row names; nothing where neither 标题 nor 文号 is among them."""
    named = {field_of(cell.text) for cell in row.cells} - {None}
    return len(named) if named & {"title", "number"} else 0


def _is_second_row(upper: GridRow, lower: GridRow) -> bool:
    """Whether the row under the header is its second half: it names fields, and holds nothing else."""
    named = [cell.text for cell in lower.cells if cell.text]
    if not named or any(field_of(text) is None for text in named):
        return False
    return any(cell.text != upper.cell(n).text for n, cell in enumerate(lower.cells) if cell.text)


def _columns(rows: Sequence[GridRow]) -> tuple[Column, ...]:
    """The columns of a header of one or two rows; a field is given to the first column that names it."""
    taken: set[str] = set()
    out: list[Column] = []
    for index in range(max(len(row.cells) for row in rows)):
        words = [row.cell(index).text for row in reversed(rows) if row.cell(index).text]
        header = next((text for text in words if field_of(text)), words[0] if words else "")
        field = field_of(header)
        if field in taken and field != IGNORED:
            field = None
        if field is not None:
            taken.add(field)
        out.append(Column(index, " ".join(header.split()), field))
    return tuple(out)
