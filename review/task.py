"""审查任务: one document in one 清理工作, where it stands and what was said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from base.roles import Role
from review.statement import Statement, StatementKind


class Stage(Enum):
    """环节."""

    WITH_DEPARTMENT = "with_department"
    IN_REVIEW = "in_review"
    IN_COORDINATION = "in_coordination"
    WITH_APPROVER = "with_approver"
    DECIDED = "decided"
    EXCLUDED = "excluded"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return STAGE_LABELS[self]


STAGE_LABELS = {
    Stage.WITH_DEPARTMENT: "待部门意见",
    Stage.IN_REVIEW: "待双方意见",
    Stage.IN_COORDINATION: "意见不一，协调中",
    Stage.WITH_APPROVER: "待审签",
    Stage.DECIDED: "已定",
    Stage.EXCLUDED: "识别为不属于",
}


class Action(Enum):
    """操作; the value is also the name of the form's button."""

    CONSULT = "consult"
    SUBMIT = "submit"
    RECALL = "recall"
    OPINE = "opine"
    WITHDRAW = "withdraw"
    REPLY = "reply"
    SETTLE = "settle"
    DECIDE = "decide"
    RETURN = "return"
    REOPEN = "reopen"
    EXCLUDE = "exclude"
    REINSTATE = "reinstate"

    @property
    def label(self) -> str:
        """The word on the button."""
        return ACTION_LABELS[self]


ACTION_LABELS = {
    Action.CONSULT: "征求部门意见",
    Action.SUBMIT: "提交部门意见",
    Action.RECALL: "收回",
    Action.OPINE: "提交意见",
    Action.WITHDRAW: "撤回意见",
    Action.REPLY: "书面回应",
    Action.SETTLE: "提出协调结果",
    Action.DECIDE: "决定",
    Action.RETURN: "退回",
    Action.REOPEN: "撤销决定",
    Action.EXCLUDE: "不属于规范性文件",
    Action.REINSTATE: "恢复审查",
}


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """A task with everything said about it, oldest first, and the people who take part."""

    id: int
    campaign_id: int
    document_id: int
    stage: Stage
    round: int
    version: int
    members: frozenset[int]
    campaign_open: bool
    statements: tuple[Statement, ...] = ()

    def opinions(self) -> dict[Role, Statement]:
        """The opinions of the present round that stand, by role."""
        return {
            s.role: s
            for s in self.statements
            if s.kind is StatementKind.OPINION and s.round == self.round and not s.withdrawn
        }

    def latest(self, kind: StatementKind) -> Statement | None:
        """The newest statement of a kind in this round that stands."""
        standing = [
            s
            for s in self.statements
            if s.kind is kind and s.round == self.round and not s.withdrawn
        ]
        return standing[-1] if standing else None
