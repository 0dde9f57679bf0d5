"""Tables of likeness: signatures, bands to look them up by, pairs found, what people said of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from base.db import Base, UtcDateTime, utcnow

PLACES = 1 << 20
"""A paragraph's place is its document's id times this, plus the number of its line."""


class FingerprintRow(Base):
    """文本指纹 of a document's text, derived. `revision_id` is the text it was made of, `digest` the
    SHA-256 of its words, `hashes` the MinHash, `parts` the place and keys of each paragraph (kept so
    that they can be taken out again). `doubtful`: names of fields that are 存疑, with commas around."""

    __tablename__ = "fingerprint"
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True
    )
    revision_id: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
    length: Mapped[int]
    part_count: Mapped[int]
    hashes: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    parts: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    doubtful: Mapped[str] = mapped_column(default="")


class BandRow(Base):
    """One of the 32 bands of a document's signature."""

    __tablename__ = "fingerprint_band"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - the key is the table
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PartBandRow(Base):
    """One of the 6 bands of a paragraph's signature; `place` tells document and line.

    There are many of them, so nothing else is kept: a place of a document that is gone means nothing.
    """

    __tablename__ = "fingerprint_part"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - the key is the table
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class KinRow(Base):
    """相似文件: two documents (the smaller id first) that are alike; derived. `verdict` is a Verdict
    seen from the first; shares and ratio from 0 to 1; `numbers` counts the figures that differ."""

    __tablename__ = "kin"
    first_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    verdict: Mapped[str]
    ratio: Mapped[float]
    first_share: Mapped[float]
    second_share: Mapped[float]
    numbers: Mapped[int] = mapped_column(default=0)


class KinMarkRow(Base):
    """认定: what a person said of a pair: same_file, version or unrelated. The newest that was not
    taken back counts; nothing is merged or deleted by it."""

    __tablename__ = "kin_mark"
    __table_args__ = (Index("ix_kin_mark_pair", "first_id", "second_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), index=True
    )
    mark: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
