"""Pages of likeness: side by side, groups, what a person says, kin of a clause."""

from __future__ import annotations

import pytest
from flask import Flask

from base.audit import AuditEventRow
from base.db import db
from base.roles import Role
from corpus.likeness import marks
from tests.builders import file_paper, paper
from tests.corpus.likeness.test_keeper import MARKET, market, road, work
from tests.people import People, signed_in

FINE = "第十一条　违反本办法的，处50元罚款。"


@pytest.fixture
def pair(app: Flask, people: People) -> tuple[int, int]:
    """Two papers that differ in a figure."""
    first = file_paper(market(body=f"{MARKET}\n{FINE}"))
    second = file_paper(market(body=f"{MARKET}\n{FINE.replace('50', '500')}"))
    file_paper(road())
    work()
    return first, second


def test_two_papers_stand_side_by_side_with_the_figure_that_changed(
    app: Flask, pair: tuple[int, int]
) -> None:
    page = signed_in(app, Role.COUNSEL).get(f"/desk/compare/{pair[0]}/{pair[1]}").text
    assert "50 → 500" in page
    assert "【删去】</span>50<" in page
    assert "【新增】</span>500<" in page
    assert 'id="hit-1"' in page
    assert "同一文件" not in page, "counsel reads, the office says"


def test_only_what_differs_can_be_shown(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.OFFICE)
    whole = browser.get(f"/desk/compare/{pair[0]}/{pair[1]}").text
    only = browser.get(f"/desk/compare/{pair[0]}/{pair[1]}?only=1").text
    assert whole.count("<tr") - only.count("<tr") >= 10
    assert "50 → 500" in only


def test_a_paper_is_not_compared_with_itself(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.OFFICE)
    assert browser.get(f"/desk/compare/{pair[0]}/{pair[0]}").status_code == 404
    assert browser.get(f"/desk/compare/{pair[0]}/999").status_code == 404


def test_both_papers_name_each_other_and_what_was_said_of_them(
    app: Flask, pair: tuple[int, int]
) -> None:
    browser = signed_in(app, Role.OFFICE)
    assert "几乎相同" in browser.get(f"/desk/documents/{pair[0]}").text
    assert "1 处数字不同" in browser.get(f"/desk/documents/{pair[1]}").text
    answer = browser.post(f"/desk/likeness/{pair[1]}/{pair[0]}", data={"mark": "version"})
    assert answer.status_code == 303
    for one in pair:
        assert "认定：不同版本" in browser.get(f"/desk/documents/{one}").text
    mark_id = marks.standing()[pair].id
    browser.post(f"/desk/likeness/marks/{mark_id}/undo", data={"list": "decided"})
    assert "认定：" not in browser.get(f"/desk/documents/{pair[0]}").text
    actions = [row.action for row in db.session.query(AuditEventRow) if "kin" in row.action]
    assert actions == ["kin.mark", "kin.unmark"]


def test_what_was_decided_leaves_the_open_list(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.OFFICE)
    assert f"/desk/compare/{pair[0]}/{pair[1]}" in browser.get("/desk/likeness").text
    browser.post(f"/desk/likeness/{pair[0]}/{pair[1]}", data={"mark": "same_file", "list": "same"})
    assert f"/desk/compare/{pair[0]}/{pair[1]}" not in browser.get("/desk/likeness").text
    assert "认定：同一文件" in browser.get("/desk/likeness?list=decided").text
    assert browser.get("/desk/likeness?list=versions").status_code == 200
    assert browser.get("/desk/likeness?list=nothing").status_code == 404


def test_three_copies_are_one_group(app: Flask, people: People) -> None:
    ids = [file_paper(market(number=f"青政发〔2012〕{n}号")) for n in (5, 6, 7)]
    work()
    page = signed_in(app, Role.OFFICE).get("/desk/likeness").text
    assert page.count("先入库") == 1
    for one in ids:
        assert f'/desk/documents/{one}"' in page


def test_one_key_says_that_a_whole_group_is_one_file(app: Flask, people: People) -> None:
    ids = [file_paper(market(number=f"青政发〔2012〕{n}号")) for n in (5, 6, 7)]
    work()
    browser = signed_in(app, Role.OFFICE)
    page = browser.get("/desk/likeness").text
    assert "这 3 份全是同一文件" in page
    form = {"pair": [f"{ids[0]}-{ids[1]}", f"{ids[0]}-{ids[2]}", "nonsense"]}
    assert browser.post("/desk/likeness/group", data=form).status_code == 303
    assert {row.mark for row in marks.standing().values()} == {"same_file"}
    assert len(marks.standing()) == 2
    assert "先入库" not in browser.get("/desk/likeness").text


def test_pairs_of_copies_of_two_papers_are_one_pair(app: Flask, people: People) -> None:
    part = "\n".join(MARKET.split("\n")[:7])
    for blank in ("", "\n"):
        file_paper(market() + blank)
        file_paper(market(number="青政发〔2019〕5号", body=part) + blank)
    work()
    page = signed_in(app, Role.OFFICE).get("/desk/likeness?list=versions").text
    assert page.count("先入库") == 1
    assert "另有 3 对相同文件" in page


def test_only_some_may_say_what_papers_are(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.APPROVER)
    answer = browser.post(f"/desk/likeness/{pair[0]}/{pair[1]}", data={"mark": "same_file"})
    assert answer.status_code == 403
    assert marks.standing() == {}


def test_nonsense_changes_nothing(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.OFFICE)
    answer = browser.post(f"/desk/likeness/{pair[0]}/{pair[1]}", data={"mark": "merge"})
    assert answer.status_code == 403
    assert browser.post("/desk/likeness/marks/77/undo").status_code == 404


def test_a_pasted_clause_finds_its_kin(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.DEPARTMENT)
    clause = MARKET.split("\n")[3]
    page = browser.post("/desk/similar", data={"q": clause}).text
    assert "相似 100%" in page
    assert "第四条" in page
    assert "（2 件文件）" in page
    left_out = browser.post("/desk/similar", data={"q": clause, "without": pair[0]}).text
    assert "（1 件文件）" in left_out


def test_a_clause_of_a_few_characters_is_explained(app: Flask, pair: tuple[int, int]) -> None:
    browser = signed_in(app, Role.DEPARTMENT)
    assert "太短了" in browser.post("/desk/similar", data={"q": "特此通知"}).text
    unknown = browser.post("/desk/similar", data={"q": "龘" * 40}).text
    assert "没有相似的段落" in unknown
    assert "最像的在前" not in browser.get("/desk/similar").text


def test_a_paper_without_kin_says_so(app: Flask, people: People) -> None:
    one = file_paper(paper())
    work()
    page = signed_in(app, Role.AUDITOR).get(f"/desk/documents/{one}").text
    assert "没有发现内容相同、版本或互相包含的文件" in page
