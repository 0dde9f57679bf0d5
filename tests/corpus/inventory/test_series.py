"""Series of numbers: gaps in ranges, repeats, explanations; every serial is accounted for."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from corpus.inventory.series import (
    MOST_SERIALS,
    Explained,
    Gap,
    Known,
    Number,
    Series,
    number_of,
    series_of,
)


def numbers(*serials: int, prefix: str = "青府发", year: int = 2012) -> list[Number]:
    return [Number(prefix, year, n) for n in serials]


def series(
    papers: Iterable[int],
    registered: Iterable[int] = (),
    cited: Iterable[int] = (),
    explained: Iterable[Explained] = (),
) -> Series:
    known = Known(numbers(*papers), numbers(*registered), numbers(*cited))
    (one,) = series_of(known, explained)
    return one


def test_gaps_are_ranges_from_one_to_the_last_number_known_from_anywhere() -> None:
    one = series([3, 4, 7], registered=[5], cited=[9])
    assert (one.first, one.last, one.count, one.missing) == (3, 9, 3, 6)
    assert one.gaps == (Gap(1, 2, 0, 0), Gap(5, 6, 1, 0), Gap(8, 9, 0, 1))


def test_an_explanation_splits_a_range_and_is_not_counted_as_missing() -> None:
    void = Explained(1, "青府发", 2012, 2, 3, "void", "登记后未用")
    one = series([5], explained=[void])
    assert [(g.first, g.last, g.explained is void) for g in one.gaps] == [
        (1, 1, False), (2, 3, True), (4, 4, False),
    ]  # fmt: skip
    assert (one.missing, one.explained) == (2, 2)


def test_a_number_on_two_texts_is_a_repeat() -> None:
    assert series([1, 2, 2]).repeats == (2,)


def test_cited_numbers_alone_make_no_series_and_wild_serials_do_not_count() -> None:
    assert series_of(Known([], [], numbers(4, prefix="国发"))) == ()
    assert series([1, MOST_SERIALS + 1]).last == 1


def test_a_key_without_year_or_serial_is_no_number() -> None:
    assert number_of("青府发|2012|5") == Number("青府发", 2012, 5)
    assert [number_of(key) for key in (None, "", "青府发", "青府发||5", "|2012|5")] == [None] * 5


def test_the_number_of_a_standard_makes_no_series_of_an_office() -> None:
    keys = ("GB|2013|29620", "GB/T|2020|1.1", "DB44/|2022|2367", "GM/T|2014|31", "gb|2008|21902")
    assert [number_of(key) for key in keys] == [None] * 5
    assert number_of("A市府发|2012|5") == Number("A市府发", 2012, 5)


SERIALS = st.lists(st.integers(1, 40), max_size=25)


@given(SERIALS, SERIALS, SERIALS)
def test_every_serial_is_a_paper_or_in_exactly_one_gap(
    papers: list[int], registered: list[int], cited: list[int]
) -> None:
    known = Known(numbers(*papers), numbers(*registered), numbers(*cited))
    for one in series_of(known):
        missing = [n for gap in one.gaps for n in range(gap.first, gap.last + 1)]
        assert sorted([*missing, *set(papers)]) == list(range(1, one.last + 1))
        assert one.missing == len(missing)
        assert one.last == max([*papers, *registered, *cited])
        apart = zip(one.gaps, one.gaps[1:], strict=False)
        assert all(right.first - left.last > 1 for left, right in apart)
