"""What the correction form says otherwise than the document does now."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from corpus import correction
from corpus.document import Citation, Document

Form = MultiDict[str, str]

_CITED = ("name", "doc_number", "article", "role")


def changes_from(form: Form, before: Document) -> dict[str, Any]:
    """What the form says otherwise than the document does now."""
    changes = _texts(form, before) | _lists(form, before) | _dates(form, before)
    number = before.doc_number.text if before.doc_number else ""
    if "doc_number" in form and form["doc_number"].strip() != number:
        changes["doc_number"] = form["doc_number"].strip() or None
    citations = _citations(form, before)
    return changes if citations is None else changes | {"citations": citations}


def _texts(form: Form, before: Document) -> dict[str, Any]:
    return {
        name: form[name].strip() or None
        for name in correction.TEXT_FIELDS
        if name in form and form[name].strip() != (getattr(before, name) or "")
    }


def _lists(form: Form, before: Document) -> dict[str, Any]:
    typed = {
        name: [part.strip() for part in form[name].split("、") if part.strip()]
        for name in correction.LIST_FIELDS
        if name in form
    }
    return {name: names for name, names in typed.items() if tuple(names) != getattr(before, name)}


def _dates(form: Form, before: Document) -> dict[str, Any]:
    shown = {name: getattr(before, name) for name in correction.DATE_FIELDS}
    return {
        name: form[name].strip() or None
        for name, fact in shown.items()
        if name in form and form[name].strip() != (fact.iso if fact else "")
    }


def _citations(form: Form, before: Document) -> list[dict[str, Any]] | None:
    """The citation table of the form, or None where it is absent or unchanged."""
    if "citation-count" not in form:
        return None
    kept: list[dict[str, Any]] = []
    for n in range(form.get("citation-count", 0, type=int)):
        if f"citation-{n}-drop" in form:
            continue
        one = {key: form.get(f"citation-{n}-{key}", "").strip() or None for key in _CITED}
        if one["name"] or one["doc_number"]:
            start, end = (
                form.get(f"citation-{n}-start", 0, int),
                form.get(f"citation-{n}-end", 0, int),
            )
            kept.append(one | {"start": start, "end": end})
    return kept if kept != [_plain(citation) for citation in before.citations] else None


def _plain(citation: Citation) -> dict[str, Any]:
    return {
        "name": citation.name,
        "doc_number": citation.doc_number.text if citation.doc_number else None,
        "article": citation.article,
        "role": citation.role.value,
        "start": citation.start,
        "end": citation.end,
    }
