"""Scans are filed, read page by page, and renew the text of their document; layers stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from base import audit
from base.db import db, writing
from base.errors import Conflict
from base.roles import Actor, Role
from base.worker import Worker
from corpus import library
from corpus.block import Block, Reading
from corpus.pages import keeper as page_keeper
from corpus.pages import recognising
from corpus.pages.rows import PageRow
from corpus.rows import DocumentRow, ItemRow, RevisionRow
from corpus.structure.assemble import assemble
from tests.builders import item, put_in, work_off, worker_of
from tests.corpus import scans
from tests.corpus.told import filed_scan, line, recognition, step_until

OFFICE = Actor(1, "李敏", Role.OFFICE)


@cache
def _png() -> bytes:
    return scans.png(scans.scan())


@cache
def _second_page() -> Image.Image:
    return scans.scan((("para", "四、本通知由青石镇乡村振兴办公室负责解释。"),))


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    with worker_of(app) as worker:
        yield worker


def test_a_scan_is_filed_at_once_and_read_later(app: Flask, worker: Worker) -> None:
    _, (one,) = put_in(app, ("公厕.png", _png()))
    step_until(worker, recognising.JOB)
    row = item(one)
    assert (row.state, row.code) == ("noted", "scan")
    assert row.document_id is not None
    assert library.get(row.document_id).document.text == ""
    work_off(worker)
    filed = library.get(row.document_id)
    assert filed.layer == library.RECOGNISED
    assert filed.row.title == "青石镇人民政府关于印发《青石镇农村公厕管护办法》的通知"
    assert filed.row.number_text == "青政规〔2018〕6号"
    assert filed.row.signed_on == "2018-09-12"
    (page,) = page_keeper.of_original(filed.row.sha256)
    assert (page.state, page.engine) == (page_keeper.RECOGNISED, f"rapidocr {_version()}")
    assert page.score is not None
    assert page.score > 0.95
    assert filed.layout
    assert item(one).state == "read"


def test_a_killed_worker_loses_no_page_and_reads_none_twice(app: Flask, tmp_path: Path) -> None:
    data = scans.tif([scans.scan(), _second_page(), scans.scan((("para", "末页。"),))])
    _, (one,) = put_in(app, ("三页.tif", data))
    with worker_of(app) as first:
        step_until(first, recognising.JOB)
        first.step()  # page one, and then the power goes: nothing is said goodbye to
    db.session.rollback()
    document_id = item(one).document_id
    assert document_id is not None
    sha256 = library.get(document_id).row.sha256
    states = [row.state for row in page_keeper.of_original(sha256)]
    assert states == ["recognised", "waiting", "waiting"]
    with worker_of(app) as second:
        work_off(second)
    rows = page_keeper.of_original(sha256)
    assert [row.state for row in rows] == ["recognised"] * 3
    assert [row.attempts for row in rows] == [1, 1, 1]
    filed = library.get(document_id)
    assert "乡村振兴办公室" in filed.document.text
    assert filed.document.page_at(filed.document.text.index("乡村振兴")) == 2


def test_a_persons_text_is_never_replaced_unasked(app: Flask, worker: Worker) -> None:
    document_id, sha256 = filed_scan(app, worker)
    typed = assemble(Reading("image", "image", (Block("人工录入的正文。"),)))
    with writing():
        version = library.get(document_id).row.version
        library.replace_text(document_id, version, typed, OFFICE)
    work, changed = recognition(app, line("机器读出的正文。"))
    payload = {"sha256": sha256, "page": 1}
    recognising.recognise_page(payload, work)
    recognising.compose(payload, work)
    assert library.get(document_id).document.text == "人工录入的正文。"
    recognising.compose(payload | {"over_human": True}, work)
    assert library.get(document_id).document.text == "机器读出的正文。"
    assert changed == [document_id, document_id]
    layers = select(RevisionRow.layer).where(RevisionRow.document_id == document_id)
    assert list(db.session.scalars(layers)) == ["machine", "human", "ocr"]


def test_a_doubtful_page_is_queued_for_a_person_until_somebody_checks_it(
    app: Flask, worker: Worker
) -> None:
    document_id, sha256 = filed_scan(app, worker)
    work, _ = recognition(app, line("看不清的一行字", 0.6))
    recognising.recognise_page({"sha256": sha256, "page": 1}, work)
    assert page_keeper.counts() == {"weak": 1, "checked": 0}
    (listed,) = page_keeper.listing(("weak",), 10, 0)
    assert listed.document.id == document_id
    with writing():
        page_keeper.check(page_keeper.get(listed.page.id), OFFICE)
    assert page_keeper.counts() == {"checked": 1}
    with writing():
        page_keeper.uncheck(page_keeper.get(listed.page.id), OFFICE)
    assert page_keeper.counts() == {"weak": 1, "checked": 0}


def test_a_page_is_read_again_at_one_request(app: Flask, worker: Worker) -> None:
    document_id, sha256 = filed_scan(app, worker)
    work, _ = recognition(app)
    recognising.recognise_page({"sha256": sha256, "page": 1}, work)
    assert page_keeper.counts() == {"none": 1, "checked": 0}
    with writing():
        recognising.again(document_id, 1, OFFICE)
    assert page_keeper.counts() == {"waiting": 1, "checked": 0}
    work, _ = recognition(app, line("这回读到了。"))
    recognising.recognise_page({"sha256": sha256, "page": 1}, work)
    row = page_keeper.find(sha256, 1)
    assert row is not None
    assert (row.state, row.attempts) == ("recognised", 2)


def test_a_scan_read_well_but_without_a_title_waits_for_a_person(
    app: Flask, worker: Worker
) -> None:
    document_id, sha256 = filed_scan(app, worker)
    payload = {"sha256": sha256, "page": 1}
    work, _ = recognition(app, line("请于三月前修好水渠。"))
    recognising.recognise_page(payload, work)
    recognising.compose(payload, work)
    query = select(ItemRow).where(ItemRow.document_id == document_id)
    row = db.session.scalars(query).one()
    assert row.state == "noted"
    assert row.message is not None
    assert row.message.startswith("文字识别完成 1 / 1 页；没有读出标题")


def test_an_earlier_recognition_is_brought_back_and_back_again(app: Flask, worker: Worker) -> None:
    document_id, sha256 = filed_scan(app, worker)
    payload = {"sha256": sha256, "page": 1}
    for words, score in (("先读到的一行。", 0.99), ("后读到的一行。", 0.6)):
        work, _ = recognition(app, line(words, score))
        if score < 0.9:
            with writing():
                recognising.again(document_id, 1, OFFICE)
        recognising.recognise_page(payload, work)
        recognising.compose(payload, work)
    row = page_keeper.find(sha256, 1)
    assert row is not None
    assert (row.state, len(row.earlier)) == (page_keeper.WEAK, 1)
    for words, state in (("先读到的一行。", "recognised"), ("后读到的一行。", "weak")):
        with writing():
            assert recognising.bring_back(row.id, 0, OFFICE) == document_id
        recognising.compose(payload, work)
        assert library.get(document_id).document.text == words
        assert (row.state, len(row.earlier)) == (state, 1)
    events = [event.action for event in audit.of(f"page:{row.id}")]
    assert events == ["page.again", "page.restore", "page.restore"]
    with writing(), pytest.raises(Conflict):
        recognising.bring_back(row.id, 1, OFFICE)
    with writing():
        recognising.again(document_id, 1, OFFICE)
    with writing(), pytest.raises(Conflict):
        recognising.bring_back(row.id, 0, OFFICE)


def test_a_secret_mark_found_by_recognition_takes_the_paper_out(app: Flask, worker: Worker) -> None:
    document_id, sha256 = filed_scan(app, worker)
    work, _ = recognition(app, line("机密★1年"), line("关于某事的通知", top=0.3))
    recognising.recognise_page({"sha256": sha256, "page": 1}, work)
    recognising.compose({"sha256": sha256}, work)
    db.session.rollback()
    assert db.session.get(DocumentRow, document_id) is None
    assert not work.originals.path(sha256).exists()
    assert db.session.scalar(select(func.count()).select_from(PageRow)) == 0
    (row,) = db.session.scalars(select(ItemRow))
    assert (row.state, row.code, row.sha256) == ("refused", "secret", None)


def _version() -> str:
    from corpus.recognition.engine import engine_version

    return engine_version()
