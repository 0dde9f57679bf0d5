"""Profiles: what differs from place to place, above all which disposition follows from which reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from base.errors import Misconfigured
from review.disposition import Disposition, Exclusion, ReasonCode

PROFILES = Path(__file__).parent
_KEYS = frozenset({"name", "title", "source", "since", "excluded", "dispositions"})
_TERMS = frozenset({"trial_years"})
_PERIODS = frozenset({"immediate_days"})
_IMMEDIATE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of one place from a day on.

    `excluded` are the classes of papers that this place keeps out of 行政规范性文件 by a rule of its own
    (places differ on plans, emergency plans and technical standards); the classes of 国办发〔2018〕115号
    always apply. `trial_years` is how long a 试行 or 暂行 paper made since then holds without a term of its own, None
    where the place has no such rule. `immediate_days` is how many days an 即时清理 may take: a habit of offices, no
    law says so.
    """

    name: str
    title: str
    source: str
    since: date
    excluded: frozenset[Exclusion]
    dispositions: Mapping[ReasonCode, Disposition]
    trial_years: int | None = None
    immediate_days: int = _IMMEDIATE_DAYS

    def disposition_for(self, reason: ReasonCode) -> Disposition:
        """What this place does with a document for this reason."""
        return self.dispositions[reason]


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the program."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.toml")))


def load_profile(name: str = "neutral") -> Profile:
    """Read and check the profile called `name`.

    Raises:
        Misconfigured: there is none, a key is missing or unknown, or a reason has no disposition.
    """
    if name not in profile_names():
        known = "、".join(profile_names())
        raise Misconfigured(f"没有名为“{name}”的地区规则。可用的有：{known}。")
    row = tomllib.loads((PROFILES / f"{name}.toml").read_text(encoding="utf-8"))
    terms, periods = row.pop("terms", {}), row.pop("periods", {})
    unknown = (terms.keys() - _TERMS) | (periods.keys() - _PERIODS)
    if row.keys() != _KEYS or row["name"] != name or unknown:
        raise Misconfigured(f"地区规则 {name} 的键应为：{'、'.join(sorted(_KEYS))}。请改正。")
    try:
        dispositions = {ReasonCode(k): Disposition(v) for k, v in row["dispositions"].items()}
        excluded = frozenset(Exclusion(code) for code in row["excluded"])
    except ValueError as error:
        raise Misconfigured(f"地区规则 {name} 的取值不合规定（{error}），请改正。") from error
    absent = [code.value for code in ReasonCode if code not in dispositions]
    if absent:
        raise Misconfigured(f"地区规则 {name} 没有写明理由 {'、'.join(absent)} 对应的处理意见。")
    return Profile(
        name=name,
        title=row["title"],
        source=row["source"],
        since=row["since"],
        excluded=excluded,
        dispositions=dispositions,
        trial_years=terms.get("trial_years"),
        immediate_days=periods.get("immediate_days", _IMMEDIATE_DAYS),
    )
