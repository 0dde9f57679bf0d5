"""Beside a proposal: what the office decided in like cases, what contradicts itself, what a repeal takes
with it. Reads only; nothing of a task that is still blind is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from base.db import db
from corpus.inventory.rows import CitedNumberRow
from corpus.lexicon.names import name_key
from corpus.likeness import marks
from corpus.likeness.compare import Verdict
from corpus.likeness.rows import KinRow
from corpus.rows import DocumentRow, SearchTextRow
from corpus.search.terms import fold_text
from review import docket
from review.disposition import Outcome
from review.finding import Examination
from review.relation import RelationKind
from review.rows import NoticeEntryRow, NoticeRow, RelationRow, StatementRow, TaskRow
from review.statement import StatementKind
from review.task import Stage

NEAR = (Verdict.SAME_TEXT.value, Verdict.NEARLY.value)
MOST = 5
LOOKED_AT = 300
LEAST_TITLE = 8
MOST_MENTIONS = 30
LEAST_CLAUSE = 16
DATED = (None, "R6", "R7", "R8", "R17")
"""Reasons that hang on a day: the same words may rightly lead elsewhere."""
SETTLED = (Stage.DECIDED.value, Stage.EXCLUDED.value)


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision of the office in a like case: why it is like, what was decided when, in which notice."""

    task_id: int
    document: DocumentRow
    outcome: Outcome
    at: datetime | None
    why: str
    notice: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two tasks of one campaign that are nearly the same and were decided otherwise."""

    first: int
    second: int
    words: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What stands on a document: papers founded on it, and papers that only speak of it."""

    losing: tuple[tuple[DocumentRow, str], ...]
    speaking: tuple[tuple[DocumentRow, str], ...]


def near_documents(document_id: int) -> list[int]:
    """The documents of nearly the same text, unless a person said that they are unrelated."""
    own = or_(KinRow.first_id == document_id, KinRow.second_id == document_id)
    query = select(KinRow.first_id, KinRow.second_id).where(own, KinRow.verdict.in_(NEAR))
    said = marks.standing_of(document_id)
    others = [b if a == document_id else a for a, b in db.session.execute(query)]
    return [one for one in others if one not in said or said[one].mark != marks.UNRELATED]


def similar(task: TaskRow, examination: Examination | None) -> list[Precedent]:
    """Decisions in like cases: nearly the same text first, then the same reason by the same rule."""
    near = near_documents(task.document_id)
    why = {one.id: "文字几乎相同" for one in _decided_tasks(TaskRow.document_id.in_(near))}
    proposal = examination.proposal if examination else None
    if examination is not None and proposal is not None:
        rules = {
            f.rule
            for f in examination.findings
            if f.reason_code is proposal.reason_code and f.rule not in examination.muted
        }
        same = select(StatementRow.task_id).where(
            StatementRow.kind == StatementKind.DECISION.value,
            StatementRow.withdrawn_at.is_(None),
            StatementRow.reason_code == proposal.reason_code.value,
        )
        for one in _decided_tasks(TaskRow.id.in_(same)):
            spoke = {f["rule"] for f in (one.examination or {}).get("findings", ())} & rules
            if spoke:
                why.setdefault(one.id, f"同一理由，同一规则 {'、'.join(sorted(spoke))}")
    why.pop(task.id, None)
    return _precedents(dict(list(why.items())[:MOST]))


def clashes(campaign_id: int) -> list[Clash]:
    """Nearly identical documents, and identical clauses under one rule, that were decided otherwise."""
    settled = _settled(campaign_id)
    outcomes = _outcomes(settled)
    by_document = {document: task for task, (document, _stage) in settled.items()}
    said = marks.standing()
    found: dict[tuple[int, int], Clash] = {}
    query = select(KinRow.first_id, KinRow.second_id).where(KinRow.verdict.in_(NEAR))
    for first, second in db.session.execute(query):
        told = said.get((first, second))
        inside = first in by_document and second in by_document
        if inside and (told is None or told.mark != marks.UNRELATED):
            _compare(found, outcomes, (by_document[first], by_document[second]), "文字几乎相同")
    if len(set(outcomes.values())) > 1:
        for pair in _same_clauses(campaign_id, outcomes):
            _compare(found, outcomes, pair, "同一条文")
    return list(found.values())


def clashes_of(task: TaskRow) -> list[Clash]:
    """Those of one task."""
    if task.stage not in SETTLED:
        return []
    return [one for one in clashes(task.campaign_id) if task.id in (one.first, one.second)]


def impact(document_id: int) -> Impact:
    """What cites a document, and what is founded on it."""
    row = db.session.get_one(DocumentRow, document_id)
    incoming = select(RelationRow).where(RelationRow.target_id == document_id)
    losing: dict[int, str] = {}
    speaking: dict[int, str] = {}
    for relation in db.session.scalars(incoming.order_by(RelationRow.id)):
        kind = RelationKind(relation.kind)
        if kind is RelationKind.BASIS:
            losing[relation.source_id] = relation.quote
        elif kind is not RelationKind.REPEAL:
            speaking[relation.source_id] = f"{kind.label}：{relation.quote}"
    for other in _mentions(row):
        if other not in losing:
            speaking.setdefault(other, "提到名称或文号")
    return Impact(_with_rows(losing), _with_rows(speaking))


def _mentions(row: DocumentRow) -> Iterator[int]:
    if row.number_key:
        cited = select(CitedNumberRow.document_id).where(CitedNumberRow.key == row.number_key)
        yield from db.session.scalars(cited.where(CitedNumberRow.document_id != row.id))
    title = fold_text(name_key(row.inner_title or row.title or ""))
    if len(title) >= LEAST_TITLE:
        named = select(SearchTextRow.document_id).where(
            SearchTextRow.body.contains(title, autoescape=True),
            SearchTextRow.document_id != row.id,
            SearchTextRow.title.contains(title, autoescape=True).is_(False),
        )
        yield from db.session.scalars(named.limit(MOST_MENTIONS))


def _decided_tasks(condition: object) -> list[TaskRow]:
    query = select(TaskRow).where(
        TaskRow.stage == Stage.DECIDED.value,
        condition,  # type: ignore[arg-type]
    )
    return list(db.session.scalars(query.order_by(TaskRow.id.desc()).limit(LOOKED_AT)))


def _precedents(why: dict[int, str]) -> list[Precedent]:
    said = docket.decisions(list(why))
    rows = {
        task.id: document
        for task, document in db.session.execute(
            select(TaskRow, DocumentRow)
            .join(DocumentRow, DocumentRow.id == TaskRow.document_id)
            .where(TaskRow.id.in_(why))
        )
    }
    published = {
        task: (notice, number)
        for task, notice, number in db.session.execute(
            select(NoticeEntryRow.task_id, NoticeRow.id, NoticeRow.number)
            .join(NoticeRow, NoticeRow.id == NoticeEntryRow.notice_id)
            .where(NoticeEntryRow.task_id.in_(why))
            .order_by(NoticeRow.id)
        )
    }
    return [
        Precedent(task, rows[task], one.outcome, one.at, words, published.get(task))
        for task, words in why.items()
        if (one := said.get(task)) is not None and task in rows
    ]


def _settled(campaign_id: int) -> dict[int, tuple[int, str]]:
    """Document and stage of each task that is decided or set aside."""
    query = select(TaskRow.id, TaskRow.document_id, TaskRow.stage).where(
        TaskRow.campaign_id == campaign_id, TaskRow.stage.in_(SETTLED)
    )
    return {task: (document, stage) for task, document, stage in db.session.execute(query)}


def _outcomes(settled: Mapping[int, tuple[int, str]]) -> dict[int, str]:
    """What each task that is settled led to, in words."""
    said = docket.decisions(list(settled))
    found = {
        task: "不属于" for task, (_doc, stage) in settled.items() if stage == Stage.EXCLUDED.value
    }
    for task_id, statement in said.items():
        chosen = statement.outcome.disposition
        found[task_id] = chosen.label if chosen else "不属于"
    return found


def _same_clauses(campaign_id: int, outcomes: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of tasks in which one rule speaks of the same words; each with the first of its kind.

    Terms and repeals are left out: the same words with another date are another case.
    """
    query = select(TaskRow.id, TaskRow.examination).where(
        TaskRow.campaign_id == campaign_id, TaskRow.stage.in_(SETTLED)
    )
    seen: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for task_id, examination in db.session.execute(query.order_by(TaskRow.id)):
        for finding in (examination or {}).get("findings", ()):
            quote = name_key(finding["quote"])
            if len(quote) >= LEAST_CLAUSE and finding["reason_code"] not in DATED:
                seen[finding["rule"], quote].append(task_id)
    for ids in seen.values():
        first = next((one for one in ids if one in outcomes), None)
        for other in ids:
            if first is not None and other in outcomes and other != first:
                yield first, other


def _compare(
    found: dict[tuple[int, int], Clash],
    outcomes: Mapping[int, str],
    pair: tuple[int, int],
    why: str,
) -> None:
    first, second = sorted(pair)
    if outcomes.get(first) and outcomes.get(second) and outcomes[first] != outcomes[second]:
        words = f"{why}，任务 {first} 定为{outcomes[first]}，任务 {second} 定为{outcomes[second]}"
        found.setdefault((first, second), Clash(first, second, words))


def _with_rows(found: dict[int, str]) -> tuple[tuple[DocumentRow, str], ...]:
    query = select(DocumentRow).where(DocumentRow.id.in_(found)).order_by(DocumentRow.id)
    return tuple((row, found[row.id]) for row in db.session.scalars(query))
