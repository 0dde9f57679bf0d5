"""清理工作: what is cleaned up, up to which day, by whom, until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from base.errors import Refused


class Kind(Enum):
    """全面、定期、专项、即时."""

    FULL = "full"
    PERIODIC = "periodic"
    SPECIAL = "special"
    IMMEDIATE = "immediate"

    @property
    def label(self) -> str:
        """The Chinese word."""
        words = {"full": "全面清理", "periodic": "定期清理", "special": "专项清理"}
        return words.get(self.value, "即时清理")


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a 清理工作 is opened with.

    `issuers` empty means every issuing body; documents made after `cut_off` or before `since` stay out,
    documents without a date are in. `members` are user ids. `documents` (ids) leave all that aside: the campaign is
    about them alone (即时清理).
    """

    name: str
    kind: Kind
    scope_note: str
    cut_off: date
    deadline: date
    members: tuple[int, ...]
    issuers: tuple[str, ...] = ()
    since: date | None = None
    profile: str = "neutral"
    documents: tuple[int, ...] = ()

    def check(self) -> None:
        """See that it can be carried out.

        Raises:
            Refused: something is missing; the sentence says what.
        """
        if not self.name.strip():
            raise Refused("请写清理工作的名称，例如“2026年行政规范性文件清理”。")
        if not self.scope_note.strip():
            raise Refused("请写清理范围，它会写进公告。")
        if self.since is not None and self.since > self.cut_off:
            raise Refused("起始日不能晚于截止日，请改正。")
        if len(set(self.members)) < 3:
            raise Refused("至少要有司法所、法律顾问和审签各一人参加，请勾选人员。")
