"""Builders: papers written for the tests, put in through the real sandbox, and what is made of them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import Flask

from base.db import db, writing
from base.roles import SYSTEM, Actor, Role
from base.worker import Worker
from corpus import ingest, library
from corpus.originals import Originals
from corpus.pages.reader import PageReader
from corpus.rows import ItemRow, OriginalRow
from corpus.sandbox import Sandbox
from review import casework, docket
from review.campaign import CampaignPlan, Kind
from review.disposition import Disposition, Exclusion, Outcome, ReasonCode
from review.statement import Statement, StatementKind
from review.task import Action, ReviewTask, Stage
from tests.corpus.papers import reading_of
from tests.people import People

TAKING_PART = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)


def paper(
    number: str = "青政发〔2012〕5号",
    title: str = "青石镇人民政府关于加强集市管理的通知",
    body: str = "一、各村应当按时清扫集市。\n二、摊位不得占用道路。",
    signed: str = "2012年3月4日",
    issuer: str = "青石镇人民政府",
) -> str:
    """The text of a whole paper, one paragraph a line."""
    return f"{issuer}文件\n{number}\n{title}\n各村民委员会：\n{body}\n{issuer}\n{signed}\n"


def file_paper(text: str, name: str = "paper.txt") -> int:
    """File a text without the sandbox (for rooms above the reading); returns the document's id."""
    from corpus.structure.assemble import assemble

    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    reading = reading_of(text)
    with writing():
        db.session.add(OriginalRow(sha256=sha256, size=len(data)))
        db.session.flush()
        return library.add(assemble(reading), reading, library.Arrival(sha256, name))


def put_in(app: Flask, *files: tuple[str, bytes], actor: Actor = SYSTEM) -> tuple[int, list[int]]:
    """Receive files as one batch, as the page does; returns the batch and its items, unread."""
    originals: Originals = app.extensions["originals"]
    with writing():
        batch = ingest.open_batch("试验", actor)
    items = [
        ingest.receive(batch, name, io.BytesIO(data), originals, actor) for name, data in files
    ]
    return batch, items


@contextmanager
def worker_of(app: Flask) -> Iterator[Worker]:
    """A worker with the real handlers and sandbox."""
    from app import works_for

    with Sandbox() as sandbox, PageReader() as reader:
        yield Worker(app, works_for(app, sandbox, reader), "test-1")


def work_off(worker: Worker) -> int:
    """Handle everything that waits; returns the number of jobs."""
    done = 0
    while worker.step():
        done += 1
    db.session.rollback()
    return done


def item(item_id: int) -> ItemRow:
    """The item as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ItemRow, item_id)


@dataclass(frozen=True)
class Desk:
    """An open 清理工作 over some papers: its id, its tasks in the papers' order, who takes part."""

    campaign: int
    tasks: list[int]
    documents: list[int]
    people: People

    def act(self, role: Role, action: Action, outcome: Outcome, n: int = 0) -> None:
        """One step by the person of that role, on the task as it stands."""
        task_id = self.tasks[n]
        db.session.rollback()
        version = docket.task(task_id).version
        with writing():
            casework.act(task_id, version, action, self.people[role], outcome)

    def both(self, office: Outcome, counsel: Outcome, n: int = 0) -> None:
        """Both opinions."""
        self.act(Role.OFFICE, Action.OPINE, office, n)
        self.act(Role.COUNSEL, Action.OPINE, counsel, n)

    def task(self, n: int = 0) -> ReviewTask:
        """The task as the database has it now."""
        db.session.rollback()
        return docket.task(self.tasks[n])


def open_desk(people: People, *texts: str) -> Desk:
    """File the papers and open a 清理工作 over them with one person of each role."""
    documents = [file_paper(text, f"{n}.txt") for n, text in enumerate(texts or (paper(),))]
    with writing():
        campaign = casework.open_campaign(plan(people), people[Role.OFFICE])
    listed = casework.listing(casework.Listing(campaign_id=campaign), people[Role.OFFICE])
    by_document = {one.document.id: one.task.id for one in listed}
    db.session.rollback()
    return Desk(campaign, [by_document[one] for one in documents], documents, people)


def plan(people: People, **changes: object) -> CampaignPlan:
    """A whole plan with one person of each role."""
    values: dict[str, object] = {
        "name": "2026年清理",
        "kind": Kind.FULL,
        "scope_note": "镇政府制发的行政规范性文件",
        "cut_off": date(2026, 10, 31),
        "deadline": date(2026, 12, 31),
        "members": tuple(people[role].user_id for role in TAKING_PART),
    }
    return CampaignPlan(**(values | changes))  # type: ignore[arg-type]


KEEP = Outcome(Disposition.KEEP, "内容合法，仍需执行", ReasonCode.R18)
REPEAL = Outcome(Disposition.REPEAL, "制定依据已经废止", ReasonCode.R2)
REVISE = Outcome(
    Disposition.REVISE,
    "依据已经修改",
    ReasonCode.R3,
    unit="镇农业服务中心",
    deadline=date(2027, 6, 30),
)
NOT_OURS = Outcome(None, "属于会议通知", exclusion=Exclusion.MEETING)
WORDS = Outcome(None, "材料不全，请重新审查")


def actor(role: Role, user_id: int = 0) -> Actor:
    """A person of a role; by default number 1 to 6 in the order of the roles."""
    number = user_id or list(Role).index(role) + 1
    return Actor(number, f"{role.label}{number}", role)


def said(
    kind: StatementKind, role: Role, outcome: Outcome = KEEP, *, round_: int = 1, **more: object
) -> Statement:
    """A statement by that role's person."""
    who = actor(role)
    return Statement(kind, round_, role, who.user_id, who.name, outcome, **more)  # type: ignore[arg-type]


def review_task(stage: Stage, *statements: Statement, round_: int = 1) -> ReviewTask:
    """A task of an open campaign in which persons 1 to 9 take part."""
    return ReviewTask(1, 1, 1, stage, round_, 1, frozenset(range(1, 10)), True, statements)
