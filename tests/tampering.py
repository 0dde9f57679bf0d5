"""What somebody does who has the database in hands: on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil

from sqlalchemy import text

from base.config import Config
from base.db import db

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) "
    "AND NOT tgisinternal",
}
_FULL = {
    "sqlite": (
        (
            "CREATE TRIGGER full_disk BEFORE INSERT ON notice_file WHEN NEW.form = 'json' "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'disk full' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        (
            "CREATE TRIGGER full_disk BEFORE INSERT ON notice_file FOR EACH ROW "
            "WHEN (NEW.form = 'json') EXECUTE FUNCTION full_disk()"
        ),
    ),
}


def open_the_log() -> None:
    """Drop the triggers that keep the audit log as written; there have to be some."""
    found = text(_TRIGGERS[db.engine.dialect.name])
    names = db.session.scalars(found, {"table": "audit_event"}).all()
    assert names
    on_table = " ON audit_event" if db.engine.dialect.name == "postgresql" else ""
    for name in names:
        db.session.execute(text(f'DROP TRIGGER "{name}"{on_table}'))


def fill_the_disk() -> None:
    """Let the file of a notice fail in the middle of a publication."""
    for statement in _FULL[db.engine.dialect.name]:
        db.session.execute(text(statement))


def damage_index(config: Config, how: str) -> None:
    """Make the index unusable (`overwritten`), or take it away (`gone`)."""
    if config.search == "database" and db.engine.dialect.name == "postgresql":
        statement = {
            "overwritten": "ALTER TABLE qingce_search.entry RENAME TO lost",
            "gone": "DROP SCHEMA qingce_search CASCADE",
        }[how]
        with db.engine.begin() as connection:
            connection.execute(text(statement))
    elif how == "gone":
        shutil.rmtree(config.index)
    else:
        for path in config.index.rglob("*"):
            if path.is_file():
                path.write_bytes(b"\0" * 64)
