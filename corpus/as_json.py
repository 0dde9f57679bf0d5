"""A Document in the words of `flask parse`, and as a tree for storage and back. Pure."""

from __future__ import annotations

from typing import Any

from corpus.block import Reading, ReadNote
from corpus.document import (
    Citation,
    CitationRole,
    Confidence,
    DatedFact,
    DocNumber,
    Document,
    FaceFact,
    Provision,
    ProvisionKind,
    Span,
)

SHAPE = 2
"""Version of the stored tree; raise it when the shape changes and read the older ones too.

2: `face` (confidence and spans of the face fields) was added.
"""

Tree = dict[str, Any]


def parse_object(reading: Reading, document: Document) -> Tree:
    """The object of `flask parse --json` without `file` and `sha256`; absent is null."""
    return {
        "format": reading.format,
        "reader": reading.reader,
        "pages": reading.pages,
        "notes": [_note(note) for note in document.notes],
        "title": document.title,
        "inner_title": document.inner_title,
        "genre": document.genre,
        "issuers": list(document.issuers),
        "addressees": list(document.addressees),
        "doc_number": _number(document.doc_number),
        "signed_on": _date(document.signed_on),
        "issued_on": _date(document.issued_on),
        "printed_on": _date(document.printed_on),
        "effective_on": _date(document.effective_on),
        "valid_until": _date(document.valid_until),
        "text": document.text,
        "provisions": [_provision(node) for node in document.provisions],
        "citations": [_citation(item) for item in document.citations],
        "face": _face(document),
    }


def _face(document: Document) -> Tree:
    """How surely each face field was read, and from which words."""
    return {
        name: {
            "confidence": fact.confidence.value,
            "spans": [_span_tree(span) for span in fact.spans],
        }
        for name, fact in document.face.items()
    }


def _face_from(tree: Tree) -> dict[str, FaceFact]:
    return {
        name: FaceFact(
            Confidence(fact["confidence"]), tuple(Span(**span) for span in fact["spans"])
        )
        for name, fact in tree.items()
    }


def _note(note: ReadNote) -> Tree:
    return {"code": note.code, "message": note.message, "page": note.page}


def _number(number: DocNumber | None) -> Tree | None:
    if number is None:
        return None
    return {
        "text": number.text,
        "prefix": number.prefix,
        "year": number.year,
        "serial": number.serial,
    }


def _date(fact: DatedFact | None) -> Tree | None:
    if fact is None:
        return None
    span = fact.span
    return {
        "value": fact.iso,
        "precision": fact.precision.value,
        "quote": span.quote if span else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


def _provision(node: Provision) -> Tree:
    return {
        "eid": node.eid,
        "kind": node.kind.value,
        "label": node.label,
        "start": node.start,
        "end": node.end,
    }


def _citation(item: Citation) -> Tree:
    return {
        "name": item.name,
        "doc_number": _number(item.doc_number),
        "article": item.article,
        "role": item.role.value,
        "start": item.start,
        "end": item.end,
    }


_DATES = ("signed_on", "issued_on", "printed_on", "effective_on", "valid_until")
_WORDS = ("text", "title", "inner_title", "genre")


def document_to_tree(document: Document) -> Tree:
    """Everything a Document holds, as dicts, lists, strings and numbers; lossless."""
    tree: Tree = {"shape": SHAPE}
    tree |= {word: getattr(document, word) for word in _WORDS}
    tree["title_span"] = _span_tree(document.title_span)
    tree["issuers"] = list(document.issuers)
    tree["addressees"] = list(document.addressees)
    tree["doc_number"] = _number_tree(document.doc_number)
    tree |= {name: _date_tree(getattr(document, name)) for name in _DATES}
    tree["provisions"] = [_provision(node) for node in document.provisions]
    tree["citations"] = [
        _citation(item) | {"doc_number": _number_tree(item.doc_number)}
        for item in document.citations
    ]
    tree["notes"] = [_note(note) for note in document.notes]
    tree["page_starts"] = list(document.page_starts)
    tree["face"] = _face(document)
    return tree


def document_from_tree(tree: Tree) -> Document:
    """The Document a tree was made of.

    Raises ValueError for a shape this program does not know.
    """
    if tree.get("shape") not in (1, SHAPE):
        raise ValueError(f"unknown shape of a stored document: {tree.get('shape')!r}")
    return Document(
        text=tree["text"],
        title=tree["title"],
        inner_title=tree["inner_title"],
        genre=tree["genre"],
        signed_on=_date_from(tree["signed_on"]),
        issued_on=_date_from(tree["issued_on"]),
        printed_on=_date_from(tree["printed_on"]),
        effective_on=_date_from(tree["effective_on"]),
        valid_until=_date_from(tree["valid_until"]),
        title_span=_span_from(tree["title_span"]),
        issuers=tuple(tree["issuers"]),
        addressees=tuple(tree["addressees"]),
        doc_number=_number_from(tree["doc_number"]),
        provisions=tuple(_provision_from(node) for node in tree["provisions"]),
        citations=tuple(_citation_from(item) for item in tree["citations"]),
        notes=tuple(ReadNote(**note) for note in tree["notes"]),
        page_starts=tuple(tree["page_starts"]),
        face=_face_from(tree.get("face", {})),
    )


def _span_tree(span: Span | None) -> Tree | None:
    return {"start": span.start, "end": span.end, "quote": span.quote} if span else None


def _span_from(tree: Tree | None) -> Span | None:
    return Span(**tree) if tree else None


def _number_tree(number: DocNumber | None) -> Tree | None:
    plain = _number(number)
    return plain | {"span": _span_tree(number.span)} if plain and number else None


def _number_from(tree: Tree | None) -> DocNumber | None:
    if tree is None:
        return None
    return DocNumber(**(tree | {"span": _span_from(tree["span"])}))


def _date_tree(fact: DatedFact | None) -> Tree | None:
    if fact is None:
        return None
    return {
        "year": fact.year,
        "month": fact.month,
        "day": fact.day,
        "span": _span_tree(fact.span),
    }


def _date_from(tree: Tree | None) -> DatedFact | None:
    return DatedFact(**(tree | {"span": _span_from(tree["span"])})) if tree else None


def _provision_from(tree: Tree) -> Provision:
    return Provision(**(tree | {"kind": ProvisionKind(tree["kind"])}))


def _citation_from(tree: Tree) -> Citation:
    known = {"doc_number": _number_from(tree["doc_number"]), "role": CitationRole(tree["role"])}
    return Citation(**(tree | known))
