"""The audit log: chained by hash, in the transaction of the change, and closed to change."""

from __future__ import annotations

import contextlib
from datetime import UTC
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from base import audit
from base.db import db, writing
from base.roles import SYSTEM, Role
from tests.people import People, signed_in
from tests.tampering import open_the_log


def _record(count: int) -> None:
    with writing():
        for n in range(count):
            audit.record(SYSTEM, "thing.do", f"thing:{n}", {"n": n, "词": "废止"})


def _tamper(statement: str) -> None:
    """Change the log as somebody with the file in hands would: the triggers first."""
    with writing():
        open_the_log()
        db.session.execute(text(statement))
    db.session.expire_all()


def test_each_event_carries_the_hash_of_the_one_before(app: Flask) -> None:
    _record(3)
    rows = list(db.session.scalars(db.select(audit.AuditEventRow).order_by("seq")))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[0].previous == audit.GENESIS
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert rows[0].at.tzinfo is UTC
    assert list(audit.verify()) == []


def test_an_empty_log_is_whole(app: Flask) -> None:
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    "column", ["detail", "actor_name", "action", "subject", "result", "at", "role", "address"]
)
def test_a_changed_word_is_found_with_its_number(app: Flask, column: str) -> None:
    _record(5)
    value = "'2020-01-01 00:00:00.000000'" if column == "at" else "'别的'"
    _tamper(f"UPDATE audit_event SET {column} = {value} WHERE seq = 3")
    assert next(iter(audit.verify())) == "审计记录第 3 号的内容被改动过。"


def test_a_removed_event_is_found_with_its_number(app: Flask) -> None:
    _record(5)
    _tamper("DELETE FROM audit_event WHERE seq = 2")
    assert next(iter(audit.verify())) == "审计记录第 2 号缺失，下一条是第 3 号。"


def test_an_event_that_was_hashed_anew_no_longer_fits_the_next(app: Flask) -> None:
    _record(4)
    _tamper("UPDATE audit_event SET detail = '{}' WHERE seq = 2")
    row = db.session.get_one(audit.AuditEventRow, 2)
    fresh = audit.chain_hash(row)
    db.session.rollback()
    with writing():
        db.session.execute(text(f"UPDATE audit_event SET hash = '{fresh}' WHERE seq = 2"))
    db.session.expire_all()
    assert list(audit.verify()) == ["审计记录第 3 号与前一条不衔接。"]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET detail = '{}'", "DELETE FROM audit_event"]
)
def test_the_database_refuses_to_change_an_event(app: Flask, statement: str) -> None:
    _record(2)
    with pytest.raises(IntegrityError), writing():
        db.session.execute(text(statement))
    assert len(list(db.session.scalars(db.select(audit.AuditEventRow)))) == 2
    assert list(audit.verify()) == []


def test_what_is_rolled_back_leaves_no_event_and_no_gap(app: Flask) -> None:
    _record(1)
    with contextlib.suppress(ZeroDivisionError), writing():
        audit.record(SYSTEM, "thing.do", "thing:9", {})
        raise ZeroDivisionError
    _record(1)
    assert list(audit.verify()) == []
    assert audit.of("thing:9") == []


def test_the_events_of_one_thing_come_oldest_first(app: Flask) -> None:
    with writing():
        for action in ("thing.make", "thing.change"):
            audit.record(SYSTEM, action, "thing:1", {})
        audit.record(SYSTEM, "thing.make", "thing:10", {})
    assert [row.action for row in audit.of("thing:1")] == ["thing.make", "thing.change"]


def test_what_is_done_in_the_browser_is_kept_with_its_address(app: Flask, people: People) -> None:
    signed_in(app, Role.OFFICE)
    db.session.rollback()
    last = list(db.session.scalars(db.select(audit.AuditEventRow).order_by("seq")))[-1]
    assert (last.actor_id, last.address) == (people[Role.OFFICE].user_id, "127.0.0.1")
    assert last.role == "office"


def test_the_command_says_whole_or_names_the_break(app: Flask, tmp_path: Path) -> None:
    _record(3)
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert (whole.exit_code, whole.output.strip()) == (0, "审计记录完整。")
    _tamper("UPDATE audit_event SET detail = '{}' WHERE seq = 2")
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert broken.output.startswith("审计记录第 2 号的内容被改动过。")
