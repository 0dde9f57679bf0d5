"""What every form of a notice must hold: all entries, the totals, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from base.errors import Refused
from review.disposition import Disposition
from review.notice import PublicationNotice, content_hash
from review.publication import as_json
from review.publication.catalogue import filled
from review.publication.registry import RENDERERS
from tests.review.publication.notices import ENTRIES, entry, notice

Row = tuple[str, ...]


def rows_of_docx(data: bytes) -> list[Row]:
    document = Document(io.BytesIO(data))
    return [tuple(c.text for c in row.cells) for t in document.tables for row in t.rows[1:]]


def rows_of_xlsx(data: bytes) -> list[Row]:
    book = load_workbook(io.BytesIO(data))
    return [
        tuple(str(value) for value in row)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def printed(of: PublicationNotice) -> list[Row]:
    """The rows as the annexes print them."""
    return [tuple(annex.cells(one)) for annex in filled(of) for one in annex.entries]


PRINTED: dict[str, Callable[[bytes], list[Row]]] = {"docx": rows_of_docx, "xlsx": rows_of_xlsx}


@pytest.mark.parametrize("form", sorted(PRINTED))
def test_a_printed_form_holds_every_row_of_every_list_as_written(form: str) -> None:
    assert PRINTED[form](RENDERERS[form].render(notice())) == printed(notice())


def test_the_csv_holds_the_published_columns_and_a_row_a_document_and_nothing_else() -> None:
    data = RENDERERS["csv"].render(notice())
    assert data.startswith(b"\xef\xbb\xbf")
    head = data.decode("utf-8-sig").splitlines()[0]
    assert (
        head == "n,title,doc_number,issuer,issued_on,disposition,reason_code,reason,unit,deadline"
    )
    rows = rows_of_csv(data)
    assert len(rows) == len(ENTRIES)
    for row, wanted in zip(rows, ENTRIES, strict=True):
        values = {k: "" if v is None else str(v) for k, v in asdict(wanted).items()}
        assert {k: v.removeprefix("'") for k, v in row.items()} == values


def test_the_json_holds_rows_like_those_of_the_csv_with_head_totals_and_hash() -> None:
    body = json.loads(RENDERERS["json"].render(notice()))
    assert body["entries"] == [asdict(one) for one in ENTRIES]
    assert body["totals"] == {"keep": 1, "repeal": 3, "expire": 1, "revise": 1, "total": 6}
    assert (body["number"], body["cut_off"]) == ("青府规〔2026〕2号", "2026-10-31")
    assert body["content_hash"] == content_hash(notice().content())


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_a_form_of_no_entries_and_of_one_list_can_be_made(form: str) -> None:
    for entries in ((), (entry(1, Disposition.REVISE, "青石镇办法"),)):
        assert RENDERERS[form].render(notice(entries))


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_printed_form_shows_the_hash_by_which_it_can_be_checked(form: str) -> None:
    with zipfile.ZipFile(io.BytesIO(RENDERERS[form].render(notice()))) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    assert content_hash(notice().content()).encode() in parts


def test_no_cell_of_a_spreadsheet_is_a_formula_or_a_link() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"].render(notice())))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    for row in rows_of_csv(RENDERERS["csv"].render(notice())):
        assert not [v for v in row.values() if v.startswith(("=", "+", "-", "@"))]


def test_the_workbook_sums_up_first_and_repeats_its_heads_in_print() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"].render(notice())))
    assert book.sheetnames == [
        "汇总",
        *(annex.annex.disposition.label for annex in filled(notice())),
    ]
    summed = {row[0]: row[1] for row in book["汇总"].iter_rows(values_only=True)}
    assert summed["清理规范性文件"] == sum(summed[one.label] for one in Disposition) == 6
    for sheet in book.worksheets[1:]:
        assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")


def test_the_announcement_is_laid_out_as_an_official_paper() -> None:
    document = Document(io.BytesIO(RENDERERS["docx"].render(notice())))
    first = document.sections[0]
    margins = [first.top_margin, first.left_margin, first.right_margin]
    assert [round(m.mm) for m in margins if m is not None] == [37, 28, 26]
    title = document.paragraphs[0].runs[0]
    fonts = title._r.rPr.rFonts.get(qn("w:eastAsia"))  # type: ignore[union-attr]
    assert (title.text, title.font.size.pt, fonts) == (notice().title, 22, "方正小标宋简体")  # type: ignore[union-attr]
    texts = [p.text for p in document.paragraphs]
    assert texts.index("青石镇人民政府") < texts.index("2026年11月20日")
    for table in document.tables:
        assert table.rows[0]._tr.trPr.findall(qn("w:tblHeader"))  # type: ignore[union-attr]
    assert all("PAGE" in s.footer.paragraphs[0]._p.xml for s in document.sections)


def test_the_announcement_names_itself_and_states_cut_off_and_totals() -> None:
    document = Document(io.BytesIO(RENDERERS["docx"].render(notice())))
    named = document.core_properties
    assert (named.title, named.author, named.comments) == (
        notice().title,
        "青石镇人民政府",
        "青府规〔2026〕2号",
    )
    said = "清理截止：2026-10-31　规范性文件 6 件：继续有效 1 件，废止 3 件，失效 1 件，拟修改 1 件"
    assert said in [p.text for p in document.paragraphs]


def test_empty_lists_are_left_out_and_the_rest_numbered_through() -> None:
    of = notice(tuple(e for e in ENTRIES if e.disposition in {"expire", "revise"}))
    assert [(a.number, a.annex.disposition) for a in filled(of)] == [
        (1, Disposition.EXPIRE),
        (2, Disposition.REVISE),
    ]
    words = "\n".join(p.text for p in Document(io.BytesIO(RENDERERS["docx"].render(of))).paragraphs)
    assert "附件3" not in words


def test_the_same_notice_gives_the_same_hash_and_any_other_gives_another() -> None:
    assert content_hash(notice().content()) == content_hash(notice().content())
    other = (*ENTRIES[:-1], entry(1, Disposition.KEEP, "+青石镇山塘水库安全管理办法。"))
    assert content_hash(notice(other).content()) != content_hash(notice().content())


def test_a_published_json_verifies_and_no_changed_byte_does() -> None:
    data = RENDERERS["json"].render(notice())
    assert as_json.verify(data)["number"] == "青府规〔2026〕2号"
    for place in range(0, len(data), 7):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        if _same_meaning(changed, data):
            continue
        with pytest.raises(Refused):
            as_json.verify(changed)


def _same_meaning(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'"x"',
        b"\xff\xfe",
        b'{"content_hash": 1}',
        b'{"content_hash": "x", "a": 1}',
    ],
)
def test_what_is_no_published_json_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused, match=r"无法核验|不符"):
        as_json.verify(data)


def test_a_name_that_stands_twice_in_the_json_is_refused() -> None:
    data = RENDERERS["json"].render(notice())
    doubled = data.replace(b"{", '{"number": "青府规〔2026〕9号",'.encode(), 1)
    assert json.loads(doubled) == json.loads(data)
    with pytest.raises(Refused):
        as_json.verify(doubled)


def test_totals_that_the_rows_do_not_give_are_refused_even_with_their_own_hash() -> None:
    content = notice().content() | {"totals": {**notice().totals, "repeal": 30}}
    forged = json.dumps(content | {"content_hash": content_hash(content)}).encode()
    with pytest.raises(Refused):
        as_json.verify(forged)
