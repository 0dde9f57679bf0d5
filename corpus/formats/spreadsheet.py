"""xlsx and csv → cells. Runs in the sandbox only; values are read, formulas and links are not followed."""

from __future__ import annotations

import csv
import mimetypes
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from base.errors import Unreadable
from corpus.formats.encodings import decode
from corpus.grid import (
    EMPTY,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    NO_RESULT,
    Cell,
    CellKind,
    Grid,
    GridRow,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MAX_UNPACKED = 400 << 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_BARE_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

OLD_WORKBOOK = "这是旧版表格（xls 或 et），不能直接读取。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"
NOT_A_TABLE = "这不是表格文件。请上传 xlsx 或 csv 格式的发文目录。"


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Every sheet in which anything stands.

    Raises:
        Unreadable: xls and et, a locked or damaged workbook, no table at all, too large.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_OLE):
        raise Unreadable(OLD_WORKBOOK, code="unsupported")
    grids = _workbook(path) if head.startswith(_ZIP) else _csv(path)
    filled = tuple(grid for grid in grids if grid.rows)
    if not filled:
        raise Unreadable("表格里没有内容。请检查是否选错了文件。", code="empty")
    return filled


def _workbook(path: Path) -> Iterator[Grid]:
    """The sheets of an xlsx file, hidden ones left out."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if not any(name.startswith("xl/") for name in names):
            raise Unreadable(NOT_A_TABLE, code="unsupported")
        if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
            raise Unreadable(
                "表格解开后太大。请只保留目录所在的工作表，另存后再上传。", code="too_large"
            )
    mimetypes.knownfiles.clear()  # openpyxl would read /etc/mime.types, which the sandbox forbids
    import openpyxl

    with path.open("rb") as stream:  # by its content: the name tells nothing
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:MAX_SHEETS]:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what the file says of its own size is often wrong
            source = _source(sheet)
            rows = _filled_down(list(_rows(sheet, _bare_formulas(source))), _merges(source))
            yield Grid(sheet.title[:100], tuple(rows))


def _source(sheet: Any) -> bytes:
    """The sheet as it is written: merged cells and bare formulas are not told by the library."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        data: bytes = part.read()
    return data


def _rows(sheet: Any, bare: frozenset[str]) -> Iterator[GridRow]:
    for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
        values = [_value(cell) for cell in cells]
        if bare:
            values = [
                Cell(NO_RESULT) if getattr(cell, "coordinate", "") in bare else value
                for cell, value in zip(cells, values, strict=True)
            ]
        while values and not values[-1].text:
            values.pop()
        if values:
            number = next(cell.row for cell in cells if getattr(cell, "row", None))
            if number > MAX_ROWS:
                raise Unreadable(f"表格超过 {MAX_ROWS} 行。请分成几个文件上传。", code="too_large")
            yield GridRow(number, tuple(values))


def _value(cell: Any) -> Cell:
    """One cell as the workbook displays it; a date shown as 2015年3月 has no day."""
    value = cell.value
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, datetime | date):
        return Cell(_shown_date(value, str(cell.number_format or "")), CellKind.DATE)
    if isinstance(value, int | float):
        return Cell(_shown_number(value), CellKind.NUMBER)
    if isinstance(value, time):
        return Cell(value.isoformat())
    return _words(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), str(value)))


def _words(text: str) -> Cell:
    return Cell(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:MAX_TEXT].strip())


def _shown_date(value: date, number_format: str) -> str:
    """As much of a date as its number format displays."""
    shown = _QUOTED.sub("", number_format).lower()
    iso = value.isoformat()[:10]
    if "d" in shown or shown.strip() in ("", "general"):
        return iso
    return iso[:7] if "m" in shown else iso[:4]


def _shown_number(value: float) -> str:
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else f"{value:.10g}"


def _bare_formulas(source: bytes) -> frozenset[str]:
    """Cells with a formula and no value kept: a program wrote them and no one has computed them."""
    if b"<f" not in source:
        return frozenset()
    return frozenset(place.decode() for place in _BARE_FORMULA.findall(source))


def _merges(source: bytes) -> list[tuple[int, int, int]]:
    """Cells merged downwards: column from 0, first and last row. The reader itself skips them."""
    found = _MERGED.findall(source)
    return [(_column(left), int(top), int(low)) for left, top, right, low in found if left == right]


def _column(letters: bytes) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _filled_down(rows: Iterable[GridRow], merges: list[tuple[int, int, int]]) -> Iterator[GridRow]:
    """A cell merged over several rows speaks for each of them."""
    tops: dict[int, tuple[int, int, Cell]] = {}
    starts = {(column, top): bottom for column, top, bottom in merges}
    for row in rows:
        cells = list(row.cells)
        for column, cell in enumerate(row.cells):
            bottom = starts.get((column, row.number))
            if bottom is not None:
                tops[column] = (row.number, bottom, cell)
        for column, (top, bottom, cell) in tops.items():
            if top < row.number <= bottom and not row.cell(column).text:
                cells += [EMPTY] * (column + 1 - len(cells))
                cells[column] = cell
        yield GridRow(row.number, tuple(cells))


def _csv(path: Path) -> Iterator[Grid]:
    """A text with commas, tabs or semicolons, in any of the encodings offices use."""
    data = path.read_bytes()
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(NOT_A_TABLE, code="unsupported")
    text = decode(data).text.lstrip("\ufeff")
    if re.match(r"\s*<", text):
        raise Unreadable(NOT_A_TABLE, code="unsupported")
    delimiter = max(",\t;，", key=lambda mark: text[:5000].count(mark))
    csv.field_size_limit(MAX_TEXT * 16)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(
            "表格的引号不成对，读不出各列。请用 Excel 打开，另存为 xlsx 后再上传。"
        ) from error
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"表格超过 {MAX_ROWS} 行。请分成几个文件上传。", code="too_large")
    yield Grid("csv", tuple(_csv_rows(rows)))


def _csv_rows(rows: list[list[str]]) -> Iterator[GridRow]:
    for number, raw in enumerate(rows, 1):
        cells = [_words(_unquoted(text)) for text in raw[:MAX_COLUMNS]]
        while cells and not cells[-1].text:
            cells.pop()
        if cells:
            yield GridRow(number, tuple(cells))


def _unquoted(text: str) -> str:
    """="001" is how spreadsheets keep the zeros of a number in csv."""
    found = re.fullmatch(r'="([^"]*)"', text)
    return found[1] if found else text
