"""Facts: looked up, corrected with a source, laid over what is shipped, taken back; who is affected."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from base.accounts.rows import UserRow
from base.audit import AuditEventRow
from base.db import db, writing
from base.errors import Refused
from base.roles import Role
from review import docket, examining
from review.as_json import examination_from_json
from review.campaign import Kind
from review.examination.case import shipped_knowledge
from review.finding import Examination
from review.knowledge import amending, exchange, held, immediate, preview
from review.knowledge.affected import Manner
from review.knowledge.rows import AmendmentRow
from review.knowledge.tables import BODY, LAW, POLICY, shipped_rows
from review.rows import CampaignRow, TaskRow
from tests.builders import Desk, file_paper, open_desk, paper
from tests.conftest import TODAY
from tests.people import People, signed_in

OWN = "青石省集市秩序管理条例"
BASED = paper(
    number="青政发〔2012〕5号",
    title="青石镇人民政府关于印发《青石镇集市管理办法》的通知",
    body=(
        "现将《青石镇集市管理办法》印发给你们，请认真执行。\n青石镇集市管理办法\n"
        f"第一条　根据《{OWN}》，制定本办法。\n第二条　摊位不得占用道路。"
    ),
    signed="2012年3月4日",
)
SPEAKING = paper(
    number="青政发〔2015〕6号",
    title="青石镇人民政府关于集市卫生的通知",
    body=f"一、各村应当清扫集市。\n二、违反《{OWN}》的，移送县有关部门处理。",
    signed="2015年3月4日",
)
PLAIN = paper(number="青政发〔2019〕7号", signed="2019年7月8日")
TYPED = {
    "name": OWN,
    "kind": "地方性法规",
    "promulgated_on": "2001-05-01",
    "in_force_from": "2001-07-01",
    "in_force_to": "2024-01-01",
    "status": "已废止",
    "grade": "A",
    "source": "省人大常委会公告第三号第二条：同时废止",
    "verified_on": "2026-11-20",
}


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """A paper founded on a law nobody has heard of, one that cites it, one that does not."""
    return open_desk(people, BASED, SPEAKING, PLAIN)


def _save(people: People, typed: dict[str, str] | None = None, key: str = "") -> AmendmentRow:
    with writing():
        made = amending.draft(LAW, key, typed or TYPED, TODAY)
        row = amending.save(made, people[Role.OFFICE])
    return db.session.get_one(AmendmentRow, row.id)


def _examined(desk: Desk, n: int = 0) -> Examination:
    examining.run({}, TODAY)
    db.session.rollback()
    row = docket.task_row(desk.tasks[n])
    assert row.examination is not None
    return examination_from_json(row.examination)


def test_an_added_law_founds_a_proposal_and_taken_back_founds_none(desk: Desk) -> None:
    before = _examined(desk)
    assert before.proposal is None
    row = _save(desk.people)
    found = _examined(desk)
    assert found.proposal is not None
    assert found.proposal.reason_code.value == "R2"
    assert found.rulebook != before.rulebook
    assert any(
        one.basis and one.basis[0].as_known_on == date(2026, 11, 20) for one in found.findings
    )
    with writing():
        amending.withdraw(row.id, desk.people[Role.ADMIN])
    assert _examined(desk) == before


@pytest.mark.parametrize(
    ("changes", "use", "decides"),
    [
        ({}, "可以作为依据", True),
        ({"grade": "B"}, "废止可以作为依据", True),
        ({"grade": "C"}, "只作提示，由人核对", False),
        ({"grade": "B", "status": "有效", "in_force_to": ""}, "不能证明有效", False),
        ({"status": "存疑", "in_force_to": ""}, "只作提示，由人核对", False),
    ],
)
def test_a_row_is_used_as_its_grade_allows(
    desk: Desk, changes: dict[str, str], use: str, decides: bool
) -> None:
    row = _save(desk.people, TYPED | changes)
    fact = held.fact(LAW, row.key)
    assert fact is not None
    assert fact.use == use
    assert (_examined(desk).proposal is not None) is decides


def test_a_corrected_row_keeps_the_shipped_one_and_every_version(
    app: Flask, people: People
) -> None:
    key = held.look_up(LAW, "中华人民共和国收养法")[0].key
    first = _save(people, TYPED | {"name": "中华人民共和国收养法", "aliases": "收养法"}, key)
    second = _save(
        people, TYPED | {"name": "中华人民共和国收养法", "in_force_to": "2023-02-03"}, key
    )
    assert [row.id for row in amending.history(LAW, key)] == [second.id, first.id]
    law = next(law for law in held.current().laws.laws if law.id == key)
    assert law.to == date(2023, 2, 3)
    with writing():
        amending.withdraw(second.id, people[Role.OFFICE])
    law = next(law for law in held.current().laws.laws if law.id == key)
    assert law.to == date(2024, 1, 1)
    assert shipped_rows("law")[key]["in_force_to"] == "2021-01-01"
    assert [c.label for c in preview.changes_of(first)]


def test_without_amendments_the_shipped_knowledge_counts(app: Flask) -> None:
    assert held.current() == shipped_knowledge()


def test_a_policy_and_a_body_can_be_added_too(app: Flask, people: People) -> None:
    proof = {"source": "县政府第12次常务会议纪要第三条", "verified_on": "2026-11-20"}
    policy = {
        "term": "集市摊位号牌费",
        "abolished_on": "2018-01-01",
        "instrument": "县清理收费通知",
    }
    body = {"old_name": "集市管理站", "new_name": "市场监督管理所", "from_year_month": "2019-03"}
    with writing():
        for kind, typed in ((POLICY, policy | {"grade": "A", "reach": "whole"}), (BODY, body)):
            made = amending.draft(kind, "", typed | {"grade": "A"} | proof | typed, TODAY)
            amending.save(made, people[Role.OFFICE])
    known = held.current()
    assert known.policies.named_in("收取集市摊位号牌费五元")
    assert known.bodies.named_in("由集市管理站负责")
    assert "由人核对" in held.look_up(BODY, "集市管理站")[0].use


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"source": "听说"},
        {"verified_on": "去年"},
        {"verified_on": "2027-01-01"},
        {"grade": "D"},
        {"in_force_to": ""},
        {"in_force_to": "1999-01-01"},
        {"status": "有效"},
        {"promulgated_on": "五月"},
    ],
)
def test_what_contradicts_itself_or_has_no_proof_is_refused(
    app: Flask, people: People, wrong: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        amending.draft(LAW, "", TYPED | wrong, TODAY)


def test_an_amendment_is_in_the_audit_log(app: Flask, people: People) -> None:
    _save(people)
    last = select(AuditEventRow).order_by(AuditEventRow.seq.desc()).limit(1)
    event = db.session.scalars(last).one()
    assert (event.action, event.role) == ("knowledge.amend", "office")
    assert OWN in event.detail


def test_what_the_people_of_the_sample_tried_goes_with_them(app: Flask, people: People) -> None:
    _save(people)
    with writing():
        docket.remove_sample([])
    assert len(amending.recent()) == 1
    with writing():
        db.session.get_one(UserRow, people[Role.OFFICE].user_id).is_sample = True
        db.session.flush()
        docket.remove_sample([])
    assert amending.recent() == []
    assert held.current() == shipped_knowledge()


@pytest.mark.parametrize("words", ["收养法", "《中华人民共和国收养法》", "中华人民共和国收养法"])
def test_a_law_is_found_by_name_and_alias(app: Flask, words: str) -> None:
    assert held.look_up(LAW, words)[0].name == "中华人民共和国收养法"


def test_the_affected_papers_are_known_before_and_after_saving(desk: Desk) -> None:
    made = amending.draft(LAW, "", TYPED, TODAY)
    before = preview.before_saving(made)
    assert [(one.row.id, one.manner) for one in before] == [
        (desk.documents[0], Manner.BASIS),
        (desk.documents[1], Manner.CITED),
    ]
    assert OWN in before[0].quote
    assert preview.of_amendment(_save(desk.people)) == before


def test_a_paper_that_means_the_namesake_is_marked(app: Flask, people: People) -> None:
    file_paper(BASED, "a.txt")
    later = TYPED | {"promulgated_on": "2024-01-01", "in_force_from": "2024-01-01"}
    _save(people)
    made = amending.draft(LAW, "", later | {"in_force_to": "2025-06-01"}, TODAY)
    assert "另一部" in preview.before_saving(made)[0].doubt


def test_one_click_opens_a_campaign_over_the_affected_alone(desk: Desk) -> None:
    with writing():
        campaign = immediate.open_immediate(
            OWN, desk.documents[:2], desk.people[Role.OFFICE], TODAY
        )
    row = db.session.get_one(CampaignRow, campaign)
    assert (row.kind, row.is_sample) == (Kind.IMMEDIATE.value, False)
    tasks = select(TaskRow.document_id).where(TaskRow.campaign_id == campaign)
    assert sorted(db.session.scalars(tasks)) == sorted(desk.documents[:2])
    assert docket.documents_in_scope(row) == sorted(desk.documents[:2])


def test_what_is_exported_comes_back_as_nothing_and_changed_as_amendments(
    app: Flask, people: People
) -> None:
    form = {"source": "国务院令第一号第三条", "verified_on": "2026-11-20"}
    for kind in (LAW, BODY, POLICY):
        assert exchange.drafts_of(kind, exchange.as_csv(kind), form, TODAY) == []
    head, first, *_rest = exchange.as_csv(POLICY).decode("utf-8-sig").split("\r\n")
    changed = f"{head}\r\n{first.replace('2006-01-01', '2005-12-31', 1)}\r\n".encode("gb18030")
    made = exchange.drafts_of(POLICY, changed, form, TODAY)
    assert [one.values["abolished_on"] for one in made] == ["2005-12-31"]
    with pytest.raises(Refused, match="表头"):
        exchange.drafts_of(POLICY, b"a,b\n1,2\n", form, TODAY)


def test_the_way_through_the_pages(app: Flask, desk: Desk) -> None:
    client = signed_in(app, Role.OFFICE)
    assert "中华人民共和国收养法" in client.get("/desk/knowledge?q=收养法").text
    assert client.get("/desk/knowledge/law/amend").status_code == 200
    shown = client.post("/desk/knowledge/law/amend", data=TYPED | {"key": "", "do": "preview"})
    assert "受影响的文件" in shown.text
    assert "作为制定依据" in shown.text
    assert amending.recent() == []
    kept = client.post("/desk/knowledge/law/amend", data=TYPED | {"key": "", "do": "save"})
    assert kept.status_code == 303
    page = client.get(kept.headers["Location"]).text
    assert "对勾选的文件开始即时清理" in page
    amendment = amending.recent()[0]
    opened = client.post(
        f"/desk/knowledge/amendments/{amendment.id}/campaign",
        data={"document": [str(one) for one in desk.documents[:2]]},
    )
    assert "即时清理" in client.get(opened.headers["Location"]).text
    fact = client.get("/desk/knowledge/law/fact", query_string={"key": amendment.key}).text
    assert "已由" in fact
    client.post(f"/desk/knowledge/amendments/{amendment.id}/withdraw")
    assert "撤销这条修正" in client.get(f"/desk/knowledge/amendments/{amendment.id}").text
    wrong = client.post("/desk/knowledge/law/amend", data=TYPED | {"source": "", "key": ""})
    assert wrong.status_code == 422
    assert "请写明出处" in wrong.text


@pytest.mark.parametrize("kind", ["law", "body", "policy"])
def test_each_kind_has_its_pages(app: Flask, people: People, kind: str) -> None:
    client = signed_in(app, Role.ADMIN)
    for which in ("", "stale", "amended"):
        assert client.get(f"/desk/knowledge?kind={kind}&which={which}").status_code == 200
    key = next(iter(shipped_rows(kind)))
    for page in ("fact", "amend"):
        answer = client.get(f"/desk/knowledge/{kind}/{page}", query_string={"key": key})
        assert answer.status_code == 200
    table = client.get(f"/desk/knowledge/{kind}.csv")
    assert table.data.startswith(b"\xef\xbb\xbf")
    back = client.post(
        f"/desk/knowledge/{kind}/import",
        data={
            "file": (io.BytesIO(table.data), "x.csv"),
            "source": "国务院公报",
            "verified_on": "2026-11-20",
        },
    )
    assert back.status_code == 303
    assert amending.recent() == []


def test_old_facts_are_listed_by_a_command(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["knowledge", "stale", "--kind", "body"])
    assert said.exit_code == 0
    assert "没有核对过" in said.output
    assert "只作提示" in said.output
