"""What a stranger sees: published notices and the documents they list, and nothing of the rest."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.db import db, writing
from base.roles import Role
from corpus.indexing import Indexer
from review.publication import publish
from review.task import Action
from tests.builders import NOT_OURS, REPEAL, Desk, file_paper, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

PERSON = "过磅员张三（13812345678，身份证11010519491231002X），镇政府电话0797-8123456。"
LISTED = paper(body=f"一、过磅收取管理费。{PERSON}", signed="2008年3月4日")
SET_ASIDE = paper(
    "青政发〔1993〕7号", "青石镇人民政府关于表彰先进的通报", "一、表彰雾凇小组。", "1993年3月4日"
)
UNSEEN = paper(
    "青政发〔1975〕9号",
    "黛溪公社关于储粮的通知",
    "一、储粮雾凇库。",
    "1975年3月4日",
    "黛溪公社管理委员会",
)
SECRETS = ("雾凇", "黛溪", "表彰先进", "储粮", "〔1993〕7号", "〔1975〕9号")
DRAFT = publish.Draft("青府规〔2026〕2号", "关于公布清理结果的公告", "正文。", TODAY)


@pytest.fixture
def desk(people: People) -> Desk:
    """Two papers in a cleanup, one decided as 废止 and one set aside."""
    desk = open_desk(people, LISTED, SET_ASIDE)
    desk.both(REPEAL, REPEAL, 0)
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL, 0)
    desk.act(Role.OFFICE, Action.EXCLUDE, NOT_OURS, 1)
    return desk


@pytest.fixture
def notice_id(app: Flask, desk: Desk) -> int:
    """The notice over it; a third paper arrived afterwards. The index has seen all three."""
    db.session.rollback()
    with writing():
        made = publish.publish(desk.campaign, DRAFT, desk.people[Role.OFFICE], TODAY)
    file_paper(UNSEEN, "later.txt")
    indexer: Indexer = app.extensions["indexer"]
    indexer.catch_up()
    return made


def test_before_anything_is_published_nothing_is_shown(
    app: Flask, desk: Desk, client: FlaskClient
) -> None:
    home = client.get("/").text
    assert "还没有公布的文件" in home
    assert "集市" not in home
    assert client.get("/results").status_code == 200
    for document_id in desk.documents:
        assert client.get(f"/documents/{document_id}").status_code == 404


def test_on_a_day_before_it_was_made_a_published_paper_is_not_yet_of_force(
    client: FlaskClient, notice_id: int
) -> None:
    page = client.get("/?as_of=1990-01-01").text
    assert re.search(r'value="not_yet"[^>]*>', page)
    assert "<b>1</b> 件" in client.get("/?as_of=1990-01-01&status=not_yet").text
    assert "<b>0</b> 件" in client.get("/?as_of=1990-01-01&status=unknown").text
    assert "<b>1</b> 件" in client.get("/?as_of=2010-01-01&status=unknown").text
    assert 'value="not_yet"' not in client.get("/?as_of=2010-01-01").text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=雾凇",
        "/?q=-集市",
        "/?q=储粮+OR+管理费",
        "/?status=unknown",
        "/?status=unknown&status=repealed",
        "/?decade=-1978",
        "/?issuer=青石镇人民政府",
        "/?from=1970&to=1999",
        "/?as_of=1976-01-01",
        "/?sort=oldest&page=2",
        "/results",
        "/results/1",
        "/results.atom",
        "/results/1.json",
        "/results/1.csv",
    ],
)
def test_no_page_names_or_counts_what_is_not_published(
    client: FlaskClient, notice_id: int, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    asked = {word for word in SECRETS if word in address}  # a question is repeated in its box
    assert [word for word in SECRETS if word not in asked and word in answer.text] == []
    counts = re.findall(r'class="count".*?，</span>([\d,]+)<', answer.text)
    assert set(counts) <= {"0", "1"}  # one document is published


def test_searching_for_words_of_an_unpublished_paper_finds_nothing(
    client: FlaskClient, notice_id: int
) -> None:
    assert "<b>0</b> 件" in client.get("/?q=雾凇").text
    assert "<b>1</b> 件" in client.get("/?q=管理费").text


def test_only_a_listed_document_has_a_page_that_says_status_reason_and_notice(
    client: FlaskClient, desk: Desk, notice_id: int
) -> None:
    listed = client.get(f"/documents/{desk.documents[0]}")
    assert listed.status_code == 200
    for words in ("过磅收取管理费", "废止", REPEAL.reason, DRAFT.number, f"/results/{notice_id}"):
        assert words in listed.text
    for hidden in (desk.documents[1], desk.documents[1] + 1, 9999):
        assert client.get(f"/documents/{hidden}").status_code == 404


def test_numbers_of_persons_are_covered_on_every_public_page(
    client: FlaskClient, desk: Desk, notice_id: int
) -> None:
    document = client.get(f"/documents/{desk.documents[0]}").text
    assert "过磅员张三（138****5678，身份证110105************），镇政府电话0797-8123456" in document
    found = re.sub("<[^>]+>", "", client.get("/?q=过磅员张三").text)
    assert "过磅员张三（138****5678" in found
    for said in (document, found):
        assert "13812345678" not in said
        assert "19491231002X" not in said


def test_staff_see_numbers_of_persons_marked(app: Flask, desk: Desk) -> None:
    said = signed_in(app, Role.OFFICE).get(f"/desk/documents/{desk.documents[0]}").text
    assert re.search(r'<mark class="mark-note"[^>]*>13812345678</mark>', said)
    assert "手机号 1 处、身份证号 1 处、固定电话 1 处" in said


def test_no_public_page_names_who_worked_on_it(
    client: FlaskClient, desk: Desk, notice_id: int
) -> None:
    names = [actor.name for actor in desk.people.actors.values()]
    for address in ("/", f"/documents/{desk.documents[0]}", "/results", f"/results/{notice_id}"):
        said = client.get(address).text
        assert [name for name in names if name in said] == []


def test_the_notice_shows_totals_lists_and_every_download(
    client: FlaskClient, desk: Desk, notice_id: int
) -> None:
    page = client.get(f"/results/{notice_id}").text
    assert f"/documents/{desk.documents[0]}" in page
    assert 'id="annex-1"' in page
    for form in ("docx", "xlsx", "csv", "json"):
        assert f"/results/{notice_id}.{form}" in page
        file = client.get(f"/results/{notice_id}.{form}")
        assert file.status_code == 200
        assert file.headers["Content-Disposition"].endswith(f'.{form}"')
        assert file.data == client.get(f"/results/{notice_id}.{form}").data


@pytest.mark.parametrize("address", ["/results/99", "/results/1.pdf", "/results/99.json"])
def test_what_was_never_published_is_not_there(
    client: FlaskClient, notice_id: int, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_the_feed_is_well_formed_and_names_each_notice(client: FlaskClient, notice_id: int) -> None:
    answer = client.get("/results.atom")
    assert answer.mimetype == "application/atom+xml"
    space = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(answer.data)
    entries = feed.findall(f"{space}entry")
    assert [entry.findtext(f"{space}title") for entry in entries] == [DRAFT.title]
    assert (entries[0].findtext(f"{space}id") or "").endswith(f"/results/{notice_id}")
