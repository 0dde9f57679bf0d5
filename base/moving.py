"""Use case: an office that has grown moves its rows from SQLite to PostgreSQL (docs/growing.md)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Row,
    Table,
    Text,
    bindparam,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DataError, OperationalError

from base.db import Base, db
from base.errors import Refused

BATCH = 500
_AS_WRITTEN = JSON(none_as_null=True)


def move(target_url: str) -> str:
    """Copy every row of the present database into a new one; returns a Chinese sentence.

    The program must not be running. The present database is only read. All or nothing: one transaction.

    Args:
        target_url: a database whose schema is at head (`flask init` has not been run on it).

    Raises:
        Refused: the database at the address cannot be reached, is not empty, or refuses a row.
    """
    target = create_engine(target_url)
    try:
        with target.begin() as connection:
            if not inspect(connection).has_table("audit_event"):
                raise Refused(
                    "新数据库里还没有表。请先用新的 QINGCE_DATABASE_URL 运行 flask db upgrade。"
                )
            _refuse_if_filled(connection)
            moved = sum(_copy(table, connection) for table in Base.metadata.sorted_tables)
    except OperationalError as problem:
        raise Refused("连接不上新数据库。请检查地址、用户名和密码，原数据库没有改变。") from problem
    except DataError as problem:
        raise Refused(
            f"新数据库不接受其中一行，没有搬动任何内容。它说：{problem.orig}"
        ) from problem
    finally:
        target.dispose()
    return (
        f"已搬动 {moved} 行。请把 QINGCE_DATABASE_URL 改为新地址，运行 flask audit verify 和 "
        "flask check --repair 核对后再启动程序；原数据库文件请保留到核对完毕。"
    )


def _refuse_if_filled(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise Refused(f"新数据库的表 {table.name} 里已有内容。请换一个空的数据库。")


def _copy(table: Table, connection: Connection) -> int:
    # JSON as it is written, so that nothing at all and the JSON word null stay two things
    cells = [type_coerce(c, Text) if _is_json(c) else c for c in table.columns]
    names = [column.name for column in table.columns]
    rows = db.session.connection().execute(
        select(*cells).order_by(*table.primary_key.columns),
        execution_options={"yield_per": BATCH},
    )
    filling = insert(table).values(
        {c.name: bindparam(c.name, type_=_AS_WRITTEN) for c in table.columns if _is_json(c)}
        | {c.name: bindparam(c.name, type_=c.type) for c in table.columns if not _is_json(c)}
    )
    moved = 0
    for part in rows.partitions():
        connection.execute(filling, [_row(table, names, row) for row in part])
        moved += len(part)
    if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
        _go_on_counting(table, connection)
    return moved


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _row(table: Table, names: list[str], row: Row[Any]) -> dict[str, Any]:
    values = dict(zip(names, row, strict=True))
    for column in table.columns:
        written = values[column.name]
        if _is_json(column) and written is not None:
            parsed = json.loads(written)
            values[column.name] = JSON.NULL if parsed is None else parsed
    return values


def _go_on_counting(table: Table, connection: Connection) -> None:
    """The next row gets a number that no row ever had, also none that was removed."""
    column = table.autoincrement_column
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": table.name, "column": column.name if column is not None else ""},
    )
    highest = connection.scalar(select(func.max(column))) or 0
    if inspect(db.engine).has_table("sqlite_sequence"):
        given = db.session.scalar(
            text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table.name}
        )
        highest = max(highest, given or 0)
    if sequence and highest:
        connection.execute(
            text("SELECT setval(:sequence, :value)"), {"sequence": sequence, "value": highest}
        )
