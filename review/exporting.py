"""Use case: everything an office has decided, as JSON Lines that another program can read.

One object a line, sorted, no clock: the same library gives the same file. Documents with their machine
and corrected reading, tasks with every statement, published notices, amended facts, muted rules and
undone relations. Accounts are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from base.db import db
from corpus import library
from corpus.as_json import document_to_tree
from review import docket
from review.knowledge.rows import AmendmentRow, RelationUndoRow, RuleMuteRow
from review.publication import publish
from review.rows import TaskRow


def lines() -> Iterator[str]:
    """The lines of the export, without line ends."""
    for body in _objects():
        yield json.dumps(body, ensure_ascii=False, sort_keys=True, default=_plain)


def _objects() -> Iterator[dict[str, Any]]:
    for filed in library.all_filed():
        yield {
            "kind": "document",
            "id": filed.id,
            "sha256": filed.row.sha256,
            "file": filed.row.file_name,
            "document": document_to_tree(filed.document),
            "machine": document_to_tree(filed.machine) if filed.corrected else None,
            "corrected": sorted(filed.corrected),
        }
    for row in docket.campaigns():
        yield {
            "kind": "campaign",
            "id": row.id,
            "name": row.name,
            "scope": row.scope_note,
            "cut_off": row.cut_off,
            "deadline": row.deadline,
            "state": row.state,
        }
    for task in db.session.scalars(select(TaskRow).order_by(TaskRow.id)):
        noun = docket.noun(task)
        yield {
            "kind": "task",
            "id": task.id,
            "campaign": task.campaign_id,
            "document": task.document_id,
            "stage": noun.stage,
            "round": noun.round,
            "examination": task.examination,
            "statements": [asdict(said) for said in noun.statements],
        }
    for notice in publish.notices():
        content = json.loads(notice.content)
        yield {"kind": "notice", "id": notice.id, "hash": notice.content_hash, "content": content}
    for kind, table in _SAID.items():
        for said in db.session.scalars(select(table).order_by(table.id)):
            columns = {c.name: getattr(said, c.name) for c in table.__table__.columns}
            yield {"kind": kind} | {
                ("fact" if name == "kind" else name): value for name, value in columns.items()
            }


_SAID: dict[str, type[AmendmentRow] | type[RuleMuteRow] | type[RelationUndoRow]] = {
    "amendment": AmendmentRow,
    "rule_mute": RuleMuteRow,
    "relation_undo": RelationUndoRow,
}
"""What people said of facts, rules and relations; `fact` is the kind of fact or of relation."""


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"not for export: {type(value).__name__}")
