"""Workbooks and csv to cells, in the sandbox as in the program."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from base.errors import Unreadable
from corpus.grid import NO_RESULT, Cell, CellKind, column_letter, grids_from_json, grids_to_json
from corpus.sandbox import Sandbox
from tests.corpus.inventory.sheets import HEAD, grid, line, number, workbook


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One child for all of these."""
    with Sandbox() as sandbox:
        yield sandbox


def cells(sandbox: Sandbox, folder: Path, data: bytes, name: str = "目录.xlsx") -> list[list[str]]:
    path = folder / name
    path.write_bytes(data)
    (first, *_others) = sandbox.grids(path)
    return [[cell.text for cell in row.cells] for row in first.rows]


def test_a_workbook_is_read_with_its_row_numbers(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(workbook(["标题行"], [], HEAD, line(1, "青府发〔2012〕5号", "集市")))
    (read,) = sandbox.grids(path)
    assert [row.number for row in read.rows] == [1, 3, 4]
    assert read.rows[2].cell(1).text == "青府发〔2012〕5号"
    assert read.rows[2].cell(99) == Cell()


def test_a_date_is_as_precise_as_the_workbook_shows_it(sandbox: Sandbox, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    shapes = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'yyyy"年"', "[$-804]yyyy/m"]
    for n, shape in enumerate(shapes, 1):
        cell = sheet.cell(1, n, datetime(2015, 3, 4))
        cell.number_format = shape
    sheet.cell(1, len(shapes) + 1, 42067)
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "a.xlsx").write_bytes(out.getvalue())
    (read,) = sandbox.grids(tmp_path / "a.xlsx")
    texts = [cell.text for cell in read.rows[0].cells]
    assert texts == ["2015-03-04", "2015-03-04", "2015-03", "2015", "2015-03", "42067"]
    kinds = [cell.kind for cell in read.rows[0].cells]
    assert kinds == [CellKind.DATE] * 5 + [CellKind.NUMBER]


def test_a_cell_merged_downwards_speaks_for_each_row(sandbox: Sandbox, tmp_path: Path) -> None:
    data = workbook(["标题", "单位"], ["甲", "政府"], ["乙", None], ["丙", None], ["丁", None], merged=["B2:B4"])  # fmt: skip
    rows = cells(sandbox, tmp_path, data)
    assert rows[1:] == [["甲", "政府"], ["乙", "政府"], ["丙", "政府"], ["丁"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_offices(
    encoding: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    text = '序号,文号,标题\r\n1,"青府发〔2012〕5号","关于甲,乙\n的通知"\r\n2,="003",关于集市管理的通知\r\n'
    rows = cells(sandbox, tmp_path, text.encode(encoding), "目录.csv")
    assert rows[1:] == [
        ["1", "青府发〔2012〕5号", "关于甲,乙\n的通知"], ["2", "003", "关于集市管理的通知"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported", "另存为"),
        (b"%PDF-1.7\n" + b"\0" * 90, "unsupported", "xlsx 或 csv"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "unsupported", "xlsx 或 csv"),
        (b"PK\x03\x04" + b"\0" * 90, "damaged", "另存"),
        (workbook(), "empty", "没有内容"),
        (b"\n\n,,\n", "empty", "没有内容"),
    ],
    ids=["xls", "pdf", "html", "damaged", "empty workbook", "empty csv"],
)
def test_what_is_no_table_is_refused_with_what_to_do(
    data: bytes, code: str, words: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        cells(sandbox, tmp_path, data, "x")
    assert refused.value.code == code
    assert words in refused.value.message


def test_a_formula_without_a_kept_value_is_never_taken_for_an_empty_cell(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    rows = cells(
        sandbox, tmp_path, workbook(["标题", "日期"], ["甲", "=HYPERLINK(1)"], ["乙", None])
    )
    assert rows == [["标题", "日期"], ["甲", NO_RESULT], ["乙"]]


def test_cells_cross_the_pipe_unchanged_and_what_is_malformed_is_refused() -> None:
    made = (grid(HEAD, ["1", number("2015.3")]),)
    assert grids_from_json(grids_to_json(made)) == made
    for wrong in (
        None,
        [1],
        [["a", [["1", []]]]],
        [["a", [[1, [["x", "y"]]]]]],
        [["a", [[1, [5]]]]],
    ):
        with pytest.raises(ValueError):
            grids_from_json(wrong)


def test_columns_are_called_as_the_workbook_calls_them() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 79)] == ["A", "Z", "AA", "CB"]
