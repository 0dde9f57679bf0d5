"""Measure the examination: `python -m bench.examine FOLDER [--strong]`.

FOLDER holds gold_dev.jsonl, gov_docs_dev.jsonl, shanghai_dev.jsonl and shanghai_gold_dev.tsv. Prints confusion tables
of proposals against the known status (with the full law table, and without the rows that name the
documents themselves), the answers of identification, and the speed; `--strong` lists every strong
proposal with its reason, to be read by a person.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.block import Block, Reading
from corpus.document import DatedFact, Document
from corpus.lexicon.laws import LawTable
from corpus.lexicon.names import name_key
from corpus.structure.assemble import assemble
from review.examination.case import Case, Knowledge, shipped_knowledge
from review.examination.checks import CHECKS
from review.examination.examine import examine, view_of
from review.examination.identification import identify
from review.examination.subject import Subject
from review.finding import Examination
from review.profiles.load import load_profile

TODAY = date(2026, 11, 22)
Row = dict[str, Any]


def day(text: str | None) -> DatedFact | None:
    """A date of the metadata."""
    if not text:
        return None
    year, month, last = ([int(part) for part in text.split("-")] + [None, None])[:3]
    return DatedFact(year or 0, month, last)


def document(row: Row) -> Document:
    """The row's text read as a file would be; the day of issue is taken from the metadata if absent."""
    text = row["text"].removeprefix("# ")
    if not text.lstrip().startswith(row["title"][:10]):
        text = f"{row['title']}\n{row.get('doc_number') or ''}\n{text}"
    read = assemble(Reading("txt", "bench", tuple(Block(line) for line in text.split("\n"))))
    issued = day(row.get("published") or row.get("issued_on"))
    if issued is not None and read.issued_on is None and read.signed_on is None:
        read = replace(read, issued_on=issued)
    return read


def lines(path: Path) -> list[Row]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def without(knowledge: Knowledge, titles: Iterable[str]) -> Knowledge:
    """The same knowledge without the facts about these very documents."""
    names = {name_key(title) for title in titles}
    rest = [law for law in knowledge.laws.laws if name_key(law.name) not in names]
    return Knowledge(knowledge.rulebook, LawTable(rest, knowledge.laws.digest))


def run(
    rows: Sequence[Row], subjects: Sequence[Subject], knowledge: Knowledge, days: Sequence[date]
) -> list[Examination]:
    """Examine rows that are each other's corpus, each on its own day."""
    view, profile = view_of(subjects, knowledge), load_profile()
    return [
        examine(subject, view, knowledge, profile, on)
        for subject, on in zip(subjects, days, strict=True)
    ]


def outcome(found: Examination) -> str:
    """How one proposal is counted."""
    if found.proposal is None:
        return "abstain"
    return f"{found.proposal.disposition.value}/{found.proposal.confidence.value}"


def table(head: str, counts: Counter[tuple[str, str]]) -> None:
    """Print one confusion table."""
    print(f"\n{head}")
    for (known, answered), count in sorted(counts.items()):
        print(f"  {known:<40} {answered:<16} {count:>5}")


def strong(rows: Sequence[Row], found: Sequence[Examination]) -> None:
    """Print every strong proposal, to be read."""
    for row, one in zip(rows, found, strict=True):
        if one.proposal is not None and one.proposal.confidence.value == "high":
            print(f"  {row['title'][:60]} => {outcome(one)} {one.proposal.reason}")


def measure_gold(folder: Path, knowledge: Knowledge, *, listed: bool) -> None:
    """Proposals on documents of known status, at the day the status was read."""
    rows = lines(folder / "gold_dev.jsonl")
    subjects = [Subject(row["id"], document(row)) for row in rows]
    days = [fact.last_day if (fact := day(row.get("as_of"))) else TODAY for row in rows]
    for head, known in (
        ("gold, full law table", knowledge),
        ("gold, without the documents' own rows", without(knowledge, (r["title"] for r in rows))),
    ):
        found = run(rows, subjects, known, days)
        keys = (
            (f"{r['disposition']} ({r['label_type']})", outcome(e))
            for r, e in zip(rows, found, strict=True)
        )
        table(head, Counter(keys))
        if listed:
            strong(rows, found)


def measure_shanghai(folder: Path, knowledge: Knowledge, *, listed: bool) -> None:
    """Proposals on district and township papers, at the day their status was read."""
    rows = lines(folder / "shanghai_dev.jsonl")
    with (folder / "shanghai_gold_dev.tsv").open(encoding="utf-8") as handle:
        gold = {row["id"]: row for row in csv.DictReader(handle, delimiter="\t")}
    subjects = [Subject(row["id"], document(row)) for row in rows]
    found = run(rows, subjects, knowledge, [date(2026, 9, 11)] * len(rows))
    keys = (
        (f"{gold[r['id']]['status_platform']} ({gold[r['id']]['evidence_in_set']})", outcome(e))
        for r, e in zip(rows, found, strict=True)
    )
    table("Shanghai", Counter(keys))
    if listed:
        strong(rows, found)


def measure_identification(folder: Path, knowledge: Knowledge) -> None:
    """Answers of the five-element test by kind of document, and the speed of the whole examination."""
    rows = lines(folder / "gov_docs_dev.jsonl")
    subjects = [Subject(f"{n}", document(row)) for n, row in enumerate(rows)]
    begin = time.process_time()
    found = run(rows, subjects, knowledge, [TODAY] * len(rows))
    seconds = time.process_time() - begin
    keys = Counter[tuple[str, str]]()
    for row, one in zip(rows, found, strict=True):
        exclusion = one.identification.exclusion
        keys[
            row["kind"], f"{one.identification.answer.value} {exclusion.value if exclusion else ''}"
        ] += 1
    table("identification", keys)
    characters = sum(len(subject.document.text) for subject in subjects)
    print(
        f"\n{len(rows)} documents, {characters} characters in {seconds:.2f} s of processor time: ",
        end="",
    )
    print(
        f"{len(rows) / seconds:.0f} documents/s, {characters / seconds / 3000:.0f} × 3,000 characters/s"
    )
    shares(subjects, knowledge)


def shares(subjects: Sequence[Subject], knowledge: Knowledge) -> None:
    """Print the processor time that each kind of check takes."""
    view, profile, spent = view_of(subjects, knowledge), load_profile(), Counter[str]()
    for subject in subjects:
        begin = time.process_time()
        case = Case.of(subject, view, knowledge, profile, TODAY)
        spent["preparing"] += _micros(begin)
        begin = time.process_time()
        identify(case)
        spent["identification"] += _micros(begin)
        for rule in knowledge.rulebook.rules:
            check = CHECKS.get(rule.kind)
            if check is not None:
                begin = time.process_time()
                list(check(rule, case))
                spent[rule.kind] += _micros(begin)
    for kind, micros in spent.most_common():
        print(f"  {kind:<16} {100 * micros / spent.total():>5.1f} %")


def _micros(begin: float) -> int:
    return round((time.process_time() - begin) * 1e6)


def main() -> None:
    """Measure everything on the folder given."""
    folder, listed = Path(sys.argv[1]), "--strong" in sys.argv
    knowledge = shipped_knowledge()
    measure_gold(folder, knowledge, listed=listed)
    measure_shanghai(folder, knowledge, listed=listed)
    measure_identification(folder, knowledge)


if __name__ == "__main__":
    main()
