"""疑难关系: what a library's relations leave open or contradict. Pure.

Listed for a person to look at: a clause whose object is not in the library, papers that end each other in a
circle, and an amendment or prolongation of a paper that was already gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from review.examination.subject import CorpusView
from review.finding import Evidence
from review.relation import Relation, RelationKind


class ProblemKind(Enum):
    """What is wrong with a relation."""

    DANGLING = "dangling"
    CIRCLE = "circle"
    AFTER_END = "after_end"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return _LABELS[self]


_LABELS = {
    ProblemKind.DANGLING: "所指文件不在库中",
    ProblemKind.CIRCLE: "互相废止或互为依据",
    ProblemKind.AFTER_END: "修改或延长了已经废止的文件",
}


@dataclass(frozen=True, slots=True)
class RelationProblem:
    """One thing to look at: the words, the keys of the papers in question, a sentence that says it."""

    kind: ProblemKind
    sources: tuple[str, ...]
    message: str
    evidence: Evidence


def problems(view: CorpusView) -> tuple[RelationProblem, ...]:
    """Everything that is open in the relations of a library, in a stable order."""
    return (*_dangling(view), *_circles(view), *_after_end(view))


def _dangling(view: CorpusView) -> Iterator[RelationProblem]:
    for one in view.dangling:
        text = f"{one.kind.label}的{one.cited}不在库中，请补录或核对名称文号。"
        yield RelationProblem(ProblemKind.DANGLING, (one.source,), text, one.evidence)


def _circles(view: CorpusView) -> Iterator[RelationProblem]:
    """Circles of repeals, and of bases, each once."""
    for kind in (RelationKind.REPEAL, RelationKind.BASIS):
        ahead: dict[str, list[Relation]] = {}
        for relations in view.about.values():
            for one in relations:
                if one.kind is kind and not one.partial:
                    ahead.setdefault(one.source, []).append(one)
        for circle in _loops(ahead):
            names = "、".join(view.name_of(one.source) for one in circle)
            text = f"{names}之间的{kind.label}关系成环，请核对。"
            sources = tuple(one.source for one in circle)
            yield RelationProblem(ProblemKind.CIRCLE, sources, text, circle[0].evidence)


def _loops(ahead: dict[str, list[Relation]]) -> Iterator[list[Relation]]:
    """Closed walks, found by depth-first search without recursion; linear in the relations."""
    done: set[str] = set()
    for start in sorted(ahead):
        path: list[Relation] = []
        at: dict[str, int] = {start: 0}
        stack = [iter(ahead[start])] if start not in done else []
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                left = path.pop().target if path else start
                done.add(left)
                at.pop(left, None)
            elif step.target in at:
                yield [*path[at[step.target] :], step]
            elif step.target not in done:
                path.append(step)
                at[step.target] = len(path)
                stack.append(iter(ahead.get(step.target, [])))


def _after_end(view: CorpusView) -> Iterator[RelationProblem]:
    """Amendments and prolongations that took effect after the paper they are about had been repealed."""
    for target in sorted(view.about):
        relations = view.about[target]
        ends = [r for r in relations if r.kind is RelationKind.REPEAL and not r.partial]
        for end in ends:
            for one in relations:
                if one.kind not in (RelationKind.AMEND, RelationKind.EXTEND):
                    continue
                if end.effective_on and one.effective_on and one.effective_on > end.effective_on:
                    speaker = view.name_of(one.source)
                    text = (
                        f"{speaker}{one.kind.label}的文件此前已被{view.name_of(end.source)}废止，"
                        "请核对。"
                    )
                    kind = ProblemKind.AFTER_END
                    yield RelationProblem(kind, (one.source, target), text, one.evidence)
