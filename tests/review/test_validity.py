"""效力状态 over time: clauses end, lists decide, nothing waits for midnight."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.validity import EventKind, Interval, ValidityEvent, ValidityStatus, timeline

E, S = EventKind, ValidityStatus
LISTED = {
    E.LISTED_KEEP: S.IN_FORCE,
    E.LISTED_REPEAL: S.REPEALED,
    E.LISTED_EXPIRE: S.EXPIRED,
    E.LISTED_REVISE: S.PENDING_REVISION,
}


def day(year: int) -> date:
    return date(year, 1, 1)


def on(year: int, kind: EventKind) -> ValidityEvent:
    return ValidityEvent(day(year), kind)


def status_at(events: list[ValidityEvent], when: date) -> ValidityStatus:
    """Read the intervals as the filters do."""
    for one in timeline(events):
        if (one.since is None or one.since <= when) and (one.until is None or when < one.until):
            return one.status
    return S.UNKNOWN


def test_without_decision_or_clause_nothing_is_known() -> None:
    assert timeline([]) == ()


def test_before_it_takes_effect_it_is_not_yet_and_afterwards_unknown_and_not_in_force() -> None:
    events = [on(2010, E.NOT_YET), on(2011, E.EFFECTIVE)]
    assert timeline(events) == (Interval(S.NOT_YET, day(2010), day(2011)),)
    assert status_at(events, day(2011)) is S.UNKNOWN


@pytest.mark.parametrize(("kind", "status"), LISTED.items())
def test_a_published_list_says_what_holds_from_its_day_on(
    kind: EventKind, status: ValidityStatus
) -> None:
    events = [on(2020, kind)]
    assert status_at(events, date(2019, 12, 31)) is S.UNKNOWN
    assert status_at(events, day(2020)) is status
    assert status_at(events, day(2099)) is status


def test_the_own_term_ends_what_a_list_kept_before() -> None:
    events = [on(2020, E.LISTED_KEEP), on(2023, E.TERM_ENDED)]
    assert timeline(events) == (
        Interval(S.IN_FORCE, day(2020), day(2023)),
        Interval(S.EXPIRED, day(2023), None),
    )


def test_a_list_may_keep_what_a_clause_had_ended() -> None:
    events = [on(2015, E.TERM_ENDED), on(2020, E.LISTED_KEEP)]
    assert status_at(events, day(2016)) is S.EXPIRED
    assert status_at(events, day(2021)) is S.IN_FORCE


def test_on_the_same_day_the_list_counts_and_not_the_clause() -> None:
    events = [on(2020, E.LISTED_KEEP), on(2020, E.TERM_ENDED)]
    for order in (events, events[::-1]):
        assert status_at(order, day(2020)) is S.IN_FORCE


def test_what_is_repealed_does_not_expire_nor_begin_afterwards() -> None:
    events = [on(2010, E.REPEALED), on(2011, E.EFFECTIVE), on(2012, E.TERM_ENDED)]
    assert timeline(events) == (Interval(S.REPEALED, day(2010), None),)


def test_a_later_list_corrects_an_earlier_one() -> None:
    events = [on(2020, E.LISTED_REPEAL), on(2021, E.LISTED_KEEP)]
    assert [i.status for i in timeline(events)] == [S.REPEALED, S.IN_FORCE]


@given(
    st.lists(st.builds(on, st.integers(1950, 2030), st.sampled_from(list(EventKind))), max_size=8)
)
def test_intervals_never_overlap_and_the_last_list_has_the_last_word(
    events: list[ValidityEvent],
) -> None:
    intervals = timeline(events)
    for before, after in itertools.pairwise(intervals):
        assert before.until is not None
        assert after.since is not None
        assert before.until <= after.since
    assert all(i.until is None or i.since is None or i.since < i.until for i in intervals)
    assert all(i.status is not S.UNKNOWN for i in intervals)
    lists = [e for e in sorted(events, key=lambda e: e.on) if e.kind in LISTED]
    if lists:
        last = lists[-1]
        assert status_at(events, last.on) is LISTED[last.kind]
