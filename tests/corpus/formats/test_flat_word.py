"""Word in one XML text: Word 2003 XML and the flat form of a package."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats.flat_word import FlatWordReader
from tests.corpus.formats.samples import NAMESPACES as DOCX_NAMESPACES
from tests.corpus.formats.samples import paragraph

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
NAMESPACES = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
    'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
)


def _old(path: Path, body: str, attributes: str = "") -> Path:
    path.write_text(
        f"{HEAD}<w:wordDocument {NAMESPACES} {attributes}><w:body><wx:sect>{body}</wx:sect></w:body>"
        "</w:wordDocument>",
        "utf-8",
    )
    return path


def test_printed_numbers_tracked_changes_and_footnotes(tmp_path: Path) -> None:
    listed = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="第一条"/></w:listPr>'
    body = (
        paragraph("为了防洪。", listed)
        + '<w:p><w:r><w:t>自</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r>'
        "<w:delText>发布之日</w:delText></w:r></aml:content></aml:annotation>"
        '<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>三月</w:t></w:r></aml:content>'
        "</aml:annotation><w:r><w:t>起施行</w:t></w:r><w:r><w:footnote>"
        + paragraph("指公历。")
        + '</w:footnote></w:r><w:r><w:t>。</w:t></w:r></w:p><w:sectPr><w:ftr w:type="odd">'
        + paragraph("页脚")
        + "</w:ftr></w:sectPr>"
    )
    blocks = FlatWordReader().read(_old(tmp_path / "a", body)).blocks
    assert [(b.text, b.kind) for b in blocks] == [
        ("第一条　为了防洪。", BlockKind.PARAGRAPH),
        ("自三月起施行。", BlockKind.PARAGRAPH),
        ("指公历。", BlockKind.FOOTNOTE),
    ]


def test_macros_are_noted(tmp_path: Path) -> None:
    path = _old(tmp_path / "a", paragraph("通知"), 'w:macrosPresent="yes"')
    assert [note.code for note in FlatWordReader().read(path).notes] == ["macros"]


def test_the_flat_form_of_a_package_is_read_like_the_package(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    path = tmp_path / "a"
    path.write_text(
        f'{HEAD}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships>'
        f'<Relationship Id="r" Type="{kind}" Target="word/document.xml"/></Relationships>'
        '</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f"<w:document {DOCX_NAMESPACES}><w:body>{paragraph('通知')}</w:body></w:document>"
        "</pkg:xmlData></pkg:part></pkg:package>",
        "utf-8",
    )
    assert FlatWordReader().recognises(path.read_bytes(), path)
    assert [block.text for block in FlatWordReader().read(path).blocks] == ["通知"]


def test_a_dtd_and_cut_off_xml_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for text in (f"{HEAD}<!DOCTYPE w [<!ENTITY a 'x'>]><w>&a;</w>", f"{HEAD}<w:wordDocument"):
        path.write_text(text, "utf-8")
        with pytest.raises(Unreadable) as caught:
            FlatWordReader().read(path)
        assert caught.value.code == "damaged"
