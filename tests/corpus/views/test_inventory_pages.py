"""The pages of the 底账: completeness, lists, series, pairs, registers, export."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from base.db import db, writing
from base.roles import Role
from base.worker import Worker
from corpus.inventory.rows import RegisterLinkRow, RegisterRow
from tests.builders import file_paper, paper, work_off, worker_of
from tests.corpus.inventory.sheets import HEAD, line, workbook
from tests.people import People, signed_in

FIVE = "青府发〔2012〕5号"
MARKET = "青石镇人民政府关于加强集市管理的通知"
ROOT = "/desk/inventory"


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """The real worker."""
    with worker_of(app) as worker:
        yield worker


@pytest.fixture
def office(app: Flask, people: People) -> FlaskClient:
    """The office's browser."""
    return signed_in(app, Role.OFFICE)


def upload(client: FlaskClient, data: bytes, name: str = "目录.xlsx") -> str:
    answer = client.post(
        f"{ROOT}/registers",
        data={"files": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_an_empty_house_says_what_to_do(office: FlaskClient) -> None:
    page = office.get(ROOT).text
    assert "还没有导入发文目录" in page
    assert office.get(f"{ROOT}/registers").status_code == 200


def test_a_register_goes_from_upload_to_the_completeness_page_and_back(
    office: FlaskClient, worker: Worker
) -> None:
    file_paper(paper(FIVE, MARKET))
    lines = [line(1, FIVE, MARKET), line(2, "青府发〔2012〕6号", "关于防火的通告", "12/3/4")]
    href = upload(office, workbook(["发文目录"], HEAD, *lines))
    assert "正在读取" in office.get(href).text
    assert "hx-get" in office.get(f"{href}/progress").text
    work_off(worker)
    page = office.get(href).text
    assert "还没有写入" in page
    assert "第 4 行 D 列" in page
    assert "看不出哪一段是年" in page
    assert office.post(f"{href}/confirm", data={"keep_faulty": "1"}).status_code == 303
    work_off(worker)
    assert "撤销这次导入" in office.get(href).text
    sums = office.get(ROOT).text
    assert "青府发〔2012〕" in sums
    assert "关于防火的通告" in office.get(f"{ROOT}/list/unfound").text
    assert "关于防火的通告" in office.get(f"{ROOT}/list/registered?year=2012").text
    assert office.post(f"{href}/undo").status_code == 303
    assert "关于防火的通告" not in office.get(f"{ROOT}/list/registered").text


def test_a_confirmed_register_shows_how_it_stands_now(office: FlaskClient, worker: Worker) -> None:
    href = upload(office, workbook(HEAD, line(1, FIVE, MARKET)))
    work_off(worker)
    assert "能对应上" in office.get(href).text
    office.post(f"{href}/confirm")
    assert "正在与库内文件比对" in office.get(href).text
    work_off(worker)
    figure = "<b>{}</b>"
    page = office.get(href).text
    assert "能对应上" not in page
    assert page.split("已对应")[1].split("</li>")[0].count(figure.format(0)) == 1
    document = file_paper(paper(FIVE, MARKET))
    with writing():
        office.application.extensions["on_changed"](document)
    work_off(worker)
    page = office.get(href).text
    assert "正在与库内文件比对" not in page
    assert page.split("已对应")[1].split("</li>")[0].count(figure.format(1)) == 1
    assert MARKET in office.get(f"{ROOT}/list/registered?register=1").text
    assert MARKET not in office.get(f"{ROOT}/list/unfound?register=1").text
    assert MARKET not in office.get(f"{ROOT}/list/registered?register=2").text


def test_the_columns_can_be_said_otherwise_on_the_preview(
    office: FlaskClient, worker: Worker
) -> None:
    href = upload(office, workbook(["甲", "标题", "备注"], [FIVE, MARKET, "2012-03-04"]))
    work_off(worker)
    form = {"header-0": "1", "field-0-0": "number", "field-0-1": "title", "field-0-2": "signed_on"}
    assert office.post(f"{href}/columns", data=form).status_code == 303
    work_off(worker)
    page = office.get(href).text
    assert FIVE in page
    assert "2012-03-04" in page


def test_a_doubtful_pair_is_decided_by_a_person(office: FlaskClient, worker: Worker) -> None:
    file_paper(paper(FIVE, MARKET))
    href = upload(office, workbook(HEAD, line(1, FIVE, "关于防汛抗旱工作的紧急通知")))
    work_off(worker)
    office.post(f"{href}/confirm")
    work_off(worker)
    page = office.get(f"{ROOT}/matches").text
    assert "文号相同，标题不同" in page
    assert 'data-key="1"' in page
    link = db.session.scalars(select(RegisterLinkRow)).one().id
    assert office.post(f"{ROOT}/matches/{link}/confirmed").status_code == 303
    assert "人工确认" in office.get(f"{ROOT}/matches?decided=1").text
    assert office.post(f"{ROOT}/matches/{link}/proposed").status_code == 303
    assert office.post(f"{ROOT}/matches/{link}/nonsense").status_code == 404


def test_a_gap_is_explained_on_the_page_of_its_series(office: FlaskClient) -> None:
    file_paper(paper(FIVE, MARKET))
    address = f"{ROOT}/series?prefix=青府发&year=2012"
    assert "目录没有登记，也没有文件引用" in office.get(address).text
    form = {"prefix": "青府发", "year": "2012", "first": "2", "last": "3", "kind": "void"}
    assert office.post(f"{ROOT}/series/explain", data=form).status_code == 403, "a reason is needed"
    form["reason"] = "登记后未用"
    assert office.post(f"{ROOT}/series/explain", data=form).status_code == 303
    assert "登记后未用" in office.get(address).text
    assert "登记后未用" in office.get(f"{ROOT}/gaps?explained=1").text
    assert office.post(f"{ROOT}/notes/1/undo").status_code == 303
    assert "登记后未用" not in office.get(address).text
    assert office.get(f"{ROOT}/series?prefix=没有&year=2012").status_code == 404


def test_every_figure_leads_to_its_list(office: FlaskClient) -> None:
    file_paper(paper(FIVE, MARKET), "a.txt")
    file_paper(paper(FIVE, "青石镇人民政府关于防火的通告", body="一、防火。"), "b.txt")
    for place in ("gaps", "repeats", "cited", "matches", "list/unregistered", "list/unnumbered"):
        answer = office.get(f"{ROOT}/{place}")
        assert answer.status_code == 200
        assert f"{ROOT}/{place}" in office.get(ROOT).text
    assert "关于防火的通告" in office.get(f"{ROOT}/repeats").text
    assert MARKET in office.get(f"{ROOT}/list/unregistered?year=2012").text
    assert office.get(f"{ROOT}/list/other").status_code == 404


def test_a_series_of_others_is_listed_apart_and_brought_back(office: FlaskClient) -> None:
    file_paper(paper(FIVE, MARKET))
    away = {"prefix": "青府发", "side": "foreign"}
    assert office.post(f"{ROOT}/series/side", data=away).status_code == 303
    page = office.get(ROOT).text
    assert "外来文件的文号" in page
    assert "移到本机关" in page
    alone = office.get(f"{ROOT}/series?prefix=青府发&year=2012").text
    assert "不算缺号" in alone
    assert "说明缺号" not in alone
    assert office.post(f"{ROOT}/notes/1/undo").status_code == 303
    assert "外来文件的文号" not in office.get(ROOT).text
    assert office.post(f"{ROOT}/series/side", data={"prefix": "青府发"}).status_code == 403


def test_copies_of_a_paper_stand_in_one_line(office: FlaskClient) -> None:
    file_paper(paper(FIVE, MARKET), "集市.docx")
    file_paper(paper(FIVE, MARKET) + "\n", "集市.pdf")
    file_paper(paper(FIVE, "青石镇人民政府关于防火的通告", body="一、防火。"), "防火.txt")
    page = office.get(f"{ROOT}/repeats").text
    assert "另有 1 份相同文件" in page
    assert "集市.pdf" not in page


def test_the_export_comes_back_without_a_difference(office: FlaskClient, worker: Worker) -> None:
    file_paper(paper(FIVE, MARKET))
    answer = office.get(f"{ROOT}/export.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book["底账"][1]] == [
        "序号", "编号", "标题", "发文字号", "制定机关", "成文日期", "公布日期", "施行日期",
        "有效期至", "文种", "文件名", "状态", "登记情况", "备注",
    ]  # fmt: skip
    href = upload(office, answer.data, "底账.xlsx")
    work_off(worker)
    assert "与库里完全一致" in office.get(href).text


def test_readers_see_and_change_nothing(app: Flask, people: People, office: FlaskClient) -> None:
    file_paper(paper(FIVE, MARKET))
    for role in (Role.COUNSEL, Role.APPROVER, Role.AUDITOR):
        client = signed_in(app, role)
        page = client.get(f"{ROOT}/series?prefix=青府发&year=2012").text
        assert '<form method="post" action="/desk/inventory' not in page
        assert client.post(f"{ROOT}/series/side", data={"prefix": "青府发"}).status_code == 403
        assert client.get(f"{ROOT}/registers").status_code == 200
    assert signed_in(app, Role.DEPARTMENT).get(ROOT).status_code == 403


def test_the_command_previews_then_writes(app: Flask, worker: Worker, tmp_path: Path) -> None:
    file_paper(paper(FIVE, MARKET))
    path = tmp_path / "目录.xlsx"
    path.write_bytes(workbook(HEAD, line(1, FIVE, MARKET), line(2, "", "关于防火", "12/3/4")))
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["register", str(path), "--dry-run"])
    assert "没有写入" in dry.output
    assert "第 3 行D 错误" in dry.output
    done = runner.invoke(args=["register", str(path), "--json", "--keep-faulty"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert (result["rows"], result["written"], result["matched"]) == (2, 2, 1)
    states = [row.state for row in db.session.scalars(select(RegisterRow))]
    assert states == ["undone", "confirmed"]
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    refused = runner.invoke(args=["register", str(path)])
    assert refused.exit_code == 1
    assert "另存为" in refused.stderr
