"""What of a document stands in columns: filters, issuers and the folded text. Derived, can be made anew.

Adds and flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import delete

from base.db import db
from corpus.counters import DOCUMENTS, next_of
from corpus.document import Document, ProvisionKind
from corpus.rows import DocumentIssuerRow, DocumentRow, SearchTextRow
from corpus.search.terms import TOKENISER_VERSION, fold_text, folded_spans

_HEADING_LENGTH = 60
_HEADED = (
    ProvisionKind.PART,
    ProvisionKind.CHAPTER,
    ProvisionKind.SECTION,
    ProvisionKind.HEADING1,
    ProvisionKind.HEADING2,
    ProvisionKind.HEADING3,
)


def project(row: DocumentRow, document: Document) -> None:
    """Bring the filter columns, issuers and search text in line with the document."""
    number, signed = document.doc_number, document.signed_on or document.issued_on
    row.title, row.inner_title, row.genre = document.title, document.inner_title, document.genre
    row.issuers = "、".join(document.issuers)
    row.number_text = number.text if number else None
    row.number_key = number.key if number else None
    row.signed_on = document.signed_on.iso if document.signed_on else None
    row.issued_on = document.issued_on.iso if document.issued_on else None
    row.effective_on = document.effective_on.iso if document.effective_on else None
    row.valid_until = document.valid_until.iso if document.valid_until else None
    row.year = signed.year if signed else (number.year if number else None)
    row.day = signed.first_day if signed else (date(row.year, 1, 1) if row.year else None)
    row.version = (row.version or 0) + 1
    row.sequence = next_of(DOCUMENTS)
    db.session.execute(delete(DocumentIssuerRow).where(DocumentIssuerRow.document_id == row.id))
    db.session.add_all(
        DocumentIssuerRow(document_id=row.id, name=name) for name in dict.fromkeys(document.issuers)
    )
    write_search_text(row, document)
    db.session.flush()


def write_search_text(row: DocumentRow, document: Document) -> None:
    """Write the folded text that searches are answered from."""
    folded = SearchTextRow(
        document_id=row.id,
        tokeniser=TOKENISER_VERSION,
        title=fold_text(document.title or ""),
        number=fold_text(row.number_text or ""),
        issuers=fold_text("\n".join(document.issuers)),
        body=fold_text(document.text),
        headings=fold_text("\n".join(_headings(document))),
        articles=[
            place
            for span in folded_spans(
                document.text,
                [(p.start, p.end) for p in document.provisions if p.kind is ProvisionKind.ARTICLE],
            )
            for place in span
        ],
    )
    db.session.merge(folded)


def _headings(document: Document) -> Iterator[str]:
    """The first lines of chapters, sections and headed paragraphs."""
    for provision in document.provisions:
        if provision.kind in _HEADED:
            line = document.text[provision.start : provision.end].split("\n", 1)[0]
            yield line[:_HEADING_LENGTH]
