"""The database's part of a backup: a copy of the SQLite file, or what pg_dump writes of PostgreSQL."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from base.config import Config, child_environment
from base.errors import Refused

SQLITE_COPY, POSTGRESQL_COPY = "qingce.db", "qingce.dump"
CACHE_SCHEMA = "qingce_search"
"""The schema of the search index in PostgreSQL: not kept, since it is rebuilt."""

_PREFIX = "sqlite:///"
_OWNERLESS = ("--no-owner", "--no-privileges")


def name_of_copy(config: Config) -> str:
    """The file in a backup folder that holds the database."""
    return SQLITE_COPY if _is_sqlite(config) else POSTGRESQL_COPY


def write(config: Config, folder: Path) -> None:
    """Write one moment of the database into the folder, while others go on writing.

    Raises:
        Refused: pg_dump is not there, or it could not read the database.
    """
    if _is_sqlite(config):
        with (
            closing(sqlite3.connect(_file(config))) as live,
            closing(sqlite3.connect(folder / SQLITE_COPY)) as copy,
        ):
            live.backup(copy)
        return
    kept = ["--format=custom", f"--exclude-schema={CACHE_SCHEMA}"]
    _run(config, ["pg_dump", *kept, *_OWNERLESS, f"--file={folder / POSTGRESQL_COPY}"])


def refuse_if_used(config: Config) -> None:
    """Raise Refused where the place for the database is taken, or PostgreSQL does not answer."""
    if _is_sqlite(config):
        if _file(config).exists():
            raise Refused(f"{config.data} 里已有数据库。请先停止程序并换一个空的数据目录再恢复。")
        return
    engine = create_engine(config.database_url)
    try:
        taken = inspect(engine).get_table_names()
    except OperationalError as problem:
        raise Refused(
            "连接不上 PostgreSQL。请检查 QINGCE_DATABASE_URL，并确认数据库已经建立（createdb）。"
        ) from problem
    finally:
        engine.dispose()
    if taken:
        raise Refused("PostgreSQL 里已有数据库内容。请先停止程序并换一个空的数据库再恢复。")


def restore(config: Config, folder: Path) -> None:
    """Put the copy where the database belongs, whole or not at all.

    Raises:
        Refused: the copy is of the other kind of database, or pg_restore failed.
    """
    copy = folder / name_of_copy(config)
    if not copy.exists():
        raise Refused(
            "这份备份出自另一种数据库，不能直接恢复。请先按备份时的设置恢复，再用 flask database move 搬过来。"
        )
    if _is_sqlite(config):
        shutil.copy2(copy, _file(config))
        return
    whole = ["--single-transaction", "--exit-on-error"]
    _run(config, ["pg_restore", *whole, *_OWNERLESS, str(copy)])


def _run(config: Config, command: list[str]) -> None:
    """Run a program of PostgreSQL over the database; the password is not on the command line."""
    if shutil.which(command[0]) is None:
        raise Refused(
            f"没有找到 {command[0]}。请在这台机器上安装 PostgreSQL 的客户端程序"
            "（例如 sudo apt-get install postgresql-client），版本不低于数据库服务器。"
        )
    url = make_url(config.database_url)
    password = {"PGPASSWORD": url.password} if url.password else {}
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, f"--dbname={plain.render_as_string(hide_password=False)}"],
        env=child_environment(config) | password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
        raise Refused(f"{command[0]} 没有完成，什么也没有改变。它说：{said}")


def _is_sqlite(config: Config) -> bool:
    return config.database_url.startswith(_PREFIX)


def _file(config: Config) -> Path:
    return Path(config.database_url.removeprefix(_PREFIX))
