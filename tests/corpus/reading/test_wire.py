"""What comes out of the sandbox is believed only after every type and size has been looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.block import Block, BlockKind, Box, Reading, ReadNote
from corpus.reading.wire import Malformed, from_wire, parse, problem_from_wire, to_wire

READING = Reading(
    "pdf",
    "pdf",
    (
        Block(
            "第一条", BlockKind.PARAGRAPH, 1, Box(0.1, 0.2, 0.9, 0.25), 16.0, True, False, "center"
        ),
        Block("甲\t乙", BlockKind.TABLE_ROW, 2),
    ),
    2,
    (ReadNote("scanned_pages", "第 2 页是图片。", 2),),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=12,
)


def test_a_reading_crosses_unchanged() -> None:
    assert from_wire(parse(json.dumps(to_wire(READING)).encode())) == READING


@pytest.mark.parametrize(
    "spoilt",
    [
        {"format": "exe"},
        {"reader": "../x"},
        {"pages": -1},
        {"pages": True},
        {"pages": 10**9},
        {"blocks": "x"},
        {"blocks": [["x"]]},
        {"blocks": [[1, "paragraph", None, None, None, None, None, None, None, []]]},
        {"blocks": [["x", "verdict", None, None, None, None, None, None, None, []]]},
        {"blocks": [["x", "paragraph", None, [0, 0, 2, 2], None, None, None, None, None, []]]},
        {"blocks": [["x", "paragraph", None, None, "16", None, None, None, None, []]]},
        {"blocks": [["x", "paragraph", None, None, None, 1, None, None, None, []]]},
        {"blocks": [["x", "paragraph", None, None, None, None, None, "middle", None, []]]},
        {"notes": [["<b>", "x", None]]},
        {"notes": [["a", "x" * 501, None]]},
    ],
)
def test_anything_out_of_shape_is_malformed(spoilt: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        from_wire(to_wire(READING) | spoilt)


@given(key=st.sampled_from(["format", "reader", "pages", "blocks", "notes"]), value=VALUES)
def test_hostile_values_end_in_malformed_or_a_reading(key: str, value: object) -> None:
    outcome: object = Malformed
    try:
        outcome = from_wire(to_wire(READING) | {key: value})
    except Malformed:
        return
    assert isinstance(outcome, Reading)


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    wired = to_wire(READING)
    wired["blocks"] = [
        ["甲\x00\x1b\ud800乙\t", "paragraph", None, None, None, None, None, None, None, []]
    ]
    assert from_wire(wired).blocks[0].text == "甲乙\t"


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 200_000])
def test_a_message_that_is_no_object_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


def test_a_problem_must_have_a_code_of_ours() -> None:
    assert problem_from_wire({"code": "damaged", "message": "坏了。"}).code == "damaged"
    for code in ("root", None, 3):
        with pytest.raises(Malformed):
            problem_from_wire({"code": code, "message": "x"})
