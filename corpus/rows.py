"""Tables of the corpus: originals, what was put in, documents and their revisions, search text, tags."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow


class OriginalRow(Base):
    """原件: uploaded bytes, kept once by SHA-256; the file is on disk before this row commits."""

    __tablename__ = "original"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class BatchRow(Base):
    """导入: what somebody put in at one time."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    created_by: Mapped[int]
    created_by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)


class ItemRow(Base):
    """One file of a batch and how it ended.

    `state`: waiting reading read noted refused duplicate unpacked (a zip whose members are items).
    `code` and `message` say why it was refused or what to look at.
    """

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("original.sha256"), index=True)
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    code: Mapped[str | None]
    message: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)


class DocumentRow(Base):
    """文件: the columns one filters and sorts by; the tree stands in its revision.

    Dates are ISO strings with the precision known (2015, 2015-03, 2015-03-04). `day` is the first day
    `signed_on` (else issued_on, else the year of the number) can mean: for ordering only.
    `version` rises with each change, for stale-edit checks; `sequence` rises over all documents and
    tells the index what it has not seen yet; `tagged` counts the changes of tags likewise.
    """

    __tablename__ = "document"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - an id is never used again
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("original.sha256"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    format: Mapped[str]
    title: Mapped[str | None] = mapped_column(Text)
    inner_title: Mapped[str | None] = mapped_column(Text)
    genre: Mapped[str | None] = mapped_column(index=True)
    issuers: Mapped[str] = mapped_column(Text, default="")
    number_text: Mapped[str | None]
    number_key: Mapped[str | None] = mapped_column(index=True)
    signed_on: Mapped[str | None]
    issued_on: Mapped[str | None]
    effective_on: Mapped[str | None]
    valid_until: Mapped[str | None]
    day: Mapped[date | None] = mapped_column(index=True)
    year: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(index=True, default=0)
    tagged: Mapped[int] = mapped_column(index=True, default=0)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class CounterRow(Base):
    """A number that only rises; never computed from rows that may be removed."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class DocumentIssuerRow(Base):
    """One issuing body of a document, for the issuer filter."""

    __tablename__ = "document_issuer"
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, index=True)


class RevisionRow(Base):
    """文本版本: one reading of the text, immutable. `layer`: machine (the text stood in the file), ocr
    (some of it was recognised) or human; the newest counts. `layout`: see corpus/layout.py."""

    __tablename__ = "revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    layer: Mapped[str]
    reader: Mapped[str]
    pages: Mapped[int | None]
    shape: Mapped[int]
    tree: Mapped[dict[str, Any]] = mapped_column(JSON)
    layout: Mapped[list[list[int]] | None] = mapped_column(JSON)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class CorrectionRow(Base):
    """A field a person corrected; the newest of a field counts, the machine's reading stays beside it.

    `undone_at` is set when the correction is taken back.
    """

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    field: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON, nullable=True)
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SearchTextRow(Base):
    """The folded text a search is verified against (see corpus/search/terms).

    `articles` are the spans of the 条 in `body`: start, end, start, end, …
    """

    __tablename__ = "search_text"
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    tokeniser: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    issuers: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text, default="")
    articles: Mapped[list[int]] = mapped_column(JSON, default=list)


class DocumentTagRow(Base):
    """A fact of `review` projected here for filters, with the days on which it holds (to exclusive).

    A cache, rebuilt from events; keys: status (of ValidityStatus), normative, campaign, public.
    Written by corpus/tags alone.
    """

    __tablename__ = "document_tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    key: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (Index("ix_document_tag_key_value", "key", "value"),)
