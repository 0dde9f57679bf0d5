"""Lines and papers: what is sure, what goes to a person, what is left apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.inventory.matching import Match, Side, match, plain_title, side

KEY = "青府发|2012|5"
TITLE = "青石镇人民政府关于加强集市管理的通知"


def one(id_: int, key: str | None, title: str | None, day: str | None, group: int = 0) -> Side:
    return side(id_, key, (title,), (day,), group)


def told(entries: list[Side], papers: list[Side]) -> list[tuple[int, int, bool, str]]:
    return [(m.entry, m.paper, m.sure, m.reason) for m in match(entries, papers)]


def test_number_and_title_are_sure_though_the_register_drops_the_issuer() -> None:
    entry = one(1, KEY, "关于加强集市管理的通知", "2012-03-04")
    assert told([entry], [one(7, KEY, TITLE, "2012-03-04")]) == [
        (1, 7, True, "文号、标题相同，日期相符")
    ]


def test_the_same_number_with_another_title_goes_to_a_person() -> None:
    entry = one(1, KEY, "关于清明期间森林防火的紧急通告", "2012-03-04")
    found = told([entry], [one(7, KEY, TITLE, "2012-03-04")])
    assert [(m[0], m[1], m[2]) for m in found] == [(1, 7, False)]


def test_the_same_title_on_the_same_day_is_sure_without_a_number() -> None:
    entry = one(1, None, "关于加强集市管理的通知", "2012-03-04")
    assert told([entry], [one(7, KEY, TITLE, "2012-03-04")])[0][:3] == (1, 7, True)


def test_the_same_title_without_a_day_goes_to_a_person() -> None:
    for day in (None, "2012-03", "2012"):
        found = told([one(1, None, TITLE, day)], [one(7, KEY, TITLE, "2012-03-04")])
        assert [m[2] for m in found] == [False]


def test_a_notice_that_comes_every_year_is_not_taken_for_last_years() -> None:
    entry = one(1, None, "关于做好防汛工作的通知", "2012-04-01")
    paper = one(7, None, "关于做好防汛工作的通知", "2013-04-02")
    assert told([entry], [paper]) == []


def test_a_contradicting_number_is_never_sure() -> None:
    entry = one(1, "青府发|2012|6", TITLE, "2012-03-04")
    assert [m[2] for m in told([entry], [one(7, KEY, TITLE, "2012-03-04")])] == [False]


def test_two_lines_of_one_register_that_are_one_paper_go_to_a_person() -> None:
    entries = [one(1, KEY, TITLE, None), one(2, KEY, TITLE, None)]
    assert [m[2] for m in told(entries, [one(7, KEY, TITLE, None)])] == [False, False]


def test_one_paper_may_stand_in_two_registers() -> None:
    entries = [one(1, KEY, TITLE, None, group=1), one(2, KEY, TITLE, None, group=2)]
    assert [m[2] for m in told(entries, [one(7, KEY, TITLE, None)])] == [True, True]


def test_two_papers_with_one_number_are_told_apart_by_title() -> None:
    papers = [one(7, KEY, TITLE, None), one(8, KEY, "青石镇人民政府关于防火的通告", None)]
    assert [(m[1], m[2]) for m in told([one(1, KEY, TITLE, None)], papers)] == [(7, True)]


def test_a_title_is_compared_without_issuer_blanks_and_punctuation() -> None:
    assert plain_title("青石镇人民政府 关于印发《集市管理办法》的通知") == plain_title(
        "关于印发〈集市管理办法〉的通知"
    )


SIDES = st.builds(
    one,
    st.integers(1, 6),
    st.sampled_from([None, KEY, "青府发|2012|6"]),
    st.sampled_from([None, TITLE, "关于防火的通告", "关于加强集市管理的通告"]),
    st.sampled_from([None, "2012", "2012-03", "2012-03-04", "2013-03-04"]),
)


@given(st.lists(SIDES, unique_by=lambda s: s.id), st.lists(SIDES, unique_by=lambda s: s.id))
def test_sure_pairs_never_share_a_side(entries: list[Side], papers: list[Side]) -> None:
    found = match(entries, papers)
    sure: list[Match] = [m for m in found if m.sure]
    assert len({m.entry for m in sure}) == len(sure)
    assert len({m.paper for m in sure}) == len(sure)
    assert len({(m.entry, m.paper) for m in found}) == len(found)
    assert all(m.reason and 0 < m.score <= 100 for m in found)
