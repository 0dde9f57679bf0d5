"""Searches that people keep: each their own, taken away and brought back."""

from __future__ import annotations

import pytest
from flask import Flask

from base.db import writing
from base.errors import Missing, Refused
from base.roles import Actor, Role
from corpus.searches import saved

ONE = Actor(1, "甲", Role.OFFICE)
OTHER = Actor(2, "乙", Role.COUNSEL)


def test_a_search_is_kept_without_its_page(app: Flask) -> None:
    with writing():
        saved.save(" 殡葬 \n未核定 ", "q=%E6%AE%A1%E8%91%AC&status=unknown&page=3&from=", ONE)
    [kept] = saved.saved(ONE)
    assert (kept.name, kept.address) == ("殡葬 未核定", "q=%E6%AE%A1%E8%91%AC&status=unknown")


def test_nobody_sees_or_drops_what_another_keeps(app: Flask) -> None:
    with writing():
        one = saved.save("甲的", "q=1", ONE)
    assert saved.saved(OTHER) == []
    with pytest.raises(Missing):
        saved.drop(one, OTHER)


def test_what_was_dropped_can_be_brought_back(app: Flask) -> None:
    with writing():
        one = saved.save("甲的", "q=1", ONE)
        saved.drop(one, ONE)
    assert saved.saved(ONE) == []
    with writing():
        saved.drop(one, ONE, back=True)
    assert [row.id for row in saved.saved(ONE)] == [one]


@pytest.mark.parametrize(("name", "address"), [("", "q=1"), ("名称", ""), ("名称", "page=2")])
def test_nothing_is_kept_without_a_name_or_a_search(app: Flask, name: str, address: str) -> None:
    with pytest.raises(Refused):
        saved.save(name, address, ONE)
