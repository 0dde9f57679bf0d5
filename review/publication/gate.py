"""The gate: what is still open before a notice may be published. An omitted row kills a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from base.db import db
from corpus.ingest import WAITING
from corpus.items import NOTED, REFUSED
from corpus.rows import BatchRow, CorrectionRow, DocumentRow, ItemRow
from review import docket
from review.disposition import Disposition, Outcome
from review.knowledge import precedents
from review.rows import CampaignRow, StatementRow, TaskRow
from review.statement import StatementKind
from review.task import Stage

INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that is open: a code, a Chinese sentence, the tasks it is about."""

    code: str
    says: str
    task_ids: tuple[int, ...]
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that will stand on a list, with what was decided."""

    task: TaskRow
    document: DocumentRow
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that is open; published only when nothing blocking is."""

    points: tuple[OpenPoint, ...]

    @property
    def is_open(self) -> bool:
        """Whether the notice may be published."""
        return not any(point.blocking for point in self.points)

    @property
    def to_confirm(self) -> tuple[OpenPoint, ...]:
        """What does not block, but has to be ticked before publishing: like cases decided otherwise."""
        return tuple(point for point in self.points if point.code == INCONSISTENT)


def check(campaign_id: int, today: date) -> Gate:
    """Look at every task of a campaign and at what should have one."""
    query = select(TaskRow, DocumentRow).join(DocumentRow, DocumentRow.id == TaskRow.document_id)
    query = query.options(defer(TaskRow.examination))  # large, and not looked at here
    tasks = [
        (task, document)
        for task, document in db.session.execute(query.where(TaskRow.campaign_id == campaign_id))
    ]
    rows = [task for task, _document in tasks]
    listed = _listed(tasks)
    points = [
        *_undecided(rows),
        *_still_read(docket.campaign(campaign_id)),
        *_without_task(campaign_id, {task.document_id for task in rows}),
        *_nameless(listed),
        *_kept_though_over(listed, today),
        *_kept_against_proposal(listed),
        *_doubled(listed),
        *_undated(listed),
        *_unread_notes(listed),
        *_set_aside(rows),
        *_not_examined(rows),
        *_inconsistent(campaign_id),
    ]
    if not tasks:
        points.append(OpenPoint("empty", "这项清理工作里没有文件，请先导入并纳入。", ()))
    elif not listed and not any(point.blocking for point in points):
        says = "没有一件决定为规范性文件，没有可以公布的目录。请核对识别结果。"
        points.append(OpenPoint("nothing_listed", says, ()))
    return Gate(tuple(points))


def _listed(tasks: list[tuple[TaskRow, DocumentRow]]) -> list[Listed]:
    """Tasks decided as 规范性文件: what the lists will hold."""
    said = docket.decisions([task.id for task, _document in tasks])
    return [
        Listed(task, document, said[task.id].outcome)
        for task, document in tasks
        if task.id in said and said[task.id].outcome.disposition is not None
    ]


def _undecided(tasks: list[TaskRow]) -> Iterator[OpenPoint]:
    words = {
        Stage.WITH_DEPARTMENT: "等待部门意见",
        Stage.IN_REVIEW: "等待司法所或法律顾问的意见",
        Stage.IN_COORDINATION: "双方意见不一，尚未协调",
        Stage.WITH_APPROVER: "等待审签人决定",
    }
    for stage, says in words.items():
        ids = tuple(task.id for task in tasks if task.stage == stage.value)
        if ids:
            yield OpenPoint(stage.value, f"{len(ids)} 件{says}。", ids)


def _without_task(campaign_id: int, has: set[int]) -> Iterator[OpenPoint]:
    scope = docket.documents_in_scope(docket.campaign(campaign_id))
    missing = [one for one in scope if one not in has]
    if missing:
        says = f"文件库里另有 {len(missing)} 件在清理范围内而没有纳入，请先“纳入新文件”。"
        yield OpenPoint("not_taken_in", says, ())


def _still_read(campaign: CampaignRow) -> Iterator[OpenPoint]:
    """Files that may yet become documents in scope, and files nobody could read."""
    query = (
        select(ItemRow.state, func.count())
        .join(BatchRow, BatchRow.id == ItemRow.batch_id)
        .where(BatchRow.is_sample.is_(campaign.is_sample))
        .group_by(ItemRow.state)
    )
    counted: dict[str, int] = {state: count for state, count in db.session.execute(query)}  # noqa: C416 - rows are no tuples
    waiting, refused = counted.get(WAITING, 0), counted.get(REFUSED, 0)
    if waiting:
        says = f"还有 {waiting} 个导入的文件正在读取，读完才知道是否在清理范围内。请稍后再看。"
        yield OpenPoint("still_reading", says, ())
    if refused:
        says = f"有 {refused} 个导入的文件没有读出，请在导入页确认其中没有应当清理的文件。"
        yield OpenPoint("refused_files", says, (), blocking=False)


def _nameless(listed: list[Listed]) -> Iterator[OpenPoint]:
    ids = tuple(one.task.id for one in listed if not (one.document.title or "").strip())
    if ids:
        says = f"{len(ids)} 件没有标题，不能列入目录。请在文件页补正标题。"
        yield OpenPoint("nameless", says, ids)


def _kept_though_over(listed: list[Listed], today: date) -> Iterator[OpenPoint]:
    over = tuple(
        one.task.id
        for one in listed
        if one.outcome.disposition is Disposition.KEEP
        and one.document.valid_until is not None
        and one.document.valid_until < today.isoformat()[: len(one.document.valid_until)]
    )
    if over:
        says = f"{len(over)} 件决定继续有效，但正文写明的有效期已过，请再看一遍。"
        yield OpenPoint("kept_though_over", says, over, blocking=False)


def _kept_against_proposal(listed: list[Listed]) -> Iterator[OpenPoint]:
    ended = {Disposition.REPEAL.value, Disposition.EXPIRE.value}
    ids = tuple(
        one.task.id
        for one in listed
        if one.outcome.disposition is Disposition.KEEP and one.task.proposed in ended
    )
    if ids:
        says = f"{len(ids)} 件决定继续有效，而系统建议废止或者失效，请再看一遍依据。"
        yield OpenPoint("kept_against_proposal", says, ids, blocking=False)


def _doubled(listed: list[Listed]) -> Iterator[OpenPoint]:
    seen: dict[tuple[str, str], list[int]] = {}
    for one in listed:
        if one.document.number_key and one.document.title:
            key = (one.document.number_key, one.document.title)
            seen.setdefault(key, []).append(one.task.id)
    ids = tuple(task_id for same in seen.values() if len(same) > 1 for task_id in same)
    if ids:
        says = f"{len(ids)} 件的标题和文号与另一件相同，目录里会重复出现，请核对。"
        yield OpenPoint("doubled", says, ids, blocking=False)


def _undated(listed: list[Listed]) -> Iterator[OpenPoint]:
    ids = tuple(
        one.task.id for one in listed if not (one.document.issued_on or one.document.signed_on)
    )
    if ids:
        says = f"{len(ids)} 件没有成文或公布日期，目录里将空缺；原件上有的，请在文件页补正。"
        yield OpenPoint("undated", says, ids, blocking=False)


def _unread_notes(listed: list[Listed]) -> Iterator[OpenPoint]:
    """Documents whose reading had notes and that nobody has put right by hand since."""
    noted = set(
        db.session.scalars(select(ItemRow.document_id).where(ItemRow.state == NOTED).distinct())
    )
    noted -= set(db.session.scalars(select(CorrectionRow.document_id).distinct()))
    ids = tuple(one.task.id for one in listed if one.document.id in noted)
    if ids:
        says = f"{len(ids)} 件读取时有提示而没有人更正过，请对照原件核对标题、文号和日期。"
        yield OpenPoint("unchecked_notes", says, ids, blocking=False)


def _set_aside(tasks: list[TaskRow]) -> Iterator[OpenPoint]:
    ids = tuple(task.id for task in tasks if task.stage == Stage.EXCLUDED.value)
    if not ids:
        return
    query = select(StatementRow.author).where(
        StatementRow.task_id.in_(ids), StatementRow.kind == StatementKind.EXCLUSION.value
    )
    names = "、".join(sorted(set(db.session.scalars(query))))
    says = f"{len(ids)} 件经识别不属于规范性文件（由{names}确认），不列入目录。"
    yield OpenPoint("excluded", says, ids, blocking=False)


def _not_examined(tasks: list[TaskRow]) -> Iterator[OpenPoint]:
    ids = tuple(task.id for task in tasks if task.examined_at is None)
    if ids:
        says = f"{len(ids)} 件系统没有审查过，决定时没有参考依据。"
        yield OpenPoint("not_examined", says, ids, blocking=False)


def _inconsistent(campaign_id: int) -> Iterator[OpenPoint]:
    """Nearly the same text or clause with different outcomes: to be confirmed, not to be stopped by."""
    found = precedents.clashes(campaign_id)
    if found:
        ids = tuple(sorted({one for clash in found for one in (clash.first, clash.second)}))
        says = f"{len(found)} 处处理不一致：{found[0].words}。请逐件确认是有意不同。"
        yield OpenPoint(INCONSISTENT, says, ids, blocking=False)
