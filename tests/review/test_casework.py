"""清理工作 in the database: opening, scope, steps, queues and the figures made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from base import audit
from base.db import db, writing
from base.errors import Conflict, Missing, Refused
from base.jobs import JobRow
from base.roles import Role
from review import casework, docket, examining
from review.casework import Listing
from review.disposition import Exclusion
from review.rows import CampaignRow, StatementRow, TaskRow
from review.statement import StatementKind
from review.task import Action, Stage
from tests.builders import (
    KEEP,
    NOT_OURS,
    REPEAL,
    REVISE,
    WORDS,
    Desk,
    file_paper,
    open_desk,
    paper,
    plan,
)
from tests.people import People

OFFICE, COUNSEL, APPROVER, DEPARTMENT = Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.DEPARTMENT


def _papers(count: int) -> list[str]:
    return [
        paper(number=f"青政发〔{1990 + n}〕{n + 1}号", signed=f"{1990 + n}年3月4日")
        for n in range(count)
    ]


def _mine(desk: Desk, role: Role) -> list[int]:
    db.session.rollback()
    asked = Listing(campaign_id=desk.campaign, mine=True)
    return [one.task.id for one in casework.listing(asked, desk.people[role])]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": " "}, "名称"),
        ({"scope_note": ""}, "范围"),
        ({"since": date(2026, 11, 1)}, "起始日"),
        ({"members": (1, 1, 1, 2)}, "至少"),
    ],
)
def test_a_plan_that_is_not_whole_opens_nothing(
    app: Flask, people: People, change: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused, match=word), writing():
        casework.open_campaign(plan(people, **change), people[OFFICE])
    assert docket.campaigns() == []


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ({}, [True, True, True, True]),
        ({"cut_off": date(2000, 1, 1)}, [True, False, True, True]),
        ({"since": date(1995, 1, 1)}, [False, True, True, True]),
        ({"issuers": ("青石镇人民政府",)}, [True, True, False, True]),
    ],
)
def test_what_is_in_scope_becomes_a_task_and_nothing_else(
    app: Flask, people: People, change: dict[str, Any], inside: list[bool]
) -> None:
    ids = [
        file_paper(paper(number="青政发〔1990〕1号", signed="1990年1月1日")),
        file_paper(paper(number="青政发〔2012〕1号", signed="2012年1月1日")),
        file_paper(
            paper(number="柳政发〔1996〕1号", signed="1996年1月1日", issuer="柳溪镇人民政府")
        ),
        file_paper("各村应当清扫集市。\n不得占用道路。\n"),
    ]
    with writing():
        campaign = casework.open_campaign(plan(people, **change), people[OFFICE])
    tasks = list(db.session.scalars(select(TaskRow).where(TaskRow.campaign_id == campaign)))
    assert [one in {task.document_id for task in tasks} for one in ids] == inside
    assert {task.stage for task in tasks} == {"in_review"}
    assert {task.due for task in tasks} == {date(2026, 12, 31)}
    waiting = db.session.scalars(select(JobRow.kind).where(JobRow.kind == examining.JOB))
    assert len(list(waiting)) == 1


def test_what_arrives_later_is_taken_in_once(app: Flask, people: People) -> None:
    desk = open_desk(people, *_papers(2))
    file_paper(paper(number="青政发〔2020〕9号"))
    for expected in (1, 0):
        with writing():
            assert casework.take_in(desk.campaign, people[OFFICE]) == expected
    assert docket.stage_counts(desk.campaign) == {Stage.IN_REVIEW: 3}
    with writing():
        db.session.execute(update(CampaignRow).values(state="published"))
    with pytest.raises(Refused, match="已经公布"), writing():
        casework.take_in(desk.campaign, people[OFFICE])


def test_a_document_is_decided_by_three_people_and_every_step_is_kept(
    app: Flask, people: People
) -> None:
    desk = open_desk(people)
    desk.both(REPEAL, KEEP)
    assert desk.task().stage is Stage.IN_COORDINATION
    desk.act(COUNSEL, Action.REPLY, replace(REPEAL, reason="核对后同意废止"))
    desk.act(OFFICE, Action.SETTLE, replace(REPEAL, reason="双方一致同意废止"))
    desk.act(APPROVER, Action.DECIDE, REVISE)
    task = desk.task()
    assert (task.stage, task.version) == (Stage.DECIDED, 6)
    assert [one.outcome for one in task.statements][-1] == REVISE
    said = docket.decisions(desk.tasks)[desk.tasks[0]]
    assert (said.author_id, said.outcome) == (people[APPROVER].user_id, REVISE)
    actions = [event.action for event in audit.of(f"task:{desk.tasks[0]}")]
    assert actions == ["task.opine", "task.opine", "task.reply", "task.settle", "task.decide"]
    assert list(audit.verify()) == []


def test_a_decision_taken_back_no_longer_counts(app: Flask, people: People) -> None:
    desk = open_desk(people)
    desk.both(KEEP, KEEP)
    desk.act(APPROVER, Action.DECIDE, KEEP)
    desk.act(APPROVER, Action.REOPEN, WORDS)
    assert docket.decisions(desk.tasks) == {}
    desk.act(APPROVER, Action.DECIDE, REPEAL)
    assert docket.decisions(desk.tasks)[desk.tasks[0]].outcome == REPEAL


def test_an_older_form_changes_nothing(app: Flask, people: People) -> None:
    desk = open_desk(people)
    version = desk.task().version
    desk.act(OFFICE, Action.OPINE, KEEP)
    with pytest.raises(Conflict, match="没有保存"), writing():
        casework.act(desk.tasks[0], version, Action.OPINE, people[COUNSEL], KEEP)
    assert len(desk.task().statements) == 1


def test_a_withdrawn_opinion_is_kept_as_withdrawn(app: Flask, people: People) -> None:
    desk = open_desk(people)
    desk.act(OFFICE, Action.OPINE, KEEP)
    desk.act(OFFICE, Action.WITHDRAW, WORDS)
    desk.act(OFFICE, Action.OPINE, REPEAL)
    assert [one.withdrawn for one in desk.task().statements] == [True, False]
    assert desk.task().opinions()[OFFICE].outcome == REPEAL


def test_a_returned_task_begins_a_new_blind_round(app: Flask, people: People) -> None:
    desk = open_desk(people)
    desk.both(KEEP, KEEP)
    desk.act(APPROVER, Action.RETURN, WORDS)
    task = desk.task()
    assert (task.stage, task.round, task.opinions()) == (Stage.IN_REVIEW, 2, {})
    assert _mine(desk, OFFICE) == _mine(desk, COUNSEL) == desk.tasks


def test_the_queue_of_a_person_is_whose_turn_it_is(app: Flask, people: People) -> None:
    desk = open_desk(people, *_papers(4))
    agreed, split, asked, fresh = desk.tasks
    desk.both(KEEP, KEEP, 0)
    desk.both(KEEP, REPEAL, 1)
    desk.act(OFFICE, Action.CONSULT, WORDS, 2)
    desk.act(OFFICE, Action.OPINE, KEEP, 3)
    assert _mine(desk, OFFICE) == [split]
    assert _mine(desk, COUNSEL) == [split, fresh]
    assert _mine(desk, DEPARTMENT) == [asked]
    assert _mine(desk, APPROVER) == [agreed]
    assert _mine(desk, Role.ADMIN) == _mine(desk, Role.AUDITOR) == []
    with writing():
        db.session.execute(update(CampaignRow).values(state="published"))
    assert [_mine(desk, role) for role in (OFFICE, COUNSEL, DEPARTMENT, APPROVER)] == [[]] * 4


def test_who_spoke_does_not_find_it_in_the_queue_of_approval(app: Flask, people: People) -> None:
    desk = open_desk(people)
    desk.both(KEEP, KEEP)
    with writing():
        db.session.execute(
            update(StatementRow)
            .where(StatementRow.role == "counsel")
            .values(author_id=people[APPROVER].user_id)
        )
    assert _mine(desk, APPROVER) == []
    with pytest.raises(Refused, match="不能由您决定"):
        desk.act(APPROVER, Action.DECIDE, KEEP)


def test_a_list_leads_from_task_to_task(app: Flask, people: People) -> None:
    desk = open_desk(people, *_papers(3))
    queue = casework.listing(Listing(campaign_id=desk.campaign), people[OFFICE])
    first, second, third = desk.tasks
    assert casework.neighbours(first, queue) == (None, second, 1)
    assert casework.neighbours(second, queue) == (first, third, 2)
    assert casework.neighbours(third, queue) == (second, None, 3)
    assert casework.neighbours(99, queue) == (None, first, 0)
    assert casework.neighbours(99, []) == (None, None, 0)


def test_many_are_set_aside_at_once_all_or_none(app: Flask, people: People) -> None:
    desk = open_desk(people, *_papers(3))
    desk.act(COUNSEL, Action.OPINE, KEEP, 2)
    office = people[OFFICE]
    with pytest.raises(Refused, match="《青石镇人民政府关于加强集市管理的通知》"), writing():
        casework.set_aside(desk.tasks, Exclusion.MEETING, "会议通知", office)
    assert docket.stage_counts(desk.campaign) == {Stage.IN_REVIEW: 3}
    with writing():
        assert casework.set_aside(desk.tasks[:2], Exclusion.MEETING, "会议通知", office) == 2
    assert docket.stage_counts(desk.campaign) == {Stage.IN_REVIEW: 1, Stage.EXCLUDED: 2}
    assert casework.not_normative(desk.campaign) == 2
    desk.act(COUNSEL, Action.REINSTATE, WORDS, 0)
    assert casework.not_normative(desk.campaign) == 1
    for ids in ([], [1] * (casework.MOST_AT_ONCE + 1)):
        with pytest.raises(Refused), writing():
            casework.set_aside(ids, Exclusion.MEETING, "会议通知", office)


def test_the_figures_count_what_was_decided(app: Flask, people: People) -> None:
    desk = open_desk(people, *_papers(4), paper(number="青政发〔2015〕1号", signed="2015年1月1日"))
    for n, outcome in ((0, KEEP), (1, REPEAL), (2, NOT_OURS), (4, REPEAL)):
        desk.both(outcome, outcome, n)
        desk.act(APPROVER, Action.DECIDE, outcome, n)
    assert casework.by_decade(desk.campaign) == [
        ("1979–1999", 2, {"keep": 1, "repeal": 1}),
        ("2013 至今", 1, {"repeal": 1}),
    ]
    assert casework.not_normative(desk.campaign) == 1


@pytest.mark.parametrize("find", [docket.task, docket.task_row, docket.campaign])
def test_what_is_not_there_is_said(app: Flask, find: Callable[[int], object]) -> None:
    with pytest.raises(Missing, match="重新进入"):
        find(99)


def test_the_database_itself_keeps_roles_apart(app: Flask, people: People) -> None:
    from sqlalchemy.exc import IntegrityError

    desk = open_desk(people)
    for kind, role in ((StatementKind.OPINION, "approver"), (StatementKind.DECISION, "office")):
        row = StatementRow(
            task_id=desk.tasks[0], round=1, kind=kind.value, role=role,
            author_id=people[OFFICE].user_id, author="甲", reason="理由",
        )  # fmt: skip
        with pytest.raises(IntegrityError), writing():
            db.session.add(row)
