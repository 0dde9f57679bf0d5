"""How fast and how surely kin is found among many papers.

    python -m bench.likeness [--folder DIR] [--documents 20000]

The library is filled with papers glued of single paragraphs of the real texts (so that clauses which stand
everywhere do stand everywhere) and with whole real texts. Then variants of the real ones are looked up:
letters misread, places edited, the end missing, printed inside another. A paper counts as found where it
is among those that the verdict confirms; anything else that is confirmed counts against precision, unless
the real texts are kin of each other already.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import insert

from app import create_app
from base.commands import migrate_to_head
from base.config import config_for
from base.db import db, writing
from bench.papers import _sources
from corpus import library
from corpus.as_json import SHAPE, document_to_tree
from corpus.document import Document
from corpus.likeness import keeper
from corpus.likeness.compare import compare, ready
from corpus.likeness.lookup import candidates, similar_paragraphs
from corpus.likeness.signature import sign, words_of
from corpus.rows import DocumentRow, OriginalRow, RevisionRow

CHUNK = 500
Variant = Callable[[random.Random, str, str], str]


def misread(rng: random.Random, text: str, _other: str) -> str:
    """One character of a hundred is another one."""
    return "".join(
        chr(rng.randrange(0x4E00, 0x9000)) if c != "\n" and rng.random() < 0.01 else c for c in text
    )


def edited(rng: random.Random, text: str, _other: str) -> str:
    """Three places of ten characters read otherwise."""
    for _ in range(3):
        at = rng.randrange(max(1, len(text) - 10))
        text = text[:at] + "另行规定的其他情形之" + text[at + 10 :]
    return text


def cut(_rng: random.Random, text: str, _other: str) -> str:
    """The last fifth is missing."""
    return text[: len(text) * 4 // 5]


def inside(_rng: random.Random, text: str, other: str) -> str:
    """Printed behind another paper of about the same length."""
    return other[: len(text)] + "\n" + text


def deep_inside(rng: random.Random, text: str, other: str) -> str:
    """Printed in a collection four times as long."""
    lines = other.split("\n")
    around: list[str] = []
    while sum(map(len, around)) < 4 * len(text):
        around.append(rng.choice(lines) + str(rng.random()))
    return "\n".join((*around[::2], text, *around[1::2]))


VARIANTS: dict[str, Variant] = {
    "misread 1 %": misread,
    "3 edits": edited,
    "last fifth missing": cut,
    "inside another": inside,
    "inside 4x as much": deep_inside,
}


def fillers(rng: random.Random, lines: list[str], count: int) -> Iterator[str]:
    """Papers of about 2,000 characters made of single paragraphs from everywhere."""
    for n in range(count):
        text, length = [f"第{n}号文件"], 0
        while length < 2000:
            text.append(rng.choice(lines))
            length += len(text[-1])
        yield "\n".join(text)


def fill(texts: Sequence[str]) -> None:
    """File texts as they are, without reading files."""
    for start in range(0, len(texts), CHUNK):
        chunk = list(enumerate(texts[start : start + CHUNK], start + 1))
        rows = [
            {
                "id": n,
                "sha256": f"{n:064x}",
                "file_name": f"{n}.txt",
                "format": "txt",
                "sequence": n,
            }
            for n, _ in chunk
        ]
        revisions = [
            {"document_id": n, "layer": "machine", "reader": "bench", "shape": SHAPE,
             "tree": document_to_tree(Document(text)), "created_by": "bench"}
            for n, text in chunk
        ]  # fmt: skip
        with writing():
            originals = [{"sha256": row["sha256"], "size": 1} for row in rows]
            db.session.execute(insert(OriginalRow), originals)
            db.session.execute(insert(DocumentRow), rows)
            db.session.execute(insert(RevisionRow), revisions)


def build(texts: Sequence[str]) -> None:
    """Sign everything; prints how long it took."""
    start, cpu = time.perf_counter(), time.process_time()
    for first in range(1, len(texts) + 1, CHUNK):
        keeper.sign_documents(range(first, min(first + CHUNK, len(texts) + 1)))
    wall, used = time.perf_counter() - start, time.process_time() - cpu
    alone = [_timed(lambda t=text: sign(t)) for text in texts[:300]]  # type: ignore[misc]
    size = sum(len(words_of(text)) for text in texts[:300]) / len(texts[:300])
    print(f"signature: {statistics.median(alone):.2f} ms at {size:.0f} characters")
    print(
        f"read, sign, write: {1000 * wall / len(texts):.1f} ms a paper (cpu {1000 * used / len(texts):.1f})"
    )


def ask(name: str, real: dict[int, str], kin: dict[int, set[int]]) -> None:
    """Look the variants of every real text up; prints recall, precision and times."""
    rng = random.Random(3)
    found = wrong = right = 0
    looked, confirmed = [], []
    ids = list(real)
    for n, one in enumerate(ids):
        text = VARIANTS[name](rng, real[one], real[ids[n - 1]])
        signature = sign(text)
        start = time.process_time()
        likely = candidates(signature, 0)
        middle = time.process_time()
        mine, texts = ready(text), library.texts_of(likely)
        sure = {other for other in likely if compare(mine, ready(texts[other])) is not None}
        confirmed.append((time.process_time() - middle) * 1000)
        looked.append((middle - start) * 1000)
        allowed = kin[one] | (kin[ids[n - 1]] if "inside" in name else set())
        found += one in sure
        right += len(sure & allowed)
        wrong += len(sure - allowed)
    print(
        f"{name:20s} recall {found / len(ids):.3f} precision {right / max(1, right + wrong):.3f}"
        f"  lookup {_shown(looked)} confirm {_shown(confirmed)} cpu ms"
    )


def known_kin(real: dict[int, str]) -> dict[int, set[int]]:
    """Which of the real texts are kin of each other before anything is changed."""
    made = {one: ready(text) for one, text in real.items()}
    return {
        one: {other for other in made if other == one or compare(made[one], made[other])}
        for one in made
    }


def clauses(real: dict[int, str]) -> None:
    """Look single paragraphs with one changed figure up; prints recall and times."""
    rng, times, found, asked = random.Random(4), [], 0, 0
    for one, text in list(real.items())[:150]:
        lines = [line for line in text.split("\n") if 40 < len(words_of(line)) < 400]
        if not lines:
            continue
        line = rng.choice(lines)
        at = rng.randrange(len(line) - 4)
        start = time.process_time()
        hits = similar_paragraphs(line[:at] + "甲乙丙" + line[at + 3 :])
        times.append((time.process_time() - start) * 1000)
        asked += 1
        found += one in {hit.document_id for hit in hits}
    print(f"clause               recall {found / asked:.3f}  {_shown(times)} cpu ms, {asked} asked")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _shown(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[18]:.1f}"


def main() -> None:
    """Fill, sign, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--real", type=int, default=200)
    given = parser.parse_args()
    rng = random.Random(2)
    sources = ["\n".join(lines) for lines in _sources(given.folder)]
    real = [text[:20_000] for text in dict.fromkeys(sources) if len(words_of(text)) > 300]
    real = rng.sample(real, min(given.real, len(real)))
    lines = [line for text in sources for line in text.split("\n") if 8 < len(line) < 200]
    texts = [*real, *fillers(rng, lines, given.documents - len(real))]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config_for(Path(folder), testing=True))
        migrate_to_head(app)
        with app.app_context():
            fill(texts)
            before = (Path(folder) / "qingce.db").stat().st_size
            build(texts)
            db.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.session.rollback()
            after = (Path(folder) / "qingce.db").stat().st_size
            print(f"{len(texts)} papers; tables of likeness {(after - before) / 1e6:.0f} MB")
            by_id = dict(enumerate(real, 1))
            kin = known_kin(by_id)
            for name in VARIANTS:
                ask(name, by_id, kin)
            clauses(by_id)


if __name__ == "__main__":
    main()
