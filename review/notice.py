"""清理结果公告: an immutable snapshot of what was decided, and its content hash. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from base.errors import Refused
from review.disposition import Disposition

# 废止27件, 废止和宣布失效38件: the lists named before a count, and their sum
_BY_LIST = re.compile(
    r"(?P<lists>(?:继续有效|拟修改|废止|(?:宣布)?失效|[、和或及与])+)(?<![、和或及与])\d+件"
)
_OF_ALL = re.compile(r"规范性文件\d+件")
_DIGITS = re.compile(r"\d+")
_WORDS = (("继续有效", "keep"), ("拟修改", "revise"), ("废止", "repeal"), ("失效", "expire"))


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """目录条目: one document as it stands on its list. Dates as ISO with the precision known."""

    n: int
    title: str
    doc_number: str | None
    issuer: str
    issued_on: str | None
    disposition: str
    reason_code: str | None
    reason: str
    unit: str | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class PublicationNotice:
    """What is published: head, text, totals and the entries in list order.

    `excluded` is how many papers in scope were found not to be 规范性文件.
    """

    number: str
    title: str
    authority: str
    body: str
    scope: str
    cut_off: date
    published_on: date
    excluded: int
    entries: tuple[NoticeEntry, ...]
    corrects: str | None = None

    def of(self, disposition: Disposition) -> tuple[NoticeEntry, ...]:
        """The entries of one list."""
        return tuple(e for e in self.entries if e.disposition == disposition.value)

    @property
    def totals(self) -> dict[str, int]:
        """Each list's length and the whole."""
        counted = {one.value: len(self.of(one)) for one in Disposition}
        return counted | {"total": len(self.entries)}

    def content(self) -> dict[str, Any]:
        """Everything that is published, as plain values; what the hash is taken over."""
        head = {k: v for k, v in asdict(self).items() if k != "entries"}
        head |= {
            "cut_off": self.cut_off.isoformat(),
            "published_on": self.published_on.isoformat(),
            "totals": self.totals,
            "entries": [asdict(entry) for entry in self.entries],
        }
        return head

    def check(self, decided: int) -> None:
        """See that the lists add up to what was decided, and that the text says the same figures.

        Raises:
            Refused: they do not (an announcement whose sums differ misleads the public).
        """
        totals = self.totals
        whole = sum(totals[one.value] for one in Disposition)
        if whole != totals["total"] or whole != decided:
            raise Refused(
                f"各项之和 {whole} 与已决定的规范性文件 {decided} 件不一致，没有公布。请刷新后重试。"
            )
        for said, listed in self._figures():
            if int(_DIGITS.findall(said)[-1]) not in listed:
                words = "或".join(str(one) for one in sorted(listed))
                raise Refused(f"正文写“{said}”，而目录是 {words} 件。请改正正文里的件数。")

    def _figures(self) -> Iterator[tuple[str, set[int]]]:
        """Each count the text states, with the counts the lists allow there."""
        totals = self.totals
        for found in _BY_LIST.finditer(self.body):
            named = [value for word, value in _WORDS if word in found["lists"]]
            yield found.group(), {sum(totals[value] for value in named)}
        for found in _OF_ALL.finditer(self.body):
            yield found.group(), {*totals.values(), totals["total"] + self.excluded}


def canonical(content: dict[str, Any]) -> str:
    """One spelling for one content: sorted keys, no blanks, no clock."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def notice_from(content: dict[str, Any]) -> PublicationNotice:
    """The notice that `PublicationNotice.content` wrote."""
    head = {k: v for k, v in content.items() if k not in {"entries", "totals"}}
    head["cut_off"] = date.fromisoformat(head["cut_off"])
    head["published_on"] = date.fromisoformat(head["published_on"])
    return PublicationNotice(**head, entries=tuple(NoticeEntry(**e) for e in content["entries"]))
