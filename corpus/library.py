"""The Library: documents in and out of the database. Adds and flushes, never commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import defer

from base import audit
from base.db import db, utcnow
from base.errors import Conflict, Missing
from base.roles import Actor
from corpus import correction
from corpus.as_json import SHAPE, document_from_tree, document_to_tree
from corpus.block import Reading
from corpus.counters import REMOVED, next_of
from corpus.document import Document
from corpus.layout import Stored, layout_of
from corpus.projection import project, write_search_text
from corpus.rows import (
    CorrectionRow,
    DocumentIssuerRow,
    DocumentRow,
    DocumentTagRow,
    ItemRow,
    RevisionRow,
    SearchTextRow,
)

MACHINE, RECOGNISED, HUMAN = "machine", "ocr", "human"
"""Layers of a text: as it stood in the file, with recognised pages, as a person put it."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as it stands in the library: the noun with corrections laid over, beside its row."""

    id: int
    document: Document
    machine: Document
    row: DocumentRow
    revision_id: int
    layer: str
    reader: str
    pages: int | None
    corrected: frozenset[str]
    layout: Stored | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a file when its document is filed."""

    sha256: str
    file_name: str
    is_sample: bool = False


def add(document: Document, reading: Reading, arrival: Arrival) -> int:
    """File a new document; returns its id. Its search text is written with it."""
    row = DocumentRow(
        sha256=arrival.sha256,
        file_name=arrival.file_name,
        format=reading.format,
        is_sample=arrival.is_sample,
    )
    db.session.add(row)
    db.session.flush()
    _add_revision(row.id, document, reading, layer=MACHINE, author="系统")
    project(row, document)
    return row.id


def get(document_id: int) -> Filed:
    """The document with its corrections.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(DocumentRow, document_id)
    if row is None:
        raise Missing("没有这份文件，可能已被移出文件库。请从文件库重新检索。")
    return _filed(row)


def texts_of(document_ids: Sequence[int]) -> dict[int, str]:
    """The texts of documents as they stand, without reading the rest of them."""
    newest = select(func.max(RevisionRow.id)).where(RevisionRow.document_id.in_(document_ids))
    query = select(RevisionRow.document_id, RevisionRow.tree["text"].as_string()).where(
        RevisionRow.id.in_(newest.group_by(RevisionRow.document_id))
    )
    return {one: text or "" for one, text in db.session.execute(query)}


def all_filed() -> Iterator[Filed]:
    """Every document, oldest id first."""
    for row in db.session.scalars(select(DocumentRow).order_by(DocumentRow.id)):
        yield _filed(row)


def id_of_original(sha256: str) -> int | None:
    """The document made of these bytes, if there is one."""
    return db.session.scalar(select(DocumentRow.id).where(DocumentRow.sha256 == sha256).limit(1))


def corrections(document_id: int) -> list[CorrectionRow]:
    """Every correction ever made of a document, newest first."""
    query = select(CorrectionRow).where(CorrectionRow.document_id == document_id)
    return list(db.session.scalars(query.order_by(CorrectionRow.id.desc())))


def correct(document_id: int, version: int, changes: dict[str, Any], actor: Actor) -> None:
    """Lay a person's reading over the machine's, field by field.

    Args:
        version: the version of the document the person saw.
        changes: field → value as `corpus.correction` understands it (None = “not on the paper”).

    Raises:
        Conflict: somebody changed the document in between.
        Refused: a value cannot be understood.
    """
    filed = get(document_id)
    if filed.row.version != version:
        raise Conflict("这份文件刚被别人改过，您的修改没有保存。请核对新内容后再改。")
    before = filed.document
    after = correction.apply(before, changes)
    for field, value in changes.items():
        db.session.add(
            CorrectionRow(
                document_id=document_id,
                field=field,
                value=value,
                author_id=actor.user_id,
                author=actor.name,
            )
        )
    project(filed.row, after)
    _audit(filed, actor, "document.correct", changes)


def undo_correction(document_id: int, correction_id: int, actor: Actor) -> None:
    """Take one correction back; the one before it, or the machine's reading, counts again."""
    row = db.session.get(CorrectionRow, correction_id)
    if row is None or row.document_id != document_id or row.undone_at is not None:
        raise Missing("这条更正不存在或已经撤销。")
    row.undone_at = utcnow()
    db.session.flush()
    filed = get(document_id)
    project(filed.row, filed.document)
    _audit(filed, actor, "document.uncorrect", {row.field: None})


def replace_text(
    document_id: int,
    version: int,
    document: Document,
    actor: Actor,
    reading: Reading | None = None,
) -> None:
    """Add a human revision of the text; the machine's stays beside it.

    Args:
        version: the version of the document the person saw.
        reading: what the document was assembled of, with the places its paragraphs kept.

    Raises:
        Conflict: somebody changed the document in between.
    """
    filed = get(document_id)
    if filed.row.version != version:
        raise Conflict("这份文件刚被别人改过，您的修改没有保存。请核对新内容后再改。")
    reading = reading or Reading(filed.row.format, filed.reader, (), filed.pages)
    _add_revision(document_id, document, reading, layer=HUMAN, author=actor.name)
    db.session.flush()
    renewed = get(document_id)
    project(renewed.row, renewed.document)
    _audit(renewed, actor, "document.text", {"characters": len(document.text)})


def renew_reading(document_id: int, document: Document, reading: Reading, actor: Actor) -> None:
    """Add a revision in which pages were recognised; corrections of fields stay laid over it."""
    _add_revision(document_id, document, reading, layer=RECOGNISED, author=actor.name)
    db.session.flush()
    renewed = get(document_id)
    project(renewed.row, renewed.document)
    _audit(renewed, actor, "document.recognise", {"characters": len(document.text)})


def revisions(document_id: int) -> list[tuple[RevisionRow, int]]:
    """Every text a document ever had, the newest (which counts) first, with its length in characters."""
    text = RevisionRow.tree["text"].as_string()
    query = (
        select(RevisionRow, func.length(text))
        .where(RevisionRow.document_id == document_id)
        .options(defer(RevisionRow.tree), defer(RevisionRow.layout))
    )
    rows = db.session.execute(query.order_by(RevisionRow.id.desc()))
    return [(row, length or 0) for row, length in rows]


def bring_back(document_id: int, revision_id: int, actor: Actor) -> RevisionRow:
    """Let an earlier text of a document count again, as a revision of its own; nothing is lost by it.

    Raises:
        Missing: the document has no such text.
    """
    old = db.session.get(RevisionRow, revision_id)
    if old is None or old.document_id != document_id:
        raise Missing("没有这个文字版本，请刷新页面。")
    kept = ("document_id", "layer", "reader", "pages", "shape", "tree", "layout")
    values: dict[str, Any] = {name: getattr(old, name) for name in kept}
    db.session.add(RevisionRow(**values, created_by=actor.name))
    db.session.flush()
    renewed = get(document_id)
    project(renewed.row, renewed.document)
    detail = {"layer": old.layer, "revision": old.id, "version": renewed.row.version}
    audit.record(actor, "document.restore", f"document:{document_id}", detail)
    return old


def renew_search_text(document_id: int) -> None:
    """Write the search text anew from the document: it is derived, so it can always be made again."""
    filed = get(document_id)
    write_search_text(filed.row, filed.document)
    db.session.flush()


def remove(document_ids: Iterable[int]) -> None:
    """Take documents out with everything filed under them (the sample only; originals stay)."""
    next_of(REMOVED)
    for document_id in document_ids:
        for table in (SearchTextRow, DocumentTagRow, DocumentIssuerRow, CorrectionRow, RevisionRow):
            db.session.execute(delete(table).where(table.document_id == document_id))
        for item in db.session.scalars(select(ItemRow).where(ItemRow.document_id == document_id)):
            item.document_id = None
        db.session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))


def _filed(row: DocumentRow) -> Filed:
    newest = select(RevisionRow).where(RevisionRow.document_id == row.id)
    revision = db.session.scalars(newest.order_by(RevisionRow.id.desc()).limit(1)).one()
    machine = document_from_tree(revision.tree)
    query = select(CorrectionRow).where(
        CorrectionRow.document_id == row.id, CorrectionRow.undone_at.is_(None)
    )
    changes = {c.field: c.value for c in db.session.scalars(query.order_by(CorrectionRow.id))}
    return Filed(
        id=row.id,
        document=correction.apply(machine, changes),
        machine=machine,
        row=row,
        revision_id=revision.id,
        layer=revision.layer,
        reader=revision.reader,
        pages=revision.pages,
        corrected=frozenset(changes),
        layout=revision.layout,
    )


def _add_revision(
    document_id: int, document: Document, reading: Reading, *, layer: str, author: str
) -> None:
    db.session.add(
        RevisionRow(
            document_id=document_id,
            layer=layer,
            reader=reading.reader,
            pages=reading.pages,
            shape=SHAPE,
            tree=document_to_tree(document),
            layout=layout_of(reading),
            created_by=author,
        )
    )


def _audit(filed: Filed, actor: Actor, action: str, changes: dict[str, Any]) -> None:
    detail = {"fields": sorted(changes), "version": filed.row.version}
    audit.record(actor, action, f"document:{filed.id}", detail)
