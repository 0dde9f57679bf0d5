"""Tables of what people say about the machine's knowledge: muted rules, amended facts, undone relations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow


class RuleMuteRow(Base):
    """规则停用: a rule that is not to be used for proposals, in one campaign or (None) everywhere.

    `ended_at` is set when it is used again; the row stays.
    """

    __tablename__ = "rule_mute"
    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(index=True)
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None]


class AmendmentRow(Base):
    """资料修正: one row of facts added or corrected by a person, laid over the shipped table.

    `kind`: law body policy. `values` is the whole row as it should be; of several with one key the
    newest that was not withdrawn counts. `source` is the sentence that proves it.
    """

    __tablename__ = "knowledge_amendment"
    __table_args__ = (Index("ix_knowledge_amendment_kind_key", "kind", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date]
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None]


class RelationUndoRow(Base):
    """关系撤销: a relation read from the texts that a person says is none; examinations keep to it.

    `quote` are the words it was read from, for whoever looks later.
    """

    __tablename__ = "relation_undo"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    target_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    quote: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None]
