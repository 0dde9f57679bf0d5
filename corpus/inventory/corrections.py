"""An exported inventory that comes back: which fields were changed, old beside new. Pure.

A file that was not changed gives no difference, whatever stands in the titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.grid import NO_RESULT, Cell, Grid, GridRow, column_letter
from corpus.inventory.columns import plain_header
from corpus.inventory.day import read_date
from corpus.inventory.register import DATE_FIELDS, ERROR, WARNING, Remark
from corpus.inventory.sheet_columns import ABOUT_SHEET, EDITABLE, LABELS, MARK, SHEET

Value = str | list[str] | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Current:
    """A document as the library has it: its values as exported, version, and last change."""

    values: dict[str, str]
    version: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one document: `value` is the correction to lay over it."""

    document: int
    version: int
    field: str
    old: str
    new: str
    value: Value
    row: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: rows read, differences, and what a person should look at."""

    rows: int
    differences: tuple[Difference, ...]
    remarks: tuple[Remark, ...]


def is_inventory(grids: Iterable[Grid]) -> bool:
    """Whether a workbook is an exported inventory: the sheet 底账 with 编号 and 登记情况 in its head."""
    return _sheet(grids) is not None


def ids_in(grids: Iterable[Grid]) -> list[int]:
    """The documents the file names."""
    found = _sheet(grids)
    if found is None:
        return []
    sheet, places = found
    ids = (row.cell(places["id"]).text for row in sheet.rows[1:])
    return [int(text) for text in ids if text.isdigit() and len(text) < 15]


def compare(grids: Iterable[Grid], current: dict[int, Current]) -> Returned:
    """Compare a returned inventory with the library.

    Args:
        current: the documents of `ids_in`; an id that is not there is an error of its row.
    """
    grids = tuple(grids)
    found = _sheet(grids)
    if found is None:
        return Returned(0, (), ())
    sheet, places = found
    comparing = _Comparing(sheet.name, places, current, _mark(grids))
    for row in sheet.rows[1:]:
        comparing.row(row)
    remarks = sorted(comparing.remarks, key=lambda remark: remark.level)
    return Returned(comparing.rows, tuple(comparing.differences), tuple(remarks))


class _Comparing:
    """Goes through the rows of one sheet."""

    def __init__(
        self, sheet: str, places: dict[str, int], current: dict[int, Current], mark: int | None
    ) -> None:
        self._sheet, self._places, self._current, self._mark = sheet, places, current, mark
        self._seen: dict[int, int] = {}
        self.rows = 0
        self.differences: list[Difference] = []
        self.remarks: list[Remark] = []

    def row(self, row: GridRow) -> None:
        """Compare one row; a row without a known id is remarked and left alone."""
        text = row.cell(self._places["id"]).text
        self.rows += 1
        if not text.isdigit() or len(text) > 15:
            self._remark(ERROR, row, "id", f"编号“{text[:20]}”不是文件编号，这一行没有读")
            return
        document = self._current.get(int(text))
        if document is None:
            self._remark(ERROR, row, "id", f"库里没有编号为 {text} 的文件，这一行没有读")
        elif int(text) in self._seen:
            first = self._seen[int(text)]
            self._remark(ERROR, row, "id", f"编号 {text} 与第 {first} 行重复，这一行没有读")
        else:
            self._seen[int(text)] = row.number
            self._fields(row, int(text), document)

    def _fields(self, row: GridRow, document_id: int, document: Current) -> None:
        before = len(self.differences)
        for field, place in self._places.items():
            cell, old = row.cell(place), tidy(document.values.get(field, ""))
            if field not in document.values or tidy(cell.text) == old:
                continue  # also 序号, 状态, 登记情况: the system writes them anew each time
            if field not in EDITABLE:
                words = f"“{LABELS[field]}”这一列由系统填写，改动没有采用"
                self._remark(WARNING, row, field, words)
                continue
            self._changed(row, (document_id, document, field, old), cell)
        late = self._mark is not None and document.sequence > self._mark
        if late and len(self.differences) > before:
            self._remark(WARNING, row, "id", "导出之后，这份文件在系统里又有改动，请核对旧值")

    def _changed(self, row: GridRow, what: tuple[int, Current, str, str], cell: Cell) -> None:
        document_id, document, field, old = what
        if cell.text == NO_RESULT:
            self._remark(ERROR, row, field, "这一格是公式，没有算出的结果。请改成文字")
            return
        new, value = tidy(cell.text), _value(field, tidy(cell.text))
        if field in DATE_FIELDS:
            read = read_date(cell)
            if read.error or read.doubt:
                self._remark(ERROR if read.error else WARNING, row, field, read.error or read.doubt)
            if read.error:
                return
            new = read.fact.iso if read.fact else ""
            value = new or None
            if new == old:
                return
        self.differences.append(
            Difference(document_id, document.version, field, old, new, value, row.number)
        )

    def _remark(self, level: str, row: GridRow, field: str, message: str | None) -> None:
        letter = column_letter(self._places[field])
        self.remarks.append(Remark(level, self._sheet, row.number, letter, message or ""))


def tidy(text: str) -> str:
    """A value as it survives a workbook: no control characters, one kind of line end, no outer blanks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", plain).strip()


def _value(field: str, text: str) -> Value:
    if field == "issuers":
        return [name.strip() for name in text.split("、") if name.strip()]
    return text or None


def _sheet(grids: Iterable[Grid]) -> tuple[Grid, dict[str, int]] | None:
    """The sheet and the place of each of its columns, found by their names."""
    names = {plain_header(label): field for field, label in LABELS.items()}
    for grid in grids:
        if grid.name not in (SHEET, "csv") or not grid.rows:
            continue
        head = [plain_header(cell.text) for cell in grid.rows[0].cells]
        places = {names[text]: n for n, text in reversed(list(enumerate(head))) if text in names}
        if "id" in places and "registered" in places:
            return grid, places
    return None


def _mark(grids: Iterable[Grid]) -> int | None:
    """The last change the export had seen, None where the sheet 说明 was taken out."""
    for grid in grids:
        if grid.name == ABOUT_SHEET:
            for row in grid.rows:
                if row.cell(0).text == MARK and row.cell(1).text.isdigit():
                    return int(row.cell(1).text)
    return None
