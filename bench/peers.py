"""What the engines are compared with, on the same papers in the same run, each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from operator import add
from pathlib import Path

from app import create_app
from bench.asking import Answers, Measured, Setting, memory, shown, timed
from bench.filled import texts
from corpus.search.match import matcher
from corpus.search.query import Query, parse
from corpus.search.terms import FoldedFields

Ask = Callable[[str], int]
SNIPPET = 72
SCANNED = 50_000
"""Of more documents than that a scan is asked a part of the questions only."""


def step(documents: int) -> int:
    """Each how manieth question the scan is asked."""
    return -(-documents // SCANNED)


def scan(setting: Setting) -> Measured:
    """A plain look through every folded text in memory: the truth. Asked each `step`-th question."""
    app = create_app(setting.config)
    with app.app_context():
        held = list(texts())

    def ask(typed: str) -> int:
        return sum(map(matcher(parse(typed)), held))

    found = timed(ask, setting.asked[:: step(setting.documents)])
    return _told(setting, found, "– | –")


def tantivy(setting: Setting) -> Measured:
    """The fastest embedded engine, over the same pairs of characters; top 20 with a cut of the text."""
    import tantivy as library

    builder = library.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("place", stored=True)
    folder = _folder(setting)
    index = library.Index(builder.build(), path=str(folder))
    index.register_tokenizer(
        "whitespace", library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()
    )
    start = time.perf_counter()
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    held = []
    for place, paper in enumerate(_all(setting)):
        writer.add_document(library.Document(text=[_pairs(_joined(paper))], place=place))
        held.append(paper.body)
    writer.commit()
    writer.wait_merging_threads()
    built = f"{setting.documents / (time.perf_counter() - start):.0f} | {_share(setting, folder)}"
    index.reload()
    searcher = index.searcher()

    def ask(typed: str) -> int:
        found = searcher.search(_wanted(library, index.schema, parse(typed)), limit=20)
        for _, address in found.hits:
            text = held[searcher.doc(address)["place"][0]]
            text[:SNIPPET]
        return int(found.count or 0)

    return _told(setting, timed(ask, setting.asked), built)


def ripgrep(setting: Setting) -> Measured:
    """The physical limit: one process that looks through one file with a document a line, one word."""
    program = shutil.which("rg")
    if program is None:
        raise FileNotFoundError("rg")
    path = _folder(setting) / "texts"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_joined(paper).replace("\n", "\x1f") + "\n" for paper in _all(setting))

    def ask(typed: str) -> int:
        sought = parse(typed).sought[0].text
        done = subprocess.run(
            [program, "-c", "-F", "--", sought, path], capture_output=True, check=False
        )
        return int(done.stdout or 0)

    return _told(setting, timed(ask, setting.asked), "– | 1.0")


def _told(setting: Setting, found: Answers, built: str) -> Measured:
    setting.say(f"{built}; top 20: {shown(found.wall)} ms (processor {shown(found.processor)})")
    row = f"| {setting.name} | {built} | {memory()} | | | {shown(found.wall)} | | | | |"
    return Measured(tuple(found.totals), row)


def _all(setting: Setting) -> Iterator[FoldedFields]:
    app = create_app(setting.config)
    with app.app_context():
        yield from texts()


def _share(setting: Setting, folder: Path) -> str:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{size / setting.text_bytes:.1f}"


def _wanted(library: object, schema: object, query: Query) -> object:
    kinds = library  # typed as object: the package has no complete stubs
    parts = []
    for clause in query.clauses:
        some = []
        for term in clause:
            words = _pairs(term.text).split(" ")
            one = (
                kinds.Query.phrase_query(schema, "text", words)  # type: ignore[attr-defined]
                if len(words) > 1
                else kinds.Query.term_query(schema, "text", words[0])  # type: ignore[attr-defined]
            )
            some.append((kinds.Occur.Should, one))  # type: ignore[attr-defined]
        parts.append((kinds.Occur.Must, kinds.Query.boolean_query(some)))  # type: ignore[attr-defined]
    return kinds.Query.boolean_query(parts)  # type: ignore[attr-defined]


def _joined(paper: FoldedFields) -> str:
    return "\n".join((paper.title, paper.number, paper.issuers, paper.body))


def _pairs(folded: str) -> str:
    """Overlapping pairs, blank-separated."""
    return " ".join(map(add, folded, folded[1:])) or folded


def _folder(setting: Setting) -> Path:
    folder = setting.config.data / f"peer-{setting.name}"
    folder.mkdir(parents=True)
    return folder
