"""Every hostile file ends in a named state within its limit, and the next good file is read at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import Block, Reading
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble
from tests.corpus.hostile import FILES, SENTENCE, Hostile

SECONDS = 3.0
SLACK = 6.0
"""Seconds for a new child to start on a busy machine."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One for all files, as a worker has one."""
    with Sandbox(seconds=SECONDS) as one:
        yield one


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_a_hostile_file_ends_in_a_named_state_and_the_next_is_read(
    hostile: Hostile, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(hostile.make())
    began = time.monotonic()
    ends = _ends(path, sandbox, tmp_path)
    assert ends <= hostile.ends, f"{hostile.name}: {sorted(ends)}"
    assert time.monotonic() - began < 2 * SECONDS + SLACK
    _the_next_is_read(sandbox, tmp_path)


def _ends(path: Path, sandbox: Sandbox, folder: Path) -> set[str]:
    """How the file ended: `read`, or the codes of what was refused."""
    try:
        if not sandbox.is_archive(path):
            sandbox.read(path)
            return {"read"}
        (folder / "out").mkdir()
        ends = set()
        for member in sandbox.unpack(path, folder / "out"):
            assert member.problem is not None or member.path is not None
            assert ".." not in member.name.split("/")
            if member.path is not None:
                assert member.path.parent == folder / "out"
                ends |= _ends(member.path, sandbox, folder / "none")
            elif member.problem is not None:
                ends.add(member.problem.code)
    except Unreadable as problem:
        return {problem.code}
    return ends


def _the_next_is_read(sandbox: Sandbox, folder: Path) -> None:
    good = folder / "good"
    good.write_text(SENTENCE, "utf-8")
    began = time.monotonic()
    assert sandbox.read(good).blocks[0].text == SENTENCE
    assert time.monotonic() - began < SLACK


def test_there_are_forty_and_each_has_a_name_of_its_own() -> None:
    assert len(FILES) >= 40
    assert len({hostile.name for hostile in FILES}) == len(FILES)


@pytest.mark.parametrize(
    "unit",
    [
        "（",
        "第",
        "《",
        "》第",
        "1",
        "年月日",
        "第一条 ",
        "附件1：",
        "以下简称“",
        "关于印发《",
        "二〇一九年",
    ],
)
@pytest.mark.parametrize("one_line", [True, False], ids=["one line", "many lines"])
def test_text_without_end_or_sense_is_taken_apart_in_time(unit: str, one_line: bool) -> None:
    letters = 300_000
    if one_line:
        blocks: tuple[Block, ...] = (Block(unit * (letters // len(unit))),)
    else:
        blocks = tuple(Block(unit * (50 // len(unit))) for _ in range(letters // 50))
    began = time.process_time()  # work that grows with the square would take minutes
    assemble(Reading("txt", "txt", blocks))
    assert time.process_time() - began < 20.0
