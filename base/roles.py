"""Who may act: the six roles and the acting person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """One account has one role; separation of duties is by person, not by role alone."""

    DEPARTMENT = "department"
    OFFICE = "office"
    COUNSEL = "counsel"
    APPROVER = "approver"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The Chinese word shown to people."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.DEPARTMENT: "起草/实施部门",
    Role.OFFICE: "司法所",
    Role.COUNSEL: "法律顾问",
    Role.APPROVER: "审签",
    Role.ADMIN: "管理",
    Role.AUDITOR: "审计",
}

STAFF = tuple(Role)
REVIEWERS = (Role.OFFICE, Role.COUNSEL)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the machine) who does something, as the audit log names it.

    `user_id` 0 is the system itself (worker, command line).
    """

    user_id: int
    name: str
    role: Role | None

    @property
    def is_system(self) -> bool:
        """True for the worker and the command line."""
        return self.role is None


SYSTEM = Actor(user_id=0, name="系统", role=None)
