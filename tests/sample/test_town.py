"""The sample town moves in at first start and out again, and does not come back by itself."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import func, select

from app import working_for
from base.accounts.rows import UserRow
from base.config import Config
from base.db import db, writing
from base.roles import Role
from corpus.inventory.figures import overview
from corpus.inventory.rows import RegisterEntryRow, RegisterRow
from corpus.rows import BatchRow, DocumentRow, ItemRow
from review.rows import CampaignRow, TaskRow
from sample.commands import is_loaded, move_out
from sample.load import sample_files
from sample.start import ACCOUNTS, prepare


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_sample_moves_in_is_marked_examined_and_moves_out(app: Flask, config: Config) -> None:
    prepare(app, config, working_for(app))
    accounts = json.loads((config.data / ACCOUNTS).read_text("utf-8"))
    assert {row["role"] for row in accounts} == {role.value for role in Role}
    assert is_loaded()
    states = dict(
        db.session.execute(select(ItemRow.state, func.count()).group_by(ItemRow.state)).all()
    )
    assert set(states) <= {"read", "noted", "duplicate", "unpacked"}
    assert _count(DocumentRow) >= len(sample_files()) - 1
    assert _count(CampaignRow) == 1
    assert _count(TaskRow) == _count(DocumentRow)
    assert db.session.scalar(select(TaskRow.id).where(TaskRow.examined_at.is_(None))) is None
    register = overview()
    assert (register.registered, register.unfound) == (35, 5)
    assert register.found >= 28
    page = app.test_client().get("/login").text
    assert "样例数据" in page

    with writing():
        ids = move_out()
    app.extensions["indexer"].forget(ids)
    assert [_count(t) for t in (DocumentRow, BatchRow, ItemRow, CampaignRow, UserRow)] == [0] * 5
    assert (_count(RegisterRow), _count(RegisterEntryRow)) == (0, 0)
    assert not is_loaded()
    prepare(app, config, working_for(app))
    assert _count(DocumentRow) == 0


def test_an_office_of_its_own_gets_no_sample(app: Flask, config: Config) -> None:
    made = app.test_cli_runner().invoke(args=["init", "--login", "boss", "--office", "甲所"])
    assert "一次性密码" in made.output
    prepare(app, config, working_for(app))
    assert _count(DocumentRow) == 0
    assert not (config.data / ACCOUNTS).exists()
