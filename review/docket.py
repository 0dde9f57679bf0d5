"""The Docket: campaigns, tasks and statements in and out. Adds and flushes, never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, delete, func, or_, select, update

from base import audit
from base.accounts.rows import UserRow
from base.db import db, utcnow
from base.errors import Conflict, Missing
from base.roles import Actor, Role
from corpus.rows import DocumentRow
from review.campaign import CampaignPlan
from review.disposition import Disposition, Exclusion, Outcome, ReasonCode
from review.knowledge.rows import AmendmentRow, RuleMuteRow
from review.rows import (
    CampaignMemberRow,
    CampaignRow,
    NoticeEntryRow,
    NoticeFileRow,
    NoticeRow,
    RelationRow,
    StatementRow,
    TaskRow,
)
from review.statement import Statement, StatementKind
from review.task import ReviewTask, Stage
from review.workflow import Step

OVERTAKEN = (
    "这份文件刚在别处处理过（别人，或您的另一个窗口），您的操作没有保存。请查看最新情况后再办理。"
)


def add_campaign(plan: CampaignPlan, actor: Actor, *, is_sample: bool = False) -> CampaignRow:
    """Keep a new 清理工作 with its people."""
    row = CampaignRow(
        name=plan.name.strip(),
        kind=plan.kind.value,
        scope_note=plan.scope_note.strip(),
        issuers=list(plan.issuers),
        documents=sorted(set(plan.documents)) or None,
        since=plan.since,
        cut_off=plan.cut_off,
        deadline=plan.deadline,
        profile=plan.profile,
        opened_by=actor.user_id,
        is_sample=is_sample,
    )
    db.session.add(row)
    db.session.flush()
    for user_id in sorted(set(plan.members)):
        db.session.add(CampaignMemberRow(campaign_id=row.id, user_id=user_id))
    detail = {"name": row.name, "cut_off": plan.cut_off.isoformat(), "members": list(plan.members)}
    audit.record(actor, "campaign.open", f"campaign:{row.id}", detail)
    return row


def campaign(campaign_id: int) -> CampaignRow:
    """A 清理工作.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(CampaignRow, campaign_id)
    if row is None:
        raise Missing("没有这项清理工作，请从清理工作页重新进入。")
    return row


def campaigns() -> list[CampaignRow]:
    """Every 清理工作, newest first."""
    return list(db.session.scalars(select(CampaignRow).order_by(CampaignRow.id.desc())))


def add_task(campaign_row: CampaignRow, document_id: int) -> TaskRow:
    """Open a task for a document; it begins with the review of office and counsel."""
    row = TaskRow(
        campaign_id=campaign_row.id,
        document_id=document_id,
        stage=Stage.IN_REVIEW.value,
        due=campaign_row.deadline,
    )
    db.session.add(row)
    return row


def task(task_id: int) -> ReviewTask:
    """A task with everything said about it.

    Raises:
        Missing: there is none of that id.
    """
    return noun(task_row(task_id))


def task_row(task_id: int) -> TaskRow:
    """The row of a task, for what the machine said about it.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(TaskRow, task_id)
    if row is None:
        raise Missing("没有这个审查任务，请从审查台重新进入。")
    return row


def noun(row: TaskRow) -> ReviewTask:
    """The row as a ReviewTask."""
    members = select(CampaignMemberRow.user_id).where(
        CampaignMemberRow.campaign_id == row.campaign_id
    )
    said = select(StatementRow).where(StatementRow.task_id == row.id).order_by(StatementRow.id)
    state = db.session.scalar(select(CampaignRow.state).where(CampaignRow.id == row.campaign_id))
    return ReviewTask(
        id=row.id,
        campaign_id=row.campaign_id,
        document_id=row.document_id,
        stage=Stage(row.stage),
        round=row.round,
        version=row.version,
        members=frozenset(db.session.scalars(members)),
        campaign_open=state == "open",
        statements=tuple(_statement(one) for one in db.session.scalars(said)),
    )


def keep_step(task_id: int, version: int, action: str, step: Step, actor: Actor) -> None:
    """Write a step of a task, if nobody else was faster.

    Raises:
        Conflict: the task is no longer at `version`.
    """
    before = task_row(task_id).stage
    stage = step.stage.value
    # one statement that both compares and sets: of two steps at the same moment one is refused
    moved = db.session.execute(
        update(TaskRow)
        .where(TaskRow.id == task_id, TaskRow.version == version)
        .values(stage=stage, round=step.round, version=version + 1)
        .returning(TaskRow.id)
    )
    if moved.scalar() is None:
        raise Conflict(OVERTAKEN)
    if step.statement is not None:
        db.session.add(_row(task_id, step.statement))
    if step.withdraw is not None:
        db.session.get_one(StatementRow, step.withdraw).withdrawn_at = utcnow()
    detail: dict[str, object] = {"from": before, "to": stage, "round": step.round}
    if step.statement is not None:
        said = step.statement.outcome
        detail["disposition"] = said.disposition.value if said.disposition else None
        detail["reason"] = said.reason
    audit.record(actor, f"task.{action}", f"task:{task_id}", detail)


def documents_in_scope(campaign_row: CampaignRow) -> list[int]:
    """Ids of the documents a campaign covers; without a date they are in, since nobody can tell.

    A campaign that was opened for named documents covers them alone.
    """
    if campaign_row.documents is not None:
        named = select(DocumentRow.id).where(DocumentRow.id.in_(campaign_row.documents))
        return list(db.session.scalars(named.order_by(DocumentRow.id)))
    query = select(DocumentRow.id, DocumentRow.issuers).where(
        (DocumentRow.day.is_(None)) | (DocumentRow.day <= campaign_row.cut_off),
        DocumentRow.is_sample.is_(campaign_row.is_sample),
    )
    since = campaign_row.since
    if since is not None:
        told = func.length(func.coalesce(DocumentRow.signed_on, DocumentRow.issued_on, ""))
        # `day` is the first day a date can mean: a year or month that may lie after `since` is in
        year_only = and_(told == len("2015"), DocumentRow.year == since.year)
        month_only = and_(told == len("2015-03"), DocumentRow.day >= since.replace(day=1))
        query = query.where(
            or_(DocumentRow.day.is_(None), DocumentRow.day >= since, year_only, month_only)
        )
    wanted = set(campaign_row.issuers)
    return [
        document_id
        for document_id, issuers in db.session.execute(query.order_by(DocumentRow.id))
        if not wanted or not issuers or wanted & set(issuers.split("、"))
    ]


def left_to_own_campaign(campaign_row: CampaignRow) -> int:
    """How many of the office's own papers wait for a 清理工作 and cannot enter this one of the sample."""
    if not campaign_row.is_sample:
        return 0
    query = select(func.count()).where(
        DocumentRow.is_sample.is_(False),
        ~select(TaskRow.id).where(TaskRow.document_id == DocumentRow.id).exists(),
    )
    return db.session.scalar(query) or 0


def stage_counts(campaign_id: int) -> dict[Stage, int]:
    """How many tasks of a campaign stand where."""
    query = (
        select(TaskRow.stage, func.count())
        .where(TaskRow.campaign_id == campaign_id)
        .group_by(TaskRow.stage)
    )
    return {Stage(stage): count for stage, count in db.session.execute(query)}


def decisions(task_ids: Sequence[int]) -> dict[int, Statement]:
    """The standing decision of each decided task."""
    query = (
        select(StatementRow)
        .join(TaskRow, TaskRow.id == StatementRow.task_id)
        .where(
            StatementRow.kind == StatementKind.DECISION.value,
            StatementRow.withdrawn_at.is_(None),
            TaskRow.stage == Stage.DECIDED.value,
            StatementRow.task_id.in_(task_ids),
        )
        .order_by(StatementRow.id)
    )
    return {row.task_id: _statement(row) for row in db.session.scalars(query)}


def remove_sample(document_ids: Iterable[int]) -> None:
    """Take out every campaign, task and notice of the sample, and what its people said of knowledge."""
    campaigns_ = select(CampaignRow.id).where(CampaignRow.is_sample)
    tasks = select(TaskRow.id).where(TaskRow.campaign_id.in_(campaigns_))
    notices = select(NoticeRow.id).where(NoticeRow.campaign_id.in_(campaigns_))
    ids = list(document_ids)
    people = select(UserRow.id).where(UserRow.is_sample)
    for statement in (
        delete(RuleMuteRow).where(RuleMuteRow.author_id.in_(people)),
        delete(AmendmentRow).where(AmendmentRow.author_id.in_(people)),
        delete(NoticeFileRow).where(NoticeFileRow.notice_id.in_(notices)),
        delete(NoticeEntryRow).where(NoticeEntryRow.notice_id.in_(notices)),
        delete(NoticeRow).where(NoticeRow.campaign_id.in_(campaigns_)),
        delete(StatementRow).where(StatementRow.task_id.in_(tasks)),
        delete(TaskRow).where(TaskRow.campaign_id.in_(campaigns_)),
        delete(CampaignMemberRow).where(CampaignMemberRow.campaign_id.in_(campaigns_)),
        delete(CampaignRow).where(CampaignRow.is_sample),
        delete(RelationRow).where(RelationRow.source_id.in_(ids) | RelationRow.target_id.in_(ids)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _statement(row: StatementRow) -> Statement:
    return Statement(
        kind=StatementKind(row.kind),
        round=row.round,
        role=Role(row.role),
        author_id=row.author_id,
        author=row.author,
        outcome=Outcome(
            disposition=Disposition(row.disposition) if row.disposition else None,
            reason=row.reason,
            reason_code=ReasonCode(row.reason_code) if row.reason_code else None,
            exclusion=Exclusion(row.exclusion) if row.exclusion else None,
            unit=row.unit,
            deadline=row.deadline,
        ),
        at=row.at,
        withdrawn=row.withdrawn_at is not None,
        id=row.id,
    )


def _row(task_id: int, said: Statement) -> StatementRow:
    outcome = said.outcome
    return StatementRow(
        task_id=task_id,
        round=said.round,
        kind=said.kind.value,
        role=said.role.value,
        author_id=said.author_id,
        author=said.author,
        disposition=outcome.disposition.value if outcome.disposition else None,
        exclusion=outcome.exclusion.value if outcome.exclusion else None,
        reason_code=outcome.reason_code.value if outcome.reason_code else None,
        reason=outcome.reason.strip(),
        unit=outcome.unit,
        deadline=outcome.deadline,
    )
