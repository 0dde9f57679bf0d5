"""Tables of the inventory: registers and their lines, what was matched, numbers cited, gaps explained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from base.db import Base, UtcDateTime, utcnow


class RegisterRow(Base):
    """目录: one uploaded register, or an exported inventory that came back (`kind` inventory).

    `state`: reading preview refused applying confirmed undone. `grid` are the cells, `parsed` what is
    to be written, `preview` what the page shows; `chosen` what a person said of the columns.
    `applied` are [document, correction] of an inventory that came back.
    """

    __tablename__ = "register"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("original.sha256"))
    kind: Mapped[str] = mapped_column(default="register")
    state: Mapped[str] = mapped_column(default="reading", index=True)
    message: Mapped[str | None] = mapped_column(Text)
    rows: Mapped[int] = mapped_column(default=0)
    grid: Mapped[Any] = deferred(mapped_column(JSON, nullable=True))
    parsed: Mapped[Any] = deferred(mapped_column(JSON, nullable=True))
    preview: Mapped[Any] = deferred(mapped_column(JSON, nullable=True))
    chosen: Mapped[Any] = mapped_column(JSON, nullable=True)
    applied: Mapped[Any] = deferred(mapped_column(JSON, nullable=True))
    created_by: Mapped[int]
    created_by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class RegisterEntryRow(Base):
    """登记: one line of a confirmed register. Dates are ISO strings with the precision known."""

    __tablename__ = "register_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    register_id: Mapped[int] = mapped_column(
        ForeignKey("register.id", ondelete="CASCADE"), index=True
    )
    sheet: Mapped[str]
    row: Mapped[int]
    number_text: Mapped[str | None]
    number_key: Mapped[str | None] = mapped_column(index=True)
    year: Mapped[int | None] = mapped_column(index=True)
    title: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[str | None]
    issued_on: Mapped[str | None]
    effective_on: Mapped[str | None]
    valid_until: Mapped[str | None]
    issuer: Mapped[str | None] = mapped_column(Text)
    genre: Mapped[str | None]
    pages: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class RegisterLinkRow(Base):
    """对应: a line and a paper that may be one.

    `state`: matched (sure, by the machine), proposed (for a person), confirmed and refused (by one).
    """

    __tablename__ = "register_link"
    __table_args__ = (
        UniqueConstraint("entry_id", "document_id"),
        Index("ix_register_link_document_id_state", "document_id", "state"),
        Index("ix_register_link_state", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    state: Mapped[str]
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CitedNumberRow(Base):
    """被引文号: a number that the text of a document cites; derived, written anew with each reading."""

    __tablename__ = "cited_number"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    start: Mapped[int]


class SeriesNoteRow(Base):
    """文号说明: why serials `first`…`last` of a series have no paper; with kind foreign, the whole
    prefix (year 0) is not the office's own. `undone_at` is set when it is taken back."""

    __tablename__ = "series_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(index=True)
    year: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
