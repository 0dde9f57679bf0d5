"""Pages as they look: the picture with the quote marked, the text beside it, the list of pages to check."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from base.audit import AuditEventRow
from base.db import db
from base.jobs import JobRow
from base.roles import Role
from base.worker import Worker
from corpus import library
from corpus.pages import keeper as page_keeper
from corpus.pages import pictures as page_pictures
from corpus.pages.rows import PageRow
from tests.builders import work_off, worker_of
from tests.corpus.told import line, read_scan
from tests.people import People, signed_in


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    with worker_of(app) as worker:
        yield worker


@pytest.fixture
def office(app: Flask, people: People) -> FlaskClient:
    return signed_in(app, Role.OFFICE)


def _filed(app: Flask, worker: Worker, score: float = 0.99) -> int:
    """A scan of one line, read."""
    return read_scan(app, worker, line("第一条　本办法有效期五年。", score))


def test_a_page_is_drawn_when_somebody_looks_and_shows_where_the_quote_stands(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker)
    text = library.get(document_id).document.text
    start = text.index("有效期五年")
    href = f"/desk/documents/{document_id}/pages/1?start={start}&end={start + 5}"
    page = office.get(href)
    assert "正在准备这一页的图像" in page.text
    assert "把握高" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    asked = select(JobRow).where(JobRow.kind == page_pictures.JOB)
    assert [row.priority for row in db.session.scalars(asked)] == [page_pictures.PRIORITY]
    live = f"/desk/documents/{document_id}/pages/1/picture?start={start}&end={start + 5}"
    assert office.get(live).headers["Retry-After"] == "2"
    assert office.get(f"/desk/documents/{document_id}/pages/1/image").status_code == 404
    work_off(worker)
    shown = office.get(live)
    assert "hx-get" not in shown.text
    assert shown.text.count('class="sheet-mark"') == 1
    image = office.get(f"/desk/documents/{document_id}/pages/1/image")
    assert image.mimetype == "image/webp"
    assert image.data[8:12] == b"WEBP"
    assert 'id="hit-quote"' in office.get(href).text


def test_the_hits_of_a_search_are_marked_on_the_page_that_is_opened_from_the_paper(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    told = (
        line("第一条　本办法有效期五年。"),
        line("第二条　有效期届满，本办法失效。", top=0.3),
    )
    document_id = read_scan(app, worker, *told)
    paper = office.get(f"/desk/documents/{document_id}?q=有效期").text
    link = re.search(r'href="([^"]+)">看原页', paper)
    assert link
    href = html.unescape(link[1])
    assert re.fullmatch(rf"/desk/documents/{document_id}/pages/1\?start=\d+&end=\d+&q=.+", href)
    office.get(href)
    work_off(worker)
    shown = office.get(href).text
    assert shown.count('class="sheet-mark"') == 2
    assert "“有效期”在这一页命中 2 处" in shown
    assert shown.count('class="mark-hit"') == 2
    assert f'href="/desk/documents/{document_id}?q=' in shown, "back to the text with its hits"
    only = office.get(f"/desk/documents/{document_id}/pages/1?q=本办法 失效").text
    assert only.count('class="sheet-mark"') == 3
    none = office.get(f"/desk/documents/{document_id}/pages/1?q=<b>殡葬").text
    assert "“&lt;b&gt;殡葬”在这一页命中 0 处" in none
    assert 'class="sheet-mark"' not in none
    bare = office.get(f"/desk/documents/{document_id}").text
    assert f'href="/desk/documents/{document_id}/pages/1">看原页' in bare


def test_a_page_that_does_not_exist_is_not_found(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker)
    assert office.get(f"/desk/documents/{document_id}/pages/2").status_code == 404


def test_a_weak_page_stands_on_the_list_and_on_the_desk_until_it_is_checked(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker, 0.62)
    row = db.session.scalars(select(PageRow)).one()
    listed = office.get("/desk/pages").text
    assert "62%" in listed
    assert f"/desk/documents/{document_id}/pages/1" in listed
    assert "无文字/低置信 1 页" in office.get("/desk").text
    assert "1 页" in office.get("/desk/status").text
    office.post(f"/desk/pages/{row.id}/check")
    assert "没有这样的页" in office.get("/desk/pages").text
    assert "无文字/低置信" not in office.get("/desk").text
    assert "撤销核对" in office.get("/desk/pages?state=checked").text
    office.post(f"/desk/pages/{row.id}/uncheck")
    assert "62%" in office.get("/desk/pages?state=weak").text
    actions = list(db.session.scalars(select(AuditEventRow.action)))
    assert actions.count("page.check") == actions.count("page.uncheck") == 1


def test_one_click_reads_a_page_again(app: Flask, office: FlaskClient, worker: Worker) -> None:
    document_id = _filed(app, worker)
    row = db.session.scalars(select(PageRow)).one()
    answer = office.post(f"/desk/pages/{row.id}/again")
    assert answer.status_code == 303
    assert "等待文字识别" in office.get(f"/desk/documents/{document_id}/pages/1").text
    assert office.post(f"/desk/pages/{row.id}/again").status_code == 409
    work_off(worker)
    db.session.expire_all()
    row = db.session.scalars(select(PageRow)).one()
    assert (row.state, row.attempts) == (page_keeper.NO_TEXT, 2), "this time it was really read"


def test_a_corrected_text_keeps_its_pages(app: Flask, office: FlaskClient, worker: Worker) -> None:
    document_id = _filed(app, worker)
    filed = library.get(document_id)
    text = filed.document.text.replace("有效期五年", "有效期四年")
    office.post(
        f"/desk/documents/{document_id}/text", data={"text": text, "version": filed.row.version}
    )
    db.session.expire_all()
    renewed = library.get(document_id)
    assert renewed.layer == library.HUMAN
    assert renewed.pages == 1
    assert renewed.layout is not None
    assert "人工" in office.get(f"/desk/documents/{document_id}/pages/1").text


def test_one_click_restores_an_earlier_text_and_another_takes_it_back(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker)
    before = library.get(document_id)
    text = before.document.text.replace("有效期五年", "有效期四年")
    address = f"/desk/documents/{document_id}"
    office.post(f"{address}/text", data={"text": text, "version": before.row.version})
    db.session.expire_all()
    page = office.get(address).text
    assert "文字版本" in page
    assert f"{address}/texts/{before.revision_id}" in page
    typed = library.get(document_id).revision_id
    assert office.post(f"{address}/texts/{before.revision_id}").status_code == 303
    db.session.expire_all()
    restored = library.get(document_id)
    assert restored.document.text == before.document.text
    assert restored.layer == before.layer
    office.post(f"{address}/texts/{typed}")
    db.session.expire_all()
    assert library.get(document_id).document.text == text
    assert office.post(f"{address}/texts/999").status_code == 404
    actions = list(db.session.scalars(select(AuditEventRow.action)))
    assert actions.count("document.restore") == 2


def test_one_click_restores_an_earlier_recognition_of_a_page(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    document_id = _filed(app, worker, 0.62)
    row = db.session.scalars(select(PageRow)).one()
    office.post(f"/desk/pages/{row.id}/again")
    work_off(worker)
    address = f"/desk/documents/{document_id}/pages/1"
    assert "以前的识别，把握低（62%）" in office.get(address).text
    assert office.post(f"{address}/earlier/0").status_code == 303
    work_off(worker)
    db.session.expire_all()
    row = db.session.scalars(select(PageRow)).one()
    assert (row.state, row.earlier) == (page_keeper.WEAK, []), (
        "nothing had been read the second time"
    )
    assert "62%" in office.get(address).text
    assert office.post(f"{address}/earlier/0").status_code == 409
