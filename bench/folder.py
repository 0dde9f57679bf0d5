"""Every document of a folder of real papers: its JSON Lines, and its files read as an import would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bench.examine import document, lines
from bench.formats import ends
from corpus.document import Document
from corpus.lexicon.names import name_key
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble
from review.examination.subject import Subject

SHORTEST = 60
"""Characters below which a file holds no paper."""


def every_subject(folder: Path) -> dict[str, list[Subject]]:
    """The papers by where they were read: each JSON Lines file, then `files`; one text counts once."""
    found: dict[str, list[Subject]] = {}
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl"), key=lambda one: one.name != "gov_docs_dev.jsonl"):
        found[path.name] = []
        for n, row in enumerate(lines(path)):
            key = name_key(row["title"])
            if key not in seen:
                seen.add(key)
                source = str(row.get("id") or f"{path.name}-{n}")
                found[path.name].append(Subject(source, document(row)))
    found["files"] = [one for one in _of_files(folder) if _is_new(one.document, seen)]
    return found


def _of_files(folder: Path) -> Iterator[Subject]:
    """What the sandbox reads of the files, in the order of their names."""
    files = sorted(p for name in ("files", "cleanups") for p in (folder / name).rglob("*"))
    with Sandbox() as sandbox:
        for path in files:
            if path.is_file() and path.suffix != ".tsv":
                for end in ends(path, str(path.relative_to(folder)), sandbox):
                    if end.reading is not None:
                        yield Subject(end.name, assemble(end.reading))


def _is_new(document: Document, seen: set[str]) -> bool:
    """Whether neither its title nor its text was met before; it is met now."""
    body = "".join(document.text.split())
    keys = {hashlib.sha256(body[:2000].encode()).hexdigest()}
    if document.title and len(document.title) > 8:
        keys.add(name_key(document.title))
    new = len(body) >= SHORTEST and not keys & seen
    seen |= keys
    return new
