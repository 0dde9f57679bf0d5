"""What the engines are compared with, on the same papers in the same run."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from operator import add
from pathlib import Path

from bench.papers import Paper
from corpus.search.match import matches
from corpus.search.query import Query, parse
from corpus.search.terms import FoldedFields, fold_text

Ask = Callable[[str], int]
SNIPPET = 72


def scan(some: list[Paper]) -> Ask:
    """A plain look through every folded text in memory: the truth."""
    texts = [FoldedFields.of(p.title, p.number, [p.issuer], p.body) for p in some]

    def ask(typed: str) -> int:
        query = parse(typed)
        return sum(matches(query, text) for text in texts)

    return ask


def tantivy(some: list[Paper], folder: Path) -> Ask:
    """The fastest embedded engine, over the same pairs of characters; top 20 with a cut of the text.

    Raises:
        ImportError: it is not installed.
    """
    import tantivy as library

    builder = library.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("place", stored=True)
    index = library.Index(builder.build(), path=str(_made(folder)))
    index.register_tokenizer(
        "whitespace", library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()
    )
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for place, paper in enumerate(some):
        writer.add_document(library.Document(text=[_pairs(_all_of(paper))], place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(typed: str) -> int:
        found = searcher.search(_wanted(library, index.schema, parse(typed)), limit=20)
        for _, address in found.hits:
            text = some[searcher.doc(address)["place"][0]].body
            text[:SNIPPET]
        return int(found.count or 0)

    return ask


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


def ripgrep(some: list[Paper], folder: Path) -> Ask:
    """The physical limit: one process that looks through one file with a document a line, one word.

    Raises:
        ImportError: it is not installed.
    """
    program = shutil.which("rg")
    if program is None:
        raise ImportError("rg")
    path = _made(folder) / "texts"
    path.write_text("\n".join(_all_of(p).replace("\n", "\x1f") for p in some), "utf-8")

    def ask(typed: str) -> int:
        sought = parse(typed).sought[0].text
        done = subprocess.run(
            [program, "-c", "-F", "--", sought, path], capture_output=True, check=False
        )
        return int(done.stdout or 0)

    return ask


def report(
    peer: Callable[[list[Paper], Path], Ask], some: list[Paper], asked: list[str], folder: Path
) -> None:
    """Build a peer, ask it everything, print its line; or say that it is not installed."""
    name = peer.__name__
    start = time.perf_counter()
    try:
        ask = peer(some, folder)
    except ImportError:
        print(f"{name:10} is not installed")
        return
    built = time.perf_counter() - start
    times = []
    for words in asked:
        start = time.perf_counter()
        ask(words)
        times.append((time.perf_counter() - start) * 1000)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    text = sum(len(paper.body.encode()) for paper in some)
    p95 = statistics.quantiles(times, n=20)[18]
    print(f"{name:10} built {len(some) / built:6.0f} docs/s  index/text {size / text:.2f}")
    print(f"{name:10} top 20      {statistics.median(times):7.1f} /{p95:7.1f} ms")


def _all_of(paper: Paper) -> str:
    return fold_text("\n".join((paper.title, paper.number, paper.issuer, paper.body)))


def _pairs(folded: str) -> str:
    """Overlapping pairs, blank-separated."""
    return " ".join(map(add, folded, folded[1:])) or folded


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
