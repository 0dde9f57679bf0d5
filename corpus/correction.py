"""What a person may put right on a document by hand, and how. Pure.

A correction is a field and a plain JSON value, so that it can stand beside the machine's reading. A
date is written as 2015, 2015-03 or 2015-03-04: only as much as the paper tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from base.errors import Refused
from corpus.block import Block, Reading
from corpus.document import Citation, CitationRole, DatedFact, DocNumber, Document
from corpus.structure.doc_number import own_on_line
from corpus.structure.doubts import FIELD_OF
from corpus.structure.sheet import lay_out

DATE_FIELDS = ("signed_on", "issued_on", "printed_on", "effective_on", "valid_until")
TEXT_FIELDS = ("title", "inner_title", "genre")
LIST_FIELDS = ("issuers", "addressees")

LABELS = {
    "title": "标题",
    "inner_title": "内含文件标题",
    "genre": "文种",
    "issuers": "制定机关",
    "addressees": "主送机关",
    "doc_number": "发文字号",
    "signed_on": "成文日期",
    "issued_on": "公布日期",
    "printed_on": "印发日期",
    "effective_on": "施行日期",
    "valid_until": "有效期届满",
    "citations": "引用",
}

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def apply(document: Document, changes: dict[str, Any]) -> Document:
    """The document with the changes laid over it; notes on what was changed are done with.

    Raises:
        Refused: a value cannot be understood; the sentence says how to write it.
    """
    values: dict[str, Any] = {}
    for field, value in changes.items():
        reader = _READERS.get(field)
        if reader is None:
            raise Refused(f"“{field}”不是可以更正的字段。")
        values[field] = reader(value)
    face = {name: fact for name, fact in document.face.items() if name not in values}
    notes = tuple(note for note in document.notes if FIELD_OF.get(note.code) not in values)
    return replace(document, **values, face=face, notes=notes)


def not_understood(changes: dict[str, Any]) -> dict[str, str]:
    """By field, why a value cannot be understood and how to write it; `apply` takes the others."""
    found = dict[str, str]()
    for field, value in changes.items():
        try:
            _READERS[field](value)
        except Refused as problem:
            found[field] = problem.message
    return found


def parse_date(value: str | None) -> DatedFact | None:
    """Read a typed date; None or blank means that the paper does not tell.

    Raises:
        Refused: it is no date.
    """
    if not value or not value.strip():
        return None
    text = value.strip().replace("/", "-").replace(".", "-")
    text = re.sub(r"[年月]", "-", text).replace("日", "").strip("-")
    found = _DATE.fullmatch(text)
    if found is None:
        raise Refused(
            f"看不懂日期“{value}”。请写成 2015-03-04；只知道年月写 2015-03，只知道年写 2015。"
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise Refused(f"“{value}”不是存在的日期，请核对原件。") from error
    return DatedFact(year or 0, month, day)


def _text(value: str | None) -> str | None:
    return value.strip() or None if value else None


def _names(value: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in value or [] if name.strip())


def read_number(value: str | None) -> DocNumber | None:
    """The number in a typed text; one of no known shape keeps its words and has no year or serial."""
    if not value or not value.strip():
        return None
    text = value.strip()
    sheet = lay_out(Reading("txt", "typed", (Block(text),)))
    found = own_on_line(sheet.lines[0]) if sheet.lines else None
    if found is None:
        return DocNumber(text, text, None, None)
    return DocNumber(text, found.prefix, found.year, found.serial)


def _role(value: str) -> CitationRole:
    try:
        return CitationRole(value)
    except ValueError as error:
        raise Refused(f"引用的作用“{value}”不认识，请从列表中选择。") from error


def _citations(value: list[dict[str, Any]] | None) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            name=_text(one.get("name")),
            doc_number=read_number(one.get("doc_number")),
            article=_text(one.get("article")),
            role=_role(one.get("role", "mention")),
            start=int(one.get("start", 0)),
            end=int(one.get("end", 0)),
        )
        for one in value or []
    )


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(TEXT_FIELDS, _text),
    **dict.fromkeys(LIST_FIELDS, _names),
    **dict.fromkeys(DATE_FIELDS, parse_date),
    "doc_number": read_number,
    "citations": _citations,
}
