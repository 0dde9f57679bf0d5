"""Hits and precision of every rule: `python -m bench.rules FOLDER [--hits RULE | --clauses RULE | --write]`.

FOLDER holds JSON Lines and files, all of them read as one corpus. `--hits RULE` prints every hit of a rule with its
key, to be read by a person, who writes the key and right or wrong into `bench/labels/rules.csv`. What a row of kind
`forbidden` or `competition` looks for is lawful in a law, so that such rows have few hits among these papers:
`--clauses RULE` prints where their patterns speak in any paper, for `bench/labels/clauses.csv` (right: the clause does
set the thing itself). `--write` writes `docs/rules.md` from the rulebook, the hits, the labels and the local papers.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from bench import gold, local
from bench.examine import TODAY
from bench.folder import every_subject
from review.examination.case import Case, shipped_knowledge
from review.examination.checks import CHECKS
from review.examination.examine import examine, view_of
from review.examination.forbidden import clauses_of
from review.examination.rulebook import Rule, Rulebook
from review.examination.subject import CorpusView, Subject
from review.finding import Finding
from review.profiles.load import load_profile

LABELS = Path(__file__).with_name("labels")
PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
STRONG_FROM = 0.9
QUESTIONS = ("forbidden", "competition")
Key = tuple[str, str, int]
_HEAD = """# Rules

Written by `python -m bench.rules FOLDER --write`; do not edit by hand.

Hits are documents with a finding of the rule among {count} documents ({parts}) read as one corpus on {today}; one text
counts once. Precision is of the findings that a person read (`bench/labels/rules.csv`: document, place, verdict); one
is right where it is true of the paper and the sentence shown proves it. A rule below {bar} is not strong evidence,
nor is one with fewer than ten read hits, but for V2, which only repeats what V1 proves, and RP2, which reads lists as
RP1 reads clauses. A weak rule or a note never makes a proposal; nor do clauses a person has to judge (R1, R14, R15).

| Rule | 名称 | 依据 | 强度 | 立场 | Hits | Findings | Read | Precision |
|---|---|---|---|---|---|---|---|---|
"""
_CLAUSES = """
## Clauses a person has to judge

What these rows look for is lawful in laws, regulations and rules, and papers that bind no public are left out. So each row
was also read where its patterns speak in any paper of the folder, the laws among them (`bench/labels/clauses.csv`; right:
the clause sets the thing itself and names no superior law for it).

| Row | 名称 | 依据 | 强度 | Clauses | Read | Precision |
|---|---|---|---|---|---|---|
"""
_LOCAL = """
## Local papers

Forty papers written from the law by someone who did not know the rules (`tests/fixtures/local_papers`, `python -m
bench.local`). **Before the rows had seen them: {before}.** The rows were then given general patterns of how clerks
write, so that the figures below are no longer blind. Two sets of 16 papers by other writers came later: on the second
(`local_papers_b`) the rows found 6 of 48 clauses at first and were mended by it. **The third (`local_papers_c`) nobody who
writes rows has read: {blind}. That is what to expect of papers not seen yet**: what is shown is nearly always
right, and more than half of what is unlawful is not shown, so a person reads every paper whole. Recall: clauses of this class
found by any row; precision: findings that stand on a clause with a verdict against it.

"""
BEFORE = "3 of 71 unlawful clauses found (recall 0.04), 3 of 16 findings right (precision 0.19)"
BLIND = "21 of 48 unlawful clauses found (0.44), 22 of 24 findings right (0.92); 10 of 48 and 10 of 11 before the second set"
_GOLD = """
## Documents of known status

Proposals against the known status (`python -m bench.gold FOLDER`), each on the day its status was read: with the full
law table; without the rows that name the document itself (then the other documents are its evidence); and so with the
repealing sentences of other texts as papers beside it. 继续有效 known from a status field says that nobody repealed the
paper: there 弃权 is right. The one 拟修改 rests on a basis (执业医师法) that a law of the same matter replaced.

```
"""
_ARTICLES = """
## Articles

What each article is taken to say, and how far it was checked: S read in a text, M recalled and to be looked up.

| 法 | 条 | 内容 | 核对 |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding in a document. `key` is what a label names it by."""

    document: str
    title: str
    made: str
    finding: Finding

    @property
    def key(self) -> Key:
        """Rule, document and offset."""
        return self.finding.rule, self.document, self.finding.evidence.start


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence in which a row speaks, whatever the paper is."""

    key: Key
    title: str
    quote: str


def hits(subjects: Sequence[Subject]) -> list[Hit]:
    """Every finding in papers that are each other's corpus."""
    knowledge, profile = shipped_knowledge(), load_profile()
    view, found = view_of(subjects, knowledge), list[Hit]()
    for subject in subjects:
        read = subject.document
        made = read.signed_on or read.issued_on
        for one in examine(subject, view, knowledge, profile, TODAY).findings:
            found.append(Hit(subject.source, read.title or "", made.iso if made else "?", one))
    return found


def clauses(subjects: Sequence[Subject]) -> list[Clause]:
    """Where the rows of forbidden clauses speak in any paper."""
    knowledge, profile, found = shipped_knowledge(), load_profile(), list[Clause]()
    rules = [rule for rule in knowledge.rulebook.rules if rule.kind in QUESTIONS]
    for subject in subjects:
        case = Case.of(subject, CorpusView(), knowledge, profile, TODAY)
        for rule in rules:
            for start, end in clauses_of(rule, case):
                quote = subject.document.text[start:end]
                key = (rule.id, subject.source, start)
                found.append(Clause(key, subject.document.title or "", quote))
    return found


def labels(name: str) -> Mapping[Key, bool]:
    """What a person said of each hit that was read."""
    with (LABELS / name).open(encoding="utf-8", newline="") as handle:
        return {
            (row["rule"], row["document"], int(row["start"])): row["verdict"] == "right"
            for row in csv.DictReader(handle)
        }


def table(rulebook: Rulebook, found: Sequence[Hit]) -> Iterator[str]:
    """One row for each rule that a check reads."""
    said, by_rule = labels("rules.csv"), defaultdict[str, list[Hit]](list)
    for hit in found:
        by_rule[hit.finding.rule].append(hit)
    for rule in rulebook.rules:
        if rule.kind in CHECKS or rule.kind == "extend":
            own = by_rule[rule.id]
            figures = (len({hit.document for hit in own}), *_read([h.key for h in own], said))
            cells = (_basis(rule), rule.strength.label, rule.stance.value, *figures)
            yield _line(rule.id, rule.title, *cells)


def clause_table(rulebook: Rulebook, found: Sequence[Clause]) -> Iterator[str]:
    """One row for each row of forbidden clauses."""
    said = labels("clauses.csv")
    for rule in rulebook.rules:
        if rule.kind in QUESTIONS:
            keys = [one.key for one in found if one.key[0] == rule.id]
            yield _line(rule.id, rule.title, _basis(rule), rule.strength.label, *_read(keys, said))


def article_table() -> Iterator[str]:
    """What the articles say that rules rest on."""
    path = Path(__file__).parents[1] / "review/examination/rules/articles.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            checked = f"{row['grade']} {row['checked_in']}"
            yield _line(row["law"], row["article"], row["says"], checked)


def _read(keys: Sequence[Key], said: Mapping[Key, bool]) -> tuple[int, int, str]:
    """How many there are, how many were read, and the share of those that are right."""
    read = [said[key] for key in keys if key in said]
    return len(keys), len(read), f"{sum(read) / len(read):.2f}" if read else "—"


def _basis(rule: Rule) -> str:
    return "；".join(f"{b.law}{b.article or ''}" for b in rule.basis)


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def gold_tables(folder: Path) -> Iterator[str]:
    """What bench.gold prints of a folder that has documents of known status."""
    said = io.StringIO()
    with redirect_stdout(said):
        gold.show_all(folder)
    yield said.getvalue().strip()
    yield "```"


def page(folder: Path, parts: Mapping[str, Sequence[Subject]]) -> str:
    """The whole of docs/rules.md."""
    subjects = [one for part in parts.values() for one in part]
    rulebook = shipped_knowledge().rulebook
    words = "，".join(f"{name} {len(part)}" for name, part in parts.items())
    head = _HEAD.format(count=len(subjects), parts=words, today=TODAY, bar=STRONG_FROM)
    sections = (
        (head, table(rulebook, hits(subjects))),
        (_CLAUSES, clause_table(rulebook, clauses(subjects))),
        (
            _LOCAL.format(before=BEFORE, blind=BLIND),
            local.table(local.counted(local.tried(local.LOCAL))),
        ),
        (_GOLD, gold_tables(folder)),
        (_ARTICLES, article_table()),
    )
    return "".join(head + "\n".join(rows) + "\n" for head, rows in sections)


def show_hits(wanted: str, found: Sequence[Hit]) -> None:
    """Print the hits of one rule; what was read before is marked."""
    said = labels("rules.csv")
    for hit in found:
        one = hit.finding
        if one.rule == wanted:
            mark = "" if hit.key not in said else "✓" if said[hit.key] else "✗"
            quote = one.evidence.quote[:150].replace("\n", "⏎")
            print(f"{mark}{hit.document},{one.evidence.start}\t{hit.made}\t{hit.title[:50]}")
            print(
                f"    {one.strength.label}/{one.stance.value} {one.message[:140]}\n    「{quote}」"
            )


def show_clauses(wanted: str, found: Sequence[Clause]) -> None:
    """Print where one row speaks in any paper."""
    said = labels("clauses.csv")
    for one in found:
        if wanted in ("all", one.key[0]):
            mark = "" if one.key not in said else "✓" if said[one.key] else "✗"
            quote = one.quote[:200].replace("\n", "⏎")
            print(f"{mark}{','.join(map(str, one.key))}\t{one.title[:30]}\t「{quote}」")


def unread(found: Sequence[Hit]) -> None:
    """Print for each rule how many hits there are and how many nobody read."""
    said = labels("rules.csv")
    counts = Counter(hit.finding.rule for hit in found)
    left = Counter(hit.finding.rule for hit in found if hit.key not in said)
    for rule, count in counts.most_common():
        print(f"{rule}: {count} findings, {left[rule]} unread")


def main() -> None:
    """Print the hits of one rule, or the table, or write the page."""
    folder = Path(sys.argv[1])
    parts = every_subject(folder)
    subjects = [one for part in parts.values() for one in part]
    if "--hits" in sys.argv:
        show_hits(sys.argv[sys.argv.index("--hits") + 1], hits(subjects))
    elif "--clauses" in sys.argv:
        show_clauses(sys.argv[sys.argv.index("--clauses") + 1], clauses(subjects))
    elif "--unread" in sys.argv:
        unread(hits(subjects))
    elif "--write" in sys.argv:
        PAGE.write_text(page(folder, parts), encoding="utf-8")
    else:
        print(page(folder, parts))


if __name__ == "__main__":
    main()
