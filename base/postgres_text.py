"""PostgreSQL keeps every character but U+0000, which says nothing; it is left out of what is written."""

from __future__ import annotations

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrBinaryDumper, StrDumper


class _WithoutNul(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", ""))


class _BinaryWithoutNul(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", ""))


def drop_nul(connection: psycopg.Connection, _record: object) -> None:
    """Let a new connection leave U+0000 out of texts, where the server would refuse the whole row."""
    for dumper in (_BinaryWithoutNul, _WithoutNul):
        connection.adapters.register_dumper(str, dumper)
