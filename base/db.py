"""The one database: session, naming convention, UTC datetimes, how transactions begin. No tables.

Readers see one moment of the library; whoever is going to write says so with `writing()` and waits for
other writers before the first look, so that what was looked at still holds when it is written. SQLite
gives this by BEGIN IMMEDIATE, PostgreSQL by an advisory lock (docs/adr/0009-postgresql.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from base.errors import Misconfigured

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

WRITER_LOCK, SETUP_LOCK = 715001, 715003
"""Keys of PostgreSQL's advisory locks: one writer at a time; one process at a time sets up the schema."""


class _Intent(Enum):
    """What a transaction is begun for."""

    READ = "read"
    WRITE = "write"
    WRITE_BESIDE = "write beside"


_intent: ContextVar[_Intent] = ContextVar("intent", default=_Intent.READ)


class Base(DeclarativeBase):
    """What every row is built on."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(metadata=Base.metadata)


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes; store UTC without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give UTC back as an aware datetime."""
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None


@contextmanager
def writing(*, beside: bool = False) -> Iterator[None]:
    """One unit of work: every transaction begun inside waits for other writers first.

    Commits at the end, rolls back on any error.

    Args:
        beside: PostgreSQL need not keep other writers out; for statements on single rows that are right
            in any order (a claim, a heartbeat). SQLite has one writer all the same.
    """
    db.session.rollback()  # a deferred read transaction cannot be turned into a writing one
    token = _intent.set(_Intent.WRITE_BESIDE if beside else _Intent.WRITE)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _intent.reset(token)


@contextmanager
def alone(key: int = SETUP_LOCK) -> Iterator[None]:
    """Keep other processes on the same PostgreSQL out of this block; SQLite serves one machine only."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
            connection.commit()


def init_app(app: Flask) -> None:
    """Bind the database to `app` and set up how its transactions begin.

    Raises:
        Misconfigured: the address names PostgreSQL and its driver is not installed.
    """
    if str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("postgresql"):
        # a connection that the server has closed is replaced before it is used
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
    try:
        db.init_app(app)
    except ModuleNotFoundError as error:
        raise Misconfigured(
            "连接 PostgreSQL 的驱动没有安装，或 QINGCE_DATABASE_URL 没有写成 postgresql+psycopg://…。"
            "请运行 make large，改正后重新启动。"
        ) from error
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    elif engine.dialect.name == "postgresql":
        _set_up_postgresql(engine)


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # the driver must not begin transactions by itself: see on_begin
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reading = _intent.get() is _Intent.READ
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _set_up_postgresql(engine: Engine) -> None:
    from base.postgres_text import drop_nul  # its driver is not always installed

    event.listen(engine, "connect", drop_nul)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        intent = _intent.get()
        if intent is _Intent.READ:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        elif intent is _Intent.WRITE:
            # read committed: each look after the lock was waited for sees what others have written
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
