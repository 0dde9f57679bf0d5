"""Proposals on documents of known status: `python -m bench.gold FOLDER [--strong]`.

FOLDER holds gold_dev.jsonl, gov_docs_dev.jsonl, shanghai_dev.jsonl with shanghai_gold_dev.tsv and
shanghai_relations_dev.tsv. Prints confusion tables at the day the status was read: with the full law table, and
without the rows that name the document itself (then the other documents of the folder are its corpus);
Shanghai documents against their label and the relations between them; `--strong` lists every strong proposal.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.examine import TODAY, Row, day, document, lines, without
from corpus.lexicon.names import name_key
from review.examination.case import Knowledge, shipped_knowledge
from review.examination.examine import examine, view_of
from review.examination.subject import CorpusView, Subject
from review.finding import Confidence, Examination
from review.profiles.load import load_profile

SHANGHAI_DAY = date(2026, 9, 11)


def answer(found: Examination) -> str:
    """废止/失效/修改/继续/弃权 with 强 where the proposal is of high confidence."""
    proposal = found.proposal
    if proposal is None:
        return "弃权"
    return f"{proposal.disposition.label}（把握{proposal.confidence.label}）"


def known(row: Row) -> str:
    """The status of the row and how it is known; what says only that nobody repealed it is marked."""
    scored = "" if "source flag" not in row["label_type"] else "，不计"
    return f"{row['disposition']}（{row['label_type']}{scored}）"


def corpus_of(rows: Sequence[Row], others: Sequence[Row]) -> tuple[list[Subject], list[Subject]]:
    """The rows as subjects, and the other documents of the folder that do not repeat one."""
    subjects = [Subject(row["id"], document(row)) for row in rows]
    known_texts = {(name_key(row["title"]), row["text"][-400:]) for row in rows}
    rest = [
        Subject(f"other-{n}", document(row))
        for n, row in enumerate(others)
        if (name_key(row["title"]), row["text"][-400:]) not in known_texts
    ]
    return subjects, rest


def repealing(path: Path, known: Set[str]) -> list[Subject]:
    """Every repealing sentence as a paper of its own, with its title and the day it counts from.

    Args:
        known: keys of titles whose whole text is in the set.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    papers: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if name_key(row["successor_title"]) in known:
            continue
        day_of = row["repealed_on"]
        sentences = papers.setdefault((row["successor_title"], day_of), [])
        if row["sentence_tail"] not in sentences:
            sentences.append(row["sentence_tail"])
    found = []
    for n, ((title, since), sentences) in enumerate(papers.items()):
        row = {
            "title": title,
            "text": "\n".join(f"{one}。" for one in sentences),
            "published": since,
        }
        found.append(Subject(f"clause-{n}", document(row)))
    return found


def made(
    subjects: Sequence[Subject], view: CorpusView, knowledge: Knowledge, days: Sequence[date]
) -> list[Examination]:
    """Each subject examined on its own day."""
    profile = load_profile()
    pairs = zip(subjects, days, strict=True)
    return [examine(subject, view, knowledge, profile, on) for subject, on in pairs]


def show(head: str, pairs: Sequence[tuple[str, Examination]]) -> None:
    """Print one confusion table."""
    print(f"\n{head}")
    for (status, said), count in sorted(Counter((s, answer(e)) for s, e in pairs).items()):
        print(f"  {status:<46}{said:<16}{count:>5}")


def list_strong(titles: Sequence[str], found: Sequence[Examination]) -> None:
    """Print every proposal of high confidence with its reason, to be read by a person."""
    for title, one in zip(titles, found, strict=True):
        proposal = one.proposal
        if proposal is not None and proposal.confidence is Confidence.HIGH:
            print(f"  [{proposal.disposition.label}] {title[:50]}｜{proposal.reason}")


def gold(folder: Path, knowledge: Knowledge, *, listed: bool) -> None:
    """Both tables on gold_dev.jsonl."""
    rows = lines(folder / "gold_dev.jsonl")
    subjects, rest = corpus_of(rows, lines(folder / "gov_docs_dev.jsonl"))
    days = [fact.last_day if (fact := day(row.get("as_of"))) else TODAY for row in rows]
    bare = without(knowledge, [row["title"] for row in rows])
    clauses = repealing(folder / "repeal_clauses.tsv", {name_key(row["title"]) for row in rows})
    for head, facts, corpus in (
        ("gold, full law table", knowledge, subjects),
        ("gold, without the rows that name the document itself", bare, [*subjects, *rest]),
        (
            "gold, without these rows, with the sentences of repeal_clauses.tsv as papers",
            bare,
            [*subjects, *rest, *clauses],
        ),
    ):
        found = made(subjects, view_of(corpus, facts), facts, days)
        show(head, [(known(row), one) for row, one in zip(rows, found, strict=True)])
        if listed:
            list_strong([row["title"] for row in rows], found)


def shanghai(folder: Path, knowledge: Knowledge, *, listed: bool) -> None:
    """The confusion table of the district and township papers, and the relations found."""
    rows = lines(folder / "shanghai_dev.jsonl")
    with (folder / "shanghai_gold_dev.tsv").open(encoding="utf-8") as handle:
        labels = {row["id"]: row for row in csv.DictReader(handle, delimiter="\t")}
    subjects = [Subject(row["id"], document(row)) for row in rows]
    view = view_of(subjects, knowledge)
    found = made(subjects, view, knowledge, [SHANGHAI_DAY] * len(rows))
    status = [
        f"{labels[row['id']]['status_platform']}（{labels[row['id']]['evidence_in_set']}）"
        for row in rows
    ]
    show("Shanghai", list(zip(status, found, strict=True)))
    if listed:
        list_strong([row["title"] for row in rows], found)
    relations(folder, view)


def relations(folder: Path, view: CorpusView) -> None:
    """Which relations of the key were read, and which were read that the key has not."""
    with (folder / "shanghai_relations_dev.tsv").open(encoding="utf-8") as handle:
        key = list(csv.DictReader(handle, delimiter="\t"))
    said = {
        (one.source, one.target, one.kind.value) for all_ in view.about.values() for one in all_
    }
    ends = {(source, target) for source, target, _ in said}
    asked = [row for row in key if row["from_id"] and row["to_id"]]
    missed = [row for row in asked if (row["from_id"], row["to_id"]) not in ends]
    print(f"\nShanghai relations: {len(asked)} in the key, {len(asked) - len(missed)} read")
    for row in missed:
        print(f"  missed: {row}")
    pairs = {(row["from_id"], row["to_id"]) for row in asked}
    for source, target, kind in sorted(said):
        if (source, target) not in pairs:
            print(f"  beyond the key: {kind} {source} → {target}")


def show_all(folder: Path, *, listed: bool = False) -> None:
    """Print every table of a folder."""
    knowledge = replace(shipped_knowledge(), muted=frozenset())
    gold(folder, knowledge, listed=listed)
    shanghai(folder, knowledge, listed=listed)


def main() -> None:
    """Measure everything on the folder given."""
    show_all(Path(sys.argv[1]), listed="--strong" in sys.argv)


if __name__ == "__main__":
    main()
