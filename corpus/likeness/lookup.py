"""Looks signatures up: which documents or paragraphs are worth comparing. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from sqlalchemy import func, select

from base.db import db
from corpus import library
from corpus.likeness.rows import PLACES, BandRow, FingerprintRow, PartBandRow
from corpus.likeness.signature import Signature, estimate, paragraph_keys, words_of

BEST = 10
SAME_MOST = 50
SCORE_FROM = 50.0
_CHUNK = 500
_ROWS_MOST = 20_000
_PARTS_MOST = 300
_LOOKED_AT = 400
_PART_KEYS = 2
"""Bands asked of each paragraph where half of many paragraphs must be found anyway."""


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph like the one asked for: where it stands, what it says, how alike (0 to 100).

    `pieces` are its characters, marked where they stand in what was asked.
    """

    document_id: int
    ordinal: int
    score: float
    pieces: tuple[tuple[str, bool], ...]


def candidates(signature: Signature, document_id: int) -> list[int]:
    """Documents that may be the same, a version, or a part, without `document_id` itself."""
    if not signature.length:
        return []
    found = [*_same(signature), *_by_bands(signature), *_by_parts(signature)]
    return [one for one in dict.fromkeys(found) if one != document_id]


def similar_paragraphs(clause: str, most: int = 50) -> list[Found]:
    """The paragraphs of the library most like any line of `clause`, best first."""
    asked = [line for line in clause.split("\n") if line.strip()]
    best: dict[tuple[int, int], Found] = {}
    for line in asked:
        for found in _like(line):
            place = (found.document_id, found.ordinal)
            if place not in best or best[place].score < found.score:
                best[place] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.document_id, one.ordinal))[:most]


def _same(signature: Signature) -> list[int]:
    query = select(FingerprintRow.document_id).where(FingerprintRow.digest == signature.digest)
    return list(db.session.scalars(query.order_by(FingerprintRow.document_id).limit(SAME_MOST)))


def _by_bands(signature: Signature) -> list[int]:
    """Those whose signatures share most, of all that share a band."""
    hits = func.count()
    query = (
        select(BandRow.document_id)
        .where(BandRow.key.in_(signature.keys))
        .group_by(BandRow.document_id)
        .order_by(hits.desc(), BandRow.document_id)
        .limit(5 * BEST)
    )
    ids = list(db.session.scalars(query))
    rows = db.session.execute(
        select(FingerprintRow.document_id, FingerprintRow.hashes).where(
            FingerprintRow.document_id.in_(ids)
        )
    )
    scored = [
        (estimate(signature.hashes, np.frombuffer(hashes, dtype=np.uint32)), -one)
        for one, hashes in rows
    ]
    return [-one for _score, one in sorted(scored, reverse=True)[: BEST + 1]]


def _by_parts(signature: Signature) -> list[int]:
    """Those that share half the paragraphs of the shorter: one printed inside another is found so."""
    step = max(1, len(signature.parts) // _PARTS_MOST)
    parts = signature.parts[::step]
    owner = {key: n for n, part in enumerate(parts) for key in part.keys[:_PART_KEYS]}
    shared: defaultdict[int, set[int]] = defaultdict(set)
    for key, place in _places(owner):
        shared[place // PLACES].add(owner[key])
    likely = sorted(shared, key=lambda one: (-len(shared[one]), one))[: 5 * BEST]
    counts = select(FingerprintRow.document_id, FingerprintRow.part_count).where(
        FingerprintRow.document_id.in_(likely)
    )
    of_other = {one: count for one, count in db.session.execute(counts)}  # noqa: C416 - rows
    return [
        one
        for one in likely
        if one in of_other and 2 * len(shared[one]) >= min(len(parts), of_other[one] / step)
    ][: BEST + 1]


def _places(keys: Iterable[int]) -> Iterator[tuple[int, int]]:
    wanted = list(keys)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        query = select(PartBandRow.key, PartBandRow.place).where(PartBandRow.key.in_(chunk))
        for row in db.session.execute(query.limit(_ROWS_MOST)):
            yield row.key, row.place


def _like(line: str) -> Iterator[Found]:
    asked = words_of(line)
    hits: defaultdict[int, int] = defaultdict(int)
    for _key, place in _places(paragraph_keys(line)):
        hits[place] += 1
    likely = sorted(hits, key=lambda place: (-hits[place], place))[:_LOOKED_AT]
    texts = library.texts_of(sorted({place // PLACES for place in likely}))
    lines = {one: text.split("\n") for one, text in texts.items()}
    for place in likely:
        document_id, ordinal = divmod(place, PLACES)
        if ordinal >= len(lines.get(document_id, ())):
            continue  # the text has changed since; the job will come to it
        text = lines[document_id][ordinal]
        score = _score(asked, words_of(text))
        if score >= SCORE_FROM:
            yield Found(document_id, ordinal, score, tuple(_marked(line, text)))


def _score(asked: str, words: str) -> float:
    """How alike; what is asked may be a part of the paragraph, which counts a little less."""
    part = fuzz.partial_ratio(asked, words) * 0.95 if len(asked) < len(words) else 0.0
    return max(fuzz.ratio(asked, words), part)


def _marked(asked: str, text: str) -> Iterator[tuple[str, bool]]:
    """The paragraph in pieces: stretches of at least two characters that were asked for are marked."""
    pieces: list[tuple[str, bool]] = []
    for step in Indel.opcodes(asked, text):
        words = text[step.dest_start : step.dest_end]
        if not words:
            continue
        hit = step.tag == "equal" and len(words) > 1
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (pieces[-1][0] + words, hit)
        else:
            pieces.append((words, hit))
    return iter(pieces)


def words_enough(clause: str) -> bool:
    """Whether any line of the clause is long enough to be looked up."""
    return any(paragraph_keys(line) for line in clause.split("\n"))
