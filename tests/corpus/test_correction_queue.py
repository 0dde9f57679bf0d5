"""The queue of papers with something open: who stands in it, who leaves, where one is."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from base.db import writing
from base.errors import Missing
from base.roles import Role
from corpus import correction_queue, library
from corpus.correction_queue import place, queues
from corpus.likeness import keeper
from tests.builders import file_paper, paper
from tests.people import People


def correct(document_id: int, people: People, role: Role = Role.OFFICE, **changes: object) -> None:
    with writing():
        version = library.get(document_id).row.version
        library.correct(document_id, version, dict(changes), people[role])


def test_a_whole_paper_waits_for_nothing(app: Flask) -> None:
    file_paper(paper())
    assert queues() == {kind: [] for kind in correction_queue.KINDS}


def test_what_is_missing_or_imprecise_waits_in_its_queue(app: Flask) -> None:
    month = file_paper(paper(signed="2012年3月"))
    bare = file_paper(paper(number="", signed=""))
    found = queues()
    assert found["partial"] == [month]
    assert bare in found["number"]
    assert bare in found["date"]
    assert found["all"] == [month, bare]


def test_a_field_that_was_confirmed_as_missing_waits_no_longer(app: Flask, people: People) -> None:
    bare = file_paper(paper(number=""))
    correct(bare, people, doc_number=None)
    assert bare not in queues()["number"]


def test_a_doubtful_field_waits_until_it_is_confirmed(app: Flask, people: People) -> None:
    body = "一、各村应当清扫集市。\n二、本通知有效期五年。"
    one = file_paper(paper(signed="", body=body))
    keeper.run({})
    filed = library.get(one)
    open_ones = correction_queue.open_fields(filed.document, "doubtful", filed.corrected)
    assert open_ones
    assert queues()["doubtful"] == [one]
    correct(one, people, **dict.fromkeys(open_ones))
    assert queues()["doubtful"] == []


def test_taking_back_the_last_save_takes_all_its_fields_and_only_ones_own(
    app: Flask, people: People
) -> None:
    one = file_paper(paper(number="", signed="2012年3月"))
    correct(one, people, doc_number=None, signed_on="2012-03-04")
    with writing(), pytest.raises(Missing):
        correction_queue.undo_last(one, people[Role.DEPARTMENT])
    with writing():
        assert correction_queue.undo_last(one, people[Role.OFFICE]) == 2
    assert library.get(one).corrected == frozenset()
    assert one in queues()["partial"]


@given(st.lists(st.integers(1, 50), unique=True).map(sorted), st.integers(0, 60))
def test_going_on_visits_every_paper_once(queue: list[int], after: int) -> None:
    seen: list[int] = []
    here = place(queue)
    while here.document_id is not None:
        seen.append(here.document_id)
        assert here.number == len(seen)
        assert here.total == len(queue)
        if here.after is None:
            break
        here = place(queue, after=here.document_id)
    assert seen == queue
    beyond = place(queue, after=after).document_id
    assert beyond == next((n for n in queue if n > after), queue[0] if queue else None)
