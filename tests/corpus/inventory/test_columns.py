"""Headers: every word of the data is known, every counter-example is something else."""

from __future__ import annotations

import pytest

from corpus.inventory.columns import field_of, fields, find_header, is_repeated
from tests.corpus.inventory.sheets import HEAD, grid, line

SAME = [(field.name, word) for field in fields() for word in field.same]
MISSES = [(field.name, word) for field in fields() for word in field.misses]


@pytest.mark.parametrize(("name", "word"), SAME)
def test_each_word_names_its_field_and_no_other(name: str, word: str) -> None:
    assert field_of(word) == name
    assert field_of(f" {word[0]} {word[1:]}\n") == name


@pytest.mark.parametrize(("name", "word"), MISSES)
def test_a_counter_example_is_something_else(name: str, word: str) -> None:
    assert field_of(word) != name


def test_every_field_has_counter_examples() -> None:
    assert [field.name for field in fields() if not field.misses] == []


def test_the_header_is_found_under_title_rows_and_an_empty_row() -> None:
    found = find_header(
        grid(["青石镇二〇一五年发文目录"], ["填报单位：办公室", "2015年"], [], HEAD)
    )
    assert found is not None
    assert (found.first, found.last) == (4, 4)
    assert [column.field for column in found.columns] == [
        "serial", "number", "title", "signed_on", "issuer", "note",
    ]  # fmt: skip


def test_a_head_of_two_rows_takes_the_finer_words() -> None:
    found = find_header(grid(["序号", "文号", "题名", "日期", ""], ["", "", "", "成文", "印发"]))
    assert found is not None
    assert (found.first, found.last) == (1, 2)
    assert [column.field for column in found.columns][3:] == ["signed_on", "issued_on"]


def test_a_sheet_without_title_or_number_has_no_header() -> None:
    assert find_header(grid(["序号", "备注"], ["1", "随便"])) is None
    assert find_header(grid(["姓名", "电话"])) is None


def test_a_repeated_header_is_told_from_a_line() -> None:
    found = find_header(grid(HEAD))
    assert found is not None
    assert is_repeated(found, grid(HEAD).rows[0])
    assert not is_repeated(found, grid(line(1, "青府发〔2012〕5号", "关于集市的通知")).rows[0])
