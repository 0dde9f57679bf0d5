"""Papers of a town the rules have never seen, held against a key written before the rules were run on them.

Nothing is asserted of how many are told; the figures are for the reader (`pytest -s`). What must hold: nothing
wrong is proposed with high confidence, and no normative paper is set aside.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from functools import cache
from pathlib import Path

from corpus.formats.registry import read
from corpus.structure.assemble import assemble
from review.examination.case import shipped_knowledge
from review.examination.examine import examine_files
from review.examination.subject import Subject
from review.finding import Confidence, Examination
from review.profiles.load import load_profile
from tests.review.examination.papers import TODAY

FOLDER = Path(__file__).parents[2] / "fixtures" / "fresh_papers"
Row = dict[str, str]


@cache
def told() -> tuple[tuple[Row, Examination], ...]:
    """Each row of the key with what the rules say of its paper, all papers being one corpus."""
    with (FOLDER / "key.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    papers = [Subject(row["file"], assemble(read(FOLDER / row["file"]))) for row in rows]
    found = examine_files(papers, shipped_knowledge(), load_profile(), TODAY)
    return tuple(zip(rows, found, strict=True))


def identified(row: Row, found: Examination) -> str:
    answer = found.identification.answer.value
    if answer == "doubt":
        return "doubt"
    return "right" if answer == row["normative"] else "wrong"


def proposed(row: Row, found: Examination) -> str:
    if found.proposal is None:
        return "abstained"
    right = found.proposal.disposition.value == row["disposition"]
    return f"{'right' if right else 'wrong'}, {found.proposal.confidence.value}"


def test_the_key_names_every_paper_once() -> None:
    names = sorted(row["file"] for row, _ in told())
    assert names == sorted(path.name for path in FOLDER.glob("*.txt"))
    assert len(names) >= 10


def test_nothing_wrong_is_proposed_with_high_confidence() -> None:
    sure = [
        (row, one.proposal)
        for row, one in told()
        if one.proposal is not None and one.proposal.confidence is Confidence.HIGH
    ]
    wrong = [r["file"] for r, p in sure if p.disposition.value != r["disposition"]]
    assert wrong == []


def test_no_normative_paper_is_set_aside() -> None:
    lost = [
        row["file"]
        for row, one in told()
        if row["normative"] == "yes" and one.identification.answer.value == "no"
    ]
    assert lost == []


def test_the_figures_are_shown() -> None:
    names = Counter(identified(row, one) for row, one in told())
    fates = Counter(proposed(row, one) for row, one in told() if row["normative"] == "yes")
    sys.stdout.write(f"\n识别 {dict(names)}\n建议 {dict(fates)}\n")
    assert sum(names.values()) == len(told())
    assert sum(fates.values()) == sum(1 for row, _ in told() if row["normative"] == "yes")
