"""The announcement with its annexes as .docx, laid out after GB/T 9704-2012.

Margins: top 37 mm, binding edge 28 mm, type area 156 × 225 mm. Title 小标宋 二号, body 仿宋 三号, 28 pt lines.
The fonts are named, not embedded; Word and WPS take the nearest they have.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from review.disposition import Disposition
from review.notice import PublicationNotice, content_hash
from review.publication.catalogue import FilledAnnex, filled

TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
WIDTH_SHARES = {"n": 5, "title": 34, "doc_number": 14, "issuer": 14, "issued_on": 11, "reason": 22}


def render(notice: PublicationNotice) -> bytes:
    """A .docx file."""
    document = Document()
    _name(document, notice)
    _set_page(document.sections[0])
    _title(document, notice.title)
    _line(document, notice.number, align=WD_ALIGN_PARAGRAPH.CENTER)
    for paragraph in notice.body.split("\n"):
        _line(document, paragraph, indent=True)
    annexes = filled(notice)
    for annex in annexes:
        words = f"附件{annex.number}　{annex.annex.title}（{len(annex.entries)}件）"
        _line(document, words, indent=True)
    _line(document, notice.authority, align=WD_ALIGN_PARAGRAPH.RIGHT)
    day = notice.published_on
    _line(document, f"{day.year}年{day.month}月{day.day}日", align=WD_ALIGN_PARAGRAPH.RIGHT)
    for annex in annexes:
        _annex(document, annex)
    _line(document, _figures(notice), size=10.5)
    _line(document, f"内容校验码：{content_hash(notice.content())}", size=10.5)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _figures(notice: PublicationNotice) -> str:
    """Cut-off day and totals: the text of the announcement is a person's and may leave them out."""
    totals, cut_off = notice.totals, notice.cut_off.isoformat()
    each = "，".join(f"{one.label} {totals[one.value]} 件" for one in Disposition)
    return f"清理截止：{cut_off}　规范性文件 {totals['total']} 件：{each}"


def _name(document: Any, notice: PublicationNotice) -> None:
    """The file's own properties, in place of those of the library's template."""
    day = notice.published_on
    properties = document.core_properties
    properties.title, properties.author = notice.title, notice.authority
    properties.last_modified_by, properties.comments = notice.authority, notice.number
    properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)


def _set_page(section: Any, *, landscape: bool = False) -> None:
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = (Mm(28), Mm(26)) if landscape else (Mm(37), Mm(35))
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = Pt(14)
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
    _run(paragraph, " —", "宋体", 14)


def _title(document: Any, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(14)
    _run(paragraph, words, TITLE_FONT, 22)


def _line(
    document: Any, words: str, *, indent: bool = False, align: Any = None, size: float = 16
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _run(paragraph, words, BODY_FONT, size)


def _run(paragraph: Any, words: str, font: str, size: float) -> None:
    run = paragraph.add_run(words)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _annex(document: Any, annex: FilledAnnex) -> None:
    _set_page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    paragraph = document.add_paragraph()
    _run(paragraph, f"附件{annex.number}", HEAD_FONT, 16)
    _title(document, annex.annex.title)
    table = document.add_table(rows=1, cols=len(annex.annex.columns), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], [head for _field, head in annex.annex.columns], HEAD_FONT)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for entry in annex.entries:
        _fill(table.add_row(), annex.cells(entry), BODY_FONT)
    shares = [WIDTH_SHARES.get(field, 12) for field, _head in annex.annex.columns]
    widths = [Mm(243 * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _fill(row: Any, words: list[str], font: str) -> None:
    for cell, text in zip(row.cells, words, strict=True):
        _run(cell.paragraphs[0], text, font, 12)
