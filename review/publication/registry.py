"""The forms a notice can be downloaded in. Each passes the same contract test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from review.notice import PublicationNotice
from review.publication import as_csv, as_docx, as_json, as_xlsx


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the words of its link, its media type, and how it is made."""

    label: str
    media_type: str
    render: Callable[[PublicationNotice], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument"

RENDERERS: Mapping[str, Form] = MappingProxyType(
    {
        "docx": Form("公告及附件（Word）", f"{_OFFICE}.wordprocessingml.document", as_docx.render),
        "xlsx": Form("目录（Excel）", f"{_OFFICE}.spreadsheetml.sheet", as_xlsx.render),
        "csv": Form("CSV", "text/csv; charset=utf-8", as_csv.render),
        "json": Form("JSON", "application/json", as_json.render),
    }
)
