"""即时清理: which documents a fact is about: who founds itself on it, cites it, or speaks of it. Reads only.

The search text narrows down; the text as read decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import or_, select

from base.db import db
from corpus import library
from corpus.document import CitationRole, Document
from corpus.lexicon.laws import Certainty, LawTable
from corpus.lexicon.names import name_key
from corpus.library import Filed
from corpus.rows import DocumentRow, SearchTextRow
from corpus.search.terms import fold_text
from review.examination.subject import made_between, sentence_at
from review.knowledge.tables import LAW, FactKind, Values

LEAST = 3
"""A name of fewer characters is looked for only where it is cited (民法 stands in half of all papers)."""


class Manner(Enum):
    """How a document speaks of a fact."""

    BASIS = "basis"
    CITED = "cited"
    NAMED = "named"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {"basis": "作为制定依据", "cited": "正文引用", "named": "提到名称"}[self.value]


@dataclass(frozen=True, slots=True)
class Affected:
    """A document that a fact is about. `doubt` says why a person should look twice, empty where nothing."""

    row: DocumentRow
    manner: Manner
    quote: str
    doubt: str = ""

    @property
    def certain(self) -> bool:
        """Whether it should be reviewed without further ado."""
        return not self.doubt


def affected(kind: FactKind, values: Values, laws: LawTable) -> list[Affected]:
    """The documents of the library that speak of the row, bases first, then oldest first.

    Args:
        laws: the table in which the row counts already, to tell same-named instruments apart by date.
    """
    names = kind.names_of(values)
    found = [
        one
        for filed in _candidates(names)
        if (one := _spoken(kind, values, names, filed, laws)) is not None
    ]
    order = list(Manner)
    return sorted(
        found,
        key=lambda one: (order.index(one.manner), one.row.day is None, one.row.day, one.row.id),
    )


def _candidates(names: Sequence[str]) -> Iterator[Filed]:
    """Documents whose folded text contains one of the names."""
    words = [fold_text(name_key(name)) for name in names]
    wanted = [SearchTextRow.body.contains(word, autoescape=True) for word in words if word]
    if not wanted:
        return
    query = select(SearchTextRow.document_id).where(or_(*wanted))
    for document_id in db.session.scalars(query.order_by(SearchTextRow.document_id)):
        yield library.get(document_id)


def _spoken(
    kind: FactKind, values: Values, names: Sequence[str], filed: Filed, laws: LawTable
) -> Affected | None:
    document = filed.document
    keys = {name_key(name) for name in names}
    cited = [c for c in document.citations if c.name and name_key(c.name) in keys]
    if cited and kind is LAW:
        best = min(cited, key=lambda c: c.role is not CitationRole.BASIS)
        manner = Manner.BASIS if best.role is CitationRole.BASIS else Manner.CITED
        quote = _sentence(document, best.start, best.end)
        return Affected(filed.row, manner, quote, _doubt(values, best.name or "", document, laws))
    for name in names:
        start = document.text.find(name)
        if len(name) >= LEAST and start >= 0:
            quote = _sentence(document, start, start + len(name))
            return Affected(filed.row, Manner.NAMED, quote)
    return None


def _doubt(values: Values, name: str, document: Document, laws: LawTable) -> str:
    """Why the document may mean another instrument of that name."""
    made = made_between(document)
    meant = laws.meant(name, *(made or (None, None)))
    if meant is None or meant.law.id == values.get("id"):
        unsure = meant is not None and meant.certainty is not Certainty.ONE
        return "同名的不止一部，请核对日期" if unsure and len(laws.named(name)) > 1 else ""
    since = meant.law.since
    return f"按日期应指同名的另一部（{since.isoformat() if since else '日期不详'}）"


def _sentence(document: Document, start: int, end: int) -> str:
    begin, stop = sentence_at(document.text, start, end)
    return document.text[begin:stop][:200]
