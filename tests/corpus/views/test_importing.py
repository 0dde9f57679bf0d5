"""The pages for putting papers in: upload, live progress, retry."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from base.db import db
from base.roles import Role
from base.worker import Worker
from corpus.rows import BatchRow, ItemRow
from tests.builders import item, paper, work_off, worker_of
from tests.people import People, signed_in

HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """The real worker."""
    with worker_of(app) as worker:
        yield worker


@pytest.fixture
def office(app: Flask, people: People) -> FlaskClient:
    """The office's browser."""
    return signed_in(app, Role.OFFICE)


def _send(client: FlaskClient, *files: tuple[str, bytes], **more: object) -> TestResponse:
    headers = more.pop("headers", HTML)
    data = {"files": [(io.BytesIO(content), name) for name, content in files], **more}
    return client.post(
        "/desk/import", data=data, headers=headers, content_type="multipart/form-data"
    )


def _count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_files_are_received_and_their_progress_is_shown(
    office: FlaskClient, worker: Worker
) -> None:
    answer = _send(office, ("集市.txt", paper().encode()), ("图.png", PICTURE))
    assert answer.status_code == 303
    href = answer.headers["Location"]
    page = office.get(href).text
    assert "集市.txt" in page
    assert "2026-11-22 集市.txt 等 2 件" in page
    assert "已处理 0 / 2" in page
    fragment = office.get(f"{href}/progress").text
    assert "hx-get" in fragment
    assert "<html" not in fragment
    work_off(worker)
    done = office.get(f"{href}/progress").text
    assert "已处理 2 / 2" in done
    assert "hx-get" not in done, "what is finished asks no more"
    assert "青石镇人民政府关于加强集市管理的通知" in done
    assert "重试" in done
    assert "图.png" in office.get(f"{href}?state=refused").text
    assert "集市.txt</td>" not in office.get(f"{href}?state=refused").text
    assert "集市.txt 等 2 件" in office.get("/desk/import").text


def test_a_batch_is_called_as_typed_or_by_its_day_and_folder(office: FlaskClient) -> None:
    _send(office, ("a.txt", b"a"), headers=JSON, name="  二〇一二年\n归档  ")
    _send(office, ("b.txt", b"b"), headers=JSON, total="7", paths="归档盒3/二〇一三/b.txt")
    _send(office, ("c.txt", b"c"), headers=JSON)
    names = list(db.session.scalars(select(BatchRow.name).order_by(BatchRow.id)))
    assert names == ["二〇一二年 归档", "2026-11-22 归档盒3 等 7 件", "2026-11-22 c.txt"]


def test_the_script_gets_the_batch_and_adds_to_it(office: FlaskClient) -> None:
    first = _send(office, ("集市.txt", paper().encode()), headers=JSON)
    assert first.status_code == 201
    batch = first.get_json()["batch"]
    _send(office, ("乙.txt", b"b"), headers=JSON, batch=str(batch), paths="二〇一二/乙.txt")
    assert _count(BatchRow) == 1
    names = list(db.session.scalars(select(ItemRow.name).order_by(ItemRow.id)))
    assert names == ["集市.txt", "二〇一二/乙.txt"]
    assert office.get(first.get_json()["href"]).status_code == 200


def test_nothing_is_added_to_the_batch_of_another_or_of_nobody(
    app: Flask, office: FlaskClient
) -> None:
    batch = _send(office, ("集市.txt", paper().encode()), headers=JSON).get_json()["batch"]
    other = signed_in(app, Role.DEPARTMENT)
    assert _send(other, ("乙.txt", b"b"), batch=str(batch)).status_code == 404
    assert _send(office, ("乙.txt", b"b"), batch="99").status_code == 404
    assert _count(ItemRow) == 1


def test_without_a_file_nothing_begins(office: FlaskClient) -> None:
    answer = _send(office)
    assert answer.status_code == 403
    assert "没有选择文件" in answer.text
    assert _count(BatchRow) == 0


def test_an_empty_file_is_on_the_list_with_its_reason(office: FlaskClient) -> None:
    answer = _send(office, ("空.txt", b""))
    page = office.get(answer.headers["Location"]).text
    assert "文件是空的" in page
    assert "重试" not in page, "nothing was kept that could be read again"


def test_a_file_is_named_as_text_and_never_as_markup(office: FlaskClient) -> None:
    answer = _send(office, ("<img src=x onerror=alert(1)>.txt", b"a"))
    page = office.get(answer.headers["Location"]).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_refused_file_is_tried_again_by_a_person(
    app: Flask, office: FlaskClient, worker: Worker
) -> None:
    _send(office, ("图.png", PICTURE))
    work_off(worker)
    one = db.session.scalars(select(ItemRow.id)).one()
    assert item(one).state == "refused"
    answer = office.post(f"/desk/import/items/{one}/retry")
    assert answer.status_code == 302
    assert item(one).state == "waiting"
    assert office.post(f"/desk/import/items/{one}/retry").status_code == 409
    assert office.post("/desk/import/items/99/retry").status_code == 404
    work_off(worker)
    assert item(one).state == "refused"


def test_a_batch_that_is_not_is_said(office: FlaskClient) -> None:
    for address in ("/desk/import/99", "/desk/import/99/progress"):
        assert office.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.COUNSEL, Role.APPROVER, Role.AUDITOR])
def test_who_does_not_put_papers_in_may_look_but_not_send(
    app: Flask, office: FlaskClient, role: Role
) -> None:
    href = _send(office, ("集市.txt", paper().encode())).headers["Location"]
    client = signed_in(app, role)
    assert client.get(href).status_code == 200
    assert client.get("/desk/import").status_code == 403
    assert _send(client, ("乙.txt", b"b")).status_code == 403
    assert client.post("/desk/import/items/1/retry").status_code == 403
    assert _count(ItemRow) == 1


def test_a_stranger_sends_nothing(app: Flask, people: People, client: FlaskClient) -> None:
    answer = _send(client, ("集市.txt", paper().encode()))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")
    assert _count(ItemRow) == 0
