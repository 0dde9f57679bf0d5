"""效力状态: derived from events at a date, never stored bare. Pure."""

from __future__ import annotations

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
