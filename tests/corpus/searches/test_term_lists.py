"""A list of terms over the whole library: exact counts, its hits, taken up again after a stop."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import openpyxl
import pytest
from flask import Flask

from base.db import db, writing
from base.errors import Refused
from base.roles import Actor, Role
from corpus import library
from corpus.search.terms import fold_text
from corpus.searches import term_lists
from corpus.searches.rows import TermListRow
from tests.builders import file_paper, paper
from tests.people import People, signed_in

TODAY = date(2026, 11, 22)
ACTOR = Actor(1, "甲", Role.OFFICE)
TERMS = ["《城市房屋拆迁管理条例》", "每亩", "没有这样的词", "-处罚"]


@pytest.fixture
def papers(app: Flask) -> None:
    """Some papers that hold the terms, not yet in the index."""
    for n in range(6):
        law = "《城市房屋拆迁管理条例》" if n % 2 else "《土地管理法》"
        file_paper(paper(body=f"一、依据{law}办理，每亩补助 {n} 元。"))
    file_paper(paper(body="一、编号为-处罚字第 1 号。"))


def _run(list_id: int, app: Flask) -> TermListRow:
    term_lists.run({"list": list_id}, app.extensions["finder"], TODAY)
    return db.session.get_one(TermListRow, list_id)


def test_the_counts_are_those_of_a_plain_scan(app: Flask, papers: None) -> None:
    with writing():
        list_id = term_lists.begin("", TERMS, ACTOR)
    row = _run(list_id, app)
    texts = [fold_text(filed.document.text) for filed in library.all_filed()]
    assert row.totals == [sum(fold_text(term) in text for text in texts) for term in TERMS]
    assert row.totals == [3, 6, 0, 1]
    hits = term_lists.hits_of(list_id)
    assert [sum(hit.term == n for hit in hits) for n in range(4)] == row.totals
    assert all("拆迁" in hit.snippet for hit in hits if hit.term == 0)


def test_it_goes_on_after_the_last_finished_term(app: Flask, papers: None) -> None:
    with writing():
        list_id = term_lists.begin("一批", TERMS, ACTOR)
        db.session.get_one(TermListRow, list_id).totals = [3, 6]
    assert _run(list_id, app).totals == [3, 6, 0, 1]
    assert _run(list_id, app).totals == [3, 6, 0, 1]
    assert {hit.term for hit in term_lists.hits_of(list_id)} == {3}


def test_a_pasted_list_is_cut_into_lines_without_blanks_and_repeats() -> None:
    assert term_lists.terms_in(" 甲 乙 \r\n\n丙\t丁\n甲 乙\n“戊”") == ["甲 乙", "丙", "丁", "戊"]


def test_only_quotes_round_a_whole_line_are_those_of_the_list() -> None:
    typed = "“没合上\n关于“放管服”改革\n“甲”和“乙”\n“”\n“"
    assert term_lists.terms_in(typed) == ["“没合上", "关于“放管服”改革", "“甲”和“乙”"]


@pytest.mark.parametrize(
    ("term", "words", "note"),
    [
        ("每亩 补助", "“每亩 补助”", ""),
        ("关于“放管服” 改革", "关于“放管服”改革", ""),
        ("“放管服”改革", "“放管服”改革", ""),
        ("“没合上", "“没合上”", "引号没有计入，按“没合上”查找"),
        ("没合上”", "没合上”", ""),
        ("-处“罚”", "“-处罚”", "引号没有计入，按“-处罚”查找"),
        ("标题:“罚”", "“标题:罚”", "引号没有计入，按“标题:罚”查找"),
    ],
)
def test_a_quote_is_looked_for_or_said_to_be_left_out(term: str, words: str, note: str) -> None:
    assert term_lists.asked_as(term) == term_lists.Asked(words, note)


def test_a_term_with_quotes_finds_the_text_that_has_them_and_the_page_says_what_was_left_out(
    app: Flask, people: People
) -> None:
    file_paper(paper(body="一、推进“放管服”改革，减少证明。"))
    client = signed_in(app, Role.OFFICE)
    begun = client.post("/desk/searches/terms", data={"terms": "推进“放管服”改革\n“减少证明"})
    list_id = int(begun.location.rsplit("/", 1)[-1])
    assert _run(list_id, app).totals == [1, 1]
    page = client.get(f"/desk/searches/terms/{list_id}/progress").text
    assert page.count("引号没有计入") == 1
    assert "“减少证明<span" in page
    for href in re.findall(r'href="(/desk/library[^"]+)"', page):
        assert "<b>1</b> 件" in client.get(html.unescape(href)).text
    file = client.get(f"/desk/searches/terms/{list_id}.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True)
    named = [row[1] for row in book["命中数"].iter_rows(values_only=True)][1:]
    assert named == ["推进“放管服”改革", "“减少证明（引号没有计入，按“减少证明”查找）"]


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        (" \n", "每行写一个"),
        ("甲" * 1200, "太长"),
        ("x\n" + "\n".join(map(str, range(2100))), "分几次"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(typed: str, advice: str) -> None:
    with pytest.raises(Refused, match=advice):
        term_lists.terms_in(typed)


def test_the_pages_take_a_list_and_give_a_workbook(
    app: Flask, people: People, papers: None
) -> None:
    client = signed_in(app, Role.OFFICE)
    begun = client.post("/desk/searches/terms", data={"terms": "\n".join(TERMS)})
    list_id = int(begun.location.rsplit("/", 1)[-1])
    assert "4 个词中已查 0 个" in client.get(begun.location).text
    assert client.get(f"/desk/searches/terms/{list_id}.xlsx").status_code == 409
    _run(list_id, app)
    assert "3 个有命中" in client.get(f"/desk/searches/terms/{list_id}/progress").text
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/desk/searches/terms/{list_id}.xlsx").data), read_only=True
    )
    counts = list(book["命中数"].iter_rows(min_row=2, values_only=True))
    assert [row[1:3] for row in counts] == list(zip(TERMS, [3, 6, 0, 1], strict=True))
    assert len(list(book["命中文件"].iter_rows(min_row=2))) == 10
    assert signed_in(app, Role.COUNSEL).get(begun.location).status_code == 404
