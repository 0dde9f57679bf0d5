"""疑难关系 of the library as the last examination found them: kept whole, replaced each time."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from base import settings
from base.db import db
from base.settings import SettingRow
from corpus.rows import DocumentRow
from review.examination.problems import ProblemKind, problems
from review.examination.subject import CorpusView

KEY = "relation_problems"
MOST = 500
"""How many are kept; a library with more has a habit to look at first."""


@dataclass(frozen=True, slots=True)
class OpenRelation:
    """One thing to look at, with the paper whose words they are."""

    kind: ProblemKind
    document: DocumentRow
    message: str
    quote: str


def keep(view: CorpusView) -> None:
    """Keep what is open in the relations of a library. The caller commits."""
    rows = [
        {
            "kind": one.kind.value,
            "source": int(one.evidence.source),
            "message": one.message,
            "quote": one.evidence.quote[:200],
        }
        for one in problems(view)[:MOST]
    ]
    settings.put(KEY, json.dumps(rows, ensure_ascii=False))


def kept() -> list[OpenRelation]:
    """What the last examination left open, papers that are gone left out."""
    row = db.session.get(SettingRow, KEY)
    rows = json.loads(row.value) if row is not None and row.value else []
    ids = {one["source"] for one in rows}
    query = select(DocumentRow).where(DocumentRow.id.in_(sorted(ids)))
    documents = {found.id: found for found in db.session.scalars(query)}
    return [
        OpenRelation(
            ProblemKind(one["kind"]), documents[one["source"]], one["message"], one["quote"]
        )
        for one in rows
        if one["source"] in documents
    ]
