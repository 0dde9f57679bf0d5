"""Policies that were abolished, by the words that name them in a title or a text.

`policies.csv` may be edited in a spreadsheet. `reach` is whole where the thing itself is gone, task where it
was a task that is done, hint where a part of it lives on or a namesake does: such a row only asks a
person. So does grade C.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from base.errors import Misconfigured
from corpus.lexicon.fact_sheet import fact_day, load_sheet

POLICIES_CSV = Path(__file__).with_name("policies.csv")
POLICY_COLUMNS = (
    "term",
    "aliases",
    "abolished_on",
    "instrument",
    "grade",
    "caution",
    "reach",
    "source",
    "verified_on",
)
REACHES = ("whole", "task", "hint")


@dataclass(frozen=True, slots=True)
class Policy:
    """One abolished policy. `abolished_on` is the first day without it, None where no day can be told."""

    term: str
    words: tuple[str, ...]
    abolished_on: date | None
    instrument: str
    grade: str
    caution: str
    reach: str
    verified_on: str

    @property
    def is_hint(self) -> bool:
        """Whether the row is only good for asking a person to check."""
        return self.grade == "C" or self.reach == "hint" or self.abolished_on is None


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """All policies; `digest` tells which version a finding was made with."""

    policies: tuple[Policy, ...]
    digest: str

    def named_in(self, words: str) -> tuple[tuple[Policy, str], ...]:
        """The policies that `words` speak of, each with the longest of its words that stands there."""
        found = []
        for policy in self.policies:
            here = [word for word in policy.words if word in words]
            if here:
                found.append((policy, max(here, key=len)))
        return tuple(found)


@cache
def shipped_policies() -> PolicyTable:
    """The table that comes with the program."""
    return load_policies(POLICIES_CSV)


def load_policies(path: Path) -> PolicyTable:
    """Read and check a table of policies.

    Raises:
        Misconfigured: see `load_sheet`; or a term stands twice or is empty, or a reach is unknown.
    """
    sheet = load_sheet(path, POLICY_COLUMNS)
    policies = tuple(read_policy(row, where) for row, where in sheet.rows)
    terms = [policy.term for policy in policies]
    twice = sorted({term for term in terms if terms.count(term) > 1})
    if twice:
        raise Misconfigured(f"{path.name} 中事项重复：{'、'.join(twice)}，请合并。")
    return PolicyTable(policies, sheet.digest)


def read_policy(row: Mapping[str, str], where: str) -> Policy:
    """One row as a policy; a row without `reach` is of the whole.

    Raises:
        Misconfigured: a value is not allowed.
    """
    reach = row.get("reach") or "whole"
    if not row["term"] or reach not in REACHES:
        raise Misconfigured(f"{where}：事项不能空，范围只能是 {'、'.join(REACHES)}，请改正。")
    words = [row["term"], *row["aliases"].split("|")]
    return Policy(
        term=row["term"],
        words=tuple(dict.fromkeys(word.strip() for word in words if len(word.strip()) > 1)),
        abolished_on=fact_day(row["abolished_on"], where),
        instrument=row["instrument"],
        grade=row["grade"],
        caution=row["caution"],
        reach=reach,
        verified_on=row.get("verified_on", ""),
    )


def policies_laid_over(
    table: PolicyTable, rows: Iterable[Mapping[str, str]], digest: str
) -> PolicyTable:
    """The table with rows of the same term replaced and new ones added."""
    amended = {row["term"]: read_policy(row, f"资料修正 {row['term']}") for row in rows}
    if not amended:
        return table
    kept = [amended.pop(policy.term, policy) for policy in table.policies]
    mixed = hashlib.sha256(f"{table.digest}{digest}".encode()).hexdigest()
    return PolicyTable((*kept, *amended.values()), mixed)
