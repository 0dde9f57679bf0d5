"""The inventory out and back: unchanged gives nothing, each change is one correction, all or none."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from base import audit
from base.db import db, writing
from base.roles import SYSTEM, Role
from base.worker import Worker
from corpus import library
from corpus.document import Document
from corpus.formats.spreadsheet import read_grids
from corpus.inventory import as_xlsx, exporting, registers
from corpus.inventory.corrections import Current, compare, ids_in, is_inventory, tidy
from corpus.inventory.register_values import INVENTORY
from corpus.inventory.sheet_columns import COLUMNS, EDITABLE
from tests.builders import file_paper, paper, work_off, worker_of
from tests.people import People

TODAY = date(2026, 11, 22)
ORDER = [field for field, _label in COLUMNS]

AWKWARD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["=1+1", "+86", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "甲,乙\n丙", "_x0041_",
                     "  前后空格 ", "1e5", "001", "TRUE", "#N/A", "\u3000全角", "a\r\nb", "'单引号"]),
)  # fmt: skip
DATES = st.one_of(
    st.just(""),
    st.dates(date(1949, 1, 1), date(2099, 1, 1)).flatmap(
        lambda d: st.sampled_from([d.isoformat(), d.isoformat()[:7], d.isoformat()[:4]])
    ),
)
VALUES = st.fixed_dictionaries(
    {
        field: DATES if field.endswith(("_on", "_until")) else AWKWARD
        for field in (*EDITABLE, "file_name", "note")
    }
)


def returned(data: bytes, current: dict[int, Current]) -> list[tuple[str, str, str]]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        grids = read_grids(Path(file.name))
    assert is_inventory(grids)
    assert sorted(ids_in(grids)) == sorted(current)
    result = compare(grids, current)
    assert result.rows == len(current)
    assert [one for one in result.remarks if one.level == "error"] == []
    return [(one.field, one.old, one.new) for one in result.differences]


@settings(deadline=None, max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_file_that_was_not_changed_gives_no_difference(rows: list[dict[str, str]]) -> None:
    tidied = [{field: tidy(text) for field, text in row.items()} for row in rows]
    current = {n: Current(row, 1, 1) for n, row in enumerate(tidied, 1)}
    data = as_xlsx.render(enumerate(tidied, 1), 5, "2026-11-22")
    assert returned(data, current) == []


@settings(deadline=None, max_examples=40)
@given(VALUES, st.sampled_from(["title", "doc_number", "genre"]), AWKWARD)
def test_a_changed_word_is_exactly_one_difference(
    row: dict[str, str], field: str, new: str
) -> None:
    tidied = {name: tidy(text) for name, text in row.items()}
    changed = tidied | {field: tidy(new)}
    data = as_xlsx.render([(1, changed)], 5, "2026-11-22")
    expected = [(field, tidied[field], tidy(new))] if tidied[field] != tidy(new) else []
    assert returned(data, {1: Current(tidied, 1, 1)}) == expected


def test_no_cell_of_the_export_is_a_formula() -> None:
    row = dict.fromkeys((*EDITABLE, "file_name", "note"), "=1+1")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx.render([(1, row)], 5, "2026-11-22")))
    kinds = {cell.data_type for line in book["底账"].iter_rows() for cell in line}
    assert "f" not in kinds


# ---- through the library -----------------------------------------------------------------------


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """The real worker."""
    with worker_of(app) as worker:
        yield worker


def exported() -> openpyxl.Workbook:
    db.session.rollback()
    data = as_xlsx.render(exporting.lines(TODAY), exporting.last_change(), TODAY.isoformat())
    return openpyxl.load_workbook(io.BytesIO(data))


def give_back(app: Flask, worker: Worker, book: openpyxl.Workbook) -> int:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    made = registers.receive("底账.xlsx", out, app.extensions["originals"], SYSTEM)
    work_off(worker)
    return made


def put(book: openpyxl.Workbook, field: str, value: object, row: int = 2) -> None:
    book["底账"].cell(row, ORDER.index(field) + 1).value = value  # type: ignore[assignment]


def document(document_id: int) -> Document:
    db.session.rollback()
    db.session.expire_all()
    return library.get(document_id).document


def test_a_round_trip_through_the_library_changes_nothing(app: Flask, worker: Worker) -> None:
    file_paper(paper("青府发〔2012〕5号"), "=cmd.txt")
    file_paper(
        paper("青府发〔2012〕6号", "青石镇人民政府关于防火的通告", signed="2012年4月"), "b.txt"
    )
    made = give_back(app, worker, exported())
    row = registers.get(made)
    assert (row.kind, row.state) == (INVENTORY, registers.PREVIEW)
    assert (row.preview["rows"], row.preview["changes"], row.preview["errors"]) == (2, 0, 0)


def test_changes_become_corrections_of_a_person_and_can_be_taken_back(
    app: Flask, worker: Worker, people: People
) -> None:
    made = file_paper(paper("青府发〔2012〕5号"))
    book = exported()
    put(book, "title", "关于集市, 甲\n乙的通知")
    put(book, "issuers", "青石镇人民政府、青石镇农业站")
    put(book, "signed_on", "2012-03")
    put(book, "doc_number", "青府发〔2012〕7号")
    put(book, "genre", None)
    upload = give_back(app, worker, book)
    assert document(made).signed_on is not None
    with writing():
        assert registers.confirm(upload, people[Role.OFFICE]) == 5
    work_off(worker)
    after = document(made)
    assert after.title == "关于集市, 甲\n乙的通知"
    assert after.issuers == ("青石镇人民政府", "青石镇农业站")
    assert after.signed_on is not None
    assert (after.signed_on.iso, after.genre) == ("2012-03", None)
    assert after.doc_number is not None
    assert after.doc_number.key == "青府发|2012|7"
    assert {one.author for one in library.corrections(made)} == {people[Role.OFFICE].name}
    assert [event.action for event in audit.of(f"document:{made}")] == ["document.correct"]
    assert audit.of(f"register:{upload}")[-1].action == "register.apply"
    with writing():
        registers.undo(upload, people[Role.OFFICE], app.extensions["on_changed"])
    undone = document(made)
    assert undone.title == "青石镇人民政府关于加强集市管理的通知"
    assert undone.signed_on is not None
    assert undone.signed_on.iso == "2012-03-04"


def test_a_document_that_changed_after_the_preview_stops_the_whole(
    app: Flask, worker: Worker, people: People
) -> None:
    first, second = file_paper(paper(), "a.txt"), file_paper(paper("青府发〔2012〕6号", body="一、防火。"), "b.txt")  # fmt: skip
    book = exported()
    put(book, "title", "甲", 2)
    put(book, "title", "乙", 3)
    upload = give_back(app, worker, book)
    with writing():
        version = library.get(second).row.version
        library.correct(second, version, {"genre": "通告"}, people[Role.ADMIN])
    with writing():
        registers.confirm(upload, people[Role.OFFICE])
    work_off(worker)
    row = registers.get(upload)
    assert row.state == registers.PREVIEW
    assert f"编号 {second}" in (row.message or "")
    assert document(first).title != "甲"


def test_wrong_ids_dates_and_columns_of_the_system_are_told_by_row(
    app: Flask, worker: Worker
) -> None:
    file_paper(paper(), "a.txt")
    file_paper(paper("青府发〔2012〕6号", body="一、防火。"), "b.txt")
    book = exported()
    put(book, "id", 999, 2)
    put(book, "signed_on", "12/3/4", 3)
    put(book, "file_name", "别的.txt", 3)
    put(book, "title", "=A1", 3)
    preview = registers.get(give_back(app, worker, book)).preview
    told = [(one["level"], one["row"], one["column"]) for one in preview["remarks"]]
    assert sorted(told) == [
        ("error", 2, "B"), ("error", 3, "C"), ("error", 3, "F"), ("warning", 3, "K"),
    ]  # fmt: skip
    assert preview["changes"] == 0
