"""Keeps signatures and the pairs of documents that are alike, as one job after texts came or changed.

Everything here is derived and can be made again; what people said of pairs is in corpus/likeness/marks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete, func, insert, or_, select

from base import jobs
from base.db import db, writing
from corpus import library
from corpus.document import doubtful
from corpus.likeness.compare import Likeness, Verdict, Words, compare, ready
from corpus.likeness.difference import Line, differences, numbers_changed
from corpus.likeness.lookup import candidates
from corpus.likeness.rows import PLACES, BandRow, FingerprintRow, KinRow, PartBandRow
from corpus.likeness.signature import Part, Signature, sign
from corpus.rows import CounterRow, DocumentRow

JOB = "likeness"
COUNTER = "likeness"
PRIORITY = 9
_SLICE = 60
"""Documents of one run; then the job queues itself again, so that others are not kept waiting."""
_MOST_LINES = 1500


Kin = tuple[int, Likeness, int]
"""A document, what it is to another, and how many figures differ."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A document that was looked at; `signature` None where its text is the one already signed."""

    id: int
    revision_id: int
    text: str
    doubtful: str
    signature: Signature | None


def queue() -> None:
    """Bring signatures and pairs in line once what is being written is committed. The caller commits."""
    jobs.enqueue(JOB, {}, once=JOB, priority=PRIORITY)


def behind() -> bool:
    """Whether documents have changed since the last run."""
    newest = db.session.scalar(select(func.max(DocumentRow.sequence))) or 0
    return newest > _reached()


def run(_payload: dict[str, Any], on_level: Callable[[], None] = lambda: None) -> None:
    """The job: sign the next documents that changed, find their kin; queue the rest.

    Args:
        on_level: called in the last transaction when nothing is left (copies are known now).
    """
    changed = _changed()
    db.session.rollback()
    if not changed:
        return
    signed = sign_documents([document_id for document_id, _sequence in changed])
    kin = [(one.id, _kin_of(one, one.signature)) for one in signed if one.signature is not None]
    db.session.rollback()
    with writing():  # one commit for all: each waits for the disk
        _write_kin(kin)
        db.session.merge(CounterRow(name=COUNTER, value=changed[-1][1]))
        db.session.flush()
        if behind():
            queue()
        else:
            on_level()


def sign_documents(ids: Sequence[int]) -> list[Signed]:
    """Write the signatures of documents whose text is not the one signed, and what is 存疑 of each.

    Commits; a document that was removed in between is left out.
    """
    looked = [_look(document_id) for document_id in ids]
    db.session.rollback()
    with writing():
        here = _still_here(ids)
        for one in looked:
            if one.id in here:
                _write(one)
    return looked


def start_anew() -> None:
    """Forget how far the work is, so that every document is looked at again. The caller commits."""
    db.session.execute(delete(KinRow))
    db.session.execute(delete(BandRow))
    db.session.execute(delete(PartBandRow))
    db.session.execute(delete(FingerprintRow))
    db.session.merge(CounterRow(name=COUNTER, value=0))
    queue()


def _reached() -> int:
    return db.session.scalar(select(CounterRow.value).where(CounterRow.name == COUNTER)) or 0


def _changed() -> list[tuple[int, int]]:
    query = select(DocumentRow.id, DocumentRow.sequence).where(DocumentRow.sequence > _reached())
    rows = db.session.execute(query.order_by(DocumentRow.sequence).limit(_SLICE))
    return [(document_id, sequence) for document_id, sequence in rows]


def _look(document_id: int) -> Signed:
    filed = library.get(document_id)
    known = db.session.scalar(
        select(FingerprintRow.revision_id).where(FingerprintRow.document_id == document_id)
    )
    text = filed.document.text
    names = "".join(f"{name}," for name in doubtful(filed.document))
    signature = None if known == filed.revision_id else sign(text)
    return Signed(document_id, filed.revision_id, text, f",{names}" if names else "", signature)


def _still_here(ids: Sequence[int]) -> set[int]:
    return set(db.session.scalars(select(DocumentRow.id).where(DocumentRow.id.in_(ids))))


def _write(one: Signed) -> None:
    row = db.session.get(FingerprintRow, one.id)
    signature = one.signature
    if row is not None and signature is None:
        row.doubtful = one.doubtful
        return
    if signature is None:
        return
    if row is not None:
        _take_out(row)
    parts = _packed(signature.parts)
    db.session.add(
        FingerprintRow(
            document_id=one.id,
            revision_id=one.revision_id,
            digest=signature.digest,
            length=signature.length,
            part_count=len(signature.parts),
            hashes=signature.hashes.tobytes(),
            parts=parts.tobytes(),
            doubtful=one.doubtful,
        )
    )
    db.session.flush()
    bands = [{"key": key, "document_id": one.id} for key in dict.fromkeys(signature.keys)]
    if bands:
        db.session.execute(insert(BandRow), bands)
    places = _places(one.id, parts)
    if places:
        db.session.execute(insert(PartBandRow), places)


def _take_out(row: FingerprintRow) -> None:
    parts = np.frombuffer(row.parts, dtype=np.int64)
    one = PartBandRow.__table__.delete()  # type: ignore[attr-defined] # by key: nothing is scanned
    columns = PartBandRow.__table__.c
    shaped = parts.reshape(row.part_count, -1) if row.part_count else parts.reshape(0, 1)
    for place in _places(row.document_id, shaped):
        where = (columns.key == place["key"], columns.place == place["place"])
        db.session.execute(one.where(*where))
    db.session.execute(delete(BandRow).where(BandRow.document_id == row.document_id))
    db.session.delete(row)
    db.session.flush()


def _packed(parts: Sequence[Part]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([(part.ordinal, *part.keys) for part in parts], dtype=np.int64)


def _places(document_id: int, parts: np.ndarray[Any, np.dtype[np.int64]]) -> list[dict[str, int]]:
    """Rows of the paragraphs' table, in order of key (a table in order of key is written fastest so)."""
    pairs = {
        (key, document_id * PLACES + min(ordinal, PLACES - 1))
        for ordinal, *keys in parts.tolist()
        for key in keys
    }
    return [{"key": key, "place": place} for key, place in sorted(pairs)]


def _kin_of(one: Signed, signature: Signature) -> list[Kin]:
    """Compare a document with its candidates."""
    ids = candidates(signature, one.id)
    texts = library.texts_of(ids) if ids else {}
    mine = ready(one.text)
    return [
        (other, likeness, _numbers(one.text, texts[other], likeness))
        for other in ids
        if other in texts and (likeness := _likeness(mine, texts[other])) is not None
    ]


def _write_kin(kin: Sequence[tuple[int, list[Kin]]]) -> None:
    """Write the pairs of documents anew; of two that were found from both sides the later counts."""
    here = _still_here(
        list({one for document_id, found in kin for one in _ids(document_id, found)})
    )
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for document_id, found in kin:
        own = or_(KinRow.first_id == document_id, KinRow.second_id == document_id)
        db.session.execute(delete(KinRow).where(own))
        for pair in found:
            if {document_id, pair[0]} <= here:
                row = _row(document_id, *pair)
                rows[(row["first_id"], row["second_id"])] = row
    if rows:
        db.session.execute(insert(KinRow), list(rows.values()))


def _ids(document_id: int, found: Sequence[Kin]) -> tuple[int, ...]:
    return document_id, *(other for other, _, _ in found)


def _likeness(mine: Words, text: str) -> Likeness | None:
    return compare(mine, ready(text))


def _numbers(text: str, other: str, likeness: Likeness) -> int:
    """How many figures differ; of texts too long to lay side by side here, none are counted."""
    if likeness.verdict is Verdict.SAME_TEXT:
        return 0
    left, right = ([Line(n) for n in t.split("\n") if n.strip()] for t in (text, other))
    if max(len(left), len(right)) > _MOST_LINES:
        return 0
    return len(numbers_changed(differences(left, right)))


def _row(document_id: int, other: int, likeness: Likeness, numbers: int) -> dict[str, Any]:
    ahead = document_id < other
    shares = (likeness.first_share, likeness.second_share)
    return {
        "first_id": min(document_id, other),
        "second_id": max(document_id, other),
        "verdict": (likeness.verdict if ahead else likeness.verdict.turned).value,
        "ratio": likeness.ratio,
        "first_share": shares[0 if ahead else 1],
        "second_share": shares[1 if ahead else 0],
        "numbers": numbers,
    }
