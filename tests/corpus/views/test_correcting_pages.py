"""Fast correction: one paper after the other, fields beside the words they were read from."""

from __future__ import annotations

import re

from flask import Flask

from base.audit import AuditEventRow
from base.db import db
from base.roles import Role
from corpus import library
from tests.builders import file_paper, paper
from tests.people import People, signed_in


def version(document_id: int) -> int:
    db.session.rollback()
    return library.get(document_id).row.version


def test_the_first_paper_is_shown_with_its_place_and_its_open_field(
    app: Flask, people: People
) -> None:
    file_paper(paper())
    month = file_paper(paper(signed="2012年3月"))
    page = signed_in(app, Role.OFFICE).get("/desk/correct").text
    assert "第 1 / 1 份" in page
    assert "成文日期（待核对）" in page
    assert f"/desk/correct/{month}" in page
    assert '<a href="#m-signed_on"' in page
    assert 'id="m-signed_on"' in page


def test_saving_goes_on_and_undoing_comes_back(app: Flask, people: People) -> None:
    first = file_paper(paper(signed="2012年3月"))
    second = file_paper(paper(number="青政发〔2012〕6号", signed="2012年4月"))
    browser = signed_in(app, Role.OFFICE)
    form = {"kind": "partial", "version": version(first), "signed_on": "2012-03-04"}
    answer = browser.post(f"/desk/correct/{first}", data=form)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert f'action="/desk/correct/{second}"' in page
    assert "第 1 / 1 份" in page
    assert library.get(first).row.signed_on == "2012-03-04"
    assert f"/desk/correct/{first}/undo" in page
    back = browser.post(f"/desk/correct/{first}/undo", data={"kind": "partial"})
    assert f'action="/desk/correct/{first}"' in browser.get(back.location).text
    db.session.rollback()
    assert library.get(first).row.signed_on == "2012-03"
    actions = [one.action for one in db.session.query(AuditEventRow) if "correct" in one.action]
    assert actions == ["document.correct", "document.uncorrect"]


def test_saving_a_field_as_it_is_confirms_it(app: Flask, people: People) -> None:
    one = file_paper(paper(signed="2012年3月"))
    browser = signed_in(app, Role.DEPARTMENT)
    form = {"kind": "partial", "version": version(one), "signed_on": "2012-03"}
    page = browser.get(browser.post(f"/desk/correct/{one}", data=form).location).text
    assert "这一类都核对完了" in page
    assert "撤销上一份" in page
    db.session.rollback()
    assert library.get(one).corrected == frozenset({"signed_on"})


def test_skipping_changes_nothing(app: Flask, people: People) -> None:
    first = file_paper(paper(signed="2012年3月"))
    second = file_paper(paper(signed="2012年4月"))
    page = signed_in(app, Role.OFFICE).get(f"/desk/correct?after={first}").text
    assert f'action="/desk/correct/{second}"' in page
    assert "第 2 / 2 份" in page
    assert re.search(rf'href="/desk/correct\?kind=all&amp;at={first}"[^>]*data-key="K"', page)
    assert "回到第一份" in page
    page = signed_in(app, Role.OFFICE).get("/desk/correct").text
    assert 'data-key="K"' not in page, "there is none before the first"


def test_who_saw_an_older_version_is_told(app: Flask, people: People) -> None:
    one = file_paper(paper(signed="2012年3月"))
    form = {"kind": "all", "version": version(one) - 1, "signed_on": "2012-03-04"}
    answer = signed_in(app, Role.OFFICE).post(f"/desk/correct/{one}", data=form)
    assert answer.status_code == 409


def test_others_read_and_may_not_save(app: Flask, people: People) -> None:
    one = file_paper(paper(signed="2012年3月"))
    browser = signed_in(app, Role.AUDITOR)
    page = browser.get("/desk/correct").text
    assert "成文日期（待核对）" in page
    assert not re.search(r"<input[^>]*signed_on", page)
    assert browser.post(f"/desk/correct/{one}", data={}).status_code == 403
    assert browser.get("/desk/correct?kind=nothing").status_code == 404


def test_the_library_leads_to_the_room(app: Flask, people: People) -> None:
    page = signed_in(app, Role.OFFICE).get("/desk/library").text
    for address in ("/desk/correct", "/desk/likeness", "/desk/similar"):
        assert f'href="{address}"' in page


def test_a_day_that_cannot_be_read_is_said_beside_its_field_and_nothing_is_lost(
    app: Flask, people: People
) -> None:
    one = file_paper(paper(signed="2012年3月"))
    before = version(one)
    form = {
        "kind": "all", "version": before, "signed_on": "三月吧", "title": "关于<渡口>的通知"
    }  # fmt: skip
    answer = signed_in(app, Role.OFFICE).post(f"/desk/correct/{one}", data=form)
    assert answer.status_code == 422
    assert 'href="#f-signed_on">看不懂日期“三月吧”' in answer.text
    assert 'value="三月吧"' in answer.text
    assert 'value="关于&lt;渡口&gt;的通知"' in answer.text
    assert version(one) == before
