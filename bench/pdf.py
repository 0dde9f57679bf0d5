"""How fast PDF is read, what memory it takes, and how that compares with bare text extraction.

    python -m bench.pdf FOLDER [--lost]

Reads every .pdf below FOLDER in this process, one after the other, then the same files by pypdfium2
with nothing done to the text; processor seconds, so that the ratio may be trusted on a busy machine.
`--lost` names, by file, the characters PDFium gives that the reading lacks (head rows of tables that
are repeated, letters printed twice and what stands off the page are meant to be among them).
"""

from __future__ import annotations

import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2

from base.errors import Unreadable
from corpus.block import Reading
from corpus.formats.pdf import PdfReader

_UNCOUNTED = re.compile(r"[\s\x00-\x1f\xad\ufffe-]")


def main(folder: Path, *, lost: bool) -> None:
    """Prints the figures, and what is lost where asked."""
    readings: dict[Path, Reading] = {}
    refused: Counter[str] = Counter()
    spent = bare = 0.0
    for path in sorted(folder.rglob("*.pdf")):
        begun = time.process_time()
        try:
            readings[path] = PdfReader().read(path)
        except Unreadable as problem:
            refused[problem.code] += 1
        spent += time.process_time() - begun
        begun = time.process_time()
        texts = bare_texts(path)
        bare += time.process_time() - begun
        if lost and path in readings:
            show_lost(path, readings[path], texts)
    pages = sum(reading.pages or 0 for reading in readings.values())
    waiting = sum(len(reading.bare_pages) for reading in readings.values())
    notes = Counter(note.code for reading in readings.values() for note in reading.notes)
    print(f"read {len(readings)}, refused {dict(refused)}, notes {dict(notes)}")
    print(f"pages {pages}, of them {waiting} without text of their own")
    print(
        f"{len(readings) / spent:.1f} documents/s, {pages / spent:.0f} pages/s (processor seconds)"
    )
    print(f"{spent / bare:.1f} times bare text extraction ({pages / bare:.0f} pages/s)")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def bare_texts(path: Path) -> list[str]:
    """What PDFium says on each page; nothing where it cannot open the file."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            texts = []
            for page in document:
                textpage = page.get_textpage()
                texts.append(textpage.get_text_range())
                textpage.close()
                page.close()
            return texts
    except pypdfium2.PdfiumError:
        return []


def show_lost(path: Path, reading: Reading, texts: list[str]) -> None:
    """Prints the characters of the pages read that the reading lacks."""
    read = [text for page, text in enumerate(texts, 1) if page not in reading.bare_pages]
    missing = _letters("".join(read)) - _letters("".join(block.text for block in reading.blocks))
    if missing:
        most = "".join(glyph for glyph, _ in missing.most_common(40))
        print(f"{path.name}: {missing.total()} {most}")


def _letters(text: str) -> Counter[str]:
    return Counter(_UNCOUNTED.sub("", unicodedata.normalize("NFKC", text)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), lost="--lost" in sys.argv)
