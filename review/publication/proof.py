"""Is this file what was published? By its own hash, and by what this installation has published."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from base.db import db
from base.errors import Refused
from review.notice import content_hash
from review.publication import as_json
from review.rows import NoticeFileRow, NoticeRow


def prove(data: bytes) -> str:
    """Say in a Chinese sentence what is proven of a downloaded list.

    A JSON carries the hash of its content and can be checked anywhere; where this installation
    published a notice of that number, the hash must be that notice's. The other forms are compared
    byte by byte with what was published here.

    Raises:
        Refused: it was changed, or it is no published list.
    """
    number = _published_as(hashlib.sha256(data).hexdigest())
    if number is not None:
        return f"与 {number} 公布时的文件逐字节一致。"
    content = as_json.verify(data)
    here, mine = _hash_of(content["number"]), content_hash(content)
    said = f"{content['number']}，共 {content['totals']['total']} 件"
    if here is None:
        return f"内容与校验码一致：{said}。本机没有公布过它，请与公布机关网页上的校验码核对：{mine}"
    if here != mine:
        raise Refused(
            f"这份文件与本机公布的 {content['number']} 不同，被改动过。请从公告页重新下载。"
        )
    return f"内容与校验码一致，与本机公布的相同：{said}。"


def _published_as(sha256: str) -> str | None:
    """The number of the notice of which a download has these bytes."""
    query = select(NoticeRow.number).join(NoticeFileRow, NoticeFileRow.notice_id == NoticeRow.id)
    try:
        return db.session.scalar(query.where(NoticeFileRow.sha256 == sha256).limit(1))
    except (
        DatabaseError
    ):  # a reader elsewhere has no database; the hash in the file is still checked
        db.session.rollback()
        return None


def _hash_of(number: str) -> str | None:
    try:
        return db.session.scalar(select(NoticeRow.content_hash).where(NoticeRow.number == number))
    except DatabaseError:
        db.session.rollback()
        return None
