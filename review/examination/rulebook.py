"""The rules of examination: TOML rows with their own examples. A row without them does not load."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from base.errors import Misconfigured
from review.disposition import Disposition, Exclusion, ReasonCode
from review.examination.sieve import Sieve
from review.finding import Basis, Severity, Stance, Strength

LONGEST_SENTENCE = 5_000
"""Characters of a sentence or clause that a rule reads; the longest clause of a repeal has 4,500."""
RULES = Path(__file__).with_name("rules")
_GROUP = re.compile(r"\{([\u4e00-\u9fff]+)\}")
_GAP = re.compile(r"…(\d{1,2})(,?)…")
_NEEDED = frozenset(
    [
        "id",
        "title",
        "kind",
        "severity",
        "strength",
        "stance",
        "basis",
        "patterns",
        "unless",
        "hits",
        "misses",
        "since",
    ]
)
_OPTIONAL = frozenset({"disposition", "reason_code", "exclusion"})
_SIFTED = frozenset(
    {"forbidden", "competition"}
)  # kinds of which each row asks each sentence of a paper


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what to look for in one sentence, and what it speaks for. Never a decision.

    `disposition` is only a fallback: the profile of the place maps `reason_code` to one. `exclusion` is
    the class of identification that the row speaks for.
    """

    id: str
    title: str
    kind: str
    severity: Severity
    strength: Strength
    stance: Stance
    disposition: Disposition | None
    reason_code: ReasonCode | None
    exclusion: Exclusion | None
    basis: tuple[Basis, ...]
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    since: date

    def match(self, sentence: str) -> re.Match[str] | None:
        """Where the rule speaks in one sentence, None where it does not or an exclusion stands there.

        Only so much is read as a sentence may be long, so that no text can keep a pattern busy.
        """
        sentence = sentence[:LONGEST_SENTENCE]
        found = next((m for p in self.patterns if (m := p.search(sentence))), None)
        if found is None or any(p.search(sentence) for p in self.unless):
            return None
        return found


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules; `digest` tells which version a finding was made with, `sieve` where clauses may speak."""

    rules: tuple[Rule, ...]
    digest: str
    sieve: Sieve

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """The rows that one kind of check reads, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    def rule(self, rule_id: str) -> Rule:
        """The row with this id.

        Raises:
            Misconfigured: there is none.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise Misconfigured(f"规则库中没有规则 {rule_id}，请检查规则文件。")


@cache
def shipped_rulebook() -> Rulebook:
    """The rules that come with the program."""
    return load_rulebook(sorted(RULES.glob("*.toml")))


def load_rulebook(paths: Iterable[Path]) -> Rulebook:
    """Read and check rule files.

    Raises:
        Misconfigured: a row lacks a key, has an unknown one, a value is not allowed, or two rows share
            an id.
    """
    digest, rules, words = hashlib.sha256(), list[Rule](), dict[str, str]()
    files = []
    for path in paths:
        raw = path.read_bytes()
        digest.update(raw)
        files.append((path.name, tomllib.loads(raw.decode("utf-8"))))
        words |= files[-1][1].get("words", {})
    for name, file in files:
        rules.extend(read_rule(row, name, words) for row in file.get("rule", []))
    ids = [rule.id for rule in rules]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise Misconfigured(f"规则编号重复：{'、'.join(twice)}。每条规则的编号只能用一次。")
    sieve = Sieve.of(p for rule in rules if rule.kind in _SIFTED for p in rule.patterns)
    return Rulebook(tuple(rules), digest.hexdigest(), sieve)


def read_rule(row: Mapping[str, Any], where: str, words: Mapping[str, str] | None = None) -> Rule:
    """One TOML row as a rule.

    Args:
        row: the keys of the row.
        where: the file, for messages.
        words: groups of words by name, which patterns may hold as {name}.

    Raises:
        Misconfigured: see `load_rulebook`.
    """
    name = f"{where} 规则 {row.get('id', '（无编号）')}"
    missing, unknown = _NEEDED - row.keys(), row.keys() - _NEEDED - _OPTIONAL
    if missing or unknown:
        wrong = "、".join(sorted(missing | unknown))
        raise Misconfigured(f"{name}：缺少或多出了键 {wrong}，请改正。")
    if not row["hits"] or not row["misses"]:
        raise Misconfigured(f"{name}：必须写明应命中（hits）和不应命中（misses）的例句。")
    try:
        return Rule(
            id=row["id"],
            title=row["title"],
            kind=row["kind"],
            severity=Severity(row["severity"]),
            strength=Strength(row["strength"]),
            stance=Stance(row["stance"]),
            disposition=Disposition(row["disposition"]) if "disposition" in row else None,
            reason_code=ReasonCode(row["reason_code"]) if "reason_code" in row else None,
            exclusion=Exclusion(row["exclusion"]) if "exclusion" in row else None,
            basis=tuple(Basis(b["law"], b.get("article")) for b in row["basis"]),
            patterns=tuple(re.compile(spelt_out(p, words or {})) for p in row["patterns"]),
            unless=tuple(re.compile(spelt_out(p, words or {})) for p in row["unless"]),
            hits=tuple(row["hits"]),
            misses=tuple(row["misses"]),
            since=row["since"],
        )
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise Misconfigured(f"{name}：取值不合规定（{error}），请改正。") from error


def spelt_out(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with its groups of words put in: {外地} for what stands under that name, …12… for up to
    twelve signs without a comma, …12,… for twelve signs of the same sentence.

    Raises:
        KeyError: there is no group of that name.
    """
    while found := _GROUP.search(pattern):
        pattern = f"{pattern[: found.start()]}(?:{words[found[1]]}){pattern[found.end() :]}"
    return _GAP.sub(
        lambda gap: f"[^。;{'' if gap[2] else ','}\\n]{{0,{gap[1]}}}?",
        pattern,
    )
