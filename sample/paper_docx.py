"""Sets a sample paper as a Word file, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from sample.paper_text import ARTICLE, Paper, Part

EPOCH = (2026, 10, 31, 9, 0, 0)
UNUSED = ("stylesWithEffects.xml", "thumbnail.jpeg")
MENTIONS = re.compile(
    rb"<(?:Relationship|Override) [^>]*(?:stylesWithEffects\.xml|thumbnail\.jpeg)[^>]*/>"
)

NUMBERING = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:suff w:val="space"/><w:lvlText w:val="第%1条"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>"""
SIZES = {"head": 36, "title": 22, "centre": 18, "cc": 14, "print": 14}
CENTRED = {"head", "number", "title", "centre", "chapter"}
RIGHT = {"sign", "date", "signer"}


def docx_blank(*, auto: bool) -> Any:
    """An empty document with GB/T 9704 margins; `auto` adds the numbering 第一条."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "仿宋_GB2312", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    if auto:
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w"))))
        link = '<w:num {ns} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        numbering.append(parse_xml(link.format(ns=nsdecls("w"))))
    return document


def docx_table(document: Any, part: Part) -> None:
    """A ruled table of equal columns."""
    width = max(len(row) for row in part.rows)
    table = document.add_table(len(part.rows), width, style="Table Grid")
    for row_at, row in enumerate(part.rows):
        for at, cell in enumerate(row):
            table.cell(row_at, at).text = cell


def docx_part(document: Any, part: Part, *, auto: bool) -> None:
    """One paragraph, set by its kind."""
    text = ARTICLE.sub("", part.text) if auto and part.kind == "article" else part.text
    paragraph = document.add_paragraph()
    for at, line in enumerate(text.split("//")):
        run = paragraph.add_run()
        if at or part.kind == "annex":
            run.add_break(WD_BREAK.LINE if at else WD_BREAK.PAGE)
        run.add_text(line)
        run.font.size = Pt(SIZES.get(part.kind, 16))
        if part.kind == "head":
            run.font.color.rgb = RGBColor(0xE6, 0, 0)
        run.bold = part.kind in {"title", "chapter"} or None
    if part.kind in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif part.kind in RIGHT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif part.kind not in {"to", "annex", "cc", "print"}:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if auto and part.kind == "article":
        number = '<w:numPr {ns}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
        paragraph._p.get_or_add_pPr().insert(0, parse_xml(number.format(ns=nsdecls("w"))))


def write_docx(paper: Paper) -> bytes:
    """A Word file with fixed properties and member times."""
    auto = "auto" in paper.keys
    document = docx_blank(auto=auto)
    core = document.core_properties
    core.created = core.modified = datetime(*EPOCH)  # noqa: DTZ001 — Word stores it so
    core.author, core.title, core.comments = "青石镇党政办公室", "", ""
    for part in paper.parts:
        if part.kind == "table":
            docx_table(document, part)
        else:
            docx_part(document, part, auto=auto)
    raw = io.BytesIO()
    document.save(raw)
    return repack(raw.getvalue())


def repack(data: bytes) -> bytes:
    """The same zip members with a fixed time, without the template's thumbnail and effect styles."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            if info.filename.endswith(UNUSED):
                continue
            fixed = zipfile.ZipInfo(info.filename, EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, MENTIONS.sub(b"", old.read(info.filename)), compresslevel=9)
    return target.getvalue()
