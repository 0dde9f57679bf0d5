"""The lists as one CSV that Excel and WPS open in Chinese."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

from review.notice import NoticeEntry, PublicationNotice

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(notice: PublicationNotice) -> bytes:
    """UTF-8 with BOM; first the column names of the published rows, then a row a document.

    Nothing else stands in it, so that the number of rows is the number of documents.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    names = [field.name for field in fields(NoticeEntry)]
    writer.writerow(names)
    for entry in notice.entries:
        writer.writerow([_guarded(getattr(entry, name)) for name in names])
    return ("\ufeff" + out.getvalue()).encode()


def _guarded(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets a quote before it (OWASP)."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value
