"""Relations between documents: who repeals, amends, extends, founds or forwards whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from review.finding import Evidence


class RelationKind(Enum):
    """What `source` does to `target`."""

    REPEAL = "repeal"
    AMEND = "amend"
    EXTEND = "extend"
    BASIS = "basis"
    FORWARD = "forward"
    IMPLICIT = "implicit"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return RELATION_LABELS[self]


RELATION_LABELS = {
    RelationKind.REPEAL: "废止",
    RelationKind.AMEND: "修改",
    RelationKind.EXTEND: "延长有效期",
    RelationKind.BASIS: "制定依据",
    RelationKind.FORWARD: "转发",
    RelationKind.IMPLICIT: "取代不一致内容",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """`source` says something about `target`; `evidence` are the words, in the text of `source`.

    `source` and `target` are keys of subjects. `effective_on` is the day from which it counts, None
    where it cannot be told. `partial` is a repeal of single provisions, or one meant by content
    (与本办法不一致的) and not by name. `rule` is the rule that read it; `lapse` where the words are 失效 and
    not 废止.
    """

    kind: RelationKind
    source: str
    target: str
    evidence: Evidence
    effective_on: date | None = None
    partial: bool = False
    rule: str | None = None
    lapse: bool = False


@dataclass(frozen=True, slots=True)
class Dangling:
    """A clause of `source` about a paper that the library does not hold: `cited` as it is written there."""

    kind: RelationKind
    source: str
    cited: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Twin:
    """A newer paper of the same issuer on the same matter; `same` where only common words differ."""

    source: str
    evidence: Evidence
    same: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A row in a list of papers that a cleanup notice ends. `issuers` are those of the notice.

    `lapse` where the list is headed 失效 and not 废止. `targets` are the keys of the papers of the library
    that the row means, so that a row whose relation a person undid is not read.
    """

    source: str
    evidence: Evidence
    issuers: tuple[str, ...]
    lapse: bool
    since: date | None
    targets: tuple[str, ...] = ()
