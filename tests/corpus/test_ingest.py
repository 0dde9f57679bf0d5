"""Files on their way in, through the real sandbox: how each ends, and that a repeat is harmless."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select

from base import audit
from base.db import db, writing
from base.errors import Conflict, Missing
from base.jobs import JobRow
from base.roles import SYSTEM
from base.worker import Worker
from corpus import ingest, library
from corpus.pages import keeper as page_keeper
from corpus.rows import DocumentRow, ItemRow, OriginalRow
from corpus.sandbox import Sandbox
from tests.builders import item, paper, put_in, work_off, worker_of
from tests.corpus.formats.samples import docx, official_paper, paragraph, pdf, picture, zipped


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """The real worker with its sandbox."""
    with worker_of(app) as worker:
        yield worker


def _documents() -> int:
    return db.session.scalar(select(func.count()).select_from(DocumentRow)) or 0


def _jobs(kind: str = ingest.JOB) -> int:
    query = select(func.count()).select_from(JobRow).where(JobRow.kind == kind)
    return db.session.scalar(query) or 0


def _docx(tmp_path: Path, text: str) -> bytes:
    body = "".join(paragraph(line) for line in text.splitlines() if line)
    return docx(tmp_path / "made.docx", body).read_bytes()


def test_papers_of_every_format_become_documents(
    app: Flask, worker: Worker, tmp_path: Path
) -> None:
    text = paper()
    web = "<!DOCTYPE html><html><body>" + "".join(f"<p>{x}</p>" for x in text.splitlines())
    _, items = put_in(
        app,
        ("集市.txt", text.encode("gb18030")),
        ("集市.docx", _docx(tmp_path, text)),
        ("集市.html", web.encode()),
        ("河道.pdf", pdf(tmp_path / "made.pdf", official_paper).read_bytes()),
    )
    work_off(worker)
    ends = [item(one) for one in items]
    assert {row.state for row in ends} <= {"read", "noted"}
    filed = [library.get(row.document_id or 0) for row in ends]
    assert [one.row.format for one in filed] == ["txt", "docx", "html", "pdf"]
    for one in filed[:3]:
        assert one.row.title == "青石镇人民政府关于加强集市管理的通知"
        assert one.row.number_text == "青政发〔2012〕5号"
        assert one.row.signed_on == "2012-03-04"
    assert filed[3].row.number_text == "柳政发〔2019〕7号"
    assert filed[3].pages == 2


def test_what_a_reader_noted_stands_beside_the_file(app: Flask, worker: Worker) -> None:
    _, [one] = put_in(app, ("无头.txt", "各村要按时清扫。\n".encode()))
    work_off(worker)
    row = item(one)
    assert row.state in ("read", "noted")
    notes = library.get(row.document_id or 0).document.notes
    assert (row.state == "noted") == bool(notes)
    assert bool(row.message) == bool(notes)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.txt", b"", "empty"),
        ("空白.txt", b" \n\n \n", "empty"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, None),
        ("坏.docx", b"PK\x03\x04" + b"\x01" * 100, "damaged"),
        ("图.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged"),
        ("坏.pdf", b"%PDF-1.7\n" + b"\0" * 300, "damaged"),
    ],
)
def test_what_cannot_be_read_ends_refused_with_its_reason(
    app: Flask, worker: Worker, name: str, content: bytes, code: str | None
) -> None:
    _, [one] = put_in(app, (name, content))
    work_off(worker)
    row = item(one)
    assert row.state == "refused"
    assert row.message
    assert "请" in row.message, "it says what to do"
    assert row.document_id is None
    assert code is None or row.code == code
    assert _documents() == 0


def test_a_scan_without_text_is_filed_and_its_pages_are_on_the_work_list(
    app: Flask, worker: Worker, tmp_path: Path
) -> None:
    _, [one] = put_in(app, ("扫描.pdf", pdf(tmp_path / "made.pdf", picture).read_bytes()))
    work_off(worker)
    row = item(one)
    assert (row.state, row.code) == ("noted", "scan")
    assert "要核对" in (row.message or "")
    assert row.document_id is not None
    assert page_keeper.counts() == {"none": 1, "checked": 0}


def test_the_same_bytes_twice_are_one_document(app: Flask, worker: Worker) -> None:
    content = paper().encode()
    _, [first, twin] = put_in(app, ("甲.txt", content), ("乙.txt", content))
    work_off(worker)
    _, [later] = put_in(app, ("丙.txt", content))
    work_off(worker)
    rows = [item(one) for one in (first, twin, later)]
    assert [row.state for row in rows] == ["read", "duplicate", "duplicate"]
    assert len({row.document_id for row in rows}) == 1
    assert "甲.txt" in (rows[2].message or "")
    assert _documents() == 1
    assert db.session.scalar(select(func.count()).select_from(OriginalRow)) == 1


def test_a_zip_becomes_its_members_and_a_bad_member_stops_no_other(
    app: Flask, worker: Worker, tmp_path: Path
) -> None:
    inside = zipped(tmp_path / "in.zip", {"里.txt": paper(number="青政发〔2013〕1号").encode()})
    packed = zipped(
        tmp_path / "out.zip",
        {
            "通知/集市.txt": paper().encode(),
            "空.txt": b"",
            "图.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "又一包.zip": inside.read_bytes(),
        },
    )
    batch, [one] = put_in(app, ("全部.zip", packed.read_bytes()))
    work_off(worker)
    assert item(one).state == "unpacked"
    members = db.session.scalars(select(ItemRow).where(ItemRow.parent_id == one))
    ends = {row.name.split("!/", 1)[1]: row.state for row in members}
    assert ends.pop("空.txt") == "refused"
    assert ends.pop("图.png") == "refused"
    assert ends.pop("通知/集市.txt") == "read"
    assert all(state in ("read", "unpacked") for state in ends.values())
    assert _documents() == 2
    assert sum(ingest.counts(batch).values()) == 1 + len(ends) + 3


def test_reading_an_item_again_changes_nothing(app: Flask, worker: Worker, tmp_path: Path) -> None:
    packed = zipped(tmp_path / "out.zip", {"集市.txt": paper().encode(), "空.txt": b""})
    batch, items = put_in(app, ("包.zip", packed.read_bytes()), ("坏.txt", b" "))
    work_off(worker)
    before = ingest.counts(batch)
    every = list(db.session.scalars(select(ItemRow.id)))
    with Sandbox() as sandbox:
        intake = ingest.Intake(app.extensions["originals"], sandbox, lambda _id: None)
        for one in (*every, *every, 999):
            ingest.read_item(one, intake)
    assert ingest.counts(batch) == before
    assert _documents() == 1
    assert item(items[1]).state == "refused"


def test_what_filing_chains_is_committed_with_the_document_or_not_at_all(app: Flask) -> None:
    _, [one] = put_in(app, ("集市.txt", paper().encode()))

    def power_cut(_document: int) -> None:
        raise OSError

    with Sandbox() as sandbox:
        with pytest.raises(OSError):
            ingest.read_item(one, ingest.Intake(app.extensions["originals"], sandbox, power_cut))
        assert (item(one).state, _documents()) == ("waiting", 0)
        told: list[int] = []
        ingest.read_item(one, ingest.Intake(app.extensions["originals"], sandbox, told.append))
    assert item(one).state == "read"
    assert told == [item(one).document_id]


def test_a_refused_file_is_read_again_when_its_reason_is_gone(app: Flask, worker: Worker) -> None:
    _, [one] = put_in(app, ("集市.txt", paper().encode()))
    path = app.extensions["originals"].path(item(one).sha256 or "")
    path.rename(path.with_suffix(".away"))
    work_off(worker)
    assert (item(one).state, item(one).code) == ("refused", "damaged")
    path.with_suffix(".away").rename(path)
    with writing():
        ingest.retry(one, SYSTEM)
    assert (item(one).state, item(one).message, _jobs()) == ("waiting", None, 1)
    work_off(worker)
    assert item(one).state == "read"
    assert [event.action for event in audit.of(f"item:{one}")] == ["item.receive", "item.retry"]


def test_only_a_refused_file_whose_bytes_were_kept_is_retried(app: Flask, worker: Worker) -> None:
    _, [empty, good] = put_in(app, ("空.txt", b""), ("集市.txt", paper().encode()))
    work_off(worker)
    for one in (empty, good):
        with pytest.raises(Conflict), writing():
            ingest.retry(one, SYSTEM)
    with pytest.raises(Missing), writing():
        ingest.retry(999, SYSTEM)
    assert _jobs() == 0


def test_a_file_whose_job_is_given_up_ends_refused(app: Flask, worker: Worker) -> None:
    _, [waiting, done] = put_in(app, ("甲.txt", b"\0"), ("乙.txt", paper().encode()))
    with writing():
        ingest.give_up_item({"item": waiting}, "处理中断了三次。")
    assert (item(waiting).state, item(waiting).code) == ("refused", "resource_limit")
    work_off(worker)
    with writing():  # too late: it has ended
        ingest.give_up_item({"item": done}, "处理中断了三次。")
    assert item(done).state == "read"


def test_nothing_is_received_into_a_batch_that_is_not(app: Flask) -> None:
    with pytest.raises(Missing):
        ingest.receive(99, "甲.txt", io.BytesIO(b"a"), app.extensions["originals"], SYSTEM)
    assert _jobs() == 0


def test_bytes_are_on_disk_before_the_row_that_names_them(app: Flask) -> None:
    originals = app.extensions["originals"]
    seen: list[bool] = []

    @sqlalchemy_event.listens_for(OriginalRow, "before_insert")
    def look(_mapper: object, _connection: object, row: OriginalRow) -> None:
        seen.append(originals.path(row.sha256).read_bytes() == b"abc")

    try:
        put_in(app, ("甲.txt", b"abc"))
    finally:
        sqlalchemy_event.remove(OriginalRow, "before_insert", look)
    assert seen == [True]
