"""Word: what a reader sees on paper is what is read, automatic numbers and tracked changes included."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats.docx import DocxReader
from tests.corpus.formats.samples import NAMESPACES, docx, in_list, level, numbering, paragraph


def _texts(path: Path, *kinds: BlockKind) -> list[str]:
    wanted = kinds or (BlockKind.PARAGRAPH, BlockKind.TABLE_ROW)
    return [block.text for block in DocxReader().read(path).blocks if block.kind in wanted]


def _code(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        DocxReader().read(path)
    return caught.value.code


def test_type_and_place_of_a_paragraph_written_by_python_docx(tmp_path: Path) -> None:
    made = python_docx.Document()
    heading = made.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run("柳溪镇人民政府文件")
    run.font.size, run.font.bold, run.font.color.rgb = Pt(36), True, RGBColor(0xFF, 0, 0)
    made.add_paragraph("各村民委员会：")
    made.save(tmp_path / "a")
    first, second = DocxReader().read(tmp_path / "a").blocks
    assert (first.size, first.bold, first.red, first.align) == (36, True, True, "center")
    assert second.text == "各村民委员会："
    assert second.red is not True
    assert second.page is None


def test_tracked_insertions_are_kept_and_deletions_dropped(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>自</w:t></w:r><w:ins w:id="1"><w:r><w:t>2024年7月1日</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>发布之日</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="3"><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:r><w:t>起施行。</w:t></w:r></w:p>'
    )
    assert _texts(docx(tmp_path / "a", body)) == ["自2024年7月1日起施行。"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    body = paragraph("本办法自", '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph("公布之日起施行。")
    assert _texts(docx(tmp_path / "a", body)) == ["本办法自公布之日起施行。"]


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    levels = (
        level(0, "chineseCountingThousand", "第%1条")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.")
    )
    body = (
        paragraph("为了防洪。", in_list(1))
        + paragraph("清障；", in_list(1, 1))
        + paragraph("渣土；", in_list(1, 2))
        + paragraph("网箱。", in_list(1, 2))
        + paragraph("巡查。", in_list(1, 1))
        + paragraph("各村负责。", in_list(1))
        + paragraph("巡河。", in_list(1, 1))
    )
    assert _texts(docx(tmp_path / "a", body, numbering=numbering(levels))) == [
        "第一条　为了防洪。",
        "（一）清障；",
        "1.渣土；",
        "2.网箱。",
        "（二）巡查。",
        "第二条　各村负责。",
        "（一）巡河。",
    ]


def test_a_number_may_come_from_a_style_and_what_it_is_based_on(tmp_path: Path) -> None:
    styles = (
        f"<w:styles {NAMESPACES}>"
        '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:name w:val="条二"/><w:basedOn w:val="Base"/></w:style>'
        "</w:styles>"
    )
    numbers = numbering(level(0, "chineseCounting", "%1、"))
    out_of_it = '<w:pStyle w:val="Child"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("提高认识", '<w:pStyle w:val="Child"/>')
        + paragraph("不编号", out_of_it)
        + paragraph("落实责任", '<w:pStyle w:val="Base"/>')
    )
    assert _texts(docx(tmp_path / "a", body, styles=styles, numbering=numbers)) == [
        "一、提高认识",
        "不编号",
        "二、落实责任",
    ]


def test_a_style_tied_to_a_deeper_level_counts_on_that_level(tmp_path: Path) -> None:
    styles = (
        f"<w:styles {NAMESPACES}>"
        '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="项"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    levels = level(0, "chineseCounting", "%1、") + level(
        1, "chineseCounting", "（%2）", '<w:pStyle w:val="Item"/>'
    )
    body = paragraph("总则", in_list(1)) + paragraph("目的", '<w:pStyle w:val="Item"/>')
    found = _texts(docx(tmp_path / "a", body, styles=styles, numbering=numbering(levels)))
    assert found == ["一、总则", "（一）目的"]


def test_a_start_override_begins_anew_once(tmp_path: Path) -> None:
    body = "".join(
        paragraph(t, in_list(n)) for t, n in (("甲", 1), ("乙", 1), ("丙", 2), ("丁", 2))
    )
    numbers = numbering(level(0, "decimal", "%1."))
    assert _texts(docx(tmp_path / "a", body, numbering=numbers)) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_a_text_box_is_read_once_though_it_is_stored_twice(tmp_path: Path) -> None:
    inside = f"<w:txbxContent>{paragraph('柳政发〔2019〕7号')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert _texts(docx(tmp_path / "a", body)) == ["正文。", "柳政发〔2019〕7号"]


def test_rows_carry_merged_cells_once_and_nested_tables_follow(tmp_path: Path) -> None:
    nested = f"<w:tbl><w:tr><w:tc>{paragraph('里一')}</w:tc><w:tc>{paragraph('里二')}</w:tc></w:tr></w:tbl>"
    body = (
        "<w:tbl><w:tr>"
        f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("河段")}</w:tc>'
        f"<w:tc>{paragraph('上游')}{nested}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('河段')}</w:tc><w:tc>{paragraph('下游')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('合计只有一格')}</w:tc></w:tr></w:tbl>"
    )
    blocks = DocxReader().read(docx(tmp_path / "a", body)).blocks
    assert [b.text for b in blocks] == ["河段\t上游", "里一\t里二", "\t下游", "合计只有一格"]
    assert blocks[-1].kind is BlockKind.PARAGRAPH


def test_headers_and_footnotes_are_kept_apart(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>河道</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        '<w:sectPr><w:headerReference r:id="rIdheader1"/><w:footerReference r:id="rIdfooter1"/></w:sectPr>'
    )
    path = docx(
        tmp_path / "a",
        body,
        footnotes=f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{paragraph("指主河道。")}</w:footnote>'
        f'<w:footnote w:id="3">{paragraph("没有人引用。")}</w:footnote></w:footnotes>',
        header1=f"<w:hdr {NAMESPACES}>{paragraph('柳溪镇')}</w:hdr>",
        footer1=f"<w:ftr {NAMESPACES}>{paragraph('第 1 页')}</w:ftr>",
    )
    assert _texts(path) == ["河道"]
    assert _texts(path, BlockKind.FOOTNOTE) == ["指主河道。"]
    assert _texts(path, BlockKind.HEADER) == ["柳溪镇", "第 1 页"]


def test_a_table_of_contents_is_skipped_by_style_and_by_field(tmp_path: Path) -> None:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第一章 总则 1</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>第二章 责任 2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    styles = f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    styles += '<w:style w:type="paragraph" w:styleId="12"><w:name w:val="Contents 2"/></w:style></w:styles>'
    listed = "".join(
        paragraph(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in (("第三章 附则 3", 11), ("第一条 4", 12))
    )
    body = field + listed + paragraph("第一章 总则")
    assert _texts(docx(tmp_path / "a", body, styles=styles)) == ["第一章 总则"]


def test_a_contents_field_that_never_ends_does_not_swallow_the_paper(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r></w:p>'
        + paragraph("本办法自公布之日起施行。")
    )
    assert _texts(docx(tmp_path / "a", body)) == ["本办法自公布之日起施行。"]


def test_hidden_text_field_codes_and_comments_are_not_on_the_paper(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:t>明</w:t></w:r><w:r><w:tab/><w:t>文</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    )
    assert _texts(docx(tmp_path / "a", body)) == ["明\t文"]


def test_macros_are_noted_and_not_run(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", paragraph("通知"))
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("word/vbaProject.bin", b"x")
    assert [note.code for note in DocxReader().read(path).notes] == ["macros"]


def test_a_paper_of_pictures_only_is_a_scan(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", "<w:p/>")
    assert _code(path) == "empty"
    with zipfile.ZipFile(path, "a") as out:
        out.writestr("word/media/image1.png", b"x")
    assert _code(path) == "unsupported"


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    docx(path, paragraph("x"))
    bomb = '<!DOCTYPE w [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document.xml"] = bomb.encode() + parts["word/document.xml"].replace(
        b">x<", b">&b;<"
    )
    with zipfile.ZipFile(path, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    assert _code(path) == "damaged"


def test_a_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", "<w:p/>" + " " * 31 * 1024 * 1024)
    assert path.stat().st_size < 100_000
    assert _code(path) == "too_large"


def test_a_ratio_that_no_text_has_is_refused(tmp_path: Path) -> None:
    assert _code(docx(tmp_path / "a", "<w:p/>" * 1_000_000)) == "too_large"


def test_a_raised_note_number_does_not_melt_into_a_number(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>人口</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        "<w:t>1</w:t></w:r><w:r><w:t>1761万</w:t></w:r></w:p>"
    )
    assert _texts(docx(tmp_path / "a", body)) == ["人口¹1761万"]


def test_words_in_controls_smart_tags_and_results_of_fields_are_kept(tmp_path: Path) -> None:
    body = (
        "<w:p><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>柳政发</w:t></w:r></w:sdtContent></w:sdt>"
        '<w:smartTag w:element="date"><w:r><w:t>〔2019〕</w:t></w:r></w:smartTag>'
        '<w:fldSimple w:instr="SEQ n"><w:r><w:t>7</w:t></w:r></w:fldSimple>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>号</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:hyperlink r:id="x"><w:r><w:t>（略）</w:t></w:r></w:hyperlink></w:p>'
        f"<w:sdt><w:sdtContent>{paragraph('控件里的一段')}</w:sdtContent></w:sdt>"
    )
    assert _texts(docx(tmp_path / "a", body)) == ["柳政发〔2019〕7号（略）", "控件里的一段"]


def test_a_legal_level_writes_all_its_numbers_in_digits(tmp_path: Path) -> None:
    levels = level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = paragraph("总则", in_list(1)) + paragraph("目的", in_list(1, 1))
    found = _texts(docx(tmp_path / "a", body, numbering=numbering(levels)))
    assert found == ["第一章　总则", "1.1 目的"]


def test_a_level_that_never_restarts_goes_on_counting(tmp_path: Path) -> None:
    levels = level(0, "chineseCounting", "第%1章") + level(
        1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'
    )
    body = "".join(
        paragraph(text, in_list(1, at))
        for text, at in (("总则", 0), ("目的", 1), ("范围", 1), ("责任", 0), ("巡查", 1))
    )
    found = _texts(docx(tmp_path / "a", body, numbering=numbering(levels)))
    assert found == ["第一章　总则", "第一条　目的", "第二条　范围", "第二章　责任", "第三条　巡查"]


def test_endnotes_stand_after_the_text(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:t>河道</w:t></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:endnotes {NAMESPACES}><w:endnote w:id="2">{paragraph("含支流。")}</w:endnote></w:endnotes>'
    path = docx(tmp_path / "a", body, endnotes=notes)
    assert _texts(path) == ["河道"]
    assert _texts(path, BlockKind.FOOTNOTE) == ["含支流。"]


def test_rows_of_a_table_follow_tracked_changes(tmp_path: Path) -> None:
    def row(mark: str, text: str) -> str:
        cells = "".join(f"<w:tc>{paragraph(t)}</w:tc>" for t in (text, "一"))
        return f"<w:tr><w:trPr>{mark}</w:trPr>{cells}</w:tr>"

    body = (
        "<w:tbl>"
        + row("", "上游")
        + row('<w:del w:id="1"/>', "删去的一行")
        + row('<w:ins w:id="2"/>', "下游")
        + "</w:tbl>"
    )
    assert _texts(docx(tmp_path / "a", body)) == ["上游\t一", "下游\t一"]


def test_text_moved_elsewhere_is_read_once_where_it_went(tmp_path: Path) -> None:
    body = (
        '<w:p><w:moveFrom w:id="1"><w:r><w:t>附则</w:t></w:r></w:moveFrom><w:r><w:t>总则</w:t></w:r></w:p>'
        '<w:p><w:moveTo w:id="1"><w:r><w:t>附则</w:t></w:r></w:moveTo></w:p>'
    )
    assert _texts(docx(tmp_path / "a", body)) == ["总则", "附则"]


def test_what_a_file_fetches_from_outside_is_noted_and_not_fetched(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", paragraph("通知"))
    with zipfile.ZipFile(path, "a") as out:
        out.writestr(
            "word/_rels/settings.xml.rels",
            '<Relationships><Relationship Id="r" TargetMode="External" '
            'Type="http://x/attachedTemplate" Target="http://192.0.2.1/evil.dotm"/></Relationships>',
        )
    assert [note.code for note in DocxReader().read(path).notes] == ["external_reference"]


def test_a_link_to_a_page_is_no_reference_that_is_fetched(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", paragraph("通知"))
    with zipfile.ZipFile(path, "a") as out:
        out.writestr(
            "word/_rels/settings.xml.rels",
            '<Relationships><Relationship Id="r" TargetMode="External" '
            'Type="http://x/hyperlink" Target="http://192.0.2.1/"/></Relationships>',
        )
    assert DocxReader().read(path).notes == ()
