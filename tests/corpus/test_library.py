"""The Library: people's corrections laid over the machine's reading, and both kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from base import audit
from base.db import db, writing
from base.errors import Conflict, Missing, Refused
from base.roles import Role
from corpus import correction, library
from corpus.document import CitationRole, Document
from corpus.rows import DocumentIssuerRow, DocumentRow, RevisionRow, SearchTextRow
from tests.builders import actor, file_paper, paper
from tests.corpus.papers import read

OFFICE = actor(Role.OFFICE)


def _correct(document_id: int, **changes: Any) -> None:
    version = library.get(document_id).row.version
    with writing():
        library.correct(document_id, version, changes, OFFICE)


def _row(document_id: int) -> DocumentRow:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(DocumentRow, document_id)


def test_what_stands_on_the_face_stands_in_the_row(app: Flask) -> None:
    row = _row(file_paper(paper()))
    assert row.title == "青石镇人民政府关于加强集市管理的通知"
    assert (row.number_text, row.number_key) == ("青政发〔2012〕5号", "青政发|2012|5")
    assert (row.signed_on, row.day, row.year) == ("2012-03-04", date(2012, 3, 4), 2012)
    assert row.issuers == "青石镇人民政府"
    assert row.sequence == 1


@pytest.mark.parametrize(
    ("field", "value", "column", "shown"),
    [
        ("title", "关于集市的通知", "title", "关于集市的通知"),
        ("title", None, "title", None),
        ("doc_number", "青政办发〔2013〕18号", "number_key", "青政办发|2013|18"),
        ("doc_number", "无号", "number_key", None),
        ("signed_on", "2013-05", "signed_on", "2013-05"),
        ("effective_on", "2013年5月1日", "effective_on", "2013-05-01"),
        ("valid_until", "2018", "valid_until", "2018"),
        ("genre", "意见", "genre", "意见"),
        (
            "issuers",
            ["青石镇人民政府", "柳溪镇人民政府"],
            "issuers",
            "青石镇人民政府、柳溪镇人民政府",
        ),
    ],
)
def test_a_correction_counts_everywhere_and_the_machines_reading_is_kept(
    app: Flask, field: str, value: Any, column: str, shown: str | None
) -> None:
    one = file_paper(paper())
    before = library.get(one)
    version, sequence = before.row.version, before.row.sequence
    _correct(one, **{field: value})
    filed = library.get(one)
    assert getattr(filed.row, column) == shown
    assert filed.machine == before.machine
    assert filed.corrected == {field}
    assert (filed.row.version, filed.row.sequence) == (version + 1, sequence + 1)
    assert audit.of(f"document:{one}")[-1].action == "document.correct"


def test_a_correction_reaches_filters_and_search(app: Flask) -> None:
    one, other = file_paper(paper()), file_paper(paper(number="青政发〔2012〕6号"))
    _correct(one, issuers=["柳溪镇人民政府"], title="关于墟市的通知", signed_on="1998-07-01")
    names = select(DocumentIssuerRow.name).where(DocumentIssuerRow.document_id == one)
    assert list(db.session.scalars(names)) == ["柳溪镇人民政府"]
    assert db.session.get_one(SearchTextRow, one).title == "关于墟市的通知"
    assert (_row(one).year, _row(one).day) == (1998, date(1998, 7, 1))
    assert _row(one).sequence > _row(other).sequence


def test_without_a_date_the_year_of_the_number_orders(app: Flask) -> None:
    one = file_paper(paper())
    _correct(one, signed_on=None, issued_on=None)
    assert (_row(one).year, _row(one).day) == (2012, date(2012, 1, 1))
    _correct(one, doc_number=None)
    assert (_row(one).year, _row(one).day) == (None, None)


def test_taking_back_brings_the_correction_before_and_then_the_machine(app: Flask) -> None:
    one = file_paper(paper())
    machine = library.get(one).document.title
    for title in ("甲", "乙"):
        _correct(one, title=title)
    newest, older = library.corrections(one)
    for undone, left in ((newest, "甲"), (older, machine)):
        with writing():
            library.undo_correction(one, undone.id, OFFICE)
        assert library.get(one).document.title == left == _row(one).title
    assert library.get(one).corrected == frozenset()
    with pytest.raises(Missing), writing():
        library.undo_correction(one, newest.id, OFFICE)


def test_a_correction_of_another_document_is_not_taken_back_here(app: Flask) -> None:
    one, other = file_paper(paper()), file_paper(paper(number="青政发〔2012〕6号"))
    _correct(one, title="甲")
    with pytest.raises(Missing), writing():
        library.undo_correction(other, library.corrections(one)[0].id, OFFICE)
    assert library.get(one).document.title == "甲"


def test_who_saw_an_older_version_changes_nothing(app: Flask) -> None:
    one = file_paper(paper())
    stale = library.get(one).row.version
    _correct(one, title="甲")
    with pytest.raises(Conflict, match="没有保存"), writing():
        library.correct(one, stale, {"title": "乙"}, OFFICE)
    with pytest.raises(Conflict, match="没有保存"), writing():
        library.replace_text(one, stale, read("别的"), OFFICE)
    assert library.get(one).document.title == "甲"
    assert len(library.corrections(one)) == 1


def test_a_corrected_text_is_a_revision_beside_the_machines(app: Flask) -> None:
    one = file_paper(paper())
    _correct(one, title="人写的标题")
    version = library.get(one).row.version
    with writing():
        renewed = read(paper(body="一、集市逢五逢十开。", signed="2012年3月5日"))
        library.replace_text(one, version, renewed, OFFICE)
    filed = library.get(one)
    assert filed.layer == "human"
    assert "逢五逢十" in filed.document.text
    assert filed.row.signed_on == "2012-03-05"
    assert filed.document.title == "人写的标题", "a correction outlives a new text"
    layers = db.session.scalars(select(RevisionRow.layer).order_by(RevisionRow.id))
    assert list(layers) == ["machine", "human"]
    assert "逢五逢十" in db.session.get_one(SearchTextRow, one).body
    assert db.session.scalars(select(RevisionRow)).first() is not None


def test_the_library_says_that_a_document_is_not_there(app: Flask) -> None:
    with pytest.raises(Missing, match="文件库"):
        library.get(99)
    assert library.id_of_original("ab") is None


def test_every_document_comes_once_oldest_first(app: Flask) -> None:
    ids = [file_paper(paper(number=f"青政发〔2012〕{n}号")) for n in range(1, 6)]
    assert [filed.id for filed in library.all_filed()] == ids


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2015-03-04", "2015-03-04"),
        ("2015年3月4日", "2015-03-04"),
        ("2015/3/4", "2015-03-04"),
        ("2015.03", "2015-03"),
        ("2015年3月", "2015-03"),
        (" 2015 ", "2015"),
        ("2015年", "2015"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_date_is_typed_as_far_as_it_is_known(typed: str | None, iso: str | None) -> None:
    fact = correction.parse_date(typed)
    assert (fact.iso if fact else None) == iso


@pytest.mark.parametrize("typed", ["2015-02-29", "2015-13", "15-3-4", "明年", "2015-3-4-5", "0000"])
def test_what_is_no_date_is_refused_with_the_word_typed(typed: str) -> None:
    with pytest.raises(Refused, match=typed):
        correction.parse_date(typed)


def test_only_what_stands_on_a_paper_can_be_corrected() -> None:
    with pytest.raises(Refused, match="text"):
        correction.apply(Document(text="甲"), {"text": "乙"})
    assert set(correction.LABELS) == set(correction._READERS)


def test_a_list_of_citations_is_put_in_the_place_of_the_machines() -> None:
    found = [
        {
            "name": "集市管理办法",
            "doc_number": "青政发〔2001〕3号",
            "role": "repeal",
            "start": 1,
            "end": 3,
        }
    ]
    after = correction.apply(Document(text="甲"), {"citations": found})
    [one] = after.citations
    assert (one.name, one.role, one.start, one.end) == ("集市管理办法", CitationRole.REPEAL, 1, 3)
    assert one.doc_number is not None
    assert one.doc_number.key == "青政发|2001|3"
    assert correction.apply(after, {"citations": []}) == replace(after, citations=())


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused):
        correction.apply(Document(text="甲"), {"citations": [{"name": "甲", "role": "x"}]})
