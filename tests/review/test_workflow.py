"""The way of a task, row by row of its table."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from base.errors import Refused
from base.roles import SYSTEM, Role
from review.disposition import Disposition, Outcome, ReasonCode
from review.statement import StatementKind
from review.task import Action, ReviewTask, Stage
from review.workflow import (
    TRANSITIONS,
    actions_for,
    advance,
    check_outcome,
    visible_statements,
    why_not,
)
from tests.builders import KEEP, NOT_OURS, REPEAL, REVISE, WORDS, actor, review_task, said

OPINION, VIEW = StatementKind.OPINION, StatementKind.VIEW
SETTLEMENT, DECISION, EXCLUSION = (
    StatementKind.SETTLEMENT,
    StatementKind.DECISION,
    StatementKind.EXCLUSION,
)
OFFICE, COUNSEL, APPROVER, DEPARTMENT = Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.DEPARTMENT

TABLE = {
    (Stage.IN_REVIEW, Action.CONSULT, OFFICE): (Stage.WITH_DEPARTMENT, 1),
    (Stage.WITH_DEPARTMENT, Action.SUBMIT, DEPARTMENT): (Stage.IN_REVIEW, 1),
    (Stage.WITH_DEPARTMENT, Action.RECALL, OFFICE): (Stage.IN_REVIEW, 1),
    (Stage.IN_REVIEW, Action.OPINE, OFFICE): (Stage.IN_REVIEW, 1),
    (Stage.IN_REVIEW, Action.OPINE, COUNSEL): (Stage.IN_REVIEW, 1),
    (Stage.IN_REVIEW, Action.EXCLUDE, OFFICE): (Stage.EXCLUDED, 1),
    (Stage.EXCLUDED, Action.REINSTATE, OFFICE): (Stage.IN_REVIEW, 2),
    (Stage.EXCLUDED, Action.REINSTATE, COUNSEL): (Stage.IN_REVIEW, 2),
    (Stage.EXCLUDED, Action.REINSTATE, APPROVER): (Stage.IN_REVIEW, 2),
    (Stage.IN_COORDINATION, Action.REPLY, OFFICE): (Stage.IN_COORDINATION, 1),
    (Stage.IN_COORDINATION, Action.REPLY, COUNSEL): (Stage.IN_COORDINATION, 1),
    (Stage.IN_COORDINATION, Action.SETTLE, OFFICE): (Stage.WITH_APPROVER, 1),
    (Stage.IN_COORDINATION, Action.RETURN, OFFICE): (Stage.IN_REVIEW, 2),
    (Stage.WITH_APPROVER, Action.DECIDE, APPROVER): (Stage.DECIDED, 1),
    (Stage.WITH_APPROVER, Action.RETURN, APPROVER): (Stage.IN_REVIEW, 2),
    (Stage.WITH_APPROVER, Action.RETURN, OFFICE): (Stage.IN_REVIEW, 2),
    (Stage.DECIDED, Action.REOPEN, APPROVER): (Stage.WITH_APPROVER, 1),
}
EVERY = list(itertools.product(Stage, Action, Role))


def _outcome(action: Action) -> Outcome:
    return NOT_OURS if action is Action.EXCLUDE else KEEP


@pytest.mark.parametrize(("key", "end"), TABLE.items(), ids=lambda one: str(one))
def test_each_row_of_the_table_leads_where_it_says(
    key: tuple[Stage, Action, Role], end: tuple[Stage, int]
) -> None:
    stage, action, role = key
    step = advance(review_task(stage), action, actor(role), _outcome(action))
    assert (step.stage, step.round) == end
    assert step.statement is not None
    assert (step.statement.author_id, step.statement.role) == (actor(role).user_id, role)
    assert step.statement.round == 1  # what ends a round still belongs to it


def test_nothing_outside_the_table_is_possible_and_the_buttons_say_the_same() -> None:
    for stage, action, role in EVERY:
        task, who = review_task(stage), actor(role)
        possible = (stage, action, role) in TABLE
        assert (action in actions_for(task, who)) == possible, (stage, action, role)
        assert (why_not(task, action, who) is None) == possible
        if not possible:
            with pytest.raises(Refused) as refusal:
                advance(task, action, who, _outcome(action))
            assert refusal.value.message.endswith("。")


def test_who_takes_no_part_and_the_machine_can_do_nothing() -> None:
    for stage in Stage:
        task = review_task(stage)
        for role in Role:
            assert actions_for(task, actor(role, 99)) == ()
        assert actions_for(task, SYSTEM) == ()
    with pytest.raises(Refused, match="没有参加"):
        advance(review_task(Stage.IN_REVIEW), Action.OPINE, actor(OFFICE, 99), KEEP)


def test_nothing_moves_once_the_results_are_published() -> None:
    for stage, action, role in TABLE:
        task = replace(review_task(stage), campaign_open=False)
        with pytest.raises(Refused, match="已经公布"):
            advance(task, action, actor(role), _outcome(action))


@pytest.mark.parametrize(
    ("office", "counsel", "end"),
    [
        (KEEP, KEEP, Stage.WITH_APPROVER),
        (KEEP, replace(KEEP, reason="另一种说法"), Stage.WITH_APPROVER),
        (NOT_OURS, NOT_OURS, Stage.WITH_APPROVER),
        (KEEP, REPEAL, Stage.IN_COORDINATION),
        (REPEAL, replace(REPEAL, disposition=Disposition.EXPIRE), Stage.IN_COORDINATION),
        (NOT_OURS, KEEP, Stage.IN_COORDINATION),
    ],
)
@pytest.mark.parametrize("first", [OFFICE, COUNSEL])
def test_agreement_goes_to_the_approver_and_a_difference_to_coordination(
    first: Role, office: Outcome, counsel: Outcome, end: Stage
) -> None:
    by = {OFFICE: office, COUNSEL: counsel}
    second = COUNSEL if first is OFFICE else OFFICE
    task = review_task(Stage.IN_REVIEW, said(OPINION, first, by[first]))
    assert advance(task, Action.OPINE, actor(second), by[second]).stage is end


def test_one_side_speaks_once_a_round_whoever_of_them_it_is() -> None:
    task = review_task(Stage.IN_REVIEW, said(OPINION, OFFICE))
    for who in (actor(OFFICE), actor(OFFICE, 8)):
        with pytest.raises(Refused, match="已提交"):
            advance(task, Action.OPINE, who, KEEP)
    assert Action.OPINE in actions_for(replace(task, round=2), actor(OFFICE))


def test_an_opinion_is_withdrawn_by_its_author_alone() -> None:
    task = review_task(Stage.IN_REVIEW, said(OPINION, OFFICE, id=7))
    step = advance(task, Action.WITHDRAW, actor(OFFICE), WORDS)
    assert (step.withdraw, step.statement, step.stage) == (7, None, Stage.IN_REVIEW)
    for who in (actor(OFFICE, 8), actor(COUNSEL)):
        assert Action.WITHDRAW not in actions_for(task, who)
    gone = review_task(Stage.IN_REVIEW, said(OPINION, OFFICE, id=7, withdrawn=True))
    assert Action.OPINE in actions_for(gone, actor(OFFICE))
    assert Action.WITHDRAW not in actions_for(gone, actor(OFFICE))


@pytest.mark.parametrize("action", [Action.CONSULT, Action.EXCLUDE])
def test_after_an_opinion_the_office_neither_asks_nor_sets_aside(action: Action) -> None:
    task = review_task(Stage.IN_REVIEW, said(OPINION, COUNSEL))
    with pytest.raises(Refused, match="已有审核意见"):
        advance(task, action, actor(OFFICE), NOT_OURS)


@pytest.mark.parametrize("kind", [VIEW, OPINION, SETTLEMENT, EXCLUSION])
def test_nobody_decides_what_they_spoke_on_in_any_round_or_role(kind: StatementKind) -> None:
    earlier = replace(said(kind, OFFICE), author_id=4, withdrawn=True)
    task = review_task(Stage.WITH_APPROVER, earlier, round_=3)
    with pytest.raises(Refused, match="不能由您决定"):
        advance(task, Action.DECIDE, actor(APPROVER, 4), KEEP)
    assert Action.DECIDE in actions_for(task, actor(APPROVER, 5))
    assert Action.RETURN in actions_for(task, actor(APPROVER, 4))


@pytest.mark.parametrize("kind", [VIEW, OPINION, SETTLEMENT, DECISION])
def test_nobody_speaks_for_both_sides(kind: StatementKind) -> None:
    before = replace(said(kind, DEPARTMENT), author_id=2)
    task = review_task(Stage.IN_REVIEW, before, round_=2)
    with pytest.raises(Refused, match="另一个身份"):
        advance(task, Action.OPINE, actor(COUNSEL, 2), KEEP)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (replace(KEEP, reason="  "), "理由"),
        (replace(KEEP, reason_code=None), "理由类别"),
        (replace(KEEP, reason_code=ReasonCode.R17), "一致"),
        (replace(REVISE, reason_code=ReasonCode.R18), "一致"),
        (replace(NOT_OURS, exclusion=None), "哪一类"),
        (replace(REVISE, unit=None), "责任单位"),
        (replace(REVISE, deadline=None), "完成时限"),
    ],
)
def test_an_outcome_says_everything_its_list_needs(outcome: Outcome, word: str) -> None:
    with pytest.raises(Refused, match=word):
        check_outcome(outcome, whole=True)
    task = review_task(Stage.WITH_APPROVER)
    with pytest.raises(Refused, match=word):
        advance(task, Action.DECIDE, actor(APPROVER), outcome)


def test_sending_back_needs_a_reason_and_nothing_else() -> None:
    task = review_task(Stage.WITH_APPROVER)
    assert advance(task, Action.RETURN, actor(APPROVER), WORDS).round == 2
    with pytest.raises(Refused, match="理由"):
        advance(task, Action.RETURN, actor(APPROVER), replace(WORDS, reason=""))


def test_setting_aside_never_carries_a_disposition() -> None:
    with pytest.raises(Refused, match="不属于规范性文件"):
        advance(review_task(Stage.IN_REVIEW), Action.EXCLUDE, actor(OFFICE), KEEP)


def _seen(task: ReviewTask, role: Role, number: int = 0) -> list[Role]:
    return [one.role for one in visible_statements(task, actor(role, number))]


def test_an_opinion_is_hidden_from_all_but_its_author_until_both_are_in() -> None:
    task = review_task(Stage.IN_REVIEW, said(VIEW, DEPARTMENT), said(OPINION, COUNSEL, REPEAL))
    assert _seen(task, COUNSEL) == [DEPARTMENT, COUNSEL]
    for role, number in ((OFFICE, 0), (COUNSEL, 8), (APPROVER, 0), (DEPARTMENT, 0)):
        assert _seen(task, role, number) == [DEPARTMENT]
    both = replace(task, stage=Stage.IN_COORDINATION)
    assert _seen(both, OFFICE) == [DEPARTMENT, COUNSEL]


def test_a_withdrawn_opinion_stays_hidden_also_while_the_department_is_asked() -> None:
    withdrawn = said(OPINION, COUNSEL, REPEAL, withdrawn=True)
    for stage in (Stage.IN_REVIEW, Stage.WITH_DEPARTMENT):
        assert _seen(review_task(stage, withdrawn), OFFICE) == []
        assert _seen(review_task(stage, withdrawn), COUNSEL) == [COUNSEL]


def test_a_returned_round_shows_the_rounds_before_and_hides_its_own() -> None:
    task = review_task(
        Stage.IN_REVIEW, said(OPINION, COUNSEL), said(OPINION, COUNSEL, round_=2), round_=2
    )
    assert len(visible_statements(task, actor(OFFICE))) == 1
    assert len(visible_statements(task, actor(COUNSEL))) == 2
    assert list(task.opinions()) == [COUNSEL]


def test_every_transition_is_in_the_table_of_this_test() -> None:
    rows = {(t.source, t.action, role) for t in TRANSITIONS for role in t.by}
    own = {(Stage.IN_REVIEW, Action.WITHDRAW, role) for role in (OFFICE, COUNSEL)}
    assert rows - own == set(TABLE)
