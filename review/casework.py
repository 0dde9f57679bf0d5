"""Use cases of the review: open a 清理工作, take in what arrives later, act on tasks, keep a queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from base import audit, jobs
from base.db import db
from base.errors import Conflict, Refused
from base.roles import Actor, Role
from corpus.rows import DocumentRow
from review import docket, examining, status
from review.campaign import CampaignPlan
from review.disposition import Exclusion, Outcome
from review.rows import CampaignMemberRow, CampaignRow, StatementRow, TaskRow
from review.statement import StatementKind
from review.task import Action, Stage
from review.workflow import advance

MOST_AT_ONCE = 500

TURN = {
    Role.DEPARTMENT: (Stage.WITH_DEPARTMENT,),
    Role.OFFICE: (Stage.IN_REVIEW, Stage.IN_COORDINATION),
    Role.COUNSEL: (Stage.IN_REVIEW, Stage.IN_COORDINATION),
    Role.APPROVER: (Stage.WITH_APPROVER,),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which tasks to list: of a campaign, where they stand, what the machine says of them."""

    campaign_id: int | None = None
    stage: str = ""
    answer: str = ""
    proposed: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """A task on a list with its document."""

    task: TaskRow
    document: DocumentRow


def open_campaign(plan: CampaignPlan, actor: Actor, *, is_sample: bool = False) -> int:
    """Open a 清理工作 over what the library holds; returns its id. The caller commits.

    Raises:
        Refused: the plan is not whole.
    """
    plan.check()
    row = docket.add_campaign(plan, actor, is_sample=is_sample)
    take_in(row.id, actor)
    return row.id


def take_in(campaign_id: int, actor: Actor) -> int:
    """Make tasks for documents in scope that have none (at opening, and what arrived later)."""
    row = docket.campaign(campaign_id)
    if row.state != "open":
        raise Refused("这次清理结果已经公布，不能再加入文件。")
    has = set(db.session.scalars(select(TaskRow.document_id).where(TaskRow.campaign_id == row.id)))
    missing = [one for one in docket.documents_in_scope(row) if one not in has]
    for document_id in missing:
        docket.add_task(row, document_id)
    if missing:
        audit.record(actor, "campaign.take_in", f"campaign:{row.id}", {"documents": len(missing)})
        jobs.enqueue(examining.JOB, {}, once=examining.JOB, priority=8)
    return len(missing)


def act(task_id: int, version: int, action: Action, actor: Actor, outcome: Outcome) -> None:
    """Take one step with a task. The caller commits.

    Raises:
        Refused: the workflow does not allow it.
        Conflict: the form is older than the task.
    """
    task = docket.task(task_id)
    if task.version != version:
        raise Conflict(docket.OVERTAKEN)
    step = advance(task, action, actor, outcome)
    docket.keep_step(task_id, version, action.value, step, actor)
    status.project([docket.task_row(task_id).document_id])


def set_aside(task_ids: Sequence[int], exclusion: Exclusion, reason: str, actor: Actor) -> int:
    """Confirm for many tasks at once that they are not 规范性文件; all or none. The caller commits.

    Raises:
        Refused: one of them cannot be set aside; the sentence says which.
    """
    if not task_ids:
        raise Refused("没有选择文件。请先勾选要确认的文件。")
    if len(task_ids) > MOST_AT_ONCE:
        raise Refused(f"一次最多确认 {MOST_AT_ONCE} 件，请分批办理。")
    outcome = Outcome(None, reason, exclusion=exclusion)
    for task_id in task_ids:
        row = docket.task_row(task_id)
        try:
            act(task_id, row.version, Action.EXCLUDE, actor, outcome)
        except Refused as problem:
            document = db.session.get_one(DocumentRow, row.document_id)
            raise Refused(
                f"《{document.title or document.file_name}》：{problem.message}"
            ) from problem
    return len(task_ids)


def listing(asked: Listing, actor: Actor) -> list[Queued]:
    """The tasks asked for, oldest document first; `mine` means: it is this person's turn."""
    query = select(TaskRow, DocumentRow).join(DocumentRow, DocumentRow.id == TaskRow.document_id)
    query = query.join(CampaignRow, CampaignRow.id == TaskRow.campaign_id)
    if asked.campaign_id is not None:
        query = query.where(TaskRow.campaign_id == asked.campaign_id)
    if asked.stage:
        query = query.where(TaskRow.stage == asked.stage)
    if asked.answer:
        query = query.where(TaskRow.answer == asked.answer)
    if asked.proposed == "none":
        query = query.where(TaskRow.proposed.is_(None))
    elif asked.proposed:
        query = query.where(TaskRow.proposed == asked.proposed)
    if asked.mine:
        query = _my_turn(query, actor)
    ordered = query.order_by(DocumentRow.day.is_(None), DocumentRow.day, TaskRow.id)
    return [Queued(task, document) for task, document in db.session.execute(ordered)]


def neighbours(task_id: int, queue: Sequence[Queued]) -> tuple[int | None, int | None, int]:
    """(task before, task after, place from 1) in a queue; place 0 where it is no longer in it."""
    ids = [one.task.id for one in queue]
    if task_id not in ids:
        return None, (ids[0] if ids else None), 0
    place = ids.index(task_id)
    before = ids[place - 1] if place else None
    after = ids[place + 1] if place + 1 < len(ids) else None
    return before, after, place + 1


def by_decade(campaign_id: int) -> list[tuple[str, int, dict[str, int]]]:
    """(decade, documents decided as normative, how many of each disposition), oldest first."""
    query = select(TaskRow.id, DocumentRow.year).join(
        DocumentRow, DocumentRow.id == TaskRow.document_id
    )
    rows = db.session.execute(query.where(TaskRow.campaign_id == campaign_id))
    years: dict[int, int | None] = {task: year for task, year in rows}  # noqa: C416 - rows
    table: dict[str, dict[str, int]] = {}
    for task_id, said in docket.decisions(list(years)).items():
        if said.outcome.disposition is not None:
            counted = table.setdefault(_decade(years[task_id]), {})
            value = said.outcome.disposition.value
            counted[value] = counted.get(value, 0) + 1
    return [(name, sum(table[name].values()), table[name]) for name in sorted(table)]


def not_normative(campaign_id: int) -> int:
    """How many were found not to be 规范性文件, by exclusion or by decision."""
    tasks = list(db.session.scalars(select(TaskRow).where(TaskRow.campaign_id == campaign_id)))
    excluded = sum(task.stage == Stage.EXCLUDED.value for task in tasks)
    decided = docket.decisions([task.id for task in tasks]).values()
    return excluded + sum(said.outcome.disposition is None for said in decided)


def _my_turn(query: Select[TaskRow, DocumentRow], actor: Actor) -> Select[TaskRow, DocumentRow]:
    stages = [stage.value for stage in TURN.get(actor.role, ())] if actor.role else []
    member = select(CampaignMemberRow.campaign_id).where(CampaignMemberRow.user_id == actor.user_id)
    query = query.where(
        TaskRow.stage.in_(stages), TaskRow.campaign_id.in_(member), CampaignRow.state == "open"
    )
    if actor.role in (Role.OFFICE, Role.COUNSEL):
        given = select(StatementRow.id).where(
            StatementRow.task_id == TaskRow.id,
            StatementRow.round == TaskRow.round,
            StatementRow.kind == StatementKind.OPINION.value,
            StatementRow.role == actor.role.value,
            StatementRow.withdrawn_at.is_(None),
        )
        waiting = (TaskRow.stage == Stage.IN_COORDINATION.value) | ~given.exists()
        query = query.where(waiting)
    if actor.role is Role.APPROVER:
        spoke = select(StatementRow.id).where(
            StatementRow.task_id == TaskRow.id, StatementRow.author_id == actor.user_id
        )
        own = spoke.where(StatementRow.kind.in_(["view", "opinion", "settlement", "exclusion"]))
        query = query.where(~own.exists())
    return query


def _decade(year: int | None) -> str:
    bounds = ((1978, "1949–1978"), (1999, "1979–1999"), (2012, "2000–2012"))
    if year is None:
        return "日期不详"
    return next((name for last, name in bounds if year <= last), "2013 至今")
