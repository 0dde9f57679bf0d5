"""What the audit page says of an event, in Chinese: one table of words for actions, things and details."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS_TOML = Path(__file__).with_name("audit_words.toml")
_LONG = 24
"""Characters of a checksum's beginning that are shown; the whole stands in the log."""
_CHECKSUMS = ("sha256", "hash")


@dataclass(frozen=True, slots=True)
class Words:
    """The table: code → word; `codes` are the fields whose values are codes too."""

    actions: dict[str, str]
    subjects: dict[str, str]
    names: dict[str, str]
    fields: dict[str, str]
    values: dict[str, str]
    results: dict[str, str]
    codes: frozenset[str]

    def subject(self, subject: str) -> str:
        """`task:12` → 审查 12."""
        kind, _colon, id_ = subject.partition(":")
        word = self.subjects.get(kind, kind)
        if kind == "endpoint":  # the address stands in the details
            return word
        return self.names.get(subject, f"{word} {id_}".strip())

    def detail(self, action: str, detail: str) -> list[tuple[str, str]]:
        """The details of an event, each with its name; empty ones are left out.

        Args:
            action: tells whose field it is where the same name means two things (kin.first).
            detail: JSON as the log has it.
        """
        return list(self._pairs(action.partition(".")[0], json.loads(detail)))

    def _pairs(self, noun: str, detail: dict[str, Any]) -> Iterator[tuple[str, str]]:
        order = {name: n for n, name in enumerate(self.fields)}  # as in the table: from before to
        for field, value in sorted(detail.items(), key=lambda one: order.get(one[0], len(order))):
            if isinstance(value, dict):
                yield from self._pairs(noun, value)
            elif value not in (None, "", []):
                name = self.fields.get(f"{noun}.{field}") or self.fields.get(field, field)
                yield name, self._said(field, value)

    def _said(self, field: str, value: Any) -> str:
        if isinstance(value, list):
            return "、".join(self._said(field, one) for one in value)
        if field in _CHECKSUMS:
            return f"{str(value)[:_LONG]}…"
        return self.values.get(str(value), str(value)) if field in self.codes else str(value)


@cache
def words() -> Words:
    """The table as shipped."""
    table = tomllib.loads(WORDS_TOML.read_text("utf-8"))
    return Words(**(table | {"codes": frozenset(table["codes"])}))
