"""The gate: what is still open before a notice may be published. An omitted row kills a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from base.db import db
from corpus.rows import DocumentRow
from review import docket
from review.disposition import Disposition
from review.rows import StatementRow, TaskRow
from review.statement import StatementKind
from review.task import Stage


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that is open: a code, a Chinese sentence, the tasks it is about."""

    code: str
    says: str
    task_ids: tuple[int, ...]
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that is open; published only when nothing blocking is."""

    points: tuple[OpenPoint, ...]

    @property
    def is_open(self) -> bool:
        """Whether the notice may be published."""
        return not any(point.blocking for point in self.points)


def check(campaign_id: int, today: date) -> Gate:
    """Look at every task of a campaign and at what should have one."""
    query = select(TaskRow, DocumentRow).join(DocumentRow, DocumentRow.id == TaskRow.document_id)
    tasks = [
        (task, document)
        for task, document in db.session.execute(query.where(TaskRow.campaign_id == campaign_id))
    ]
    points = [
        *_undecided([task for task, _document in tasks]),
        *_without_task(campaign_id, {task.document_id for task, _document in tasks}),
        *_kept_though_over(tasks, today),
        *_set_aside([task for task, _document in tasks]),
        *_not_examined([task for task, _document in tasks]),
    ]
    if not tasks:
        points.append(OpenPoint("empty", "这项清理工作里没有文件，请先导入并纳入。", ()))
    return Gate(tuple(points))


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


def _kept_though_over(tasks: list[tuple[TaskRow, DocumentRow]], today: date) -> Iterator[OpenPoint]:
    decided = docket.decisions([task.id for task, _document in tasks])
    over = [
        task.id
        for task, document in tasks
        if task.id in decided
        and decided[task.id].outcome.disposition is Disposition.KEEP
        and document.valid_until is not None
        and document.valid_until < today.isoformat()[: len(document.valid_until)]
    ]
    if over:
        says = f"{len(over)} 件决定继续有效，但正文写明的有效期已过，请再看一遍。"
        yield OpenPoint("kept_though_over", says, tuple(over), blocking=False)


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
