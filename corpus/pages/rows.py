"""Table of the pages that recognition has to do with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow


class PageRow(Base):
    """页: one page of an original whose text stands in a picture, and what recognition read there.

    `state`: waiting recognised weak (低置信) none (no text found) failed. A page that is not here has
    its text in the file. `score` is the mean by characters, 0 to 1; `turned` clockwise degrees until
    it stands upright; `reading` as corpus/recognition/printed.py writes it. `checked_by`:
    a person compared it with the picture. `earlier`: what recognitions before read, newest first, each
    {at, engine, score, turned, reading}; `at` is when another took its place.
    """

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("sha256", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("original.sha256"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    score: Mapped[float | None]
    turned: Mapped[int] = mapped_column(default=0)
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    engine: Mapped[str | None]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    attempts: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None] = mapped_column(Text)
    checked_by_id: Mapped[int | None]
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
