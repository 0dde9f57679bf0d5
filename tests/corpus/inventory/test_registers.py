"""Registers through the real sandbox and jobs: preview, confirm, match, take back."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from base import audit, settings
from base.db import db, writing
from base.errors import Conflict, Missing, Refused
from base.roles import SYSTEM
from base.worker import Worker
from corpus import library
from corpus.inventory import figures, linking, listing, notes, registers
from corpus.inventory.rows import CitedNumberRow, RegisterEntryRow, RegisterLinkRow, RegisterRow
from corpus.inventory.series import Explained
from corpus.rows import OriginalRow
from tests.builders import file_paper, paper, put_in, work_off, worker_of
from tests.corpus.inventory.sheets import HEAD, line, workbook

FIVE, SIX = "青府发〔2012〕5号", "青府发〔2012〕6号"
MARKET = "青石镇人民政府关于加强集市管理的通知"


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    """The real worker."""
    with worker_of(app) as worker:
        yield worker


def upload(app: Flask, data: bytes, name: str = "目录.xlsx") -> int:
    return registers.receive(name, io.BytesIO(data), app.extensions["originals"], SYSTEM)


def bring_in(app: Flask, worker: Worker, *rows: list[str]) -> int:
    made = upload(app, workbook(HEAD, *rows))
    work_off(worker)
    with writing():
        registers.confirm(made, SYSTEM)
    work_off(worker)
    return made


def state(register_id: int) -> str:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(RegisterRow, register_id).state


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def pairs() -> list[tuple[str, str]]:
    db.session.rollback()
    query = select(RegisterEntryRow.number_text, RegisterLinkRow.state).join(
        RegisterLinkRow, RegisterLinkRow.entry_id == RegisterEntryRow.id
    )
    return sorted((text or "", state) for text, state in db.session.execute(query))


def test_nothing_is_written_until_it_is_confirmed(app: Flask, worker: Worker) -> None:
    file_paper(paper(FIVE, MARKET))
    made = upload(app, workbook(HEAD, line(1, FIVE, MARKET), line(2, SIX, "关于防火", "12/3/4")))
    assert state(made) == registers.READING
    work_off(worker)
    assert state(made) == registers.PREVIEW
    preview = registers.get(made).preview
    shown = {key: preview[key] for key in ("rows", "faulty", "matched", "unmatched")}
    assert shown == {"rows": 2, "faulty": 1, "matched": 1, "unmatched": 1}
    assert count(RegisterEntryRow) == 0


def test_confirming_writes_the_lines_their_audit_event_and_matches(
    app: Flask, worker: Worker
) -> None:
    file_paper(paper(FIVE, MARKET))
    made = bring_in(app, worker, line(1, FIVE, MARKET), line(2, SIX, "关于防火", "12/3/4"))
    assert pairs() == [(FIVE, "matched")]
    assert count(RegisterEntryRow) == 1, "the line with an error is left out unless asked for"
    assert [event.action for event in audit.of(f"register:{made}")] == [
        "register.receive", "register.confirm",
    ]  # fmt: skip
    with writing(), pytest.raises(Conflict):
        registers.confirm(made, SYSTEM)


def test_lines_with_an_error_are_kept_where_a_person_says_so(app: Flask, worker: Worker) -> None:
    made = upload(app, workbook(HEAD, line(1, SIX, "关于防火", "12/3/4")))
    work_off(worker)
    with writing():
        assert registers.confirm(made, SYSTEM, keep_faulty=True) == 1
    (entry,) = db.session.scalars(select(RegisterEntryRow))
    assert (entry.number_key, entry.signed_on, entry.year) == ("青府发|2012|6", None, 2012)


def test_taking_back_removes_the_lines_and_their_pairs(app: Flask, worker: Worker) -> None:
    file_paper(paper(FIVE, MARKET))
    made = bring_in(app, worker, line(1, FIVE, MARKET))
    with writing():
        registers.undo(made, SYSTEM, lambda _document: None)
    assert (count(RegisterEntryRow), count(RegisterLinkRow)) == (0, 0)
    assert state(made) == registers.UNDONE
    with writing(), pytest.raises(Conflict):
        registers.undo(made, SYSTEM, lambda _document: None)


def test_a_paper_that_comes_later_and_a_correction_are_matched_by_themselves(
    app: Flask, worker: Worker
) -> None:
    bring_in(app, worker, line(1, FIVE, MARKET))
    assert pairs() == []
    put_in(app, ("集市.txt", paper("青府发〔2012〕50号", MARKET, signed="2011年1月1日").encode()))
    work_off(worker)
    assert pairs() == []
    filed = next(library.all_filed())
    with writing():
        library.correct(filed.id, filed.row.version, {"doc_number": FIVE}, SYSTEM)
        app.extensions["on_changed"](filed.id)
    work_off(worker)
    assert pairs() == [(FIVE, "matched")]


def test_what_a_person_decided_stays_when_everything_is_matched_again(
    app: Flask, worker: Worker
) -> None:
    file_paper(paper(FIVE, MARKET))
    bring_in(app, worker, line(1, FIVE, "关于防汛抗旱工作的紧急通知"), line(2, "", MARKET, ""))
    assert pairs() == [("", "proposed"), (FIVE, "proposed")]
    (wrong,) = [one.link.id for one in listing.doubtful().rows if one.entry.number_text]
    (right,) = [one.link.id for one in listing.doubtful().rows if not one.entry.number_text]
    with writing():
        linking.decide(wrong, linking.REFUSED, SYSTEM)
        linking.decide(right, linking.CONFIRMED, SYSTEM)
    linking.rematch()
    states = {link.id: link.state for link in db.session.scalars(select(RegisterLinkRow))}
    assert states == {wrong: "refused", right: "confirmed"}
    assert figures.overview().found == 1
    with writing():
        linking.decide(wrong, linking.PROPOSED, SYSTEM)
    assert [event.action for event in audit.of(f"link:{wrong}")] == [
        "register.unmatch", "register.reopen",
    ]  # fmt: skip
    with writing(), pytest.raises(Missing):
        linking.decide(999, linking.CONFIRMED, SYSTEM)


def test_a_file_that_cannot_be_read_ends_with_the_reason(app: Flask, worker: Worker) -> None:
    made = upload(app, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "目录.xls")
    work_off(worker)
    assert state(made) == registers.REFUSED
    assert "另存为" in (registers.get(made).message or "")


def test_a_register_with_secret_lines_is_refused_and_its_bytes_are_forgotten(
    app: Flask, worker: Worker
) -> None:
    made = upload(app, workbook([*HEAD, "密级"], [*line(1, FIVE, "某件事"), "秘密"]))
    sha256 = registers.get(made).sha256
    assert sha256 is not None
    work_off(worker)
    assert state(made) == registers.REFUSED
    assert "第 2 行" in (registers.get(made).message or "")
    assert not app.extensions["originals"].path(sha256).exists()
    assert db.session.get(OriginalRow, sha256) is None
    assert registers.get(made).grid is None


def test_a_person_can_say_otherwise_what_the_columns_hold(app: Flask, worker: Worker) -> None:
    made = upload(app, workbook(["甲", "标题", "备注"], [FIVE, MARKET, "2012-03-04"]))
    work_off(worker)
    assert registers.get(made).preview["sample"][0]["number_text"] is None
    fields = {"0": "number", "1": "title", "2": "signed_on"}
    with writing():
        registers.choose(made, {"目录": {"header": 1, "fields": fields}}, SYSTEM)
    work_off(worker)
    sample = registers.get(made).preview["sample"][0]
    assert (sample["number_text"], sample["signed_on"]) == (FIVE, "2012-03-04")


def test_the_figures_say_what_is_missing(app: Flask, worker: Worker) -> None:
    file_paper(paper(FIVE, MARKET), "a.txt")
    again = paper(FIVE, "青石镇人民政府关于防火的通告", body="一、防火。")
    file_paper(again, "b.txt")
    cites = paper(
        "青府发〔2012〕8号",
        "青石镇人民政府关于废止部分文件的通知",
        body="一、《关于封山育林的通知》（青府发〔2012〕9号）同时废止。\n二、依据国发〔2010〕1号办理。",
    )
    file_paper(cites, "c.txt")
    bring_in(
        app,
        worker,
        line(1, SIX, "关于清明防火的通告"),
        line(2, "青府发〔2012〕8号", "关于废止部分文件的通知"),
    )
    db.session.rollback()
    sums = figures.overview()
    (series,) = [one for one in sums.series if one.prefix == "青府发"]
    gaps = [(g.first, g.last, g.registered, g.cited) for g in series.gaps]
    assert gaps == [(1, 4, 0, 0), (6, 7, 1, 0), (9, 9, 0, 1)]
    assert series.repeats == (5,)
    assert (sums.papers, sums.registered, sums.found, sums.unfound) == (3, 2, 1, 1)
    assert (sums.unregistered, sums.repeats, sums.cited_missing) == (2, 1, 1)
    assert [one.key for one in listing.cited_missing()] == ["青府发|2012|9"]
    assert [row.title for row in listing.unfound(1).rows] == ["关于清明防火的通告"]
    assert len(listing.repeats().rows[0][1]) == 2
    assert [(y.year, y.papers, y.registered, y.found) for y in sums.years] == [(2012, 3, 2, 1)]


def test_a_gap_explained_is_no_longer_missing_until_it_is_taken_back(app: Flask) -> None:
    file_paper(paper(FIVE, MARKET))
    with writing():
        note = notes.explain(Explained(0, "青府发", 2012, 1, 3, "void", "登记后未用"), SYSTEM)
    assert (figures.overview().missing, figures.overview().explained) == (1, 3)
    with writing():
        notes.take_back(note, SYSTEM)
    assert figures.overview().missing == 4
    actions = [event.action for event in audit.of("series:青府发2012")]
    assert actions == ["series.explain", "series.unexplain"]


def test_a_series_of_another_office_is_left_out(app: Flask) -> None:
    file_paper(paper("云府发〔2012〕5号", "云岭县人民政府关于集市的通知", issuer="云岭县人民政府"))
    with writing():
        note = notes.set_side("云府发", notes.FOREIGN, "", SYSTEM)
    assert figures.overview().series == ()
    assert [one.prefix for one in figures.overview().others] == ["云府发"]
    with writing():
        notes.take_back(note, SYSTEM)
    assert len(figures.overview().series) == 1
    actions = [event.action for event in audit.of("series:云府发")]
    assert actions == ["series.place", "series.unplace"]


def named_town() -> None:
    with writing():
        settings.put(settings.AUTHORITY, "青石镇人民政府")


def test_only_the_authority_s_own_series_have_gaps_and_repeats(app: Flask) -> None:
    named_town()
    file_paper(paper(FIVE, MARKET), "own.txt")
    ministry = {"issuer": "财政部", "body": "一、按规定执行。"}
    file_paper(paper("财税〔2020〕30号", "财政部关于税收优惠的通知", **ministry), "a.txt")
    file_paper(paper("公告〔2024〕9号", "财政部关于税收的公告", **ministry), "b.txt")
    file_paper(paper("公告〔2024〕7号", "民政部关于登记的公告", issuer="民政部"), "c.txt")
    file_paper(paper("公告〔2024〕2号", "青石镇人民政府关于禁火的公告"), "d.txt")
    sums = figures.overview()
    own = [(one.prefix, one.year, one.missing) for one in sums.series]
    assert own == [("青府发", 2012, 4), ("青石镇人民政府公告", 2024, 1)]
    others = [(one.prefix, one.count) for one in sums.others]
    assert others == [("民政部公告", 1), ("财政部公告", 1), ("财税", 1)]
    assert (sums.missing, sums.issuers_of("财税")) == (5, "财政部")
    (one,) = listing.papers_of_series("财政部公告", 2024)
    assert (one.row.file_name, one.copies) == ("b.txt", 0)
    assert figures.one_series("财政部公告", 2024) is not None


def test_a_person_moves_a_series_to_the_own_ones_and_the_last_word_counts(app: Flask) -> None:
    named_town()
    file_paper(paper("云府发〔2012〕5号", "云岭县人民政府关于集市的通知", issuer="云岭县人民政府"))
    assert figures.overview().series == ()
    with writing():
        notes.set_side("云府发", notes.OWN, "", SYSTEM)
    assert figures.overview().missing == 4
    with writing():
        notes.set_side("云府发", notes.FOREIGN, "", SYSTEM)
    assert figures.overview().series == ()
    with writing(), pytest.raises(Refused):
        notes.set_side("云府发", "nobody", "", SYSTEM)


def test_copies_of_one_paper_are_no_repeats_and_one_pair(app: Flask, worker: Worker) -> None:
    body = "一、各村应当按时清扫集市，摊位不得占用道路。\n二、违反规定的，由镇市场管理站责令改正。"
    text = paper(FIVE, MARKET, body=body)
    scan = text.replace("青府发〔2012〕5号\n", "").replace("摊位", "摊拉")
    put_in(
        app,
        ("集市.txt", text.encode()),
        ("集市.html", f"<p>{text}</p>".replace("\n", "</p><p>").encode()),
        ("集市扫描.txt", scan.encode()),
        ("防火.txt", paper(FIVE, "青石镇人民政府关于防火的通告", body="一、防火。").encode()),
    )
    work_off(worker)
    bring_in(app, worker, line(1, "", MARKET, "2012-03-04"))
    assert [state for _number, state in pairs()] == ["matched"] * 3, "one pair for each copy"
    db.session.rollback()
    (held,) = listing.links(1).rows
    assert held.copies == 2
    assert figures.overview().unregistered == 1
    ((number, papers),) = listing.repeats().rows
    assert [one.copies for one in listing.papers_of_series("青府发", 2012)] == [1, 0]
    assert (number.serial, [one.copies for one in papers]) == (5, [1, 0])
    with writing():
        linking.decide(held.link.id, linking.CONFIRMED, SYSTEM)
    put_in(app, ("又一份.txt", (text + "\n").encode()))
    work_off(worker)
    assert sorted(state for _number, state in pairs()) == ["confirmed"] * 3 + ["matched"]
    with writing():
        linking.decide(held.link.id, linking.REFUSED, SYSTEM)
    work_off(worker)
    assert {state for _number, state in pairs()} == {"refused"}


def test_a_document_that_is_removed_takes_its_cited_numbers_and_pairs_along(
    app: Flask, worker: Worker
) -> None:
    body = "一、《关于封山育林的通知》（青府发〔2012〕9号）同时废止。"
    document = file_paper(paper(FIVE, MARKET, body=body))
    bring_in(app, worker, line(1, FIVE, MARKET))
    assert (count(CitedNumberRow), count(RegisterLinkRow)) == (1, 1)
    with writing():
        library.remove([document])
    assert (count(CitedNumberRow), count(RegisterLinkRow)) == (0, 0)
