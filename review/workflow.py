"""The way of a task: one table that checks a step, draws the buttons and the diagram. Pure.

Source: 国办发〔2018〕115号 (an opinion advises and does not replace the 审核; what was not reviewed is not
decided); 重大行政决策程序暂行条例 25–28. Separation of duties is by person, over all rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from base.errors import Refused
from base.roles import Actor, Role
from review.disposition import Disposition, Outcome, ReasonCode
from review.statement import SPOKEN, Statement, StatementKind
from review.task import Action, ReviewTask, Stage

Guard = Callable[[ReviewTask, Actor], str | None]
"""Says in a Chinese sentence why not, or None."""

BOTH = (Role.OFFICE, Role.COUNSEL)


@dataclass(frozen=True, slots=True)
class Transition:
    """From a stage by an action of a role to a stage; `kind` is the statement it leaves."""

    source: Stage
    action: Action
    target: Stage
    by: tuple[Role, ...]
    kind: StatementKind | None
    guards: tuple[Guard, ...] = ()
    whole_outcome: bool = False
    next_round: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Where a task goes: the new stage and round, the statement to keep, the one to withdraw."""

    stage: Stage
    round: int
    statement: Statement | None
    withdraw: int | None = None


def not_spoken_before(task: ReviewTask, actor: Actor) -> str | None:
    """Nobody decides what they viewed, opined, settled or excluded, in any round."""
    spoke = any(s.author_id == actor.user_id and s.kind in SPOKEN for s in task.statements)
    return "您对这份文件提过意见，不能由您决定。请由另一位审签人决定。" if spoke else None


def one_side_only(task: ReviewTask, actor: Actor) -> str | None:
    """Nobody gives the opinion of both sides, nor opines on what they decided or viewed."""
    other = any(
        s.author_id == actor.user_id
        and s.role is not actor.role
        and s.kind in (*SPOKEN, StatementKind.DECISION)
        for s in task.statements
    )
    return "您已用另一个身份对这份文件提过意见，不能再代表这一方。" if other else None


def no_opinion_yet(task: ReviewTask, actor: Actor) -> str | None:
    """One opinion per side and round."""
    given = actor.role in task.opinions() if actor.role else False
    return "本轮意见已提交。要改请先撤回（对方提交之前可以撤回）。" if given else None


def own_opinion_alone(task: ReviewTask, actor: Actor) -> str | None:
    """An opinion can be taken back while the other side's is not in."""
    own = task.opinions().get(actor.role) if actor.role else None
    if own is None or own.author_id != actor.user_id:
        return "没有可以撤回的意见。"
    return None


def nobody_opined(task: ReviewTask, _actor: Actor) -> str | None:
    """Setting aside and asking the department come before the opinions of the round."""
    return "本轮已有审核意见，请改为提交意见，或先退回。" if task.opinions() else None


TRANSITIONS = (
    Transition(Stage.IN_REVIEW, Action.CONSULT, Stage.WITH_DEPARTMENT, (Role.OFFICE,), StatementKind.REQUEST, (nobody_opined,)),
    Transition(Stage.WITH_DEPARTMENT, Action.SUBMIT, Stage.IN_REVIEW, (Role.DEPARTMENT,), StatementKind.VIEW, (one_side_only,), whole_outcome=True),
    Transition(Stage.WITH_DEPARTMENT, Action.RECALL, Stage.IN_REVIEW, (Role.OFFICE,), StatementKind.RETURN),
    Transition(Stage.IN_REVIEW, Action.OPINE, Stage.IN_REVIEW, BOTH, StatementKind.OPINION, (no_opinion_yet, one_side_only), whole_outcome=True),
    Transition(Stage.IN_REVIEW, Action.WITHDRAW, Stage.IN_REVIEW, BOTH, None, (own_opinion_alone,)),
    Transition(Stage.IN_REVIEW, Action.EXCLUDE, Stage.EXCLUDED, (Role.OFFICE,), StatementKind.EXCLUSION, (nobody_opined, one_side_only), whole_outcome=True),
    Transition(Stage.EXCLUDED, Action.REINSTATE, Stage.IN_REVIEW, (*BOTH, Role.APPROVER), StatementKind.REOPEN, (), next_round=True),
    Transition(Stage.IN_COORDINATION, Action.REPLY, Stage.IN_COORDINATION, BOTH, StatementKind.SETTLEMENT, (one_side_only,), whole_outcome=True),
    Transition(Stage.IN_COORDINATION, Action.SETTLE, Stage.WITH_APPROVER, (Role.OFFICE,), StatementKind.SETTLEMENT, (one_side_only,), whole_outcome=True),
    Transition(Stage.IN_COORDINATION, Action.RETURN, Stage.IN_REVIEW, (Role.OFFICE,), StatementKind.RETURN, (), next_round=True),
    Transition(Stage.WITH_APPROVER, Action.DECIDE, Stage.DECIDED, (Role.APPROVER,), StatementKind.DECISION, (not_spoken_before,), whole_outcome=True),
    Transition(Stage.WITH_APPROVER, Action.RETURN, Stage.IN_REVIEW, (Role.APPROVER, Role.OFFICE), StatementKind.RETURN, (), next_round=True),
    Transition(Stage.DECIDED, Action.REOPEN, Stage.WITH_APPROVER, (Role.APPROVER,), StatementKind.REOPEN),
)  # fmt: skip


def actions_for(task: ReviewTask, actor: Actor) -> tuple[Action, ...]:
    """What this person may do with the task now: the buttons."""
    return tuple(
        t.action
        for t in TRANSITIONS
        if t.source is task.stage and _objection(t, task, actor) is None
    )


def advance(task: ReviewTask, action: Action, actor: Actor, outcome: Outcome) -> Step:
    """Take one step.

    Raises:
        Refused: the table or a guard does not allow it, or the outcome is not whole.
    """
    for transition in TRANSITIONS:
        if transition.source is task.stage and transition.action is action:
            objection = _objection(transition, task, actor)
            if objection is not None:
                raise Refused(objection)
            return _step(transition, task, actor, outcome)
    raise Refused(f"现在的环节是“{task.stage.label}”，不能{action.label}。请刷新页面。")


def why_not(task: ReviewTask, action: Action, actor: Actor) -> str | None:
    """The sentence that says why an action is not open to this person, None if it is."""
    for transition in TRANSITIONS:
        if transition.source is task.stage and transition.action is action:
            return _objection(transition, task, actor)
    return f"现在的环节是“{task.stage.label}”。"


def _objection(transition: Transition, task: ReviewTask, actor: Actor) -> str | None:
    if not task.campaign_open:
        return "这次清理结果已经公布，不能再改。需要更正请另发更正公告。"
    if actor.role not in transition.by:
        able = "、".join(role.label for role in transition.by)
        return f"这一步由{able}办理。"
    if actor.user_id not in task.members:
        return "您没有参加这次清理工作，请联系管理员。"
    return next((said for guard in transition.guards if (said := guard(task, actor))), None)


def _step(transition: Transition, task: ReviewTask, actor: Actor, outcome: Outcome) -> Step:
    if transition.kind is None:
        own = task.opinions()[actor.role] if actor.role else None
        return Step(transition.target, task.round, None, withdraw=own.id if own else None)
    check_outcome(outcome, whole=transition.whole_outcome)
    if transition.action is Action.EXCLUDE and outcome.disposition is not None:
        raise Refused("识别排除只能选“不属于规范性文件”，请选择排除类别。")
    assert actor.role is not None  # a role stands in `by`
    statement = Statement(
        transition.kind, task.round, actor.role, actor.user_id, actor.name, outcome
    )
    stage = transition.target
    if transition.action is Action.OPINE:
        stage = _after_opinion(task, statement)
    return Step(stage, task.round + transition.next_round, statement)


def _after_opinion(task: ReviewTask, mine: Statement) -> Stage:
    """Both in: agreement goes to the approver, a difference to coordination."""
    others = [s for role, s in task.opinions().items() if role is not mine.role]
    if not others:
        return Stage.IN_REVIEW
    agree = mine.outcome.agrees_with(others[0].outcome)
    return Stage.WITH_APPROVER if agree else Stage.IN_COORDINATION


def check_outcome(outcome: Outcome, *, whole: bool) -> None:
    """See that an outcome says everything its list needs.

    Raises:
        Refused: reason, exclusion class, reason code, unit or deadline is missing, or the code says the
            opposite of the disposition.
    """
    if not outcome.reason.strip():
        raise Refused("请写明理由，它会记入案卷。")
    if not whole:
        return
    if outcome.disposition is None and outcome.exclusion is None:
        raise Refused("选“不属于规范性文件”时，请同时选择属于哪一类。")
    if outcome.disposition is not None and outcome.reason_code is None:
        raise Refused("请选择理由类别，它会写进附件目录。")
    stays = outcome.disposition is Disposition.KEEP
    if outcome.disposition is not None and stays != (outcome.reason_code is ReasonCode.R18):
        raise Refused(
            "“继续有效”的理由类别是 R18，别的处理不用它。请把处理意见和理由类别改成一致的。"
        )
    if outcome.disposition is Disposition.REVISE and not (outcome.unit and outcome.deadline):
        raise Refused("拟修改要写明责任单位和完成时限。")


def visible_statements(task: ReviewTask, actor: Actor) -> tuple[Statement, ...]:
    """What this person may see: an opinion of the present round stays hidden until both are in.

    Also while the department is asked: one that was withdrawn before that would tell the other side.
    """
    if task.stage not in (Stage.IN_REVIEW, Stage.WITH_DEPARTMENT):
        return task.statements
    return tuple(
        s
        for s in task.statements
        if s.kind is not StatementKind.OPINION
        or s.round < task.round
        or s.author_id == actor.user_id
    )
