"""How right text recognition is, what it costs, and how much memory it takes.

    python -m bench.recognition [FOLDER]

Without a folder, papers of our own making at 300 dots an inch: clean, noisy, askew, stamped, turned. With
one, every `X.scan.pdf` in or below it is compared with the text of `X.txt` or `X.<encoding>.txt` beside or
near it. Accuracy is 1 - edit distance / length over NFKC text without blanks.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import LCSseq, Levenshtein

from corpus.formats.txt import TxtReader
from corpus.pages.reader import PageReader
from corpus.recognition.paragraphs import NumberedPage, blocks_of
from corpus.recognition.printed import PrintedPage
from corpus.sandbox import Sandbox
from tests.corpus import scans

LEAST = {"clean": 0.99, "grey": 0.99, "noise": 0.97, "skew": 0.97, "stamp": 0.97, "worst": 0.97}


def bare(text: str) -> str:
    """The text as it is compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def share(truth: str, read: str) -> float:
    """How much of the text is right, in order."""
    return 1 - Levenshtein.normalized_distance(bare(truth), bare(read))


def found(truth: str, read: str) -> float:
    """How much of the text stands in the reading in its order, whatever else is printed around it."""
    return LCSseq.similarity(bare(truth), bare(read)) / max(len(bare(truth)), 1)


def memory_and_cpu(reader: PageReader) -> tuple[int, float]:
    """Most resident megabytes and processor seconds of the child so far (Linux)."""
    process = reader._process
    assert process is not None
    proc = Path(f"/proc/{process._process.pid}")
    peak = re.search(r"VmHWM:\s+(\d+)", (proc / "status").read_text("ascii"))
    fields = (proc / "stat").read_text("ascii").rpartition(")")[2].split()
    return int(peak.group(1)) // 1024 if peak else 0, (int(fields[11]) + int(fields[12])) / 100


def text_of(pages: list[PrintedPage]) -> str:
    """The paragraphs of pages in a row."""
    numbered = [NumberedPage(n, page) for n, page in enumerate(pages, 1)]
    return "\n".join(block.text for block in blocks_of(numbered))


def own_papers(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Name, file and truth of each paper of our own making."""
    page = scans.scan()
    stamped = scans.stamped(page)
    made = {
        "clean": page,
        "grey": page.convert("L").convert("RGB"),
        "noise": scans.noisy(page),
        "skew": scans.skewed(page),
        "stamp": stamped,
        "worst": scans.noisy(scans.skewed(stamped)),
        "turned 90": page.rotate(90, expand=True),
        "turned 180": page.rotate(180),
    }
    for name, picture in made.items():
        path = folder / f"{name}.png"
        picture.save(path)
        yield name, path, scans.words()


def papers_in(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Scans and their truth in a folder."""
    for path in sorted(folder.rglob("*.scan.pdf")):
        stem = path.name.removesuffix(".scan.pdf")
        texts = sorted(folder.rglob(f"{stem}.*txt"))
        if texts:
            blocks = TxtReader().read(texts[0]).blocks
            yield stem, path, "\n".join(block.text for block in blocks)


def main(arguments: list[str]) -> int:
    """Prints the table; returns 1 where a paper of ours is read worse than promised."""
    worse = 0
    with tempfile.TemporaryDirectory() as folder, PageReader() as reader, Sandbox() as sandbox:
        papers = papers_in(Path(arguments[0])) if arguments else own_papers(Path(folder))
        print(
            f"{'paper':<22}{'pages':>6}{'in order':>10}{'found':>8}{'score':>8}{'weak':>6}{'CPU s/page':>12}{'wall':>7}"
        )
        for name, path, truth in papers:
            count = sandbox.read(path).pages or 1
            before = memory_and_cpu(reader)[1] if reader._process else 0.0
            started = time.monotonic()
            pages = [reader.recognise(path, n).page for n in range(1, count + 1)]
            wall = (time.monotonic() - started) / count
            cpu = (memory_and_cpu(reader)[1] - before) / count
            read = text_of(pages)
            right = share(truth, read)
            score = sum(page.score for page in pages) / count
            weak = sum(page.is_weak for page in pages)
            print(
                f"{name:<22}{count:>6}{right:>10.4f}{found(truth, read):>8.3f}{score:>8.3f}{weak:>6}{cpu:>12.2f}{wall:>7.2f}"
            )
            worse += right < LEAST.get(name, 0.0)
        print(f"most memory: {memory_and_cpu(reader)[0]} MB")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
