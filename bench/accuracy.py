"""How much of a known text comes out of each container: format × way of reading, mean and worst.

Run: python -m bench.accuracy FOLDER. The folder holds `files/index.tsv` (file, …, title at the end of
the third column) with `files/<format>/…d07.<suffix>` made from texts that stand in `*.jsonl` (title,
doc_number, text). Accuracy is 1 − Levenshtein distance / length, over NFKC without white space.

The files were made from web pages, so a frame stands round the paper: crumbs and title before it,
打印 关闭 after it. A reader may give the frame or set it apart as page headers; both count as right.
OFD files are made here of the same texts, line by line.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rapidfuzz.distance import Levenshtein

from base.errors import Unreadable
from bench.laid_out import laid_out
from corpus.block import BlockKind, Reading
from corpus.reading.office import Office, OfficeFailed
from corpus.sandbox import Sandbox

CRUMBS, TOOLS = "首页>信息公开", "打印关闭"
SITE = re.compile(r"扫一扫在手机打开当前页(-->)?\Z")
"""What the known text of a page has at its end of the site's own."""
DERIVED = re.compile(r"derived__d\d+\.")
Read = Callable[[Path], Reading]


@dataclass(frozen=True)
class Way:
    """One row of the table: which files, and how they are read."""

    format: str
    files: str  # glob below files/
    name: str
    read: Read
    made: bool = False  # here, of the known texts


def ways(sandbox: Sandbox, office: Office | None) -> Iterator[Way]:
    """All rows. A row more is one line here: the files, and a function from a path to a Reading."""
    for kind, suffix in (("docx", "docx"), ("html", "html"), ("txt", "txt")):
        yield Way(kind, f"{kind}/*.{suffix}", "内置程序", sandbox.read)
    yield Way("pdf", "pdf/*.pdf", "PDFium", sandbox.read)
    for kind in ("doc", "wps", "rtf", "odt"):
        yield Way(kind, f"{kind}/*.{kind}", "内置程序", sandbox.read)
        if office is not None:
            yield Way(kind, f"{kind}/*.{kind}", "LibreOffice", _through(office, sandbox))
    yield Way("ofd", "ofd/*.ofd", "内置程序", sandbox.read, made=True)


def _through(office: Office, sandbox: Sandbox) -> Read:
    """Every file through LibreOffice, whatever the program would do itself."""
    return lambda path: sandbox.read(office.to_docx(path, path.suffix.removeprefix(".")))


def truths(folder: Path) -> dict[str, list[str]]:
    """The texts that a file may hold, by file name below files/."""
    texts: dict[str, list[tuple[str, str]]] = {}
    for source in sorted(folder.glob("*.jsonl")):
        for line in source.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("title") and row.get("text"):
                kept = texts.setdefault(row["title"], [])
                kept.append((packed(row.get("doc_number") or ""), packed(row["text"])))
    by_length = sorted(texts, key=len, reverse=True)
    found: dict[str, list[str]] = {}
    with (folder / "files" / "index.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            title = next((t for t in by_length if row["source_path"].endswith(t)), None)
            if title is not None and DERIVED.search(row["file"]):
                found[row["file"]] = list(_framed(packed(title), texts[title]))
    return found


def _framed(title: str, texts: list[tuple[str, str]]) -> Iterator[str]:
    """A text with and without the parts of its frame."""
    for number, whole in texts:
        for text in {whole, SITE.sub("", whole)}:
            yield from _around(title, number + text)


def _around(title: str, paper: str) -> Iterator[str]:
    for before, after in itertools.product(("", title, CRUMBS + title), ("", TOOLS)):
        yield f"{before}{title}{paper}{after}"


def made_files(folder: Path, out: Path) -> dict[str, list[str]]:
    """OFD files of the known texts written below `out`/files/ofd, with the texts they hold."""
    wanted: dict[str, list[str]] = {}
    (out / "files" / "ofd").mkdir(parents=True)
    for source in sorted(folder.glob("shanghai*.jsonl")):
        for line in source.read_text("utf-8").splitlines():
            row = json.loads(line)
            text = f"{row['title']}\n{row.get('doc_number') or ''}\n{row['text']}"
            name = f"ofd/{row['id']}.ofd"
            laid_out(out / "files" / name, text)
            wanted[name] = [packed(text)]
    return wanted


def packed(text: str) -> str:
    """NFKC without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def accuracy(reading: Reading, wanted: list[str]) -> tuple[float, str]:
    """The best accuracy over the texts wanted, and what is wrong where it is not 1."""
    got = packed("".join(b.text for b in reading.blocks if b.kind is not BlockKind.HEADER))
    best = min(wanted, key=lambda text: Levenshtein.distance(got, text) / max(1, len(text)))
    share = 1 - Levenshtein.distance(got, best) / max(1, len(best))
    edits = [
        f"{op.tag} {got[op.src_start : op.src_end][:20]!r} → {best[op.dest_start : op.dest_end][:20]!r}"
        for op in Levenshtein.opcodes(got, best)
        if op.tag != "equal"
    ]
    return share, "; ".join(edits[:3])


def main(folder: Path) -> None:
    """Prints the table, and each file that is not read exactly."""
    program = shutil.which("soffice")
    deviations: list[str] = []
    print(f"{'format':8}{'way':14}{'files':>6}{'mean':>9}{'min':>9}")
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox())
        office = stack.enter_context(Office(Path(program))) if program else None
        own = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wanted = truths(folder) | made_files(folder, own)
        for way in ways(sandbox, office):
            shares = []
            root = (own if way.made else folder) / "files"
            for path in sorted(root.glob(way.files)):
                name = path.relative_to(root).as_posix()
                if name not in wanted or ".scan." in name:
                    continue
                try:
                    share, wrong = accuracy(way.read(path), wanted[name])
                except (Unreadable, OfficeFailed) as problem:
                    share, wrong = 0.0, str(problem)
                shares.append(share)
                if share < 1:
                    deviations.append(f"{way.name} {name} {share:.4f}: {wrong}")
            if shares:
                print(
                    f"{way.format:8}{way.name:14}{len(shares):6}{fmean(shares):9.4f}{min(shares):9.4f}"
                )
    print(*deviations, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
