"""The machine examines what is in the library: V1, RP1 and B1 as the desk gets them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from base.db import db, writing
from base.roles import Role
from corpus import library
from review import docket, examining
from review.as_json import examination_from_json
from review.finding import Confidence, Examination
from review.rows import RelationRow, TaskRow
from review.task import Action
from tests.builders import KEEP, SYSTEM, Desk, file_paper, open_desk, paper
from tests.conftest import TODAY
from tests.corpus.papers import read
from tests.people import People

OLD = paper(
    number="青政发〔2003〕8号",
    title="青石镇人民政府关于印发《青石镇集市管理办法》的通知",
    body="现将《青石镇集市管理办法》印发给你们，请认真执行。\n一、摊位不得占用道路。",
    signed="2003年5月6日",
)
LATER = paper(
    number="青政发〔2015〕2号",
    title="青石镇人民政府关于规范集贸市场秩序的通知",
    body=(
        "一、摊主应当亮照经营。\n二、本通知自发布之日起施行。"
        "《青石镇人民政府关于印发〈青石镇集市管理办法〉的通知》（青政发〔2003〕8号）同时废止。"
    ),
    signed="2015年1月5日",
)
ENDED = paper(
    number="青政发〔2014〕3号",
    title="青石镇人民政府关于秸秆禁烧的通知",
    body="一、各村不得露天焚烧秸秆。\n二、本通知自2014年6月1日起施行，有效期五年。",
    signed="2014年5月20日",
)
BASED = paper(
    number="青政发〔1996〕4号",
    title="青石镇人民政府关于印发《青石镇个人建房管理办法》的通知",
    body=(
        "现将《青石镇个人建房管理办法》印发给你们，请认真执行。\n青石镇个人建房管理办法\n"
        "第一条　根据《城镇个人建造住宅管理办法》，制定本办法。\n"
        "第二条　各村民委员会应当按月报告有关情况，不得拒绝、阻碍检查。"
    ),
    signed="1996年2月3日",
)
PLAIN = paper(number="青政发〔2019〕7号", signed="2019年7月8日")


def _examined(desk: Desk, n: int = 0) -> Examination:
    examining.run({}, TODAY)
    return _as_it_stands(desk, n)


def _as_it_stands(desk: Desk, n: int = 0) -> Examination:
    db.session.rollback()
    row = docket.task_row(desk.tasks[n])
    assert row.examination is not None
    return examination_from_json(row.examination)


def _proposed(examination: Examination) -> tuple[str, str] | None:
    said = examination.proposal
    return (said.disposition.value, said.reason_code.value) if said else None


def test_an_ended_term_is_proposed_as_expired_with_the_words_of_the_paper(
    app: Flask, people: People
) -> None:
    desk = open_desk(people, ENDED)
    found = _examined(desk)
    assert _proposed(found) == ("expire", "R6")
    quote = found.findings[0].evidence
    text = library.get(desk.documents[0]).document.text
    assert text[quote.start : quote.end] == quote.quote
    assert "有效期五年" in quote.quote
    row = docket.task_row(desk.tasks[0])
    assert (row.answer, row.proposed) == ("yes", "expire")
    assert row.examined_at is not None


def test_a_paper_that_a_later_one_repeals_by_name_is_proposed_for_repeal(
    app: Flask, people: People
) -> None:
    desk = open_desk(people, OLD, LATER)
    found = _examined(desk, 0)
    assert _proposed(found) == ("repeal", "R17")
    assert found.proposal is not None
    assert found.proposal.confidence is Confidence.HIGH
    sources = {one.evidence.source for one in found.findings if one.rule.startswith("RP1")}
    assert sources == {str(desk.documents[1])}
    assert _proposed(_as_it_stands(desk, 1)) is None
    relations = list(db.session.scalars(select(RelationRow)))
    pairs = {(one.source_id, one.target_id) for one in relations if one.kind == "repeal"}
    assert pairs == {(desk.documents[1], desk.documents[0])}


def test_nothing_found_is_an_honest_abstention(app: Flask, people: People) -> None:
    desk = open_desk(people, PLAIN)
    assert _examined(desk).proposal is None
    assert docket.task_row(desk.tasks[0]).proposed is None


def test_examining_again_changes_nothing(app: Flask, people: People) -> None:
    desk = open_desk(people, OLD, LATER, ENDED)
    examining.run({}, TODAY)
    db.session.rollback()
    before = [(r.examination, r.examined_at) for r in db.session.scalars(select(TaskRow))]
    relations = len(list(db.session.scalars(select(RelationRow))))
    examining.run({}, TODAY)
    db.session.rollback()
    assert [(r.examination, r.examined_at) for r in db.session.scalars(select(TaskRow))] == before
    assert len(list(db.session.scalars(select(RelationRow)))) == relations
    assert desk.task().version == 1, "the machine's word is no step of a person"


def test_what_was_decided_keeps_the_word_it_was_decided_on(app: Flask, people: People) -> None:
    desk = open_desk(people, OLD)
    before = _examined(desk)
    desk.both(KEEP, KEEP)
    desk.act(Role.APPROVER, Action.DECIDE, KEEP)
    file_paper(LATER)
    assert _examined(desk) == before


def test_a_paper_that_arrives_later_speaks_on_what_is_open(app: Flask, people: People) -> None:
    desk = open_desk(people, OLD)
    assert _proposed(_examined(desk)) is None
    file_paper(LATER)
    assert _proposed(_examined(desk)) == ("repeal", "R17")


def test_a_corrected_text_is_examined_anew(app: Flask, people: People) -> None:
    desk = open_desk(people, ENDED)
    assert _proposed(_examined(desk)) == ("expire", "R6")
    one = desk.documents[0]
    with writing():
        renewed = read(ENDED.replace("有效期五年", "有效期十五年"))
        library.replace_text(one, library.get(one).row.version, renewed, SYSTEM)
    assert _proposed(_examined(desk)) is None
    assert docket.task_row(desk.tasks[0]).revision_id == library.get(one).revision_id


@pytest.mark.parametrize(("law", "gone"), [("城镇个人建造住宅管理办法", True), ("森林法", False)])
def test_a_founding_instrument_is_looked_up_in_the_register(
    app: Flask, people: People, law: str, gone: bool
) -> None:
    desk = open_desk(people, BASED.replace("《城镇个人建造住宅管理办法》", f"《{law}》"))
    found = _examined(desk)
    rules = [one.rule for one in found.findings if one.rule.startswith("B1")]
    assert bool(rules) == gone
    assert (_proposed(found) == ("repeal", "R2")) == gone
