"""效力状态: derived from events at a date, never stored bare. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum


class ValidityStatus(Enum):
    """UNKNOWN 未核定 = no decision and no clause says; it is not 有效."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PENDING_REVISION = "pending_revision"
    EXPIRED = "expired"
    REPEALED = "repealed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return STATUS_LABELS[self]


STATUS_LABELS = {
    ValidityStatus.NOT_YET: "尚未施行",
    ValidityStatus.IN_FORCE: "有效",
    ValidityStatus.PENDING_REVISION: "拟修改",
    ValidityStatus.EXPIRED: "失效",
    ValidityStatus.REPEALED: "废止",
    ValidityStatus.UNKNOWN: "未核定",
}


class EventKind(Enum):
    """What can change the status of a document."""

    NOT_YET = "not_yet"
    EFFECTIVE = "effective"
    TERM_ENDED = "term_ended"
    REPEALED = "repealed"
    LISTED_KEEP = "listed_keep"
    LISTED_REPEAL = "listed_repeal"
    LISTED_EXPIRE = "listed_expire"
    LISTED_REVISE = "listed_revise"


STATUS_AFTER = {
    EventKind.NOT_YET: ValidityStatus.NOT_YET,
    EventKind.EFFECTIVE: ValidityStatus.UNKNOWN,  # that it began is no word on whether it still holds
    EventKind.TERM_ENDED: ValidityStatus.EXPIRED,
    EventKind.REPEALED: ValidityStatus.REPEALED,
    EventKind.LISTED_KEEP: ValidityStatus.IN_FORCE,
    EventKind.LISTED_REPEAL: ValidityStatus.REPEALED,
    EventKind.LISTED_EXPIRE: ValidityStatus.EXPIRED,
    EventKind.LISTED_REVISE: ValidityStatus.PENDING_REVISION,
}

LISTED = {
    EventKind.LISTED_KEEP,
    EventKind.LISTED_REPEAL,
    EventKind.LISTED_EXPIRE,
    EventKind.LISTED_REVISE,
}
ENDED = {ValidityStatus.EXPIRED, ValidityStatus.REPEALED}


@dataclass(frozen=True, slots=True)
class ValidityEvent:
    """From `on` something holds: a clause of the document, a later document, or a published list."""

    on: date
    kind: EventKind


@dataclass(frozen=True, slots=True)
class Interval:
    """A status from a day (None: always before) up to a day, exclusive (None: open)."""

    status: ValidityStatus
    since: date | None
    until: date | None


def timeline(events: Sequence[ValidityEvent]) -> tuple[Interval, ...]:
    """The statuses of a document over time; where no event speaks it is UNKNOWN (no interval).

    What has ended stays ended: a clause cannot revive it, and a second ending changes nothing. Only a
    published list overrides, from its day on, since the issuing authority decides.
    """
    changes: list[tuple[date, ValidityStatus]] = []
    for event in sorted(events, key=lambda e: (e.on, e.kind in LISTED)):
        before = changes[-1][1] if changes else ValidityStatus.UNKNOWN
        status = STATUS_AFTER[event.kind]
        if status is not before and _counts(event.kind, before):
            changes.append((event.on, status))
    ends = [*(on for on, _status in changes[1:]), *([None] if changes else [])]
    return tuple(
        Interval(status, on, until)
        for (on, status), until in zip(changes, ends, strict=True)
        if (until is None or until > on) and status is not ValidityStatus.UNKNOWN
    )


def _counts(kind: EventKind, before: ValidityStatus) -> bool:
    """Whether an event can change a status that is `before`."""
    if kind in LISTED:
        return True
    if kind is EventKind.NOT_YET:
        return before is ValidityStatus.UNKNOWN
    if kind is EventKind.EFFECTIVE:
        return before is ValidityStatus.NOT_YET
    return before not in ENDED
