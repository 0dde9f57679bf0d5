"""Hits and precision of every rule: `python -m bench.rules FOLDER [--hits RULE | --write]`.

FOLDER holds gov_docs_dev.jsonl, gold_dev.jsonl and shanghai_dev.jsonl, read as one corpus. `--hits RULE` prints
every hit of a rule with its number, to be read by a person, who writes its key and right or wrong into
`bench/labels/rules.csv`; `--write` writes `docs/rules.md` from the rulebook, the hits and these labels.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.examine import TODAY, document, lines
from corpus.lexicon.names import name_key
from review.examination.case import shipped_knowledge
from review.examination.checks import CHECKS
from review.examination.examine import examine, view_of
from review.examination.rulebook import Rule, Rulebook
from review.examination.subject import Subject
from review.finding import Finding
from review.profiles.load import load_profile

LABELS = Path(__file__).with_name("labels") / "rules.csv"
PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
FILES = ("gov_docs_dev.jsonl", "gold_dev.jsonl", "shanghai_dev.jsonl")
STRONG_FROM = 0.9
_HEAD = """# Rules

Written by `python -m bench.rules FOLDER --write`; do not edit by hand.

Hits are documents with a finding of the rule among {count} documents read as one corpus on {today}. Precision is of
the hits that a person read (`bench/labels/rules.csv`: document, place, verdict); a hit is right where the finding
is true of the paper and the sentence shown proves it. A rule below {bar} is not strong evidence, nor is one with
fewer than ten read hits, but for V2, which only repeats what V1 proves, and RP2, which reads lists as RP1
reads clauses. Hits are counted in papers, what was read in findings. A weak rule or a note never makes a
proposal; nor do clauses a person has to judge (R1, R14, R15). C and L rules speak of local papers, of which
the folder has few.

| Rule | 名称 | 依据 | 强度 | 立场 | Hits | Read | Precision |
|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding in a document. `key` is what a label names it by."""

    document: str
    title: str
    made: str
    finding: Finding

    @property
    def key(self) -> tuple[str, str, int]:
        """Rule, document and offset."""
        return self.finding.rule, self.document, self.finding.evidence.start


def hits(folder: Path) -> tuple[int, list[Hit]]:
    """The number of documents in the folder, and every finding in them."""
    subjects, seen = list[Subject](), set[str]()
    for name in FILES:
        for n, row in enumerate(lines(folder / name)):
            if (key := name_key(row["title"])) not in seen:
                seen.add(key)
                subjects.append(Subject(str(row.get("id") or f"{name}-{n}"), document(row)))
    knowledge, profile = shipped_knowledge(), load_profile()
    view = view_of(subjects, knowledge)
    found = []
    for subject in subjects:
        read = subject.document
        made = read.signed_on or read.issued_on
        for one in examine(subject, view, knowledge, profile, TODAY).findings:
            found.append(Hit(subject.source, read.title or "", made.iso if made else "?", one))
    return len(subjects), found


def labels() -> Mapping[tuple[str, str, int], bool]:
    """What a person said of each hit that was read."""
    if not LABELS.exists():
        return {}
    with LABELS.open(encoding="utf-8", newline="") as handle:
        return {
            (row["rule"], row["document"], int(row["start"])): row["verdict"] == "right"
            for row in csv.DictReader(handle)
        }


def table(rulebook: Rulebook, found: Sequence[Hit]) -> Iterator[str]:
    """One row for each rule that a check reads."""
    said, by_rule = labels(), defaultdict[str, list[Hit]](list)
    for hit in found:
        by_rule[hit.finding.rule].append(hit)
    for rule in rulebook.rules:
        if rule.kind in CHECKS or rule.kind == "extend":
            yield _line(rule, by_rule[rule.id], said)


def _line(rule: Rule, found: Sequence[Hit], said: Mapping[tuple[str, str, int], bool]) -> str:
    read = [said[hit.key] for hit in found if hit.key in said]
    share = f"{sum(read) / len(read):.2f}" if read else "—"
    basis = "；".join(f"{b.law}{b.article or ''}" for b in rule.basis)
    papers = len({hit.document for hit in found})
    cells = (rule.id, rule.title, basis, rule.strength.label, rule.stance.value)
    return f"| {' | '.join(cells)} | {papers} | {len(read)} | {share} |"


def main() -> None:
    """Print the hits of one rule, or the table, or write the page."""
    count, found = hits(Path(sys.argv[1]))
    if "--hits" in sys.argv:
        wanted = sys.argv[sys.argv.index("--hits") + 1]
        for hit in found:
            one = hit.finding
            if one.rule == wanted:
                quote = one.evidence.quote[:150].replace("\n", "⏎")
                print(f"{hit.document},{one.evidence.start}\t{hit.made}\t{hit.title[:50]}")
                print(
                    f"    {one.strength.label}/{one.stance.value} {one.message[:140]}\n    「{quote}」"
                )
        return
    head = _HEAD.format(count=count, today=TODAY, bar=STRONG_FROM)
    page = head + "\n".join(table(shipped_knowledge().rulebook, found)) + "\n"
    if "--write" in sys.argv:
        PAGE.write_text(page, encoding="utf-8")
    else:
        print(page)


if __name__ == "__main__":
    main()
