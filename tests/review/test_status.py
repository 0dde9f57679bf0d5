"""Validity in the library: clauses, other papers and published lists become dated tags."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import func, select

from base.db import db, writing
from base.roles import SYSTEM
from corpus import library
from corpus.rows import DocumentTagRow
from corpus.tags import status_of
from review import examining, status
from tests.builders import file_paper, paper
from tests.conftest import TODAY

DATED = "一、各村应当按时清扫集市。\n二、本通知自2012年5月1日起施行，有效期至2017年4月30日。"


def at(document_id: int, day: date) -> str:
    db.session.rollback()
    return status_of([document_id], day).get(document_id, "unknown")


def test_the_days_of_a_paper_decide_and_not_the_day_of_the_projection(app: Flask) -> None:
    one = file_paper(paper(body=DATED))
    with writing():
        status.project([one])
    assert at(one, date(2012, 4, 30)) == "not_yet"
    assert at(one, date(2012, 5, 1)) == "unknown"
    assert at(one, date(2017, 4, 30)) == "unknown"
    assert at(one, date(2017, 5, 1)) == "expired"


def test_a_paper_that_says_nothing_of_its_validity_is_unknown_and_not_public(app: Flask) -> None:
    one = file_paper(paper())
    with writing():
        status.project([one])
    assert at(one, TODAY) == "unknown"
    assert db.session.scalar(select(func.count()).select_from(DocumentTagRow)) == 0


def test_a_later_paper_that_repeals_it_by_name_ends_it_and_taking_that_away_revives_it(
    app: Flask,
) -> None:
    old = file_paper(paper(), "old.txt")
    clause = "一、本通知自2016年2月1日起施行，《青石镇人民政府关于加强集市管理的通知》（青政发〔2012〕5号）同时废止。"
    later = paper(
        "青政发〔2016〕1号", "青石镇人民政府关于规范集市管理的通知", clause, "2016年1月4日"
    )
    new = file_paper(later, "new.txt")
    examining.run({}, TODAY)
    assert at(old, date(2016, 1, 31)) == "unknown"
    assert at(old, date(2016, 2, 1)) == "repealed"
    version = library.get(new).row.version
    db.session.rollback()
    with writing():
        library.correct(new, version, {"citations": []}, SYSTEM)
    examining.run({}, TODAY)
    assert at(old, TODAY) == "unknown"


def test_a_term_that_a_later_paper_prolongs_does_not_end_on_its_first_day(app: Flask) -> None:
    old = file_paper(paper(body=DATED), "old.txt")
    clause = (
        "《青石镇人民政府关于加强集市管理的通知》（青政发〔2012〕5号）有效期延长至2020年12月31日。"
    )
    title = "青石镇人民政府关于延长《青石镇人民政府关于加强集市管理的通知》有效期的通知"
    file_paper(paper("青政发〔2017〕3号", title, clause, "2017年4月1日"), "new.txt")
    examining.run({}, TODAY)
    assert at(old, date(2018, 1, 1)) == "unknown"
    assert at(old, date(2021, 1, 1)) == "expired"


def test_projecting_twice_changes_nothing(app: Flask) -> None:
    one = file_paper(paper(body=DATED))
    for _ in range(2):
        with writing():
            status.project([one])
    count = select(func.count()).select_from(DocumentTagRow)
    assert db.session.scalar(count) == 2
