"""How values are written for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from base.present import (
    date_prose,
    date_table,
    moment,
    pairs,
    snippet_pairs,
    thousands,
)
from corpus.document import DatedFact
from corpus.search.match import Piece, Snippet

LATE_IN_UTC = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai


@pytest.mark.parametrize(
    ("value", "in_table", "in_prose"),
    [
        (date(2026, 11, 2), "2026-11-02", "2026年11月2日"),
        (LATE_IN_UTC, "2026-11-22", "2026年11月22日"),
        ("2015-03", "2015-03", "2015年3月"),
        ("2015", "2015", "2015年"),
        (DatedFact(1958, 1, 9), "1958-01-09", "1958年1月9日"),
        (DatedFact(1958), "1958", "1958年"),
        (None, "—", "日期不详"),
        ("", "—", "日期不详"),
    ],
)
def test_a_date_tells_no_more_than_is_known(value: object, in_table: str, in_prose: str) -> None:
    assert date_table(value) == in_table
    assert date_prose(value) == in_prose


def test_a_moment_is_shown_in_shanghai_time() -> None:
    assert moment(LATE_IN_UTC) == "2026-11-22 00:30"
    assert moment(None) == "—"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (999, "999"), (1986, "1,986")])
def test_large_figures_are_grouped(value: int, shown: str) -> None:
    assert thousands(value) == shown


def test_a_snippet_shows_where_text_was_left_out() -> None:
    pieces = (Piece("以资代劳", hit=True), Piece("一律取消", hit=False))
    assert pairs(pieces) == [("以资代劳", True), ("一律取消", False)]
    both = snippet_pairs(Snippet(pieces, 1, cut_before=True, cut_after=True))
    assert (both[0], both[-1]) == (("……", False), ("……", False))
    assert snippet_pairs(Snippet(pieces, 1, cut_before=False, cut_after=False)) == pairs(pieces)


@dataclass
class _Values:
    day: date = date(2026, 11, 22)


def test_every_filter_is_known_to_the_templates(app: Flask) -> None:
    words = "{{ v.day|date_table }} {{ v.day|date_prose }} {{ 1986|thousands }} {{ none|moment }}"
    with app.test_request_context():
        shown = render_template_string(words, v=_Values())
    assert shown == "2026-11-22 2026年11月22日 1,986 —"
