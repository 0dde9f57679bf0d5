"""Reading one generation of a Whoosh index: which documents have a term, which segments to merge."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.search.query import Field, Term
from corpus.search.seal import Seal, Stamp
from corpus.search.terms import narrowing_terms

FIELDS = {
    None: "text",
    Field.TITLE: "title",
    Field.NUMBER: "number",
    Field.ISSUER: "issuers",
    Field.HEADING: "headings",
}
"""The index's name for each part of a document; `text` has the terms of all of them."""

# Fetching one text from the database and looking through it takes as long as reading so many ids.
_READS_PER_VERIFICATION = 64
_MOST_TERMS_READ = 16

# Merging a document costs half as much again as writing it, a segment costs each query a fraction of a
# millisecond: so eight small ones of about one size become one, and large ones are left alone.
SETTLED_SIZE = 1000
_MANY_SEGMENTS = 8
_STALE_PERCENT = 30


@dataclass(slots=True)
class Leaf:
    """One segment, open; `ids[docnum]` is the document's id, None where it was deleted."""

    reader: Any
    base: int
    ids: list[int | None]


@dataclass(slots=True)
class Snapshot:
    """One generation, open and verified, in the process that opened it."""

    seal: Seal
    stamps: dict[str, Stamp]
    reader: Any
    leaves: list[Leaf]
    process: int = field(default_factory=os.getpid)

    def live(self) -> Iterator[tuple[int, int]]:
        """(Whoosh's document number, id) of every document."""
        for leaf in self.leaves:
            for number, id_ in enumerate(leaf.ids):
                if id_ is not None:
                    yield leaf.base + number, id_

    def lookup(self, term: Term) -> set[int]:
        """Ids of the documents that have the pairs of a term, in the field it is limited to."""
        name = FIELDS.get(term.field, "text")
        keys = [one.encode() for one in narrowing_terms(term.text)]
        found: set[int] = set()
        for leaf in self.leaves:
            numbers = _numbers(leaf.reader, name, keys)
            found.update(id_ for number in numbers if (id_ := leaf.ids[number]) is not None)
        return found


def open_leaves(reader: Any) -> list[Leaf]:
    """The segments of a reader with the ids of their documents at hand; empty ones left out."""
    leaves: list[Leaf] = []
    for leaf, base in reader.leaf_readers():
        if leaf.doc_count_all() == 0:
            continue
        column = leaf.column_reader("id")
        ids: list[int | None] = [column[number] for number in range(leaf.doc_count_all())]
        if leaf.has_deletions():
            ids = [None if leaf.is_deleted(number) else id_ for number, id_ in enumerate(ids)]
        leaves.append(Leaf(leaf, base, ids))
    return leaves


def _numbers(reader: Any, name: str, keys: list[bytes]) -> set[int]:
    """Document numbers in one segment that have all of the keys, as far as it is worth reading them."""
    counted = []
    for key in keys:
        frequency = reader.doc_frequency(name, key)
        if not frequency:
            return set()
        counted.append((frequency, key))
    counted.sort()
    numbers = set(document_numbers(reader.postings(name, counted[0][1])))
    for frequency, key in counted[1:_MOST_TERMS_READ]:
        if frequency > len(numbers) * _READS_PER_VERIFICATION:
            break
        numbers.intersection_update(document_numbers(reader.postings(name, key)))
    return numbers


def document_numbers(matcher: Any) -> list[int]:
    """All document numbers of a list of postings; deleted ones may be among them.

    Whoosh's own iteration costs four Python calls for a number, taking its decoded blocks whole costs
    none. That touches two private names, so with a Whoosh that has not got them its own way is used.
    """
    matcher = getattr(matcher, "child", matcher)  # the filter that leaves deleted documents out
    if not (hasattr(matcher, "_ids") and hasattr(matcher, "_next_block")):
        return list(matcher.all_ids())
    numbers: list[int] = []
    while matcher.is_active():
        matcher.id()  # decodes the block
        numbers.extend(matcher._ids)
        matcher._next_block()
    return numbers


def places_to_merge(sizes: list[tuple[int, int]]) -> frozenset[int]:
    """Places of the segments to merge into one, none where it is not worth it.

    Segments of the same power of eight go together when there are eight of them, so that a document is
    copied at most three times in its life; one with many deleted documents is written again.

    Args:
        sizes: documents, and deleted ones among them, of each segment.
    """
    chosen: set[int] = set()
    alike: dict[int, set[int]] = {}
    for place, (size, deleted) in enumerate(sizes):
        if size and deleted * 100 >= size * _STALE_PERCENT:
            chosen.add(place)
        if size < SETTLED_SIZE:
            alike.setdefault((size.bit_length() + 2) // 3, set()).add(place)
    for places in alike.values():
        if len(places) >= _MANY_SEGMENTS:
            chosen |= places
    return frozenset(chosen)
