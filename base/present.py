"""How values are written for people: template filters for dates, numbers and sizes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from base.audit_words import words

SHANGHAI = ZoneInfo("Asia/Shanghai")


def date_table(value: Any) -> str:
    """2026-11-22 for tables; a partial date stays partial; nothing is a dash.

    `value` is a date, a datetime (shown in Asia/Shanghai), an ISO string or a DatedFact.
    """
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "iso", value))


def moment(value: datetime | None) -> str:
    """2026-11-22 16:03, Shanghai time."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else "—"


def date_prose(value: Any) -> str:
    """2026年11月22日 for running text; a partial date stays partial."""
    text = date_table(value)
    if text == "—":
        return "日期不详"
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False)
    )


def thousands(value: int) -> str:
    """1,986."""
    return f"{value:,}"


def pairs(pieces: Iterable[Any]) -> list[tuple[str, bool]]:
    """Search pieces as (text, is it a hit) for the components."""
    return [(piece.text, piece.hit) for piece in pieces]


def snippet_pairs(snippet: Any) -> list[tuple[str, bool]]:
    """A snippet with …… where text was left out."""
    before = [("……", False)] if snippet.cut_before else []
    after = [("……", False)] if snippet.cut_after else []
    return before + pairs(snippet.pieces) + after


def audit_action(action: str) -> str:
    """What an event of the audit log did, in Chinese."""
    return words().actions.get(action, action)


def register_filters(app: Flask) -> None:
    """Make the filters known to the templates."""
    for function in (date_table, date_prose, moment, thousands, pairs, snippet_pairs, audit_action):
        app.add_template_filter(function, function.__name__)
