"""Pages of office files: printed once by the real LibreOffice, the quote marked where its words stand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import works_for
from base.db import db
from base.jobs import JobRow
from base.roles import Role
from base.worker import Worker
from corpus import library
from corpus.pages import printing
from corpus.pages.reader import PageReader
from corpus.rows import ItemRow
from corpus.sandbox import Sandbox
from tests.builders import put_in, work_off
from tests.corpus.formats.samples import OFFICE
from tests.corpus.reading.test_office import soffice
from tests.people import People, signed_in


@pytest.fixture
def office(app: Flask, people: People) -> FlaskClient:
    return signed_in(app, Role.OFFICE)


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """A worker where LibreOffice is installed."""
    app.config["QINGCE"] = replace(app.config["QINGCE"], soffice=soffice())
    with Sandbox(office=soffice()) as sandbox, PageReader() as reader:
        yield Worker(app, works_for(app, sandbox, reader), "test-1")


def _filed(app: Flask, worker: Worker, name: str, data: bytes) -> int:
    _, items = put_in(app, (name, data))
    work_off(worker)
    row = db.session.get(ItemRow, items[0])
    assert row is not None
    assert row.document_id is not None, row.message
    return row.document_id


@pytest.mark.parametrize("name", ["paper.doc", "paper.docx", "paper.odt", "paper.rtf"])
def test_an_office_file_is_printed_when_somebody_looks_and_the_quote_is_marked(
    app: Flask, office: FlaskClient, worker: Worker, name: str
) -> None:
    document_id = _filed(app, worker, name, (OFFICE / name).read_bytes())
    assert "看原页" in office.get(f"/desk/documents/{document_id}").text
    filed = library.get(document_id)
    start = filed.document.text.index("河道")
    place = f"/desk/documents/{document_id}/pages/1"
    quote = f"?start={start}&end={start + 2}"
    first = office.get(place + quote).text
    assert "正在用 LibreOffice 准备版面" in first
    assert "河道" in first, "the text stands beside it meanwhile"
    work_off(worker)
    sent_on = office.get(f"{place}/picture{quote}&printing=1")
    assert sent_on.headers["HX-Redirect"] == place + quote
    printout = printing.found(app.extensions["pictures"], filed.row.sha256)
    assert printout is not None
    assert f"第 1 页，共 {printout.pages} 页" in office.get(place + quote).text
    work_off(worker)
    shown = office.get(place + quote).text
    assert 'class="sheet-mark"' in shown
    assert office.get(f"{place}/image").mimetype == "image/webp"
    assert office.get(f"/desk/documents/{document_id}/pages/99").status_code == 404


def test_who_looks_for_words_of_a_later_page_is_sent_there_and_is_told_where_they_are_not_found(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    body = "".join(f"{{\\pard Section on bridge {n}.\\par}}" for n in range(90))
    document_id = _filed(app, worker, "long.rtf", f"{{\\rtf1\\ansi {body}}}".encode())
    text = library.get(document_id).document.text
    start = text.index("bridge 80")
    asked = f"/desk/documents/{document_id}/pages/1?start={start}&end={start + 9}"
    office.get(asked)
    work_off(worker)
    moved = office.get(asked)
    assert moved.status_code == 303
    assert "/pages/1?" not in moved.headers["Location"]
    page = office.get(moved.headers["Location"]).text
    assert "bridge 80" in page
    assert "bridge 3." not in page, "only the text of that page"
    gap = text.index("\n")
    page = office.get(f"/desk/documents/{document_id}/pages/1?start={gap}&end={gap + 1}").text
    assert "请对照全页" in page


def test_a_search_leads_to_the_page_of_its_first_hit_and_is_kept_while_the_pages_are_turned(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    body = "".join(f"{{\\pard Section on bridge {n}.\\par}}" for n in range(90))
    document_id = _filed(app, worker, "long.rtf", f"{{\\rtf1\\ansi {body}}}".encode())
    paper = office.get(f"/desk/documents/{document_id}?q=“bridge 60”").text
    link = re.search(r'href="([^"]+)">看原页', paper)
    assert link
    asked = html.unescape(link[1])
    office.get(asked)
    work_off(worker)
    moved = office.get(asked).headers["Location"]
    assert "/pages/1?" not in moved
    page = office.get(moved).text
    assert "在这一页命中 1 处" in page
    back = re.search(r'href="([^"]+)"[^>]*>← 上一页', page)
    assert back
    turned = office.get(html.unescape(back[1]))
    assert turned.status_code == 200, "who turns the page is not sent back"
    assert "在这一页命中 0 处" in turned.text


def test_without_libreoffice_the_text_stands_beside_a_sentence(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    data = (OFFICE / "paper.docx").read_bytes()
    document_id = _filed(app, worker, "paper.docx", data)
    app.config["QINGCE"] = replace(app.config["QINGCE"], soffice=None)
    page = office.get(f"/desk/documents/{document_id}/pages/1").text
    assert "这种格式没有版面图像" in page
    assert "河道" in page
    assert "看原页" not in office.get(f"/desk/documents/{document_id}").text
    assert db.session.query(JobRow).filter_by(kind=printing.JOB).count() == 0


def test_a_file_that_libreoffice_cannot_print_says_so(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker, "paper.docx", (OFFICE / "paper.docx").read_bytes())
    original = app.extensions["originals"].path(library.get(document_id).row.sha256)
    original.unlink()
    place = f"/desk/documents/{document_id}/pages/1"
    office.get(place)
    work_off(worker)
    assert "原件不在存储目录里" in office.get(place).text
