"""The lists as one CSV that Excel and WPS open in Chinese."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

from review.notice import NoticeEntry, PublicationNotice, content_hash

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(notice: PublicationNotice) -> bytes:
    """UTF-8 with BOM; first the column names of the published rows, then a row a document."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [field.name for field in fields(NoticeEntry)]
    writer.writerow(names)
    for entry in notice.entries:
        writer.writerow([_guarded(getattr(entry, name)) for name in names])
    writer.writerow([])
    writer.writerow(["# 公告", _guarded(notice.number), _guarded(notice.title)])
    writer.writerow(["# 清理截止", notice.cut_off.isoformat()])
    for name, count in notice.totals.items():
        writer.writerow([f"# {name}", count])
    writer.writerow(["# 内容校验码", content_hash(notice.content())])
    return ("\ufeff" + out.getvalue()).encode()


def _guarded(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets a quote before it (OWASP)."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value
