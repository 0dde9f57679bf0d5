"""Labels in a JSON Lines file, and the papers they speak of read as any upload is: in the sandbox,
by way of LibreOffice where it is given, and pages without text by recognition where it is installed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.errors import Refused, Unreadable
from corpus.document import Document
from corpus.measuring.scores import Label
from corpus.pages.reader import PageReader
from corpus.recognition.engine import installed
from corpus.recognition.merging import merged_pages
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble


@dataclass(frozen=True, slots=True)
class LabelledPaper:
    """A label with the document that was read, or the reason why none was."""

    name: str
    label: Label
    document: Document | None
    reason: str | None = None


def labelled_papers(
    labels: Path, folder: Path, office: Path | None = None
) -> Iterator[LabelledPaper]:
    """Read every labelled paper; `folder` is where the labels' `file` is found.

    Args:
        labels: the JSON Lines file.
        folder: where the files stand.
        office: LibreOffice, where it shall be used.

    A label of a `.jsonl` file names a row by `id`; its `text` is read as a txt file.

    Raises:
        Refused: a line of the labels is no label, or names what is not in the folder.
    """
    texts: dict[Path, dict[str, str]] = {}
    with (
        Sandbox(office=office) as sandbox,
        PageReader() as pages,
        tempfile.TemporaryDirectory(prefix="qingce-") as work,
    ):
        for n, label in labels_in(labels):
            source = folder / str(label["file"])
            if not source.is_file():
                raise Refused(f"标注第 {n} 行的文件 {label['file']} 不在给出的文件夹里。")
            name = str(label.get("id") or label["file"])
            if source.suffix == ".jsonl":
                rows = texts.setdefault(source, {}) or _texts(source)
                texts[source] = rows
                if name not in rows:
                    raise Refused(f"标注第 {n} 行的 {name} 不在 {label['file']} 里。")
                source = Path(work) / "paper.txt"
                source.write_text(rows[name], encoding="utf-8")
            yield _read((sandbox, pages), name, label, source)


def labels_in(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The labels of a file with their line numbers (from 1); blank lines are passed over.

    Raises:
        Refused: a line is no JSON object with `file`.
    """
    for n, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
        except ValueError as error:
            raise Refused(f"标注第 {n} 行不是 JSON：{error}。请改正后重试。") from error
        if not isinstance(label, dict) or not label.get("file"):
            raise Refused(f"标注第 {n} 行没有写明 file。请改正后重试。")
        yield n, label


def _texts(source: Path) -> dict[str, str]:
    """The texts of a JSON Lines file by their ids."""
    rows = (json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line)
    return {str(row["id"]): str(row["text"]) for row in rows}


def _read(
    readers: tuple[Sandbox, PageReader], name: str, label: Label, path: Path
) -> LabelledPaper:
    sandbox, pages = readers
    try:
        reading = sandbox.read(path)
        if reading.bare_pages and installed():
            found = {n: pages.recognise(path, n).page for n in reading.bare_pages}
            reading = merged_pages(reading, {n: page for n, page in found.items() if page.lines})
        return LabelledPaper(name, label, assemble(reading))
    except Unreadable as problem:
        return LabelledPaper(name, label, None, problem.message)
