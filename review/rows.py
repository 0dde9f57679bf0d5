"""Tables of the review: campaigns, tasks, what people said, relations, notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow


class CampaignRow(Base):
    """清理工作. `kind`: full periodic special immediate. `state`: open published.

    `documents` are the ids it is about, where it was opened for named documents (即时清理).
    """

    __tablename__ = "campaign"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    scope_note: Mapped[str] = mapped_column(Text)
    issuers: Mapped[list[str]] = mapped_column(JSON)  # empty = every issuer
    documents: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    since: Mapped[date | None]
    cut_off: Mapped[date]
    deadline: Mapped[date]
    profile: Mapped[str] = mapped_column(default="neutral")
    state: Mapped[str] = mapped_column(default="open")
    opened_by: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)


class CampaignMemberRow(Base):
    """A person who takes part in a campaign."""

    __tablename__ = "campaign_member"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)


class TaskRow(Base):
    """审查任务: one document in one campaign.

    `examination` is the machine's word as JSON (review/as_json), made of `revision_id`; columns beside
    it are for filters. `version` rises with each step, for stale forms. `due` is the day it should be
    done by.
    """

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("campaign_id", "document_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    stage: Mapped[str] = mapped_column(index=True)
    round: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    answer: Mapped[
        str | None
    ]  # the machine's identification: yes no doubt; None = not examined yet
    exclusion: Mapped[str | None]
    proposed: Mapped[str | None]  # the machine's disposition; None = 需人工判断
    examination: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    examined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due: Mapped[date]


class StatementRow(Base):
    """What a person said about a task, one row each per person and round; never changed.

    `kind`: view (部门清理意见) opinion (审核意见) settlement (协调意见) decision (清理决定) exclusion (识别排除)
    return (退回) reopen (重新办理). `withdrawn_at` is set when the author took it back in time.
    """

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("kind <> 'opinion' OR role IN ('office', 'counsel')", name="opinion_role"),
        CheckConstraint("kind <> 'decision' OR role = 'approver'", name="decision_role"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    round: Mapped[int]
    kind: Mapped[str]
    role: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    author: Mapped[str]
    disposition: Mapped[str | None]
    exclusion: Mapped[str | None]
    reason_code: Mapped[str | None]
    reason: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None]
    deadline: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RelationRow(Base):
    """A relation between two documents of the library, with its evidence; a cache of examination."""

    __tablename__ = "relation"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    partial: Mapped[bool]
    effective_on: Mapped[date | None]
    quote: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]


class NoticeRow(Base):
    """清理结果公告: an immutable snapshot; corrected only by a later notice.

    `content` is the canonical JSON whose SHA-256 is `content_hash`.
    """

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    number: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    published_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    published_by: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)


class NoticeEntryRow(Base):
    """目录条目: one document in one notice, the frozen words of the published list."""

    __tablename__ = "notice_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    n: Mapped[int]
    disposition: Mapped[str]
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)


class NoticeFileRow(Base):
    """A download of a notice, rendered once when it was published. `form`: docx xlsx csv json."""

    __tablename__ = "notice_file"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
