"""意见: what a person said about a task, one each per person and round; never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from base.roles import Role
from review.disposition import Outcome


class StatementKind(Enum):
    """What a statement is."""

    VIEW = "view"
    OPINION = "opinion"
    SETTLEMENT = "settlement"
    DECISION = "decision"
    EXCLUSION = "exclusion"
    REQUEST = "request"
    RETURN = "return"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return STATEMENT_LABELS[self]


STATEMENT_LABELS = {
    StatementKind.VIEW: "部门清理意见",
    StatementKind.OPINION: "审核意见",
    StatementKind.SETTLEMENT: "协调意见",
    StatementKind.DECISION: "清理决定",
    StatementKind.EXCLUSION: "识别为不属于规范性文件",
    StatementKind.REQUEST: "征求部门意见",
    StatementKind.RETURN: "退回",
    StatementKind.REOPEN: "重新办理",
}

SPOKEN = (
    StatementKind.VIEW,
    StatementKind.OPINION,
    StatementKind.SETTLEMENT,
    StatementKind.EXCLUSION,
)
"""Who said one of these about a document does not decide it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `outcome` carries the reason too. `at` None before it is kept."""

    kind: StatementKind
    round: int
    role: Role
    author_id: int
    author: str
    outcome: Outcome
    at: datetime | None = None
    withdrawn: bool = False
    id: int = 0
