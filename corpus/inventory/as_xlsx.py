"""The whole inventory (底账) as a workbook; nothing in it is a formula. The reader is `corrections`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from corpus.inventory.sheet_columns import ABOUT_SHEET, COLUMNS, MARK, SHEET

_WIDTHS = {
    "n": 6,
    "id": 8,
    "title": 60,
    "doc_number": 22,
    "issuers": 24,
    "file_name": 40,
    "note": 30,
}
_EXPLANATION = (
    "可以改的列：标题、发文字号、制定机关、成文日期、公布日期、施行日期、有效期至、文种。其余各列改了不起作用。",
    "编号是文件在库里的编号，不要改。不用改的行可以删去，没有的行不作改动。",
    "日期写 2015-03-04；只知道年月写 2015-03，只知道年写 2015。格子清空，表示原件上没有。",
    "改好后从“底账 › 目录与导入”上传，系统先列出每处改动，确认后才改。",
)


def render(lines: Iterable[tuple[int, dict[str, str]]], sequence: int, day: str) -> bytes:
    """An .xlsx file.

    Args:
        lines: id and values of each document, in order.
        sequence: the last change of the library this export has seen.
        day: the day of the export, ISO.
    """
    with tempfile.TemporaryDirectory(prefix="qingce-") as folder:
        path = Path(folder) / "inventory.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(str(path), options)
        _inventory(book, lines)
        _about(book, sequence, day)
        book.close()
        return path.read_bytes()


def _inventory(book: xlsxwriter.Workbook, lines: Iterable[tuple[int, dict[str, str]]]) -> None:
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "bottom": 2})
    for n, (field, label) in enumerate(COLUMNS):
        sheet.set_column(n, n, _WIDTHS.get(field, 13))
        sheet.write_string(0, n, label, head)
    sheet.freeze_panes(1, 3)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    row = 0
    for row, (document_id, values) in enumerate(lines, 1):
        sheet.write_number(row, 0, row)
        sheet.write_number(row, 1, document_id)
        for n, (field, _label) in enumerate(COLUMNS[2:], 2):
            text = values.get(field, "")
            if text:
                sheet.write_string(row, n, text)
    sheet.autofilter(0, 0, max(row, 1), len(COLUMNS) - 1)


def _about(book: xlsxwriter.Workbook, sequence: int, day: str) -> None:
    sheet = book.add_worksheet(ABOUT_SHEET)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    rows = [("导出日期", day), (MARK, str(sequence)), *(("怎样改", text) for text in _EXPLANATION)]
    for n, (label, text) in enumerate(rows):
        sheet.write_string(n, 0, label)
        sheet.write_string(n, 1, text)
