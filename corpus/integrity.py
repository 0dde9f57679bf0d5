"""`flask check`: do originals, rows, index and audit chain agree? Repairs only what is a cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from base import audit
from base.db import db, writing
from corpus import library
from corpus.indexing import Indexer
from corpus.originals import Originals, hash_of
from corpus.rows import DocumentRow, OriginalRow, SearchTextRow


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing compared; `found` has a Chinese sentence for each disagreement."""

    check: str
    ok: bool
    found: tuple[str, ...]


def check(originals: Originals, indexer: Indexer, *, repair: bool = False) -> Iterator[Checked]:
    """Compare everything; with `repair`, sweep staging, renew search texts and the index first."""
    if repair:
        originals.sweep()
        with writing():
            for document_id in _without_search_text():
                library.renew_search_text(document_id)
        indexer.rebuild()
    yield _result("originals", _originals(originals))
    yield _result("documents", _documents())
    yield _result("index", _index(indexer))
    yield _result("audit", list(audit.verify()))


def _result(name: str, found: list[str]) -> Checked:
    return Checked(name, not found, tuple(found))


def _originals(originals: Originals) -> list[str]:
    found = []
    known = set(db.session.scalars(select(OriginalRow.sha256)))
    for sha256 in sorted(known):
        path = originals.path(sha256)
        if not path.exists():
            found.append(f"原件 {sha256[:12]} 缺失，请从备份恢复。")
        elif hash_of(path) != sha256:
            found.append(f"原件 {sha256[:12]} 的内容与登记不符，请从备份恢复。")
    return found


def _documents() -> list[str]:
    return [
        f"文件 {number} 缺少检索文本，请运行 flask check --repair 补写。"
        for number in _without_search_text()
    ]


def _without_search_text() -> list[int]:
    texts = set(db.session.scalars(select(SearchTextRow.document_id)))
    ids = set(db.session.scalars(select(DocumentRow.id)))
    return sorted(ids - texts)


def _index(indexer: Indexer) -> list[str]:
    missing, extra = indexer.difference()
    found = []
    if missing:
        found.append(f"索引缺 {len(missing)} 份文件，请运行 flask reindex。")
    if extra:
        found.append(f"索引多 {len(extra)} 份已移出的文件，请运行 flask reindex。")
    return found
