"""From decided tasks to a frozen notice: the gate, the snapshot, the files, the status."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from base import audit, settings
from base.db import db, writing
from base.errors import Refused
from base.roles import Role
from corpus import library
from corpus.rows import BatchRow, ItemRow
from corpus.tags import status_of
from review import casework, docket
from review.disposition import Disposition, Outcome, ReasonCode
from review.publication import as_json, gate, publish
from review.publication.registry import RENDERERS
from review.rows import CampaignRow, NoticeEntryRow, NoticeFileRow, NoticeRow
from review.task import Action
from tests.builders import (
    KEEP,
    NOT_OURS,
    REPEAL,
    REVISE,
    Desk,
    file_paper,
    open_desk,
    paper,
    plan,
)
from tests.conftest import TODAY
from tests.people import People
from tests.tampering import fill_the_disk

EXPIRE = Outcome(Disposition.EXPIRE, "有效期届满", ReasonCode.R6)
OUTCOMES = (REPEAL, EXPIRE, REVISE, KEEP, REPEAL)
PAPERS = tuple(
    paper(f"青政发〔20{n}〕{n}号", f"青石镇人民政府关于第{n}项管理的通知", signed=f"20{n}年3月4日")
    for n in range(10, 16)
)
DRAFT = publish.Draft("青府规〔2026〕2号", "关于公布清理结果的公告", "正文。", TODAY)


@pytest.fixture
def desk(people: People) -> Desk:
    """Six papers: five decided in every way, one found not to be normative."""
    desk = open_desk(people, *PAPERS)
    for n, outcome in enumerate(OUTCOMES):
        decide(desk, outcome, n)
    desk.act(Role.OFFICE, Action.EXCLUDE, NOT_OURS, 5)
    return desk


def decide(desk: Desk, outcome: Outcome, n: int) -> None:
    desk.both(outcome, outcome, n)
    desk.act(Role.APPROVER, Action.DECIDE, outcome, n)


def published(desk: Desk, draft: publish.Draft = DRAFT) -> int:
    db.session.rollback()
    with writing():
        return publish.publish(desk.campaign, draft, desk.people[Role.OFFICE], TODAY)


def points(desk: Desk) -> dict[str, gate.OpenPoint]:
    db.session.rollback()
    return {point.code: point for point in gate.check(desk.campaign, TODAY).points}


def test_the_lists_hold_what_was_decided_and_their_sums_are_the_total(desk: Desk) -> None:
    _row, notice = publish.notice(published(desk))
    assert notice.totals == {"keep": 1, "repeal": 2, "expire": 1, "revise": 1, "total": 5}
    assert notice.excluded == 1
    repealed = notice.of(Disposition.REPEAL)
    assert [e.n for e in repealed] == [1, 2]
    assert [e.title for e in repealed] == [
        "青石镇人民政府关于第10项管理的通知",
        "青石镇人民政府关于第14项管理的通知",
    ]
    assert (repealed[0].doc_number, repealed[0].issued_on) == ("青政发〔2010〕10号", "2010-03-04")
    assert notice.of(Disposition.REVISE)[0].deadline == "2027-06-30"


def test_each_form_is_frozen_with_its_digest_and_the_json_verifies(desk: Desk) -> None:
    notice_id = published(desk)
    row, notice = publish.notice(notice_id)
    assert hashlib.sha256(row.content.encode()).hexdigest() == row.content_hash
    assert json.loads(row.content) == notice.content()
    files = {
        file.form: file
        for file in db.session.scalars(
            select(NoticeFileRow).where(NoticeFileRow.notice_id == notice_id)
        )
    }
    assert set(files) == set(RENDERERS)
    assert all(hashlib.sha256(f.content).hexdigest() == f.sha256 for f in files.values())
    assert as_json.verify(files["json"].content)["totals"] == notice.totals


def test_a_published_notice_does_not_follow_later_corrections(desk: Desk) -> None:
    notice_id = published(desk)
    before = publish.notice(notice_id)[0].content
    document = library.get(desk.documents[0])
    version = document.row.version
    db.session.rollback()
    with writing():
        library.correct(
            desk.documents[0], version, {"title": "改过的标题"}, desk.people[Role.OFFICE]
        )
    assert publish.notice(notice_id)[0].content == before
    assert "改过的标题" not in before


def test_publishing_sets_status_from_its_day_on_and_shows_only_what_is_listed(desk: Desk) -> None:
    published(desk)
    now = status_of(desk.documents, TODAY)
    assert [now.get(one) for one in desk.documents] == [
        "repealed",
        "expired",
        "pending_revision",
        "in_force",
        "repealed",
        None,
    ]
    assert status_of(desk.documents, date(2026, 11, 21)) == {}


def test_publishing_is_recorded_and_nothing_moves_afterwards(desk: Desk) -> None:
    notice_id = published(desk)
    event = select(audit.AuditEventRow).where(audit.AuditEventRow.action == "notice.publish")
    assert db.session.scalars(event).one().subject == f"notice:{notice_id}"
    assert list(audit.verify()) == []
    with pytest.raises(Refused, match="已经公布"):
        desk.act(Role.APPROVER, Action.REOPEN, REPEAL, 0)
    with pytest.raises(Refused, match="已经公布"):
        published(desk, replace(DRAFT, number="青府规〔2026〕3号"))


@pytest.mark.parametrize(
    ("change", "word"),
    [({"number": " "}, "文号"), ({"title": ""}, "标题"), ({"body": "\n"}, "正文")],
)
def test_a_notice_without_head_is_refused(desk: Desk, change: dict[str, str], word: str) -> None:
    with pytest.raises(Refused, match=word):
        published(desk, replace(DRAFT, **change))  # type: ignore[arg-type]
    assert docket.campaign(desk.campaign).state == "open"


def test_two_notices_never_share_a_number(desk: Desk, people: People) -> None:
    published(desk)
    other = open_second(people)
    for n in range(len(other.tasks)):
        decide(other, REPEAL, n)
    with pytest.raises(Refused, match="已经用过"):
        published(other)


def open_second(people: People) -> Desk:
    """A second 清理工作 over the same library."""
    with writing():
        campaign = casework.open_campaign(plan(people), people[Role.OFFICE])
    listed = casework.listing(casework.Listing(campaign_id=campaign), people[Role.OFFICE])
    tasks, documents = [q.task.id for q in listed], [q.document.id for q in listed]
    db.session.rollback()
    return Desk(campaign, tasks, documents, people)


def test_a_later_notice_corrects_an_earlier_one_and_both_say_so(desk: Desk, app: Flask) -> None:
    first = published(desk)
    second_desk = open_second(desk.people)
    for n in range(len(second_desk.tasks)):
        decide(second_desk, KEEP, n)
    draft = replace(DRAFT, number="青府规〔2026〕3号", corrects=first)
    second = published(second_desk, draft)
    row, notice = publish.notice(second)
    assert (row.corrects_id, notice.corrects) == (first, "青府规〔2026〕2号")
    assert [one.id for one in publish.corrected_by(first)] == [second]
    assert set(status_of(desk.documents, TODAY).values()) == {"in_force"}
    browser = app.test_client()
    assert "已由" in browser.get(f"/results/{first}").text
    assert "本公告更正" in browser.get(f"/results/{second}").text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("决定：废止3件，宣布失效1件。", "废止3件"),
        ("共清理出行政规范性文件6789件。", "规范性文件6789件"),
        ("废止和失效4件。", "废止和失效4件"),
    ],
)
def test_a_text_whose_figures_are_not_those_of_the_lists_is_refused(
    desk: Desk, body: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        published(desk, replace(DRAFT, body=body))


@pytest.mark.parametrize(
    "body",
    [
        "共清理出行政规范性文件5件，废止2件、宣布失效1件，拟修改1件，继续有效1件。",
        "废止和宣布失效3件。列入附件1的2件自公布之日起失效。",
        "废止、失效的文件见附件。",
    ],
)
def test_a_text_with_the_figures_of_the_lists_or_without_any_is_published(
    desk: Desk, body: str
) -> None:
    assert published(desk, replace(DRAFT, body=body))


def test_the_draft_can_be_published_as_it_is(desk: Desk) -> None:
    draft = publish.default_draft(desk.campaign, TODAY)
    assert published(desk, replace(draft, number="青府规〔2026〕2号"))


def test_while_anything_is_open_the_gate_names_it_and_publishing_is_refused(
    people: People,
) -> None:
    desk = open_desk(people, *PAPERS[:3])
    decide(desk, REPEAL, 0)
    desk.both(REPEAL, KEEP, 1)
    found = points(desk)
    assert found["in_review"].task_ids == (desk.tasks[2],)
    assert found["in_coordination"].task_ids == (desk.tasks[1],)
    with pytest.raises(Refused, match="还不能公布") as refusal:
        published(desk)
    assert "意见不一" in refusal.value.message
    assert db.session.scalar(select(func.count()).select_from(NoticeRow)) == 0


def test_a_paper_that_arrived_later_stops_the_gate_until_it_is_taken_in(desk: Desk) -> None:
    file_paper(paper("青政发〔2009〕9号"), "late.txt")
    assert points(desk)["not_taken_in"].blocking
    with pytest.raises(Refused, match="没有纳入"):
        published(desk)


def test_files_still_being_read_stop_the_gate_and_refused_ones_are_named(desk: Desk) -> None:
    db.session.rollback()
    with writing():
        batch = BatchRow(name="晚到", created_by=1, created_by_name="甲")
        db.session.add(batch)
        db.session.flush()
        db.session.add(ItemRow(batch_id=batch.id, name="a.pdf", state="waiting"))
        db.session.add(ItemRow(batch_id=batch.id, name="b.pdf", state="refused"))
    found = points(desk)
    assert found["still_reading"].blocking
    assert not found["refused_files"].blocking


def test_a_document_without_a_title_is_not_listed_under_its_file_name(desk: Desk) -> None:
    version = library.get(desk.documents[0]).row.version
    db.session.rollback()
    with writing():
        library.correct(desk.documents[0], version, {"title": None}, desk.people[Role.OFFICE])
    assert points(desk)["nameless"].task_ids == (desk.tasks[0],)
    with pytest.raises(Refused, match="标题"):
        published(desk)


def test_who_kept_what_has_ended_by_its_own_words_is_warned_and_may_publish(
    people: People,
) -> None:
    over = paper(body="一、本通知自2012年5月1日起施行，有效期至2017年4月30日。")
    desk = open_desk(people, over)
    decide(desk, KEEP, 0)
    warned = points(desk)["kept_though_over"]
    assert (warned.task_ids, warned.blocking) == ((desk.tasks[0],), False)
    assert published(desk)


def test_what_was_set_aside_is_counted_and_who_did_it_is_named(desk: Desk) -> None:
    excluded = points(desk)["excluded"]
    assert (excluded.task_ids, excluded.blocking) == ((desk.tasks[5],), False)
    assert desk.people[Role.OFFICE].name in excluded.says


def test_a_campaign_in_which_nothing_is_normative_has_nothing_to_publish(people: People) -> None:
    desk = open_desk(people, PAPERS[0])
    desk.act(Role.OFFICE, Action.EXCLUDE, NOT_OURS, 0)
    assert points(desk)["nothing_listed"].blocking


def test_a_decision_of_not_normative_is_counted_out_and_the_sums_hold(people: People) -> None:
    desk = open_desk(people, *PAPERS[:2])
    decide(desk, REPEAL, 0)
    decide(desk, NOT_OURS, 1)
    _row, notice = publish.notice(published(desk))
    assert (notice.totals["total"], notice.excluded) == (1, 1)


def test_the_draft_states_the_figures_of_the_lists(desk: Desk) -> None:
    db.session.rollback()
    with writing():
        settings.put(settings.AUTHORITY, "青石镇人民政府")
    draft = publish.default_draft(desk.campaign, TODAY)
    assert draft.title == "青石镇人民政府关于公布行政规范性文件清理结果的公告"
    for words in (
        "共清理出行政规范性文件5件",
        "废止2件",
        "宣布失效1件",
        "拟修改1件",
        "继续有效1件",
    ):
        assert words in draft.body
    assert "2026年10月31日" in draft.body


def test_words_with_control_characters_are_published_without_them(people: People) -> None:
    desk = open_desk(people, PAPERS[0])
    decide(desk, replace(REPEAL, reason="依据\x0b已经\x00废止\n𠮷村"), 0)
    notice_id = published(desk, replace(DRAFT, body="第一段。\r\n第二段\x0c。"))
    _row, notice = publish.notice(notice_id)
    assert "\x00" not in notice.entries[0].reason
    assert notice.entries[0].reason.endswith("废止 𠮷村")
    assert notice.body == "第一段。\n第二段。"


def test_a_publication_that_fails_half_way_leaves_nothing(desk: Desk) -> None:
    db.session.rollback()
    with writing():
        fill_the_disk()
    with pytest.raises(IntegrityError, match="disk full"):
        published(desk)
    for table in (NoticeRow, NoticeEntryRow, NoticeFileRow):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    state = db.session.scalar(select(CampaignRow.state).where(CampaignRow.id == desk.campaign))
    assert state == "open"
    assert status_of(desk.documents, TODAY) == {}
