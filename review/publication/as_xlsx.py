"""The lists as a workbook: a sheet with the totals, then a sheet a list."""

from __future__ import annotations

import io

import xlsxwriter

from review.disposition import Disposition
from review.notice import PublicationNotice, content_hash
from review.publication.catalogue import FilledAnnex, filled

WIDTHS = {"n": 6, "title": 60, "reason": 46, "doc_number": 24, "issuer": 26, "unit": 20}


def render(notice: PublicationNotice) -> bytes:
    """An .xlsx file; nothing in it is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    _summary(book.add_worksheet("汇总"), notice, head)
    for annex in filled(notice):
        _sheet(book.add_worksheet(annex.annex.disposition.label), annex, head, wrap)
    book.close()
    return out.getvalue()


def _summary(
    sheet: xlsxwriter.worksheet.Worksheet,
    notice: PublicationNotice,
    head: xlsxwriter.format.Format,
) -> None:
    rows: list[tuple[str, str | int]] = [
        ("公告", notice.title),
        ("文号", notice.number),
        ("公布日期", notice.published_on.isoformat()),
        ("清理截止", notice.cut_off.isoformat()),
        ("清理规范性文件", notice.totals["total"]),
        *((one.label, notice.totals[one.value]) for one in Disposition),
        ("内容校验码", content_hash(notice.content())),
    ]
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 70)
    for n, (label, value) in enumerate(rows):
        sheet.write_string(n, 0, label, head)
        if isinstance(value, int):
            sheet.write_number(n, 1, value)
        else:
            sheet.write_string(n, 1, value)


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    annex: FilledAnnex,
    head: xlsxwriter.format.Format,
    wrap: xlsxwriter.format.Format,
) -> None:
    for column, (field, label) in enumerate(annex.annex.columns):
        sheet.set_column(column, column, WIDTHS.get(field, 14))
        sheet.write_string(0, column, label, head)
    for row, entry in enumerate(annex.entries, 1):
        sheet.write_number(row, 0, entry.n)
        for column, text in enumerate(annex.cells(entry)[1:], 1):
            sheet.write_string(row, column, text, wrap)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(annex.entries), len(annex.annex.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
