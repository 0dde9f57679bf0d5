"""A relation that was misread is undone by a person, stays so, and status falls back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from base.db import db, writing
from base.errors import Missing, Refused
from base.roles import Role
from corpus.tags import status_of
from review import examining, exporting
from review.examination.problems import ProblemKind
from review.knowledge import links, open_relations, undoing
from review.relation import RelationKind
from review.rows import RelationRow, TaskRow
from tests.builders import Desk, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

OLD = paper(
    number="青政发〔2003〕8号",
    title="青石镇人民政府关于集市管理的通知",
    body="一、摊位不得占用道路。",
    signed="2003年5月6日",
)
LATER = paper(
    number="青政发〔2015〕2号",
    title="青石镇人民政府关于规范集贸市场秩序的通知",
    body=(
        "一、摊主应当亮照经营。\n二、本通知自发布之日起施行。"
        "《青石镇人民政府关于集市管理的通知》（青政发〔2003〕8号）同时废止。"
        "《青石镇人民政府关于牲畜交易的通知》（青政发〔1999〕4号）同时废止。"
    ),
    signed="2015年1月5日",
)
WHY = "原文废止的是同名的另一件"


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """An old paper and one that repeals it, examined."""
    desk = open_desk(people, OLD, LATER)
    examining.run({}, TODAY)
    db.session.rollback()
    return desk


def _relation() -> RelationRow:
    db.session.rollback()
    return db.session.scalars(
        select(RelationRow).where(RelationRow.kind == RelationKind.REPEAL.value)
    ).one()


def _status(document_id: int) -> str:
    db.session.rollback()
    return status_of([document_id], date(2020, 1, 1)).get(document_id, "unknown")


def test_an_undone_repeal_stays_undone_and_status_falls_back(desk: Desk) -> None:
    assert _status(desk.documents[0]) == "repealed"
    with writing():
        undoing.undo(_relation().id, WHY, desk.people[Role.OFFICE])
    assert _status(desk.documents[0]) != "repealed"
    examining.run({}, TODAY)
    assert links.counts().get(RelationKind.REPEAL, 0) == 0
    assert _status(desk.documents[0]) != "repealed"
    found = desk.task(0)
    assert found.id == desk.tasks[0]
    with writing():
        undoing.restore(undoing.standing()[0].id, desk.people[Role.OFFICE])
    examining.run({}, TODAY)
    assert _status(desk.documents[0]) == "repealed"


def test_status_falls_back_link_by_link(app: Flask, people: People) -> None:
    term = "一、摊位不得占用道路。\n二、本通知自2003年6月1日起施行，有效期五年。"
    name = "《青石镇人民政府关于集市管理的通知》（青政发〔2003〕8号）"
    longer = paper(
        number="青政发〔2008〕3号",
        title="青石镇人民政府关于延长集市管理通知有效期的通知",
        body=f"{name}有效期延长至2030年12月31日。",
        signed="2008年3月4日",
    )
    old = paper(
        number="青政发〔2003〕8号",
        title="青石镇人民政府关于集市管理的通知",
        body=term,
        signed="2003年5月6日",
    )
    desk = open_desk(people, old, longer, LATER)
    examining.run({}, TODAY)
    seen = [_status(desk.documents[0])]
    for kind in ("repeal", "extend"):
        row = select(RelationRow.id).where(RelationRow.kind == kind)
        relation = db.session.scalars(row).one()
        with writing():
            undoing.undo(relation, WHY, people[Role.OFFICE])
        examining.run({}, TODAY)
        seen.append(_status(desk.documents[0]))
    assert seen == ["repealed", "unknown", "expired"]  # 未核定 is never 有效


def test_what_people_said_is_in_the_export(desk: Desk) -> None:
    with writing():
        undoing.undo(_relation().id, WHY, desk.people[Role.OFFICE])
    said = [json.loads(line) for line in exporting.lines()]
    found = [one for one in said if one["kind"] == "relation_undo"]
    assert [(one["fact"], one["reason"]) for one in found] == [("repeal", WHY)]


def test_undoing_needs_a_reason_and_a_relation(desk: Desk) -> None:
    relation = _relation().id
    with pytest.raises(Refused), writing():
        undoing.undo(relation, " ", desk.people[Role.OFFICE])
    with pytest.raises(Missing), writing():
        undoing.undo(9999, WHY, desk.people[Role.OFFICE])


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ([], []),
        ([(1, 2), (2, 3)], []),
        ([(1, 2), (2, 1), (2, 3)], [{1, 2}]),
        ([(1, 2), (2, 3), (3, 1), (4, 4)], [{4}, {1, 2, 3}]),
        ([(1, 2), (2, 1), (3, 4), (4, 3), (2, 3)], [{1, 2}, {3, 4}]),
    ],
)
def test_rings_are_found(edges: list[tuple[int, int]], found: list[set[int]]) -> None:
    assert [set(ring) for ring in links.rings(edges)] == found


def test_a_repeal_of_a_paper_that_is_not_here_is_listed(desk: Desk) -> None:
    from corpus.inventory import linking

    linking.run({})
    db.session.rollback()
    found, whole = links.dangling()
    assert whole
    assert [(one.does, one.number) for one in found] == [("废止", "青政发〔1999〕4号")]


def test_the_pages_of_relations(app: Flask, desk: Desk) -> None:
    client = signed_in(app, Role.OFFICE)
    for kind in RelationKind:
        assert client.get(f"/desk/relations?show={kind.value}").status_code == 200
    for show in ("dangling", "circles", "undone"):
        assert client.get(f"/desk/relations?show={show}").status_code == 200
    assert "青石镇人民政府关于集市管理的通知" in client.get("/desk/relations").text
    answer = client.post(f"/desk/relations/undo/{_relation().id}", data={"reason": WHY})
    assert answer.headers["Location"].endswith(f"/desk/relations/{desk.documents[0]}")
    assert WHY in client.get(answer.headers["Location"]).text
    undone = client.get("/desk/relations?show=undone").text
    assert WHY in undone
    client.post(f"/desk/relations/restore/{undoing.standing()[0].id}")
    assert undoing.standing() == []


SUPERIOR = paper(
    number="云府发〔2009〕5号",
    title="云岭县人民政府关于加强农田水利建设的通知",
    body="一、各乡镇应当兴修水利。",
    signed="2009年3月6日",
    issuer="云岭县人民政府",
)
LIST = paper(
    number="云府发〔2020〕9号",
    title="云岭县人民政府关于公布规范性文件清理结果的通知",
    body="附件1：废止的规范性文件目录\n1．云岭县人民政府关于加强农田水利建设的通知（云府发〔2009〕5号）",
    signed="2020年9月6日",
    issuer="云岭县人民政府",
)
FORWARDING = paper(
    number="青政发〔2009〕11号",
    title="青石镇人民政府转发云岭县人民政府关于加强农田水利建设的通知",
    body="现将《云岭县人民政府关于加强农田水利建设的通知》（云府发〔2009〕5号）转发给你们，请遵照执行。",
    signed="2009年4月6日",
)


def test_a_row_of_a_list_that_was_undone_ends_nothing_that_carries_it_out(
    app: Flask, people: People
) -> None:
    desk = open_desk(people, FORWARDING, SUPERIOR, LIST)
    examining.run({}, TODAY)
    assert "S1" in _rules(desk)
    with writing():
        undoing.undo(_relation().id, WHY, desk.people[Role.OFFICE])
    examining.run({}, TODAY)
    assert "S1" not in _rules(desk)


def _rules(desk: Desk) -> set[str]:
    db.session.rollback()
    made = db.session.get_one(TaskRow, desk.tasks[0]).examination or {}
    return {one["rule"] for one in made["findings"]}


def test_an_amendment_of_a_repealed_paper_is_listed(app: Flask, people: People) -> None:
    amending = paper(
        number="青政发〔2018〕6号",
        title="青石镇人民政府关于修改集市管理通知的通知",
        body="现决定对《青石镇人民政府关于集市管理的通知》（青政发〔2003〕8号）作如下修改：第一条删去。\n本通知自2018年5月1日起施行。",
        signed="2018年4月5日",
    )
    open_desk(people, OLD, LATER, amending)
    examining.run({}, TODAY)
    db.session.rollback()
    found = {one.kind: one.message for one in open_relations.kept()}
    assert "此前已被" in found[ProblemKind.AFTER_END]
    assert "不在库中" in found[ProblemKind.DANGLING]
    page = signed_in(app, Role.OFFICE).get("/desk/relations?show=open").get_data(as_text=True)
    assert found[ProblemKind.AFTER_END] in page
    assert "青石镇人民政府关于修改集市管理通知的通知" in page
