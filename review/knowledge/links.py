"""The relations of a library as a whole: which lead nowhere, which lead back to themselves. Reads only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from base.db import db
from corpus import library
from corpus.document import CitationRole
from corpus.inventory.rows import CitedNumberRow
from corpus.rows import DocumentRow
from review.examination.subject import sentence_at
from review.knowledge.rows import RelationUndoRow
from review.relation import RelationKind
from review.rows import RelationRow

LOOKED_AT = 400
"""Documents whose numbers lead nowhere that are read again for what they do to them."""

_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿|审议稿")

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A relation with both documents."""

    id: int
    kind: RelationKind
    source: DocumentRow
    target: DocumentRow
    row: RelationRow


@dataclass(frozen=True, slots=True)
class Dangling:
    """A paper acts on another one that is not in the library: what it does, to which number, its words."""

    source: DocumentRow
    does: str
    number: str
    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Circle:
    """Documents that act on each other in a ring, so that at least one link is misread."""

    kind: RelationKind
    links: tuple[Shown, ...]


_DOES = {
    CitationRole.REPEAL: "废止",
    CitationRole.AMEND: "修改",
    CitationRole.EXTEND: "延长有效期",
    CitationRole.BASIS: "以它为依据",
    CitationRole.FORWARD: "转发",
}


def counts() -> dict[RelationKind, int]:
    """How many relations of each kind there are."""
    query = select(RelationRow.kind, func.count()).group_by(RelationRow.kind)
    return {RelationKind(kind): count for kind, count in db.session.execute(query)}


def shown(kind: RelationKind, offset: int, most: int) -> list[Shown]:
    """A page of the relations of one kind."""
    query = select(RelationRow).where(RelationRow.kind == kind.value)
    rows = db.session.scalars(query.order_by(RelationRow.id).offset(offset).limit(most))
    return _with_documents(list(rows))


def of_document(document_id: int) -> list[Shown]:
    """Every relation of one document, in both directions."""
    query = select(RelationRow).where(
        or_(RelationRow.source_id == document_id, RelationRow.target_id == document_id)
    )
    return _with_documents(list(db.session.scalars(query.order_by(RelationRow.id))))


def circles() -> list[Circle]:
    """The rings among relations of one kind."""
    found = []
    for kind in RelationKind:
        rows = list(db.session.scalars(select(RelationRow).where(RelationRow.kind == kind.value)))
        for ring in rings((row.source_id, row.target_id) for row in rows):
            inside = [row for row in rows if row.source_id in ring and row.target_id in ring]
            found.append(Circle(kind, tuple(_with_documents(inside))))
    return found


def rings(edges: Iterable[Edge]) -> list[frozenset[int]]:
    """The sets of nodes that can reach each other, by size; a node alone counts only with an edge to
    itself. Pure and linear (Kosaraju)."""
    ahead: defaultdict[int, set[int]] = defaultdict(set)
    back: defaultdict[int, set[int]] = defaultdict(set)
    for source, target in edges:
        ahead[source].add(target)
        back[target].add(source)
    order: list[int] = []
    seen: set[int] = set()
    for node in sorted({*ahead, *back}):
        order += _finished(node, ahead, seen)
    found, taken = [], set[int]()
    for node in reversed(order):
        ring = frozenset(_finished(node, back, taken))
        if len(ring) > 1 or any(one in ahead[one] for one in ring):
            found.append(ring)
    return sorted(found, key=lambda ring: (len(ring), sorted(ring)))


def _finished(root: int, near: Mapping[int, set[int]], seen: set[int]) -> list[int]:
    """The nodes reached from `root` that were not seen, each after all it leads to."""
    if root in seen:
        return []
    seen.add(root)
    done, stack = [], [(root, iter(sorted(near.get(root, ()))))]
    while stack:
        node, following = stack[-1]
        step = next((one for one in following if one not in seen), None)
        if step is None:
            done.append(node)
            stack.pop()
        else:
            seen.add(step)
            stack.append((step, iter(sorted(near.get(step, ())))))
    return done


def dangling(most: int = 200) -> tuple[list[Dangling], bool]:
    """What papers do to numbers that are not in the library, repeals first; whether all were looked at."""
    known = select(DocumentRow.number_key).where(DocumentRow.number_key.is_not(None))
    query = (
        select(CitedNumberRow.document_id, CitedNumberRow.key)
        .where(CitedNumberRow.key.not_in(known))
        .order_by(CitedNumberRow.document_id)
    )
    missing: defaultdict[int, set[str]] = defaultdict(set)
    for document_id, key in db.session.execute(query):
        missing[document_id].add(key)
    found = []
    for document_id in list(missing)[:LOOKED_AT]:
        found += _leading_nowhere(document_id, missing[document_id])
    order = list(_DOES.values())
    found.sort(key=lambda one: (order.index(one.does), one.source.id))
    return found[:most], len(missing) <= LOOKED_AT and len(found) <= most


def _leading_nowhere(document_id: int, keys: set[str]) -> list[Dangling]:
    filed = library.get(document_id)
    if _DRAFT.search(filed.document.title or ""):
        return []  # what a draft says is not done
    document, made = filed.document, dict[str, Dangling]()
    for citation in document.citations:
        number = citation.doc_number
        if number is None or number.key not in keys or citation.role not in _DOES:
            continue
        begin, end = sentence_at(document.text, citation.start, citation.end)
        does = _DOES[citation.role]
        quote = document.text[begin:end][:200]
        made.setdefault(
            f"{does}{number.key}",
            Dangling(filed.row, does, number.text, citation.name or "", quote),
        )
    return list(made.values())


def undone(
    rows: Iterable[RelationUndoRow],
) -> list[tuple[RelationUndoRow, DocumentRow, DocumentRow]]:
    """The relations that were undone, with both documents."""
    kept = list(rows)
    documents = _documents({one for row in kept for one in (row.source_id, row.target_id)})
    return [
        (row, documents[row.source_id], documents[row.target_id])
        for row in kept
        if row.source_id in documents and row.target_id in documents
    ]


def _with_documents(rows: list[RelationRow]) -> list[Shown]:
    documents = _documents({one for row in rows for one in (row.source_id, row.target_id)})
    return [
        Shown(
            row.id, RelationKind(row.kind), documents[row.source_id], documents[row.target_id], row
        )
        for row in rows
        if row.source_id in documents and row.target_id in documents
    ]


def _documents(ids: set[int]) -> dict[int, DocumentRow]:
    query = select(DocumentRow).where(DocumentRow.id.in_(sorted(ids)))
    return {row.id: row for row in db.session.scalars(query)}
