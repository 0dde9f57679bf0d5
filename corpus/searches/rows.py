"""Tables: searches that people keep, and lists of terms that are looked for in one go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow


class SavedSearchRow(Base):
    """保存的检索: the address of a search under a name, each person's own. `dropped_at`: taken away."""

    __tablename__ = "saved_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TermListRow(Base):
    """批量检索: a list of terms, and how many of them have been looked for.

    `totals` has the exact count of documents for each term that is done, in order.
    """

    __tablename__ = "term_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    terms: Mapped[list[str]] = mapped_column(JSON)
    totals: Mapped[list[Any]] = mapped_column(JSON, default=list)
    problem: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class TermHitRow(Base):
    """One document that holds one term of a list, with the words around the first place."""

    __tablename__ = "term_hit"
    list_id: Mapped[int] = mapped_column(ForeignKey("term_list.id"), primary_key=True)
    term: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int]
    status: Mapped[str]
    places: Mapped[int]
    snippet: Mapped[str] = mapped_column(Text)
