"""What an amendment changes and which papers it is about, before and after it is saved. Reads only."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus.lexicon.laws import LawTable, laid_over
from review.knowledge import held
from review.knowledge.affected import Affected, affected
from review.knowledge.amending import Draft
from review.knowledge.held import Fact
from review.knowledge.rows import AmendmentRow
from review.knowledge.tables import KINDS, LAW, LEXICON, FactKind, Values, shipped_rows

REVISIONS = LEXICON / "revisions.csv"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: its label, what stood there, what stands there now."""

    label: str
    before: str
    after: str


def as_it_stands(fact: Fact) -> list[Affected]:
    """The papers that speak of a row as it counts now."""
    return affected(fact.kind, fact.values, held.current().laws)


def before_saving(made: Draft) -> list[Affected]:
    """The papers that an amendment would be about."""
    return affected(made.kind, made.values, _with(made.kind, made.values))


def of_amendment(row: AmendmentRow) -> list[Affected]:
    """The papers that a kept amendment is about."""
    kind = KINDS[row.kind]
    return affected(kind, row.values, _with(kind, row.values))


def changes(made: Draft) -> list[Change]:
    """What an amendment would change in the row as it counts now."""
    old = held.fact(made.kind, made.key)
    return _changes(made.kind, old.values if old else {}, made.values)


def changes_of(row: AmendmentRow) -> list[Change]:
    """What a kept amendment says otherwise than the shipped row; everything where there is none."""
    kind = KINDS[row.kind]
    return _changes(kind, shipped_rows(kind.value).get(row.key, {}), row.values)


def revisions_of(fact: Fact) -> Sequence[Values]:
    """The known revisions of a law, oldest first; none where no table of revisions is shipped."""
    return _revisions().get(fact.key, ()) if fact.kind is LAW else ()


def _changes(kind: FactKind, old: Values, new: Values) -> list[Change]:
    return [
        Change(field.label, old.get(field.name, ""), new.get(field.name, ""))
        for field in kind.fields
        if old.get(field.name, "") != new.get(field.name, "")
    ]


def _with(kind: FactKind, values: Values) -> LawTable:
    """The table of laws in which a row counts already."""
    laws = held.current().laws
    if kind is not LAW:
        return laws
    return laid_over(laws, [values], json.dumps(dict(values), sort_keys=True))


@cache
def _revisions() -> dict[str, tuple[Values, ...]]:
    if not REVISIONS.exists():
        return {}
    found: dict[str, list[Values]] = {}
    for row in csv.DictReader(REVISIONS.read_text("utf-8-sig").splitlines()):
        found.setdefault(row.get("law_id") or row.get("id") or "", []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}
