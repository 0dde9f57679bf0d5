"""The engine of PostgreSQL while many papers are loaded for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.search.engine import Entry, IndexAway, IndexDamaged
from corpus.search.postgres_index import LOAD, PostgresIndex
from corpus.search.query import parse
from corpus.search.terms import FoldedFields
from tests.conftest import PlaceMaker


def test_a_load_serves_nobody_until_it_is_sorted(places: PlaceMaker, tmp_path: Path) -> None:
    place = places(tmp_path)
    loading, looking = PostgresIndex(place), PostgresIndex(place)
    texts = [f"第{n}号通知，各村自查自纠、逐级上报。" for n in range(1, LOAD + 1)]
    loading.write(
        [Entry(n, FoldedFields.of(None, None, [], text), n) for n, text in enumerate(texts, 1)]
    )
    assert loading.sequence() == LOAD
    with pytest.raises(IndexAway):
        loading.candidates(parse("自查自纠"))
    with pytest.raises(IndexDamaged):
        looking.sequence()

    loading.optimise()
    for index in (loading, looking):
        assert index.sequence() == LOAD
        assert index.ids().tolist() == list(range(1, LOAD + 1))
        for typed, right in (("自查自纠、逐级", LOAD), ("自查自", LOAD), ("“第77号”", 1)):
            found = index.candidates(parse(typed))
            assert found is not None
            assert len(found) == right, typed
        index.close()


def test_words_longer_than_pieces_share_are_found_and_left_to_verification(
    places: PlaceMaker, tmp_path: Path
) -> None:
    index = PostgresIndex(places(tmp_path))
    long = "".join(chr(0x4E00 + 7 * n) for n in range(1500))
    index.write([Entry(1, FoldedFields.of(None, None, [], long), 1)])
    for start, length in ((0, 900), (300, 600), (500, 34), (495, 33), (1460, 40)):
        query = parse(f"“{long[start : start + length]}”")
        found = index.candidates(query)
        assert found is not None
        assert found.tolist() == [1], (start, length)
        assert index.settles(query) == (length <= 33)
    index.close()
