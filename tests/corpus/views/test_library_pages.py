"""The pages of the 文件库: search, a paper, its corrections, its text, its original."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from base.db import db
from base.jobs import JobRow
from base.roles import Role
from corpus import library
from corpus.rows import CorrectionRow
from tests.builders import file_paper, item, paper, put_in, work_off, worker_of
from tests.people import People, signed_in

TITLE = "青石镇人民政府关于加强集市管理的通知"


@pytest.fixture
def office(app: Flask, people: People) -> FlaskClient:
    """The office's browser."""
    return signed_in(app, Role.OFFICE)


@pytest.fixture
def kept(app: Flask) -> Iterator[int]:
    """A paper that was put in for real, with its original."""
    with worker_of(app) as worker:
        _, [one] = put_in(app, ("二〇一二/集市.html", _page().encode()))
        work_off(worker)
        yield item(one).document_id or 0


def _page() -> str:
    return "<!DOCTYPE html><html><body>" + "".join(f"<p>{x}</p>" for x in paper().splitlines())


def _form(client: FlaskClient, document_id: int) -> dict[str, str]:
    """The correction form as a browser would send it back untouched."""
    page = client.get(f"/desk/documents/{document_id}").text
    form = re.search(r'<form method="post" action="[^"]*/correct">.*?</form>', page, re.S)
    assert form
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            values[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    return values


def _corrections() -> list[tuple[str, object]]:
    db.session.rollback()
    rows = db.session.scalars(select(CorrectionRow).order_by(CorrectionRow.id))
    return [(row.field, row.value) for row in rows]


def test_a_search_shows_what_it_found_and_how_many(office: FlaskClient) -> None:
    one = file_paper(paper())
    file_paper(paper(number="青政发〔2013〕6号", body="一、修渠。"))
    page = office.get("/desk/library?q=清扫集市").text
    assert f"/desk/documents/{one}" in page
    assert "<b>1</b> 件" in page
    assert "<mark" in page
    assert office.get("/desk/library").status_code == 200


def test_words_that_cannot_be_understood_are_never_counted_as_nothing_found(
    office: FlaskClient,
) -> None:
    file_paper(paper())
    page = office.get("/desk/library?q=年:某年").text
    assert "没有检索" in page
    assert "<b>0</b> 件" not in page
    assert "库内没有" not in page


def test_beyond_the_last_page_the_last_page_is_shown(office: FlaskClient) -> None:
    one = file_paper(paper())
    page = office.get("/desk/library?q=清扫集市&page=99").text
    assert f"/desk/documents/{one}" in page
    assert "没有找到" not in page


def test_a_printed_search_says_what_was_asked(office: FlaskClient) -> None:
    file_paper(paper())
    page = office.get("/desk/library?q=清扫集市&status=unknown&as_of=2019-05-01").text
    printed = re.search(r'<p class="print-only">(.*?)</p>', page, re.S)
    assert printed
    assert printed[1] == "检索：清扫集市；效力状态：未核定；效力状态按 2019年5月1日"


def test_a_day_that_is_none_is_said_to_be_ignored(office: FlaskClient) -> None:
    file_paper(paper())
    assert "看不懂日期“2019-13-45”" in office.get("/desk/library?as_of=2019-13-45").text
    assert "看不懂日期" not in office.get("/desk/library?as_of=2019-05-01").text


def test_nothing_under_the_filters_is_not_nothing_in_the_archive(office: FlaskClient) -> None:
    file_paper(paper())
    page = office.get("/desk/library?q=清扫集市&status=repealed").text
    assert "不加筛选有 1 件" in page
    assert "库内没有" not in page


@pytest.mark.parametrize(
    "query",
    [
        "q=-暂行",
        "q=“没有",
        "q=没有这句话",
        "as_of=明天",
        "from=甲&to=乙",
        "page=-3",
        "page=99",
        "sort=x",
        "status=repealed&status=x&decade=1990-1999&issuer=甲",
        "q=<script>alert(1)</script>",
        "q=" + "长" * 1200,
    ],
)
def test_no_address_breaks_the_search_page(office: FlaskClient, query: str) -> None:
    file_paper(paper())
    answer = office.get(f"/desk/library?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("role", list(Role))
def test_a_paper_is_shown_to_every_role_and_corrected_by_three(
    app: Flask, people: People, role: Role
) -> None:
    one = file_paper(paper())
    client = signed_in(app, role)
    page = client.get(f"/desk/documents/{one}")
    assert page.status_code == 200
    assert TITLE in page.text
    assert "青政发〔2012〕5号" in page.text
    may = role in (Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
    assert ("保存更正" in page.text) == may
    answer = client.post(f"/desk/documents/{one}/correct", data={"title": "甲", "version": "1"})
    assert (answer.status_code == 403) == (not may)
    assert (client.get(f"/desk/documents/{one}/text").status_code == 200) == may


def test_a_form_that_was_not_changed_corrects_nothing(office: FlaskClient) -> None:
    one = file_paper(paper(body="根据《集市管理条例》（国发〔1990〕3号）第五条，各村应当清扫。"))
    assert library.get(one).document.citations
    assert office.post(f"/desk/documents/{one}/correct", data=_form(office, one)).status_code == 302
    assert _corrections() == []
    assert not list(db.session.scalars(select(JobRow)))


def test_only_what_was_changed_is_corrected_and_the_machines_word_is_shown(
    office: FlaskClient,
) -> None:
    one = file_paper(paper())
    form = _form(office, one) | {"title": " 关于集市的通知 ", "valid_until": "2017年3月"}
    office.post(f"/desk/documents/{one}/correct", data=form)
    assert _corrections() == [("title", "关于集市的通知"), ("valid_until", "2017年3月")]
    page = office.get(f"/desk/documents/{one}").text
    assert f"系统读作：{TITLE}" in page
    assert "2017-03" in page
    kinds = set(db.session.scalars(select(JobRow.kind)))
    assert kinds >= {"index", "examine"}, "a correction is indexed and examined"


def test_an_older_form_is_refused_and_says_so(office: FlaskClient) -> None:
    one = file_paper(paper())
    stale = _form(office, one)
    office.post(f"/desk/documents/{one}/correct", data=stale | {"title": "甲"})
    answer = office.post(f"/desk/documents/{one}/correct", data=stale | {"title": "乙"})
    assert answer.status_code == 409
    assert "没有保存" in answer.text
    assert _corrections() == [("title", "甲")]


def test_a_date_that_is_none_is_refused_and_nothing_is_kept(office: FlaskClient) -> None:
    one = file_paper(paper())
    form = _form(office, one) | {"title": "甲", "signed_on": "2015-02-30"}
    answer = office.post(f"/desk/documents/{one}/correct", data=form)
    assert answer.status_code == 403
    assert "2015-02-30" in answer.text
    assert _corrections() == []


def test_a_citation_is_added_and_another_dropped(office: FlaskClient) -> None:
    one = file_paper(paper(body="根据《集市管理条例》，各村应当清扫。"))
    count = len(library.get(one).document.citations)
    form = _form(office, one)
    form |= {"citation-0-drop": "1", f"citation-{count}-name": "市容条例"}
    office.post(f"/desk/documents/{one}/correct", data=form)
    db.session.rollback()
    names = [citation.name for citation in library.get(one).document.citations]
    assert len(names) == count
    assert names[-1] == "市容条例"


def test_a_correction_is_taken_back(office: FlaskClient) -> None:
    one = file_paper(paper())
    office.post(f"/desk/documents/{one}/correct", data=_form(office, one) | {"title": "甲"})
    [correction] = library.corrections(one)
    address = f"/desk/documents/{one}/corrections/{correction.id}/undo"
    assert address in office.get(f"/desk/documents/{one}").text
    assert office.post(address).status_code == 302
    db.session.rollback()
    assert library.get(one).document.title == TITLE
    assert office.post(address).status_code == 404


def test_a_corrected_text_is_kept_as_the_persons_and_read_again(office: FlaskClient) -> None:
    one = file_paper(paper())
    page = office.get(f"/desk/documents/{one}/text").text
    assert "清扫集市" in page
    version = str(library.get(one).row.version)
    text = paper(signed="2012年3月9日").replace("\n", "\r\n")
    address = f"/desk/documents/{one}/text"
    assert office.post(address, data={"text": text, "version": version}).status_code == 302
    db.session.rollback()
    filed = library.get(one)
    assert (filed.layer, filed.row.signed_on) == ("human", "2012-03-09")
    assert "\r" not in filed.document.text
    assert "人工更正" in office.get(f"/desk/documents/{one}").text
    assert office.post(address, data={"text": text, "version": version}).status_code == 409
    empty = office.post(address, data={"text": " \r\n ", "version": "2"})
    assert empty.status_code == 403
    assert "没有保存" in empty.text


def test_the_original_is_a_download_and_never_a_page(
    app: Flask, office: FlaskClient, kept: int
) -> None:
    answer = office.get(f"/desk/documents/{kept}/original")
    assert answer.data == _page().encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E9%9B%86%E5%B8%82.html" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    sha256 = library.get(kept).row.sha256
    app.extensions["originals"].path(sha256).unlink()
    gone = office.get(f"/desk/documents/{kept}/original")
    assert gone.status_code == 404
    assert "备份" in gone.text


def test_markup_in_a_paper_is_shown_as_its_characters(office: FlaskClient) -> None:
    one = file_paper(paper(title="关于<b>集市</b>的通知", body="<script>alert(1)</script>应当清扫"))
    for address in (
        f"/desk/documents/{one}",
        f"/desk/documents/{one}/text",
        "/desk/library?q=清扫",
    ):
        page = office.get(address).text
        assert "<script>alert" not in page
        assert "<b>集市" not in page


def test_a_paper_that_is_not_there_is_said(office: FlaskClient) -> None:
    for rest in ("", "/text", "/original"):
        assert office.get(f"/desk/documents/99{rest}").status_code == 404


def test_hits_are_marked_and_counted_where_they_stand(app: Flask, people: People) -> None:
    body = "第一条　禁止露天烧烤。\n第二条　违反规定露天烧烤的，露天烧烤用具予以登记。"
    one = file_paper(paper(body=body))
    client = signed_in(app, Role.OFFICE)
    page = client.get(f"/desk/documents/{one}?q=露天 烧烤").text
    assert 'id="hit-6"' in page
    assert 'id="hit-7"' not in page
    assert "第二条</a>（4）" in page.replace("\n", "")
    assert "data-hits" not in client.get(f"/desk/documents/{one}?q=-").text


def test_a_search_by_year_status_and_day_can_be_sent_as_an_address(
    app: Flask, people: People
) -> None:
    file_paper(paper(number="青政发〔2015〕12号", signed="2015年3月4日"))
    client = signed_in(app, Role.OFFICE)
    page = client.get("/desk/library?q=年:2015 状态:未核定&as_of=2019-05-01").text
    assert "<b>1</b> 件" in page
    assert "2019年5月1日" in page
    assert "<b>1</b> 件" in client.get("/desk/library?q=青政发2015 12").text
    assert "青政发〔2015〕12号”查找" in client.get("/desk/library?q=青政发2015 12").text
    assert "没有“作废”这种状态" in client.get("/desk/library?q=状态:作废").text


def test_a_search_as_of_an_earlier_day_counts_what_was_made_later_as_not_yet_of_force(
    office: FlaskClient,
) -> None:
    file_paper(paper(number="青政发〔2015〕12号", signed="2015年3月4日"))
    page = office.get("/desk/library?as_of=1990-01-01").text
    assert "以后成文的文件列为“尚未施行”" in page
    assert re.search(r'value="not_yet"[^>]*>', page)
    found = office.get("/desk/library?as_of=1990-01-01&status=not_yet").text
    assert "<b>1</b> 件" in found
    assert "<b>0</b> 件" in office.get("/desk/library?as_of=1990-01-01&status=unknown").text
    assert 'value="not_yet"' not in office.get("/desk/library").text


def test_a_query_that_looks_like_an_article_is_offered_as_one_and_left_as_typed(
    office: FlaskClient,
) -> None:
    file_paper(
        "青溪镇人民政府文件\n关于清扫集市的办法\n第一条　各摊位每日清扫。\n第十四条　违者批评。"
    )
    page = office.get("/desk/library?q=第14条 违者&sort=date").text
    assert 'value="第14条 违者"' in page
    offered = re.search(r'按条文查找？<a href="([^"]+)">改查 条:第十四条 条:违者</a>', page)
    assert offered
    assert "<b>1</b> 件" in office.get(html.unescape(offered.group(1))).text
    assert "按条文查找" not in office.get("/desk/library?q=清扫集市").text
