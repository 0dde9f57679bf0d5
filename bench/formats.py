"""What becomes of every file of a folder: read, read with notes, or refused and why; time and memory.

    python -m bench.formats FOLDER [--each]

Files go through the sandbox as in an import, one after the other; zips are unpacked and their members
read. With `--each` every file has a line of its own: its name, how it ended, seconds, characters.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from base.errors import Unreadable
from corpus.block import Reading
from corpus.sandbox import Sandbox
from corpus.structure.assemble import assemble


@dataclass(slots=True)
class Row:
    """What became of the files of one format."""

    read: int = 0
    noted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    bare_pages: int = 0
    longest: float = 0.0
    longest_name: str = ""
    memory: float = 0.0


@dataclass(frozen=True, slots=True)
class End:
    """How one file ended: its format or what its name says, its notes or the code of the refusal."""

    name: str
    format: str
    seconds: float
    reading: Reading | None = None
    notes: tuple[str, ...] = ()
    code: str | None = None


def ends(path: Path, name: str, sandbox: Sandbox) -> Iterator[End]:
    """How a file, or each member of an archive, ends; none raises."""
    began = time.monotonic()
    said = Path(name).suffix.lower().lstrip(".") or "?"
    try:
        if not sandbox.is_archive(path):
            reading = sandbox.read(path)
            notes = tuple(note.code for note in assemble(reading).notes)
            yield End(name, reading.format, time.monotonic() - began, reading, notes)
            return
        with tempfile.TemporaryDirectory() as folder:
            for member in sandbox.unpack(path, Path(folder)):
                inner = f"{name}!/{member.name}"
                if member.path is not None:
                    yield from ends(member.path, inner, sandbox)
                elif member.problem is not None:
                    yield End(inner, "zip", time.monotonic() - began, code=member.problem.code)
    except Unreadable as problem:
        yield End(name, said, time.monotonic() - began, code=problem.code)


def table(folder: Path, *, each: bool) -> dict[str, Row]:
    """The rows by format; a refused file counts under the ending of its name."""
    rows: defaultdict[str, Row] = defaultdict(Row)
    with Sandbox() as sandbox:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            for end in ends(path, str(path.relative_to(folder)), sandbox):
                row = rows[end.format]
                _count(row, end)
                row.memory = max(row.memory, _peak())
                if each:
                    how = f"refused {end.code}" if end.code else " ".join(("read", *end.notes))
                    letters = sum(len(b.text) for b in end.reading.blocks) if end.reading else 0
                    print(f"{end.name}\t{how}\t{end.seconds:.2f}\t{letters}")
    return dict(rows)


def _peak() -> float:
    """The most MB a reading process has held since this was last asked."""
    most = 0.0
    for tasks in Path("/proc/self/task").glob("*/children"):
        for pid in tasks.read_text().split():
            try:
                status = Path(f"/proc/{pid}/status").read_text()
                Path(f"/proc/{pid}/clear_refs").write_text("5")
            except OSError:
                continue
            found = re.search(r"VmHWM:\s+(\d+)", status)
            most = max(most, int(found.group(1)) / 1e3 if found else 0.0)
    return most


def _count(row: Row, end: End) -> None:
    if end.code is not None:
        row.refused[end.code] += 1
    elif end.notes:
        row.noted += 1
        row.notes.update(set(end.notes))
    else:
        row.read += 1
    row.bare_pages += len(end.reading.bare_pages) if end.reading else 0
    if end.seconds > row.longest:
        row.longest, row.longest_name = end.seconds, end.name


def main() -> None:
    """Prints the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true")
    asked = parser.parse_args()
    rows = table(asked.folder, each=asked.each)
    print("| format | read | with notes | refused | bare pages | longest s | MB | notes |")
    print("|---|---|---|---|---|---|---|---|")
    for form, row in sorted(rows.items()):
        refused = "、".join(f"{code} {count}" for code, count in row.refused.most_common()) or "–"
        notes = "、".join(f"{code} {count}" for code, count in row.notes.most_common()) or "–"
        print(
            f"| {form} | {row.read} | {row.noted} | {refused} | {row.bare_pages} "
            f"| {row.longest:.1f} {row.longest_name[-30:]} | {row.memory:.0f} | {notes} |"
        )


if __name__ == "__main__":
    main()
