"""The result of a list of terms as a workbook: a sheet with the counts, a sheet with the hits."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

COUNTS = (("序号", 6), ("检索词", 50), ("命中文件数", 12), ("列出的命中", 12))
HITS = (
    ("检索词", 36), ("编号", 8), ("标题", 60), ("发文字号", 22), ("制定机关", 24), ("成文日期", 12),
    ("效力状态", 10), ("命中处数", 9), ("原文摘录", 80),
)  # fmt: skip
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def render(counts: Sequence[tuple[str, int, int]], hits: Iterable[tuple[str | int, ...]]) -> bytes:
    """An .xlsx file; nothing in it is a formula.

    Args:
        counts: term, exact total, hits listed, in order.
        hits: the cells of each row, as `HITS`.
    """
    with tempfile.TemporaryDirectory(prefix="qingce-") as folder:
        path = Path(folder) / "terms.xlsx"
        book = xlsxwriter.Workbook(str(path), _OPTIONS)
        head = book.add_format({"bold": True, "bottom": 2})
        rows = ((n, *row) for n, row in enumerate(counts, 1))
        _sheet(book.add_worksheet("命中数"), COUNTS, rows, head)
        _sheet(book.add_worksheet("命中文件"), HITS, hits, head)
        book.close()
        return path.read_bytes()


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[tuple[str | int, ...]],
    head: xlsxwriter.format.Format,
) -> None:
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, head)
    sheet.freeze_panes(1, 0)
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(place, column, value)
            else:
                sheet.write_string(place, column, value[:32_000])
