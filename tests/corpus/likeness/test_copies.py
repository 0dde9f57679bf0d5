"""Copies of one paper are found by words, number, title and day; a person's word comes first."""

from __future__ import annotations

import pytest
from flask import Flask

from base.db import writing
from base.roles import SYSTEM
from corpus.likeness import copies, keeper, marks
from tests.builders import file_paper, paper

BODY = "一、各村应当按时清扫集市，摊位不得占用道路。\n二、违反规定的，由镇市场管理站责令改正。\n三、本通知自发布之日起施行。"
FIVE = "青府发〔2012〕5号"


def filed(number: str, name: str, body: str = BODY, signed: str = "2012年3月4日") -> int:
    return file_paper(paper(number, body=body, signed=signed), name)


def work() -> None:
    while keeper.behind():
        keeper.run({})


def test_the_same_words_are_copies_before_and_after_they_are_signed(app: Flask) -> None:
    ids = [
        filed(FIVE, "a"),
        filed(FIVE, "b", BODY + "\n"),
        filed("青府发〔2012〕6号", "c", "一、防火。"),
    ]
    assert copies.heads(ids) == {ids[1]: ids[0]}
    assert copies.heads([ids[1], ids[2]]) == {}
    work()
    assert copies.heads(ids) == {ids[1]: ids[0]}
    assert copies.heads() == {ids[1]: ids[0]}
    assert copies.grouped(ids, copies.heads()) == {ids[0]: ids[:2], ids[2]: [ids[2]]}


@pytest.mark.parametrize(
    ("number", "signed", "one"),
    [
        (FIVE, "2012年3月4日", True),
        ("青府发〔2013〕5号", "2012年3月4日", False),
        (FIVE, "2013年3月4日", False),
    ],
)
def test_a_slip_of_the_scan_is_a_copy_another_year_s_paper_is_none(
    app: Flask, number: str, signed: str, one: bool
) -> None:
    first = filed(FIVE, "a")
    second = filed(number, "b", BODY.replace("摊位", "摊拉"), signed)
    work()
    assert copies.heads() == ({second: first} if one else {})


def test_nearly_the_same_words_with_another_figure_are_two_papers(app: Flask) -> None:
    fine = BODY + "\n四、情节严重的，处 50 元罚款。"
    filed(FIVE, "a", fine)
    filed(FIVE, "b", fine.replace("50", "500"))
    work()
    assert copies.heads() == {}


def test_what_a_person_said_of_a_pair_comes_first(app: Flask) -> None:
    first, second = filed(FIVE, "a"), filed(FIVE, "b", BODY + "\n")
    other = filed(FIVE, "c", "一、防火。")
    work()
    with writing():
        marks.mark((first, second), marks.VERSION, "", SYSTEM)
        marks.mark((first, other), marks.SAME_FILE, "", SYSTEM)
    assert copies.heads() == {other: first}
