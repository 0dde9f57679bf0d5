"""Whatever people do in whatever order: nobody decides their own word, and blind stays blind."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from base.errors import Refused
from base.roles import Actor, Role
from review.disposition import Outcome
from review.statement import SPOKEN, StatementKind
from review.task import Action, ReviewTask, Stage
from review.workflow import actions_for, advance, visible_statements
from tests.builders import KEEP, NOT_OURS, REPEAL, REVISE, review_task

ROLES = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
# nine persons who may act in any role: as if accounts changed roles in between
ACTORS = st.builds(
    lambda number, role: Actor(number, f"{number}", role),
    st.integers(1, 6),
    st.sampled_from(ROLES),
)
OUTCOMES = st.sampled_from((KEEP, REPEAL, REVISE, NOT_OURS, Outcome(None, "")))


class TaskLife(RuleBasedStateMachine):
    """A task as people of every kind try every action on it."""

    def __init__(self) -> None:
        super().__init__()
        self.task: ReviewTask = review_task(Stage.IN_REVIEW)

    def _take(self, action: Action, who: Actor, outcome: Outcome) -> None:
        before = self.task
        step = advance(before, action, who, outcome)
        statements = tuple(
            replace(one, withdrawn=True) if one.id == step.withdraw else one
            for one in before.statements
        )
        if step.statement is not None:
            statements += (replace(step.statement, id=len(statements) + 1),)
        self.task = replace(before, stage=step.stage, round=step.round, statements=statements)
        if step.stage is Stage.DECIDED:
            spoke = {one.author_id for one in before.statements if one.kind in SPOKEN}
            assert who.user_id not in spoke
        if step.round > before.round:
            assert step.stage is Stage.IN_REVIEW
            assert self.task.opinions() == {}

    @rule(action=st.sampled_from(Action), who=ACTORS, outcome=OUTCOMES)
    def try_anything(self, action: Action, who: Actor, outcome: Outcome) -> None:
        """Most of it is refused, and what is refused changes nothing."""
        offered = action in actions_for(self.task, who)
        try:
            self._take(action, who, outcome)
        except Refused:
            pass
        else:
            assert offered

    @rule(data=st.data(), who=ACTORS, outcome=OUTCOMES)
    def press_a_button(self, data: st.DataObject, who: Actor, outcome: Outcome) -> None:
        """What is offered is refused only for what the form says."""
        offered = actions_for(self.task, who)
        if offered:
            action = data.draw(st.sampled_from(offered))
            with contextlib.suppress(Refused):
                self._take(action, who, outcome)
            whole = NOT_OURS if action is Action.EXCLUDE else KEEP
            if action in actions_for(self.task, who):
                self._take(action, who, whole)

    @precondition(lambda self: self.task.stage in (Stage.IN_REVIEW, Stage.WITH_DEPARTMENT))
    @rule(who=ACTORS)
    def look(self, who: Actor) -> None:
        """Before both are in, one sees no opinion of this round but one's own."""
        for one in visible_statements(self.task, who):
            hidden = one.kind is StatementKind.OPINION and one.round == self.task.round
            assert not hidden or one.author_id == who.user_id

    @invariant()
    def one_standing_opinion_a_side(self) -> None:
        """At most one of each side and round; both of them by two persons."""
        standing = [
            (one.round, one.role, one.author_id)
            for one in self.task.statements
            if one.kind is StatementKind.OPINION and not one.withdrawn
        ]
        assert len({(round_, role) for round_, role, _ in standing}) == len(standing)
        assert len({(round_, author) for round_, _, author in standing}) == len(standing)

    @invariant()
    def nothing_passes_without_two_opinions(self) -> None:
        """What stands with the approver or is decided was reviewed by both in this round."""
        if self.task.stage in (Stage.IN_COORDINATION, Stage.WITH_APPROVER, Stage.DECIDED):
            assert set(self.task.opinions()) == {Role.OFFICE, Role.COUNSEL}
        if self.task.stage in (Stage.IN_REVIEW, Stage.WITH_DEPARTMENT):
            assert len(self.task.opinions()) < 2


TestTaskLife = TaskLife.TestCase
TestTaskLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
