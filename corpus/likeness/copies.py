"""Which documents are copies of one paper: its docx, its pdf, its scan. Reads only.

Copies have the same words, or nearly the same, with the same figures, under one number, title and day: a
fine of 50 in one and of 500 in the other are two papers. Nothing is merged: pages show one of them and say
how many more there are. What a person said of a pair comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from base.db import db
from corpus.likeness import marks
from corpus.likeness.compare import Verdict
from corpus.likeness.marks import Pair
from corpus.likeness.rows import FingerprintRow, KinRow
from corpus.likeness.signature import words_of
from corpus.rows import DocumentRow, SearchTextRow

_CHUNK = 400
_LIKE_TITLE = 88.0


def heads(ids: Collection[int] | None = None) -> dict[int, int]:
    """Each document that is a copy of an earlier one → the earliest of those copies.

    Args:
        ids: only look at these (texts that are not signed yet are compared, too); None: at all of them.
    """
    said = marks.standing()
    apart = {pair for pair, row in said.items() if row.mark != marks.SAME_FILE}
    together = [pair for pair in said if pair not in apart]
    pairs = [*together, *(pair for pair in _alike(ids) if pair not in apart)]
    if ids is not None:
        wanted = set(ids)
        pairs = [pair for pair in pairs if wanted.issuperset(pair)]
    return earliest(pairs)


def grouped(ids: Iterable[int], first: dict[int, int]) -> dict[int, list[int]]:
    """Documents by the earliest of their copies, in order of first appearance."""
    out: dict[int, list[int]] = defaultdict(list)
    for one in ids:
        out[first.get(one, one)].append(one)
    return dict(out)


def _alike(ids: Collection[int] | None) -> Iterator[Pair]:
    """Pairs of copies as the machine finds them: the same words, or nearly so on one paper."""
    yield from _of_one_digest()
    if ids is not None:
        yield from _of_one_text(ids)
    first, second = aliased(DocumentRow), aliased(DocumentRow)
    strong = (Verdict.SAME_TEXT.value, Verdict.NEARLY.value)
    query = (
        select(KinRow.first_id, KinRow.second_id, KinRow.verdict, *_face(first), *_face(second))
        .join(first, first.id == KinRow.first_id)
        .join(second, second.id == KinRow.second_id)
        .where(KinRow.verdict.in_(strong), KinRow.numbers == 0)
    )
    for one, other, verdict, *faces in db.session.execute(query):
        if verdict == Verdict.SAME_TEXT.value or _one_paper(faces[:4], faces[4:]):
            yield one, other


def _of_one_digest() -> Iterator[Pair]:
    row = FingerprintRow
    several = select(row.digest).where(row.length > 0).group_by(row.digest)
    query = select(row.document_id, row.digest).where(
        row.digest.in_(several.having(func.count() > 1))
    )
    yield from _chained((id_, digest) for id_, digest in db.session.execute(query))


def _of_one_text(ids: Collection[int]) -> Iterator[Pair]:
    """Documents whose signature is still to be made, with all that have their words."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        query = (
            select(SearchTextRow.document_id, SearchTextRow.body)
            .outerjoin(FingerprintRow, FingerprintRow.document_id == SearchTextRow.document_id)
            .where(SearchTextRow.document_id.in_(part), FingerprintRow.document_id.is_(None))
        )
        found = ((id_, words_of(body)) for id_, body in db.session.execute(query))
        yield from _chained((id_, sha256(w.encode()).hexdigest()) for id_, w in found if w)


def _chained(found: Iterable[tuple[int, str]]) -> Iterator[Pair]:
    """Each document beside the one before it under the same key."""
    last: dict[str, int] = {}
    for id_, key in sorted(found):
        if key in last:
            yield last[key], id_
        last[key] = id_


def _face(row: Any) -> tuple[Any, ...]:
    return row.number_key, row.title, row.signed_on, row.issued_on


def _one_paper(mine: list[str | None], others: list[str | None]) -> bool:
    """Whether number, title and days do not contradict each other; a scan may have lost some."""
    number, title, *days = mine
    number2, title2, *days2 = others
    if number and number2 and number != number2:
        return False
    if title and title2 and fuzz.ratio(words_of(title), words_of(title2)) < _LIKE_TITLE:
        return False
    both = [(a, b) for a, b in zip(days, days2, strict=True) if a and b]
    return all(a.startswith(b) or b.startswith(a) for a, b in both)


def earliest(pairs: list[Pair]) -> dict[int, int]:
    """The smallest id of each set that hangs together, for the others of it."""
    above: dict[int, int] = {}

    def top(one: int) -> int:
        while above.get(one, one) != one:
            above[one] = above.get(above[one], above[one])
            one = above[one]
        return one

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    found = {one: top(one) for pair in pairs for one in pair}
    return {one: first for one, first in found.items() if one != first}
