"""Use case: let the machine examine what is in the library, in the background; repeatable.

One pass reads every document (they are each other's corpus), writes the relations between them anew and
examines each open task. A task that a person has decided is left as it was when they decided. What people
said of rules (停用), facts (修正) and relations (撤销) is taken into account anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from base import jobs
from base.db import db, utcnow, writing
from corpus import library
from review import status
from review.as_json import examination_json
from review.examination.case import Knowledge
from review.examination.examine import examine, view_of
from review.examination.subject import CorpusView, Subject
from review.finding import Examination
from review.knowledge import held, muting, open_relations, undoing
from review.profiles.load import load_profile
from review.relation import Relation
from review.rows import CampaignRow, RelationRow, TaskRow

JOB = "examine"
CHUNK = 50
SETTLED = ("decided",)


def after_filing(_document_id: int) -> None:
    """A document came in or was put right: one pass is enough for any number of them."""
    jobs.enqueue(JOB, {}, once=JOB, priority=8)


def left_over() -> bool:
    """Whether an open task has never been examined."""
    query = select(TaskRow.id).where(TaskRow.examined_at.is_(None), TaskRow.stage.not_in(SETTLED))
    return db.session.scalar(query.limit(1)) is not None


def run(_payload: Mapping[str, Any], today: date) -> None:
    """Examine everything that is open."""
    knowledge = held.current()
    revisions: dict[str, int] = {}
    subjects = []
    for filed in library.all_filed():
        subjects.append(Subject(str(filed.id), filed.document))
        revisions[str(filed.id)] = filed.revision_id
    db.session.rollback()
    view = undoing.without_undone(view_of(subjects, knowledge))
    with writing():
        _write_relations(view)
        open_relations.keep(view)
        status.project([int(subject.source) for subject in subjects])
    open_tasks = _open_tasks()
    known = {
        campaign: replace(knowledge, muted=frozenset(muting.in_campaign(campaign)))
        for campaign in {task.campaign_id for task in open_tasks}
    }
    db.session.rollback()
    by_source = {subject.source: subject for subject in subjects}
    for start in range(0, len(open_tasks), CHUNK):
        _examine_chunk(
            open_tasks[start : start + CHUNK], _Material(by_source, view, known, revisions), today
        )


@dataclass(frozen=True, slots=True)
class _Open:
    """A task that is not decided: its id, document, profile and campaign."""

    id: int
    source: str
    profile: str
    campaign_id: int


@dataclass(frozen=True, slots=True)
class _Material:
    """What every task of a pass is examined with; knowledge by campaign, since rules are muted in one."""

    subjects: Mapping[str, Subject]
    view: CorpusView
    known: Mapping[int, Knowledge]
    revisions: Mapping[str, int]


def _open_tasks() -> list[_Open]:
    """Everything not yet decided in an open campaign."""
    query = (
        select(TaskRow.id, TaskRow.document_id, CampaignRow.profile, CampaignRow.id)
        .join(CampaignRow, CampaignRow.id == TaskRow.campaign_id)
        .where(CampaignRow.state == "open", TaskRow.stage.not_in(SETTLED))
        .order_by(TaskRow.id)
    )
    return [
        _Open(task, str(document), profile, campaign)
        for task, document, profile, campaign in db.session.execute(query)
    ]


def _examine_chunk(tasks: Sequence[_Open], material: _Material, today: date) -> None:
    made = {
        task.id: (
            examine(
                material.subjects[task.source],
                material.view,
                material.known[task.campaign_id],
                load_profile(task.profile),
                today,
            ),
            task.source,
        )
        for task in tasks
        if task.source in material.subjects
    }
    with writing():
        for task_id, (examination, source) in made.items():
            row = db.session.get(TaskRow, task_id)
            if row is not None and row.stage not in SETTLED:
                _keep(row, examination, material.revisions[source])
        db.session.flush()
        status.project([int(source) for _, source in made.values()])


def _keep(row: TaskRow, examination: Examination, revision_id: int) -> None:
    body = examination_json(examination)
    if row.examination == body and row.revision_id == revision_id:
        return
    found, proposal = examination.identification, examination.proposal
    row.examination, row.revision_id, row.examined_at = body, revision_id, utcnow()
    row.answer = found.answer.value
    row.exclusion = found.exclusion.value if found.exclusion else None
    row.proposed = proposal.disposition.value if proposal else None


def _write_relations(view: CorpusView) -> None:
    db.session.execute(delete(RelationRow))
    for relations in view.about.values():
        db.session.add_all(_row(relation) for relation in relations)
    db.session.flush()


def _row(relation: Relation) -> RelationRow:
    return RelationRow(
        kind=relation.kind.value,
        source_id=int(relation.source),
        target_id=int(relation.target),
        partial=relation.partial,
        effective_on=relation.effective_on,
        quote=relation.evidence.quote,
        start=relation.evidence.start,
        end=relation.evidence.end,
    )
