"""The few names an office sets once: its own and that of the authority it works for."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, db

OFFICE = "office_name"  # 青石镇司法所
AUTHORITY = "authority_name"  # 青石镇人民政府
SAMPLE = "sample"  # "removed" once the office has taken the sample out: it does not come back
DEFAULTS = {OFFICE: "司法所", AUTHORITY: "人民政府", SAMPLE: ""}


class SettingRow(Base):
    """One name and its value."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def get(key: str) -> str:
    """The value set, or the neutral default."""
    row = db.session.get(SettingRow, key)
    return row.value if row is not None and row.value else DEFAULTS[key]


def put(key: str, value: str) -> None:
    """Set a value. The caller commits."""
    db.session.merge(SettingRow(key=key, value=value))


def clear(key: str) -> None:
    """Go back to the default. The caller commits."""
    row = db.session.get(SettingRow, key)
    if row is not None:
        db.session.delete(row)
