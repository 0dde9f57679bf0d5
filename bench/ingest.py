"""How fast papers go through the whole pipeline, and what memory the workers take meanwhile.

    python -m bench.ingest [documents] [workers]

Papers (docx, pdf, txt, html in equal parts) are made from generated text, received one by one as an upload
is, and read, taken apart, filed and indexed by worker processes of their own; in the same run the same
files are read by the same libraries with nothing done to the text. The ratio of the two may be trusted
where the machine's load changes; processor seconds hold too, documents a second are this machine's now.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pypdfium2
from lxml import html
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select

from app import create_app
from base.commands import migrate_to_head
from base.config import Config, child_environment, config_for
from base.db import db, writing
from base.jobs import JobRow
from base.roles import Actor, Role
from corpus.ingest import open_batch, receive
from corpus.rows import DocumentRow, ItemRow
from tests.corpus.search.papers import PaperMaker

CHARACTERS = 1_500
ON_LINE, LINES, LEADING = 26, 22, 28.0
LONGEST = 3_600.0
ROOT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def as_docx(lines: list[str]) -> bytes:
    """The smallest package Word and python-docx open."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{_WML}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return stream.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    """Pages of 22 lines of 26 characters at 16 points, as GB/T 9704-2012 has them."""
    printed: list[tuple[float, str]] = []
    for line in lines:
        first = line[: ON_LINE - 2]
        printed.append((32.0, first))
        rest = line[len(first) :]
        printed += [(0.0, rest[at : at + ON_LINE]) for at in range(0, len(rest), ON_LINE)]
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for start in range(0, len(printed), LINES):
        canvas.setFont("STSong-Light", 16)
        for row, (indent, text) in enumerate(printed[start : start + LINES]):
            canvas.drawString(79.0 + indent, 720.0 - LEADING * row, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def as_html(lines: list[str]) -> bytes:
    """A page of paragraphs in GBK."""
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    page = f'<html><head><meta charset="gbk"><title>{lines[2]}</title></head><body>{body}</body></html>'
    return page.encode("gb18030")


MAKERS: tuple[tuple[str, Callable[[list[str]], bytes]], ...] = (
    ("docx", as_docx),
    ("pdf", as_pdf),
    ("txt", lambda lines: "\r\n".join(lines).encode("utf-8")),
    ("html", as_html),
)


def make_papers(folder: Path, count: int) -> list[Path]:
    """Writes `count` papers, each of its own words."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    maker = PaperMaker(20261122)
    paths = []
    for at in range(count):
        kind, make = MAKERS[at % len(MAKERS)]
        path = folder / f"{at:05d}.{kind}"
        text = maker.paper(CHARACTERS)[3]
        path.write_bytes(make(re.sub("[<>&]", "", text).split("\n")))
        paths.append(path)
    return paths


def bare(path: Path) -> str:
    """The text by the library alone: no places, no sandbox, nothing understood or kept."""
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if path.suffix == ".html":
        root = html.fromstring(path.read_bytes().decode("gb18030"))
        return "".join(str(text) for text in root.itertext())
    return path.read_text("utf-8")


@dataclass(slots=True)
class Gauge:
    """Memory and processor time of some processes and of all below them."""

    pids: list[int]
    memory: list[float] = field(default_factory=list)
    spent: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Adds one sample: MB that are not shared, summed over the processes."""
        total = 0.0
        for pid in self._all():
            try:
                stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                statm = Path(f"/proc/{pid}/statm").read_text().split()
            except OSError:
                continue
            total += (int(statm[1]) - int(statm[2])) * _PAGE / 1e6
            self.spent[pid] = (int(stat[11]) + int(stat[12])) / _TICKS
        self.memory.append(total)

    def _all(self) -> Iterator[int]:
        waiting = list(self.pids)
        while waiting:
            pid = waiting.pop()
            yield pid
            for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    waiting += [int(word) for word in tasks.read_text().split()]
                except OSError:
                    continue


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run took: seconds on the wall, of them to receive, and processor seconds."""

    seconds: float
    receiving: float
    cpu_workers: float
    cpu_receiving: float
    memory: list[float]
    states: dict[str, int]


def run(config: Config, papers: list[Path], workers: int) -> Measured:
    """Puts the papers in and waits until nothing is left to do."""
    app = create_app(config)
    migrate_to_head(app)
    log = (config.data / "work.log").open("wb")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "flask", "work"],
            cwd=ROOT,
            env=child_environment(config),
            stdout=log,
            stderr=log,
        )
        for _ in range(workers)
    ]
    gauge = Gauge([process.pid for process in processes])
    actor = Actor(1, "评测", Role.ADMIN)
    try:
        began, cpu = time.monotonic(), time.process_time()
        with app.app_context():
            with writing():
                batch = open_batch("评测", actor)
            for at, path in enumerate(papers):
                with path.open("rb") as stream:
                    receive(batch, path.name, stream, app.extensions["originals"], actor)
                if at % 50 == 0:
                    gauge.look()
            received, cpu = time.monotonic() - began, time.process_time() - cpu
            while _left() and time.monotonic() - began < LONGEST:
                time.sleep(0.5)
                gauge.look()
            seconds = time.monotonic() - began
            found = db.session.execute(select(ItemRow.state, func.count()).group_by(ItemRow.state))
            states = {state: count for state, count in found}  # noqa: C416 - rows
            states["documents"] = db.session.scalar(select(func.count(DocumentRow.id))) or 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=60)
    return Measured(seconds, received, sum(gauge.spent.values()), cpu, gauge.memory, states)


def _left() -> int:
    left = db.session.scalar(select(func.count(JobRow.id)).where(JobRow.state != "failed")) or 0
    db.session.rollback()
    return left


def main() -> None:
    """Prints one JSON line of figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as folder:
        (Path(folder) / "papers").mkdir()
        papers = make_papers(Path(folder) / "papers", count)
        began, cpu = time.monotonic(), time.process_time()
        characters = sum(len(bare(path)) for path in papers)
        bare_seconds, bare_cpu = time.monotonic() - began, time.process_time() - cpu
        measured = run(config_for(Path(folder) / "data"), papers, workers)
    spent = measured.cpu_workers + measured.cpu_receiving
    quarter = max(1, len(measured.memory) // 4)
    figures = {
        "documents": count,
        "workers": workers,
        "characters": characters,
        "seconds": round(measured.seconds, 1),
        "documents_a_second": round(count / measured.seconds, 1),
        "received_within": round(measured.receiving, 1),
        "cpu_seconds": round(spent, 1),
        "cpu_ms_a_document": round(1000 * spent / count, 1),
        "documents_a_second_of_two_free_cores": round(2 * count / spent, 1),
        "bare_seconds": round(bare_seconds, 1),
        "bare_cpu_ms_a_document": round(1000 * bare_cpu / count, 1),
        "times_bare_cpu": round(spent / bare_cpu, 1),
        "memory_mb_second_quarter": round(sum(measured.memory[quarter : 2 * quarter]) / quarter),
        "memory_mb_last_quarter": round(sum(measured.memory[-quarter:]) / quarter),
        "memory_mb_most": round(max(measured.memory)),
        "states": measured.states,
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
