"""How well papers are read: labels made by people against Documents, precision and recall by field. Pure.

A label tells what the text shows: null means that the text does not show it and nothing may be read, a
field in `absent` (or left out) was not looked at and does not count. Of citations a label may say that
each distinct one is listed once (`distinct`), which ones count neither way (`citations_optional`), and
in which stretches of the text they were looked for (`citations_within`). Comparison is of values with
widths, blanks and kinds of brackets made one; roles of citations are counted apart from citations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from corpus.document import Citation, Document, ProvisionKind
from corpus.measuring.fields import DATES, TESTS, plain_words, reference_of, references_of, value_of

Label = Mapping[str, Any]

FIELDS = (
    "title",
    "doc_number",
    "issuers",
    *DATES,
    "articles",
    "citations",
    "citation_roles",
    "citation_mentions",
)
"""`citations` are distinct (name or number, article); `citation_mentions` every place of them."""

NAMES = {
    "title": "标题",
    "doc_number": "发文字号",
    "issuers": "制定机关",
    "signed_on": "成文日期",
    "issued_on": "公布日期",
    "printed_on": "印发日期",
    "effective_on": "施行日期",
    "valid_until": "有效期届满",
    "articles": "条",
    "citations": "引用（名称或文号、条）",
    "citation_roles": "引用的作用",
    "citation_mentions": "引用（逐处）",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """One value that was read though it is not there, or is there and was not read (None = nothing)."""

    paper: str
    field: str
    expected: str | None
    got: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """One field over all papers: values read right, read wrongly, and not read."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was read that is right, None where nothing was read."""
        read = self.right + self.wrong
        return self.right / read if read else None

    @property
    def recall(self) -> float | None:
        """Share of what the texts show that was read, None where they show nothing."""
        shown = self.right + self.missed
        return self.right / shown if shown else None

    def plus(self, other: Score) -> Score:
        """Both together."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


Outcome = tuple[Score, tuple[Miss, ...]]


def measure(paper: str, label: Label, document: Document) -> dict[str, Outcome]:
    """The score of every labelled field of one paper, with its misses; `paper` is its id."""
    found: dict[str, Outcome] = {}
    document = replace(document, citations=tuple(_counting(label, document)))
    for field, test in TESTS.items():
        source = "citations" if field.startswith("citation") else field
        if field == "citation_mentions" and label.get("distinct"):
            continue
        if _looked_at(label, source):
            found[field] = _compare(paper, field, *test(label[source], document))
    if _looked_at(label, "articles"):
        found["articles"] = _sequence(paper, label["articles"], document)
    return found


def _looked_at(label: Label, field: str) -> bool:
    """Whether the label's reader looked for the field."""
    return field in label and field not in (label.get("absent") or ())


def _counting(label: Label, document: Document) -> Iterator[Citation]:
    """The citations read that the label has something to say about."""
    within = label.get("citations_within")
    optional = {
        one for item in label.get("citations_optional") or () for one in references_of(item)
    }
    keys = {name or number for name, number, _ in optional}
    wanted = {one for item in label.get("citations") or () for one in references_of(item)}
    for citation in document.citations:
        name, number, article = reference_of(citation)
        if within and not any(start <= citation.start < end for start, end in within):
            continue
        if (name or number) in keys and (name, number, article) not in wanted:
            continue
        yield citation


def unread(paper: str, label: Label) -> dict[str, Outcome]:
    """The score of a paper that could not be read at all: everything it shows is missed."""
    return measure(paper, label, Document(""))


def total(outcomes: Iterable[dict[str, Outcome]]) -> dict[str, Score]:
    """The scores of all papers added up, in the order of FIELDS."""
    sums = dict.fromkeys(FIELDS, Score())
    for outcome in outcomes:
        for field, (score, _) in outcome.items():
            sums[field] = sums[field].plus(score)
    return sums


def _compare(paper: str, field: str, expected: Counter[str], got: Counter[str]) -> Outcome:
    """Two bags of values: what is in both is right; one and one left over are one miss."""
    right = sum((expected & got).values())
    missed = sorted((expected - got).elements())
    wrong = sorted((got - expected).elements())
    pairs = max(len(missed), len(wrong))
    misses = tuple(Miss(paper, field, _at(missed, n), _at(wrong, n)) for n in range(pairs))
    return Score(right, len(wrong), len(missed)), misses


def _at(values: list[str], n: int) -> str | None:
    return values[n] if n < len(values) else None


def _sequence(paper: str, label: Any, document: Document) -> Outcome:
    """Articles in their order: the longest runs in common are right."""
    written = label.get("labels") or [] if isinstance(label, Mapping) else label
    expected = [plain_words(str(value_of(one, "label"))) for one in written]
    got = [
        plain_words(node.label)
        for node in document.provisions
        if node.kind is ProvisionKind.ARTICLE
    ]
    right, misses = 0, []
    for kind, a, b, c, d in SequenceMatcher(None, expected, got, autojunk=False).get_opcodes():
        if kind == "equal":
            right += b - a
            continue
        one, other = expected[a:b], got[c:d]
        misses += [
            Miss(paper, "articles", _at(one, n), _at(other, n))
            for n in range(max(len(one), len(other)))
        ]
    return Score(right, len(got) - right, len(expected) - right), tuple(misses)
