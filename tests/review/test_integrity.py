"""`flask check` sees tags that are not what they follow from, and notices that are not as published."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, update

from base.db import db, writing
from base.roles import Role
from corpus.rows import DocumentTagRow
from corpus.tags import status_of
from review import integrity, status
from review.publication import publish
from review.rows import NoticeEntryRow, NoticeFileRow, NoticeRow
from review.task import Action
from tests.builders import REPEAL, Desk, open_desk
from tests.conftest import TODAY
from tests.people import People


@pytest.fixture
def desk(people: People) -> Desk:
    """One paper, decided and published; the examining job that waited is done."""
    desk = open_desk(people)
    desk.both(REPEAL, REPEAL)
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL)
    draft = publish.Draft("青府规〔2026〕2号", "清理结果公告", "正文。", TODAY)
    with writing():
        publish.publish(desk.campaign, draft, people[Role.OFFICE], TODAY)
        db.session.execute(db.text("DELETE FROM job"))
    return desk


def found(*, repair: bool = False) -> dict[str, tuple[str, ...]]:
    db.session.rollback()
    return {one.check: one.found for one in integrity.check(repair=repair)}


def test_what_was_published_is_whole(desk: Desk) -> None:
    assert found() == {"status": (), "notices": ()}


def test_a_tag_that_nothing_supports_or_that_is_missing_is_found_and_repaired(desk: Desk) -> None:
    with writing():
        db.session.execute(
            update(DocumentTagRow).where(DocumentTagRow.key == "status").values(value="in_force")
        )
    assert "1 份" in found()["status"][0]
    assert found(repair=True)["status"] == ()
    assert status_of(desk.documents, TODAY) == {desk.documents[0]: "repealed"}
    with writing():
        db.session.execute(delete(DocumentTagRow))
    assert status.differing() == desk.documents


@pytest.mark.parametrize(
    ("row", "values", "word"),
    [
        (NoticeRow, {"content_hash": "0" * 64}, "校验码"),
        (NoticeEntryRow, {"entry": {"n": 2}}, "条目"),
        (NoticeFileRow, {"content": b"x"}, "文件被改动"),
    ],
)
def test_a_notice_that_was_changed_in_the_database_is_named_and_never_repaired(
    desk: Desk, row: type, values: dict[str, object], word: str
) -> None:
    with writing():
        db.session.execute(update(row).values(**values))
    for repair in (False, True):
        said = found(repair=repair)["notices"]
        assert said
        assert all(word in one for one in said)


def test_the_command_ends_with_one_when_a_tag_is_wrong(app: Flask, desk: Desk) -> None:
    with writing():
        db.session.execute(update(DocumentTagRow).values(valid_from=date(1999, 1, 1)))
    result = app.test_cli_runner().invoke(args=["check", "--json"])
    assert result.exit_code == 1
    assert "效力状态" in result.output
