"""The job: papers come, change and go; their kin is found each time."""

from __future__ import annotations

import random

import pytest
from flask import Flask
from sqlalchemy import func, select

from base.db import db, writing
from base.errors import Missing, Refused
from base.roles import SYSTEM, Role
from corpus import library
from corpus.likeness import keeper, marks
from corpus.likeness.compare import Verdict
from corpus.likeness.lookup import similar_paragraphs, words_enough
from corpus.likeness.rows import BandRow, FingerprintRow, KinRow, PartBandRow
from corpus.structure.assemble import assemble
from tests.builders import file_paper, paper
from tests.corpus.likeness.test_signature import writing as characters
from tests.corpus.papers import reading_of
from tests.people import People

MARKET = "\n".join(f"第{n}条　{characters(60, ord(n))}。" for n in "一二三四五六七八九十")
ROAD = "\n".join(f"第{n}条　{characters(60, ord(n) + 9000)}。" for n in "一二三四五六七八九十")


def market(number: str = "青政发〔2012〕5号", body: str = MARKET) -> str:
    return paper(number, "青石镇集市管理办法", body)


def road(number: str = "青政发〔2013〕7号", body: str = ROAD) -> str:
    return paper(number, "青石镇村道养护办法", body)


def work() -> None:
    """Run the job until nothing is left."""
    while keeper.behind():
        keeper.run({})


def kin() -> dict[tuple[int, int], str]:
    """The pairs found and their verdicts."""
    db.session.rollback()
    return {
        (row.first_id, row.second_id): row.verdict for row in db.session.scalars(select(KinRow))
    }


def replace(document_id: int, text: str) -> None:
    with writing():
        version = library.get(document_id).row.version
        reading = reading_of(text)
        library.replace_text(document_id, version, assemble(reading), SYSTEM, reading)


def test_a_second_scan_of_a_paper_is_found_whichever_came_first(app: Flask) -> None:
    dice = random.Random(1)
    first = file_paper(market())
    worn = "".join("口" if dice.random() < 0.01 and c != "\n" else c for c in market())
    file_paper(road())
    second = file_paper(worn)
    work()
    assert kin() == {(first, second): Verdict.NEARLY.value}


def test_the_same_words_in_another_format_are_the_same_text(app: Flask) -> None:
    first = file_paper(market())
    second = file_paper(market().replace("。\n", "\n"))
    work()
    assert kin() == {(first, second): Verdict.SAME_TEXT.value}


def test_a_changed_number_is_counted(app: Flask) -> None:
    first = file_paper(market(body=f"{MARKET}\n第十一条　违反本办法的，处50元罚款。"))
    second = file_paper(market(body=f"{MARKET}\n第十一条　违反本办法的，处500元罚款。"))
    work()
    row = db.session.get_one(KinRow, (first, second))
    assert (row.verdict, row.numbers) == (Verdict.NEARLY.value, 1)


def test_a_measure_printed_inside_a_long_collection_is_found(app: Flask) -> None:
    inner = file_paper(MARKET)
    long = "\n".join(characters(70, 50_000 + n) for n in range(120))
    outer = file_paper(f"{long}\n{MARKET}\n{characters(70, 60_000)}")
    work()
    assert kin() == {(inner, outer): Verdict.PART_OF.value}
    assert db.session.get_one(KinRow, (inner, outer)).first_share > 0.95


def test_a_collection_that_came_first_contains_the_measure_that_came_later(app: Flask) -> None:
    long = "\n".join(characters(70, 50_000 + n) for n in range(120))
    outer = file_paper(f"{long}\n{MARKET}\n{characters(70, 60_000)}")
    inner = file_paper(MARKET)
    work()
    assert kin() == {(outer, inner): Verdict.CONTAINS.value}


def test_when_the_text_is_put_right_pairs_and_bands_follow(app: Flask) -> None:
    first, second = file_paper(market()), file_paper(market(number="青政发〔2012〕6号"))
    work()
    assert len(kin()) == 1
    replace(second, road())
    work()
    assert kin() == {}
    assert similar_paragraphs(MARKET.split("\n")[0])[0].document_id == first
    assert {one.document_id for one in similar_paragraphs(MARKET)} == {first}
    replace(second, market(number="青政发〔2012〕6号"))
    work()
    assert len(kin()) == 1


def test_a_corrected_field_makes_no_new_signature(app: Flask, people: People) -> None:
    one = file_paper(market())
    work()
    before = db.session.get_one(FingerprintRow, one).revision_id
    with writing():
        library.correct(
            one, library.get(one).row.version, {"title": "青石镇集市管理规定"}, people[Role.OFFICE]
        )
    assert keeper.behind()
    work()
    assert not keeper.behind()
    assert db.session.get_one(FingerprintRow, one).revision_id == before


def test_papers_that_are_removed_leave_no_pairs(app: Flask) -> None:
    first, second = file_paper(market()), file_paper(market().replace("。\n", "\n"))
    work()
    with writing():
        library.remove([second])
    assert kin() == {}
    assert db.session.get(FingerprintRow, second) is None
    assert {one.document_id for one in similar_paragraphs(MARKET)} == {first}


def test_the_work_done_anew_ends_where_it_was(app: Flask) -> None:
    for text in (market(), market("青政发〔2012〕6号"), road()):
        file_paper(text)
    work()
    tables = (FingerprintRow, BandRow, PartBandRow, KinRow)
    counted = [select(func.count()).select_from(table) for table in tables]
    before = [db.session.scalar(query) for query in counted]
    with writing():
        keeper.start_anew()
    work()
    assert [db.session.scalar(query) for query in counted] == before


def test_a_paper_without_words_is_no_trouble(app: Flask) -> None:
    file_paper("……\n——")
    file_paper("……\n———")
    work()
    assert kin() == {}


def test_a_clause_finds_its_kin_best_first(app: Flask) -> None:
    clause = MARKET.split("\n")[2]
    changed = clause[:30] + "甲乙丙" + clause[33:]
    other = file_paper(road(body=f"{ROAD}\n{changed}"))
    same = file_paper(market())
    work()
    found = similar_paragraphs(clause)
    assert [one.document_id for one in found] == [same, other]
    assert found[0].score == 100
    assert found[1].score > 80
    assert "".join(words for words, _hit in found[1].pieces) == changed
    assert "甲乙丙" in "".join(words for words, hit in found[1].pieces if not hit)


def test_a_short_clause_is_not_enough(app: Flask) -> None:
    assert not words_enough("特此通知\n印发")
    assert words_enough(f"特此通知\n{characters(30, 3)}")


def test_what_a_person_says_of_a_pair_counts_until_it_is_taken_back(
    app: Flask, people: People
) -> None:
    first, second = file_paper(market()), file_paper(road())
    actor = people[Role.OFFICE]
    with writing():
        marks.mark((second, first), marks.SAME_FILE, "", actor)
    with writing():
        row = marks.mark((first, second), marks.VERSION, "2013年修订", actor)
        mark_id = row.id
    assert marks.standing()[first, second].mark == marks.VERSION
    assert marks.standing_of(second)[first].mark == marks.VERSION
    with writing():
        marks.take_back(mark_id, actor)
    assert marks.standing() == {}
    with pytest.raises(Missing):
        marks.take_back(mark_id, actor)


def test_nonsense_about_a_pair_is_refused(app: Flask, people: People) -> None:
    one = file_paper(market())
    for pair, said in (((one, one), marks.VERSION), ((one, one + 1), "merge")):
        with pytest.raises(Refused):
            marks.mark(pair, said, "", people[Role.OFFICE])
    with pytest.raises(Missing):
        marks.mark((one, one + 1), marks.VERSION, "", people[Role.OFFICE])


def test_the_command_compares_everything_anew_and_leaves_marks_alone(
    app: Flask, people: People
) -> None:
    first, second = file_paper(market()), file_paper(market("青政发〔2012〕6号"))
    with writing():
        marks.mark((first, second), marks.VERSION, "", people[Role.OFFICE])
    db.session.rollback()
    for _ in range(2):
        assert app.test_cli_runner().invoke(args=["likeness"]).exit_code == 0
        assert list(kin()) == [(first, second)]
    assert marks.standing()[first, second].mark == marks.VERSION
