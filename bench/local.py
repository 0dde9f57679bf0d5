"""L1 and C rows on local papers nobody tuned them to: `python -m bench.local [FOLDER] [--each]`.

FOLDER holds NN.txt and verdicts.csv (paper, quote, class in words of the law, normative); by default
the forty papers of tests/fixtures/local_papers. Recall by row: how many clauses of its class are found by that row,
and by any row; precision: of its findings, how many stand on a clause with a verdict. What is found
elsewhere counts as false, since a sentence without a verdict is meant to be lawful. Also the answers of
identification. `--each` lists what was missed and what was found wrongly.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.examine import TODAY
from corpus.block import Block, Reading
from corpus.structure.assemble import assemble
from review.examination.case import shipped_knowledge
from review.examination.examine import examine_files
from review.examination.subject import Subject
from review.finding import Examination, Finding
from review.profiles.load import load_profile

LOCAL = Path(__file__).parents[1] / "tests" / "fixtures" / "local_papers"
ROWS = Path(__file__).with_name("labels") / "local_rows.csv"
INNOCENT = "无"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence of a paper and what the person who wrote it says of it."""

    paper: str
    start: int
    end: int
    quote: str
    rule: str | None

    def holds(self, found: Finding) -> bool:
        """Whether a finding stands on this sentence."""
        return found.evidence.start < self.end and self.start < found.evidence.end


@dataclass(frozen=True, slots=True)
class Tried:
    """A folder examined: the findings of L1 and C rows by paper, and the verdicts."""

    found: Mapping[str, tuple[Finding, ...]]
    verdicts: tuple[Verdict, ...]
    answers: tuple[tuple[str, str, str], ...]


def tried(folder: Path) -> Tried:
    """Examine the papers of a folder as each other's corpus and read its verdicts."""
    subjects = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        read = assemble(Reading("txt", "bench", tuple(Block(line) for line in text.split("\n"))))
        subjects.append(Subject(path.stem, read))
    made = examine_files(subjects, shipped_knowledge(), load_profile(), TODAY)
    by_paper = {s.source: one for s, one in zip(subjects, made, strict=True)}
    texts = {s.source: s.document.text for s in subjects}
    with (folder / "verdicts.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    answers = tuple(
        (row["paper"], row["normative"], by_paper[row["paper"]].identification.answer.label)
        for row in rows
        if row["normative"]
    )
    return Tried(
        {source: tuple(_clauses(one)) for source, one in by_paper.items()},
        tuple(_verdict(row, texts[row["paper"]]) for row in rows),
        answers,
    )


def _clauses(examination: Examination) -> Iterator[Finding]:
    for one in examination.findings:
        if one.rule.startswith(("L1-", "C8", "C9", "C1")):
            yield one


def _verdict(row: Mapping[str, str], text: str) -> Verdict:
    start = text.find(row["quote"])
    if start < 0:
        raise SystemExit(
            f"{row['paper']}: the quote of a verdict is not in the text: {row['quote']}"
        )
    return Verdict(
        row["paper"], start, start + len(row["quote"]), row["quote"], _rule(row["class"])
    )


def _rule(words: str) -> str | None:
    """The row that a class in words of the law belongs to, None for an innocent sentence."""
    if words == INNOCENT:
        return None
    with ROWS.open(encoding="utf-8", newline="") as handle:
        fit = [one for one in csv.DictReader(handle) if words.startswith(one["class"])]
    if not fit:
        raise SystemExit(f"no row for the class {words}: add it to {ROWS.name}")
    return max(fit, key=lambda one: len(one["class"]))["rule"]


@dataclass(slots=True)
class Count:
    """Figures of one row."""

    asked: int = 0
    by_row: int = 0
    by_any: int = 0
    findings: int = 0
    right: int = 0


def counted(all_: Tried) -> dict[str, Count]:
    """The figures by row; a finding is right on any clause with a verdict against it."""
    counts: dict[str, Count] = {}
    for verdict in all_.verdicts:
        if verdict.rule is None:
            continue
        on_it = {one.rule for one in all_.found[verdict.paper] if verdict.holds(one)}
        row = counts.setdefault(verdict.rule, Count())
        row.asked += 1
        row.by_row += verdict.rule in on_it
        row.by_any += bool(on_it)
    for paper, findings in all_.found.items():
        guilty = [v for v in all_.verdicts if v.paper == paper and v.rule is not None]
        for one in findings:
            row = counts.setdefault(one.rule, Count())
            row.findings += 1
            row.right += any(v.holds(one) for v in guilty)
    return counts


def table(counts: Mapping[str, Count]) -> Iterator[str]:
    """Markdown lines, the sum last."""
    yield "| Row | Clauses | Found by it | Found by any | Recall | Findings | Right | Precision |"
    yield "|---|---|---|---|---|---|---|---|"
    whole = Count()
    for rule, one in sorted(counts.items()):
        yield _line(rule, one)
        for name in Count.__slots__:
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    yield _line("all", whole)


def _line(rule: str, one: Count) -> str:
    recall = f"{one.by_any / one.asked:.2f}" if one.asked else "—"
    precision = f"{one.right / one.findings:.2f}" if one.findings else "—"
    figures = (one.asked, one.by_row, one.by_any, recall, one.findings, one.right, precision)
    return f"| {rule} | {' | '.join(str(figure) for figure in figures)} |"


def _each(all_: Tried) -> Iterator[str]:
    for v in all_.verdicts:
        if v.rule and not any(v.holds(one) for one in all_.found[v.paper]):
            yield f"missed {v.paper} {v.rule}: {v.quote[:90]}"
    for paper, findings in sorted(all_.found.items()):
        guilty = [v for v in all_.verdicts if v.paper == paper and v.rule is not None]
        for one in findings:
            if not any(v.holds(one) for v in guilty):
                yield f"wrong {paper} {one.rule}: {one.evidence.quote[:160]}"


def answers(all_: Tried) -> Iterator[str]:
    """How identification answered, against what the writer says."""
    for (said, got), count in sorted(Counter((a, b) for _, a, b in all_.answers).items()):
        yield f"| {said} | {got} | {count} |"


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    folders = [Path(one) for one in arguments if not one.startswith("--")]
    all_ = tried(folders[0] if folders else LOCAL)
    print("\n".join(table(counted(all_))))
    print("\n".join(answers(all_)))
    if "--each" in arguments:
        print("\n".join(_each(all_)))


if __name__ == "__main__":
    main(sys.argv[1:])
