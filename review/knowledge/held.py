"""What is known now: the shipped tables with the standing amendments laid over them. Reads only."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import select

from base.db import db
from corpus.lexicon.bodies import bodies_laid_over
from corpus.lexicon.laws import laid_over
from corpus.lexicon.names import name_key
from corpus.lexicon.policies import policies_laid_over
from review.examination.case import Knowledge, shipped_knowledge
from review.knowledge.rows import AmendmentRow
from review.knowledge.tables import BODY, KINDS, LAW, POLICY, FactKind, Values, shipped_rows


@dataclass(frozen=True, slots=True)
class Fact:
    """A row as it counts now. `amendment` is None where it is as shipped; `shipped` None where it is new."""

    kind: FactKind
    key: str
    values: Values
    amendment: AmendmentRow | None = None
    shipped: Values | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.values.get(self.kind.names[0], "")

    @property
    def source(self) -> str:
        """The sentence that proves it, empty where none is kept."""
        if self.amendment is not None:
            return self.amendment.source
        return self.values.get("evidence") or self.values.get("source") or ""

    @property
    def verified_on(self) -> str:
        """The day or month until which it was looked at, as far as it is known."""
        if self.amendment is not None:
            return self.amendment.verified_on.isoformat()
        return self.values.get("known_as_of") or self.values.get("verified_on") or ""

    @property
    def use(self) -> str:
        """What the row may be used for, by its grade (see corpus/lexicon/laws)."""
        return use_of(self.kind, self.values)


def use_of(kind: FactKind, values: Values) -> str:
    """What a row may be used for: A, and 已废止 of B, decide; 有效 of B proves nothing; C hints."""
    grade, status = values.get("grade", ""), values.get("status", "")
    hint = grade == "C" or status == "存疑" or values.get("reach") == "hint"
    if hint or kind is BODY:  # the function of a body that is gone has moved on
        return "只作提示，由人核对"
    if grade == "A" or kind is POLICY:
        return "可以作为依据"
    if status in ("已废止", "已失效"):
        return "废止可以作为依据"
    return "不能证明有效"


def current() -> Knowledge:
    """Rules and facts as they count now; the rules that are muted depend on the campaign."""
    return _knowledge(_canonical(LAW), _canonical(BODY), _canonical(POLICY))


def _canonical(kind: FactKind) -> tuple[str, ...]:
    rows = standing(kind)
    return tuple(json.dumps(dict(rows[key].values), sort_keys=True) for key in sorted(rows))


@lru_cache(maxsize=4)
def _knowledge(
    laws: tuple[str, ...], bodies: tuple[str, ...], policies: tuple[str, ...]
) -> Knowledge:
    shipped = shipped_knowledge()
    return replace(
        shipped,
        laws=laid_over(shipped.laws, _rows(laws), _digest(laws)),
        bodies=bodies_laid_over(shipped.bodies, _rows(bodies), _digest(bodies)),
        policies=policies_laid_over(shipped.policies, _rows(policies), _digest(policies)),
    )


def _rows(canonical: tuple[str, ...]) -> list[dict[str, str]]:
    return [json.loads(one) for one in canonical]


def _digest(canonical: tuple[str, ...]) -> str:
    return hashlib.sha256("".join(canonical).encode()).hexdigest()


def standing(kind: FactKind) -> dict[str, AmendmentRow]:
    """The amendment that counts of each key: the newest that was not withdrawn."""
    query = select(AmendmentRow).where(
        AmendmentRow.kind == kind.value, AmendmentRow.withdrawn_at.is_(None)
    )
    return {row.key: row for row in db.session.scalars(query.order_by(AmendmentRow.id))}


def facts(kind: FactKind) -> dict[str, Fact]:
    """Every row of a kind as it counts now, amended and new ones first."""
    shipped, amended = shipped_rows(kind.value), standing(kind)
    found = {
        key: Fact(kind, key, row.values, row, shipped.get(key)) for key, row in amended.items()
    }
    for key, values in shipped.items():
        found.setdefault(key, Fact(kind, key, values, None, values))
    return found


def fact(kind: FactKind, key: str) -> Fact | None:
    """One row as it counts now, None where there is none."""
    row = standing(kind).get(key)
    shipped = shipped_rows(kind.value).get(key)
    if row is None and shipped is None:
        return None
    return Fact(kind, key, row.values if row else shipped or {}, row, shipped)


def look_up(kind: FactKind, words: str) -> list[Fact]:
    """The rows whose name, alias or number contains the words; a name that is exactly so comes first."""
    wanted, folded = name_key(words), _folded(words)
    if not wanted:
        return list(facts(kind).values())
    found: list[tuple[int, int, Fact]] = []
    for one in facts(kind).values():
        names = [name_key(name) for name in kind.names_of(one.values)]
        number = _folded(one.values.get("document_number", ""))
        near = min((len(name) for name in names if wanted in name), default=None)
        if wanted in names:
            found.append((0, len(found), one))
        elif near is not None or (number and folded in number):
            found.append((near or 999, len(found), one))
    return [one for _rank, _n, one in sorted(found, key=lambda item: item[:2])]


def stale(kind: FactKind, before: str) -> Iterator[Fact]:
    """The rows that nobody has looked at since a day.

    Args:
        before: an ISO day; a row without a day is stale.
    """
    for one in facts(kind).values():
        if one.verified_on < before:
            yield one


def labels() -> list[tuple[str, str]]:
    """(value, label) of every kind of fact."""
    return [(kind.value, kind.label) for kind in KINDS.values()]


def _folded(text: str) -> str:
    return "".join(
        {"〔": "[", "〕": "]", "【": "[", "】": "]", " ": ""}.get(char, char)
        for char in unicodedata.normalize("NFKC", text)
    )
