"""A register out of its cells: lines, what is left out, what is remarked and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.inventory.preview import choices_from, register_rows
from corpus.inventory.register import ERROR, WARNING, Choice, Register, read_register
from tests.corpus.inventory.sheets import HEAD, grid, line


def read(*rows: list[str]) -> Register:
    return read_register([grid(HEAD, *rows)])


def where(register: Register, level: str) -> list[tuple[int, str | None]]:
    return [(one.row, one.column) for one in register.remarks if one.level == level]


def test_lines_are_read_and_totals_feet_and_repeated_heads_are_not() -> None:
    register = read(
        line(1, "青府发〔2012〕5号", "关于加强集市管理的通知"),
        [],
        HEAD,
        line(2, "青府发〔2012〕6号", "关于清明防火的通告"),
        ["合计", "2件"],
        ["填表人：甲", "", "2015年"],
    )
    assert [entry.number.key for entry in register.entries if entry.number] == [
        "青府发|2012|5",
        "青府发|2012|6",
    ]
    assert [entry.row for entry in register.entries] == [2, 5]
    assert register.skipped == 3
    assert register.remarks == ()


def test_an_error_names_row_and_column_and_marks_the_line() -> None:
    register = read(line(1, "青府发〔2012〕5号", "关于集市的通知", "12/3/4"))
    assert where(register, ERROR) == [(2, "D")]
    assert register.entries[0].signed_on is None
    assert [row["faulty"] for row in register_rows(register)] == [True]


def test_a_number_without_brackets_is_completed_and_one_of_no_shape_is_remarked() -> None:
    register = read(line(1, "青府发2012 5", "关于集市的通知"), line(2, "镇字甲", "关于防火的通告"))
    keys = [entry.number.key for entry in register.entries if entry.number]
    assert keys == ["青府发|2012|5", None]
    assert where(register, WARNING) == [(3, "B")]


def test_the_same_number_twice_is_remarked() -> None:
    register = read(
        line(1, "青府发〔2012〕5号", "关于集市的通知"), line(2, "青府发[2012]5号", "关于防火的通告")
    )
    assert [one.message for one in register.remarks] == ["文号与第 2 行相同"]
    assert len(register.entries) == 2


def test_a_row_with_neither_title_nor_number_is_left_out_with_a_sentence() -> None:
    register = read(["", "", "", "2012.3.4"], line(1, "青府发〔2012〕5号", "关于集市的通知"))
    assert len(register.entries) == 1
    assert where(register, WARNING) == [(2, None)]


def test_a_mark_with_a_star_is_told_wherever_it_stands() -> None:
    above = read_register([grid(["机密★10年"], HEAD, line(1, "青府发〔2012〕5号", "某件事"))])
    assert [one.row for one in above.secret] == [1]
    assert [one.row for one in read_register([grid(["秘密★"], ["正文"])]).secret] == [1]
    column = [*line(1, "青府发〔2012〕5号", "某件事"), "秘密★5年"]
    assert len(read_register([grid([*HEAD, "密级"], column)]).secret) == 1
    named = line(1, "青府发〔2012〕5号", "关于做好机密文件管理的通知")
    assert not read_register([grid(HEAD, named)]).secret


def test_secret_lines_are_told_and_never_become_entries() -> None:
    head = [*HEAD, "密级"]
    secret = [*line(1, "青府发〔2012〕5号", "某件事"), "机密"]
    plain = [*line(2, "青府发〔2012〕6号", "关于防火的通告"), "无"]
    register = read_register([grid(head, secret, plain)])
    assert [one.row for one in register.secret] == [2]
    assert [entry.row for entry in register.entries] == [3]


def test_several_sheets_are_read_and_one_without_a_header_is_told() -> None:
    one = grid(HEAD, line(1, "青府发〔2012〕5号", "关于集市的通知"), name="2012")
    two = grid(HEAD, line(1, "青府发〔2013〕1号", "关于防火的通告"), name="2013")
    register = read_register([one, two, grid(["随便写的"], name="草稿")])
    assert [(table.sheet, table.entries) for table in register.tables] == [
        ("2012", 1), ("2013", 1), ("草稿", 0),
    ]  # fmt: skip
    assert register.remarks[0].sheet == "草稿"


def test_a_person_can_say_where_the_header_is_and_what_a_column_holds() -> None:
    sheet = grid(["说明"], ["号", "名", "日"], ["青府发〔2012〕5号", "关于集市的通知", "2012.3.4"])
    assert read_register([sheet]).entries == ()
    chosen = {"目录": {"header": 2, "fields": {"0": "number", "1": "title", "2": "issued_on"}}}
    register = read_register([sheet], choices_from(chosen))
    assert register.entries[0].title == "关于集市的通知"
    assert register.entries[0].issued_on is not None
    assert register.entries[0].issued_on.iso == "2012-03-04"


def test_a_person_can_leave_a_sheet_out() -> None:
    sheet = grid(HEAD, line(1, "青府发〔2012〕5号", "关于集市的通知"))
    assert read_register([sheet], {"目录": Choice(0, {})}).entries == ()


CELLS = st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=8)


@given(CELLS)
def test_nothing_in_a_table_makes_it_fall_over(rows: list[list[str]]) -> None:
    register = read_register([grid(HEAD, *rows)])
    assert len(register.entries) <= len(rows)
