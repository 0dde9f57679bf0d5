"""Notes on what a face lacks or tells doubtfully, so that no such paper counts as plainly read. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.block import ReadNote
from corpus.document import Confidence, Document

FIELD_OF = {
    "title_missing": "title",
    "title_doubtful": "title",
    "number_doubtful": "doc_number",
    "issuers_doubtful": "issuers",
    "effective_unresolved": "effective_on",
    "term_without_start": "valid_until",
    "term_unresolved": "valid_until",
    "term_conflict": "valid_until",
}
"""The field a note is about: once a person has given its value the note has done its work."""


def doubts_of(document: Document) -> Iterator[ReadNote]:
    """A note for a title that is missing or doubtful, a doubtful number, doubtful issuers.

    A paper without any text has none: it waits for text recognition.
    """
    face = document.face
    low = {name for name, fact in face.items() if fact.confidence is Confidence.LOW}
    if "title" in low and document.title is None:
        yield ReadNote("title_missing", "没有读出标题，请对照原件补录标题。")
    elif "title" in low:
        yield ReadNote("title_doubtful", f"标题读作“{document.title}”，没有把握，请对照原件核对。")
    if "doc_number" in low and document.doc_number is not None:
        words = document.doc_number.text
        yield ReadNote("number_doubtful", f"发文字号读作“{words}”，没有把握，请对照原件核对。")
    if "issuers" in low and document.issuers:
        words = "、".join(document.issuers)
        yield ReadNote("issuers_doubtful", f"制定机关读作“{words}”，没有把握，请对照原件核对。")
