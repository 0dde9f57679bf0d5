"""Columns in memory: what they sort."""

from __future__ import annotations

import numpy as np

from corpus.shelf import MANY, Shelf


def test_a_long_list_comes_in_the_same_order_as_a_short_one() -> None:
    rng = np.random.default_rng(7)
    count = 2 * MANY
    shelf = Shelf(ids=np.arange(1, count + 1) * 3, day=rng.integers(0, 900, count))
    some = np.sort(rng.choice(count, MANY + 5, replace=False))
    long = shelf.newest(some)
    assert len(long) == len(some)
    days, ids = shelf.day[long], shelf.ids[long]
    same = days[1:] == days[:-1]
    assert np.all(days[1:] <= days[:-1])
    assert np.all(ids[1:][same] < ids[:-1][same])
    few = some[: MANY // 2]
    known = set(few.tolist())
    assert shelf.newest(few).tolist() == [place for place in long.tolist() if place in known]
