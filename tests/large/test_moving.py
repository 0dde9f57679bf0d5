"""An office moves from SQLite to PostgreSQL with everything it has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, null, select

from app import create_app
from base import audit
from base.commands import migrate_to_head
from base.config import Config, config_for
from base.db import Base, db, writing
from corpus.rows import CorrectionRow
from tests.builders import KEEP, file_paper, open_desk, paper
from tests.people import make_people


@pytest.fixture
def small(tmp_path: Path) -> Config:
    """A SQLite installation with people, papers and a 清理工作; a JSON word null, and none at all."""
    config = config_for(tmp_path / "small", testing=True)
    app = create_app(config)
    migrate_to_head(app)
    with app.app_context():
        desk = open_desk(make_people(), paper(), paper(number="青政发〔2014〕9号"))
        desk.both(KEEP, KEEP)
        with writing():
            for value in (None, null(), ["甲"]):
                db.session.add(
                    CorrectionRow(
                        document_id=desk.documents[0],
                        field="title",
                        value=value,
                        author_id=1,
                        author="甲",
                    )
                )
        db.session.remove()
        db.engine.dispose()
    return config


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def _move(app: Flask, url: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["database", "move", url])
    return result.exit_code, result.output


def test_every_row_comes_over_and_numbers_go_on(small: Config, empty_database: str) -> None:
    old = create_app(small)
    status, said = _move(old, empty_database)
    assert (status, "还没有表" in said) == (1, True)
    new = create_app(replace(small, database_url=empty_database, search="database"))
    migrate_to_head(new)
    status, said = _move(old, empty_database)
    assert status == 0, said
    with old.app_context():
        before = _counts()
        newest = db.session.scalar(select(func.max(CorrectionRow.document_id)))
    assert before["task"] == 2
    with new.app_context():
        assert _counts() == before
        assert list(audit.verify()) == []
        missing = select(func.count()).where(CorrectionRow.value.is_(null()))
        assert db.session.scalar(missing) == 1, "nothing at all is not the JSON word null"
        app_number = file_paper(paper(number="青政发〔2015〕1号"))
        assert app_number > (newest or 0)
        db.session.rollback()
        db.engine.dispose()
    status, said = _move(old, empty_database)
    assert (status, "已有内容" in said) == (1, True)
