"""A register (发文目录) out of the cells of a workbook: its rows, and what a person should look at. Pure.

Errors and warnings name sheet, row and column as the workbook shows them. Nothing is guessed: what
cannot be understood is an error of that cell, and the row can be left out or kept without it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from corpus.correction import read_number
from corpus.document import DatedFact, DocNumber
from corpus.grid import EMPTY, Grid, GridRow, column_letter
from corpus.inventory.columns import Header, find_header, header_at, is_repeated
from corpus.inventory.day import ReadDate, read_date

DATE_FIELDS = ("signed_on", "issued_on", "effective_on", "valid_until")
WORD_FIELDS = ("title", "issuer", "genre", "pages", "status", "note")
ERROR, WARNING = "error", "warning"

_TOTAL = re.compile(r"(?:合|总|小|共)\s*计|以上共|共\s*\d+\s*[件份个篇]|累计")
_FOOT = re.compile(r"\s*(?:填表|制表|审核|填报|统计)(?:人|单位|时间|日期)")
_SECRET = re.compile(r"绝密|机密|秘密")
_STARRED = re.compile(r"\s*(?:绝密|机密|秘密)\s*[★☆*＊]")
_NOT_SECRET = re.compile(r"[非无不]|已?解密")
_CODE = re.compile(r"[A-Za-z一-鿿]{1,16}\s*[〔\[(（【]?\s*\d{4}\s*[〕\])）】]?\s*第?\s*\d{1,4}")
_SEVERAL = re.compile(r"号.*号")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at: `level` is error or warning, `column` its letter or None for the row."""

    level: str
    sheet: str
    row: int
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a register: a paper that the office says it made."""

    sheet: str
    row: int
    number: DocNumber | None = None
    title: str | None = None
    signed_on: DatedFact | None = None
    issued_on: DatedFact | None = None
    effective_on: DatedFact | None = None
    valid_until: DatedFact | None = None
    issuer: str | None = None
    genre: str | None = None
    pages: str | None = None
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as it was understood: its header, None where there is none, and how many rows were read."""

    sheet: str
    header: Header | None
    entries: int


@dataclass(frozen=True, slots=True)
class Register:
    """Everything read from a file. `skipped` counts total rows and repeated headers."""

    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    secret: tuple[Remark, ...] = ()
    skipped: int = 0

    def faulty_rows(self) -> frozenset[tuple[str, int]]:
        """Rows with an error, by sheet and row."""
        return frozenset((r.sheet, r.row) for r in self.remarks if r.level == ERROR)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says of one sheet: where its header is (0 = skip the sheet), field by column."""

    header: int
    fields: dict[int, str | None]


@dataclass(slots=True)
class _Reader:
    """Collects while a file is read."""

    entries: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    secret: list[Remark] = field(default_factory=list)
    skipped: int = 0


def read_register(grids: Iterable[Grid], choices: dict[str, Choice] | None = None) -> Register:
    """Read every sheet that has a header.

    Args:
        choices: sheet → what a person chose instead of what was found.
    """
    reader = _Reader()
    tables: list[Table] = []
    for grid in grids:
        _remark_marks(grid, reader)
        header = _header(grid, (choices or {}).get(grid.name))
        before = len(reader.entries)
        if header is None:
            message = (
                "没有找到表头（含“标题”或“文号”的一行），这张工作表没有读。可在下面指定表头在第几行"
            )
            reader.remarks.append(Remark(WARNING, grid.name, grid.rows[0].number, None, message))
        else:
            _read_sheet(grid, header, reader)
        tables.append(Table(grid.name, header, len(reader.entries) - before))
    _remark_repeats(reader)
    remarks = sorted(reader.remarks, key=lambda r: r.level)
    secret = tuple(reader.secret)
    return Register(tuple(tables), tuple(reader.entries), tuple(remarks), secret, reader.skipped)


def _header(grid: Grid, choice: Choice | None) -> Header | None:
    if choice is None:
        return find_header(grid)
    found = find_header(grid)
    if choice.header == 0:
        return None
    if found is None or found.first != choice.header:
        found = header_at(grid, choice.header)
    if found is None or not choice.fields:
        return found
    columns = tuple(
        type(column)(column.index, column.header, choice.fields.get(column.index))
        for column in found.columns
    )
    return Header(found.first, found.last, columns)


def _remark_marks(grid: Grid, reader: _Reader) -> None:
    """机密★10年 is a mark wherever it stands (GB/T 9704-2012, 7.2.2), also above or without a header."""
    for row in grid.rows:
        if any(_STARRED.match(cell.text) for cell in row.cells):
            reader.secret.append(Remark(ERROR, grid.name, row.number, None, "标有密级"))


def _read_sheet(grid: Grid, header: Header, reader: _Reader) -> None:
    for row in grid.rows:
        if row.number <= header.last or not any(cell.text for cell in row.cells):
            continue
        if is_repeated(header, row) or _is_total(row):
            reader.skipped += 1
            continue
        _read_row(grid.name, row, header, reader)


def _is_total(row: GridRow) -> bool:
    """合计 27 件, 填表人：…: the first thing said in the row is not a paper's."""
    texts = [cell.text for cell in row.cells if cell.text]
    few = len(texts) <= 4
    return few and bool(_TOTAL.match(texts[0]) or _FOOT.match(texts[0]))


def _read_row(sheet: str, row: GridRow, header: Header, reader: _Reader) -> None:
    def remark(level: str, field_name: str | None, message: str) -> Remark:
        column = header.column(field_name) if field_name else None
        letter = column_letter(column.index) if column else None
        return Remark(level, sheet, row.number, letter, message)

    secrecy = _cell_of(row, header, "secrecy")
    if _SECRET.search(secrecy) and not _NOT_SECRET.search(secrecy):
        if not _STARRED.match(secrecy):
            reader.secret.append(remark(ERROR, "secrecy", "标有密级"))
        return
    values: dict[str, Any] = {name: _cell_of(row, header, name) or None for name in WORD_FIELDS}
    values["title"] = _title(values["title"])
    words = _cell_of(row, header, "number")
    if not words and not values["title"]:
        texts = [cell.text for cell in row.cells if cell.text]
        message = f"没有标题和文号，没有登记：{' '.join(texts)[:40]}"
        reader.remarks.append(remark(WARNING, None, message))
        return
    remarks: list[Remark] = []
    values["number"] = _number(words, lambda text: remarks.append(remark(WARNING, "number", text)))
    for name in DATE_FIELDS:
        read = _date_of(row, header, name)
        values[name] = read.fact
        if read.error or read.doubt:
            level = ERROR if read.error else WARNING
            remarks.append(remark(level, name, read.error or read.doubt or ""))
    if not values["title"]:
        remarks.append(remark(WARNING, "title", "没有标题，只能按文号与文件对应"))
    reader.remarks += remarks
    reader.entries.append(Entry(sheet=sheet, row=row.number, **values))


def _cell_of(row: GridRow, header: Header, name: str) -> str:
    column = header.column(name)
    return row.cell(column.index).text if column else ""


def _date_of(row: GridRow, header: Header, name: str) -> ReadDate:
    column = header.column(name)
    return read_date(row.cell(column.index) if column else EMPTY)


def _title(words: str | None) -> str | None:
    """A title in one line; blanks between Chinese glyphs come from the layout of the table."""
    if not words:
        return None
    return re.sub(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "", " ".join(words.split())) or None


def _number(words: str, warn: Callable[[str], None]) -> DocNumber | None:
    """The number of a cell; a shape without 号 or brackets is read as if it had them."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if plain in ("", "-", "—", "/", "无", "无文号", "未编号"):
        return None
    found = read_number(words)
    if (found is None or found.key is None) and _CODE.fullmatch(plain):
        found = read_number(_completed(plain)) or found
    if found is None or found.key is None:
        warn(f"文号“{words[:30]}”认不出年份和序号，只能按标题对应")
        return DocNumber(words, words, None, None)
    if _SEVERAL.search(words):
        warn(f"一格里像有几个文号“{words[:40]}”，只按第一个对应")
    return DocNumber(words, found.prefix, found.year, found.serial)


def _completed(plain: str) -> str:
    """青政发2015 12 → 青政发〔2015〕12号."""
    found = re.match(r"([A-Za-z一-鿿]+)\D*?(\d{4})\D*(\d+)", plain)
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else plain


def _remark_repeats(reader: _Reader) -> None:
    """The same number twice in one file is worth a look: two papers may share it, or a row was copied."""
    first: dict[str, Entry] = {}
    for entry in reader.entries:
        key = entry.number.key if entry.number else None
        if key is None:
            continue
        if key in first:
            other = first[key]
            where = "" if other.sheet == entry.sheet else f"“{other.sheet}”"
            message = f"文号与{where}第 {other.row} 行相同"
            reader.remarks.append(Remark(WARNING, entry.sheet, entry.row, None, message))
        else:
            first[key] = entry
