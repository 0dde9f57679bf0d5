"""`flask check` for the review: are status tags what they are derived from, notices as published?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import select

from base.db import db, writing
from base.jobs import JobRow
from corpus.integrity import Checked
from review import examining, status
from review.notice import content_hash
from review.rows import NoticeEntryRow, NoticeFileRow, NoticeRow


def check(*, repair: bool = False) -> Iterator[Checked]:
    """Compare the tags with clauses and notices, and each notice with its hashes.

    Tags are a cache and can be written anew with `repair`; a notice is only ever reported.
    """
    yield _result("status", _tags(repair=repair))
    yield _result("notices", list(_notices()))


def _result(name: str, found: list[str]) -> Checked:
    return Checked(name, not found, tuple(found))


def _tags(*, repair: bool) -> list[str]:
    if repair:
        with writing():
            status.project(status.differing())
    waiting = select(JobRow.id).where(JobRow.kind == examining.JOB, JobRow.state != "failed")
    if db.session.scalar(waiting.limit(1)) is not None:
        return []  # they are about to be written anew
    differing = status.differing()
    if not differing:
        return []
    return [f"{len(differing)} 份文件的效力状态与依据不符，请运行 flask check --repair。"]


def _notices() -> Iterator[str]:
    for row in db.session.scalars(select(NoticeRow).order_by(NoticeRow.id)):
        content = json.loads(row.content)
        if content_hash(content) != row.content_hash:
            yield f"公告 {row.number} 的内容与校验码不符，请从备份恢复。"
        entries = select(NoticeEntryRow.entry).where(NoticeEntryRow.notice_id == row.id)
        if list(db.session.scalars(entries.order_by(NoticeEntryRow.id))) != content["entries"]:
            yield f"公告 {row.number} 的目录条目与公布内容不符，请从备份恢复。"
        files = select(NoticeFileRow).where(NoticeFileRow.notice_id == row.id)
        for file in db.session.scalars(files):
            if hashlib.sha256(file.content).hexdigest() != file.sha256:
                yield f"公告 {row.number} 的 {file.form} 文件被改动，请从备份恢复。"
