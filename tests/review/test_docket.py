"""The Docket: which papers a 清理工作 covers, and two people acting at the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from base.db import db, writing
from base.errors import Conflict, Missing
from base.roles import SYSTEM, Actor, Role
from corpus import library
from review import casework, docket
from review.campaign import CampaignPlan
from review.task import Action, Stage
from review.workflow import advance
from tests.builders import KEEP, file_paper, open_desk, paper, plan
from tests.people import People

SINCE = date(2015, 6, 15)


def covered(people: People, **changes: object) -> list[int]:
    """The documents that a campaign of this plan makes tasks for."""
    asked: CampaignPlan = plan(people, **changes)
    with writing():
        campaign = casework.open_campaign(asked, people[Role.OFFICE])
    return docket.documents_in_scope(docket.campaign(campaign))


def dated(day: str | None, name: str) -> int:
    """A paper whose date of signature a person set; None where it has none."""
    document = file_paper(paper("青政发〔2012〕5号" if day else ""), f"{name}.txt")
    version = library.get(document).row.version
    changes = {"signed_on": day} | ({} if day else {"doc_number": None})
    db.session.rollback()
    with writing():
        library.correct(document, version, changes, SYSTEM)
    return document


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2015-06-15", True),
        ("2015-06-14", False),
        ("2015-06", True),  # may have been the 30th
        ("2015-05", False),
        ("2015", True),  # may have been December
        ("2014", False),
        ("2026-10-31", True),
        ("2026-11-01", False),
        (None, True),
    ],
)
def test_a_paper_is_left_out_only_if_its_date_is_surely_outside(
    people: People, day: str | None, inside: bool
) -> None:
    document = dated(day, "one")
    assert (document in covered(people, since=SINCE)) is inside


def test_a_scope_by_issuer_takes_joint_papers_and_those_without_issuer(people: People) -> None:
    own = file_paper(paper(), "own.txt")
    other = file_paper(paper("柳政发〔2012〕5号", issuer="柳溪镇人民政府"), "other.txt")
    joint = file_paper(paper("青政发〔2012〕6号"), "joint.txt")
    unknown = file_paper(paper("青政发〔2012〕7号"), "unknown.txt")
    for document, issuers in ((joint, ["柳溪镇人民政府", "青石镇人民政府"]), (unknown, [])):
        version = library.get(document).row.version
        db.session.rollback()
        with writing():
            library.correct(document, version, {"issuers": issuers}, SYSTEM)
    found = covered(people, issuers=("青石镇人民政府",))
    assert own in found
    assert joint in found
    assert unknown in found
    assert other not in found


def test_a_step_on_an_old_version_changes_nothing(people: People) -> None:
    desk = open_desk(people)
    task, office = desk.task(), people[Role.OFFICE]
    step = advance(task, Action.OPINE, office, KEEP)
    db.session.rollback()
    with writing(), pytest.raises(Conflict):
        docket.keep_step(task.id, task.version + 1, "opine", step, office)
    assert desk.task().statements == ()


def test_of_two_opinions_at_the_same_moment_none_is_lost(app: Flask, people: People) -> None:
    desk = open_desk(people)
    version, start = desk.task().version, threading.Barrier(2)
    db.session.rollback()
    answers: list[str] = []

    def opine(who: Actor) -> None:
        with app.app_context():
            start.wait(10)
            try:
                with writing():
                    casework.act(desk.tasks[0], version, Action.OPINE, who, KEEP)
                answers.append("kept")
            except Conflict:
                answers.append("conflict")

    both = [threading.Thread(target=opine, args=(people[r],)) for r in (Role.OFFICE, Role.COUNSEL)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sorted(answers) == ["conflict", "kept"]
    task = desk.task()
    assert (len(task.opinions()), task.stage, task.version) == (1, Stage.IN_REVIEW, version + 1)


def test_what_a_person_said_comes_back_as_it_was_said(people: People) -> None:
    desk = open_desk(people)
    whole = replace(KEEP, reason="继续执行", unit="镇水利站", deadline=date(2027, 1, 31))
    desk.act(Role.OFFICE, Action.OPINE, whole)
    (said,) = desk.task().statements
    assert said.outcome == whole
    assert (said.author_id, said.role) == (people[Role.OFFICE].user_id, Role.OFFICE)


def test_what_does_not_exist_is_missing_in_words(app: Flask) -> None:
    with pytest.raises(Missing, match="审查台"):
        docket.task(4711)
    with pytest.raises(Missing, match="清理工作"):
        docket.campaign(4711)
