"""OpenDocument text: what is printed is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import BlockKind
from corpus.formats.docx import DocxReader
from corpus.formats.odt import OdtReader
from tests.corpus.formats.samples import OFFICE, zipped

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
)  # fmt: skip


def odt(path: Path, body: str, styles: str = "", manifest: str = "") -> Path:
    """A text around a body."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return zipped(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": f"<manifest:manifest {NAMESPACES}>{manifest}</manifest:manifest>".encode(),
        },
    )


def _texts(path: Path) -> list[str]:
    return [block.text for block in OdtReader().read(path).blocks]


def test_the_fixture_says_what_its_docx_says() -> None:
    said = DocxReader().read(OFFICE / "paper.docx").blocks
    read = OdtReader().read(OFFICE / "paper.odt").blocks
    assert [(b.text, b.kind) for b in read] == [(b.text, b.kind) for b in said]
    assert (read[0].size, read[0].bold, read[0].red, read[0].align) == (28.0, True, True, "center")


def test_lists_count_start_and_go_on(tmp_path: Path) -> None:
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
        '<text:list-level-style-number text:level="2" text:display-levels="2" style:num-format="1"/>'
        "</text:list-style>"
    )

    def items(*texts: str, more: str = "") -> str:
        made = "".join(f"<text:list-item><text:p>{t}</text:p></text:list-item>" for t in texts)
        return f'<text:list text:style-name="L" {more}>{made}</text:list>'

    inner = f"<text:list-item><text:p>乙</text:p>{items('丙', '丁')}</text:list-item>"
    body = (
        items("甲", more='xml:id="a"')
        + '<text:list text:style-name="L" text:continue-numbering="true">'
        + inner
        + "</text:list>"
        + items("戊")
        + items("己", more='text:continue-list="a"')
    )
    assert _texts(odt(tmp_path / "a", body, style)) == [
        "一、甲",
        "二、乙",
        "二.1 丙",
        "二.2 丁",
        "一、戊",
        "三、己",
    ]


def test_deleted_words_contents_and_comments_are_left_out(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>总则 1</text:p></text:index-body>"
        "</text:table-of-content>"
        '<text:p>自<text:change text:change-id="1"/>三月<office:annotation><text:p>批注</text:p>'
        '</office:annotation><text:s text:c="2"/>起<text:line-break/>施行</text:p>'
    )
    assert _texts(odt(tmp_path / "a", body)) == ["自三月  起\n施行"]


def test_merged_cells_come_once_and_boxes_follow_their_paragraph(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-row><table:table-cell><text:p>河段</text:p></table:table-cell>"
        "<table:covered-table-cell/><table:table-cell><text:p>责任人</text:p></table:table-cell>"
        "</table:table-row></table:table><text:p>正文<draw:frame><draw:text-box><text:p>框内</text:p>"
        "</draw:text-box></draw:frame>继续</text:p>"
    )
    blocks = OdtReader().read(odt(tmp_path / "a", body)).blocks
    assert [(b.text, b.kind) for b in blocks] == [
        ("河段\t\t责任人", BlockKind.TABLE_ROW),
        ("正文继续", BlockKind.PARAGRAPH),
        ("框内", BlockKind.PARAGRAPH),
    ]


def test_a_password_an_empty_text_and_a_dtd_are_refused(tmp_path: Path) -> None:
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    dtd = tmp_path / "dtd"
    zipped(
        dtd,
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        },
    )
    wanted = {
        odt(tmp_path / "a", "<text:p>x</text:p>", manifest=locked): "encrypted",
        odt(tmp_path / "b", "<text:p/>"): "empty",
        dtd: "damaged",
    }
    for path, code in wanted.items():
        with pytest.raises(Unreadable) as caught:
            OdtReader().read(path)
        assert caught.value.code == code
