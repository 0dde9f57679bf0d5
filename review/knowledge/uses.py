"""How a rule did in this library: where it spoke, and what the office decided there. Reads only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Text, cast, select

from base.db import db
from corpus.rows import DocumentRow
from review import docket
from review.disposition import DISPOSITION_LABELS
from review.finding import Stance
from review.rows import TaskRow
from review.statement import Statement
from review.task import Stage


class Turnout(Enum):
    """What became of a document in which a rule spoke."""

    OPEN = "open"
    SAME = "same"
    OTHERWISE = "otherwise"

    @property
    def label(self) -> str:
        """The Chinese words."""
        words = {"open": "还没有决定", "same": "决定与规则一致", "otherwise": "决定不同"}
        return words[self.value]


@dataclass(frozen=True, slots=True)
class Use:
    """A task in which a rule spoke: its words, what it spoke for, what was decided."""

    task: TaskRow
    document: DocumentRow
    quote: str
    said: str
    decided: str
    turnout: Turnout


def uses(rule_id: str) -> list[Use]:
    """Every task in whose examination the rule spoke, newest first."""
    # the name as JSON writes it, so that the database need not send every examination
    spoke = cast(TaskRow.examination, Text).contains(json.dumps(rule_id), autoescape=True)
    query = (
        select(TaskRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == TaskRow.document_id)
        .where(spoke)
        .order_by(TaskRow.id.desc())
    )
    rows = [(task, document) for task, document in db.session.execute(query)]
    said = docket.decisions([task.id for task, _document in rows])
    return [one for task, document in rows for one in _use(rule_id, task, document, said)]


def counts() -> dict[str, Counter[Turnout]]:
    """Of each rule, in how many tasks it spoke and how they were decided."""
    query = select(TaskRow.id, TaskRow.stage, TaskRow.examination).where(
        TaskRow.examination.is_not(None)
    )
    decided = docket.decisions(
        list(db.session.scalars(select(TaskRow.id).where(TaskRow.stage == Stage.DECIDED.value)))
    )
    found: dict[str, Counter[Turnout]] = {}
    for task_id, stage, examination in db.session.execute(query):
        for rule_id in _spoke(examination):
            turnout = _turnout(_word_of(rule_id, examination), stage, decided.get(task_id))
            found.setdefault(rule_id, Counter())[turnout] += 1
    return found


def _use(
    rule_id: str, task: TaskRow, document: DocumentRow, decided: dict[int, Statement]
) -> Iterator[Use]:
    examination = task.examination or {}
    if rule_id not in _spoke(examination):
        return
    word = _word_of(rule_id, examination)
    finding = next((f for f in examination["findings"] if f["rule"] == rule_id), None)
    yield Use(
        task=task,
        document=document,
        quote=finding["quote"] if finding else "",
        said=_WORDS.get(word, "只作提示"),
        decided=_decided(task.stage, decided.get(task.id)),
        turnout=_turnout(word, task.stage, decided.get(task.id)),
    )


def _spoke(examination: dict[str, Any]) -> set[str]:
    found = {finding["rule"] for finding in examination["findings"]}
    return found | set(examination["identification"]["rules"])


def _word_of(rule_id: str, examination: dict[str, Any]) -> str:
    """What the rule spoke for: a disposition, `no` or `yes` of the identification, or nothing."""
    for finding in examination["findings"]:
        if finding["rule"] == rule_id:
            speaks = finding["stance"] == Stance.FOR.value and finding["disposition"]
            return str(finding["disposition"]) if speaks else ""
    answer = str(examination["identification"]["answer"])
    return answer if answer in ("yes", "no") else ""


def _turnout(word: str, stage: str, said: Statement | None) -> Turnout:
    if not word or (stage != Stage.EXCLUDED.value and said is None):
        return Turnout.OPEN
    value = said.outcome.disposition.value if said and said.outcome.disposition else "no"
    if word in ("yes", "no"):
        return Turnout.SAME if (value == "no") == (word == "no") else Turnout.OTHERWISE
    return Turnout.SAME if value == word else Turnout.OTHERWISE


def _decided(stage: str, said: Statement | None) -> str:
    if stage == Stage.EXCLUDED.value or (said and said.outcome.disposition is None):
        return "不属于规范性文件"
    return said.outcome.disposition.label if said and said.outcome.disposition else "—"


_WORDS = {one.value: label for one, label in DISPOSITION_LABELS.items()} | {
    "yes": "是规范性文件",
    "no": "不属于规范性文件",
}
