"""What an amendment changes and which papers it is about, before and after it is saved. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from corpus.lexicon.changes import REVISION_COLUMNS, REVISIONS_CSV
from corpus.lexicon.fact_sheet import load_sheet
from corpus.lexicon.laws import LawTable, laid_over
from corpus.lexicon.names import name_key
from review.knowledge import held
from review.knowledge.affected import Affected, affected
from review.knowledge.amending import Draft
from review.knowledge.held import Fact
from review.knowledge.rows import AmendmentRow
from review.knowledge.tables import KINDS, LAW, FactKind, Values, shipped_rows


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


def revisions_of(fact: Fact) -> list[Values]:
    """The known revisions of a law, oldest first, those of its namesakes left out by their day."""
    if fact.kind is not LAW:
        return []
    first = fact.values.get("promulgated_on") or fact.values.get("in_force_from") or ""
    last = fact.values.get("in_force_to") or "9999"
    rows = _revisions().get(name_key(fact.name), [])
    return [row for row in rows if first[:4] <= row["revised_on"][:4] and row["revised_on"] <= last]


def _changes(kind: FactKind, old: Values, new: Values) -> list[Change]:
    return [
        Change(
            field.label,
            field.said(old.get(field.name, "")),
            field.said(new.get(field.name, "")),
        )
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
def _revisions() -> dict[str, list[Values]]:
    found: dict[str, list[Values]] = {}
    for row, _where in load_sheet(REVISIONS_CSV, REVISION_COLUMNS).rows:
        found.setdefault(name_key(row["law_name"]), []).append(row)
    return found
