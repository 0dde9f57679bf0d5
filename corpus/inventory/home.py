"""本机关还是外来: whose running numbers a 文号系列 is. Pure.

An office answers for the gaps of its own numbers only; papers of superiors and ministries lie in the
stock too, and nobody can say of them what is missing. What a person said of a series comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_UNITS = "(?:自治[区州县旗]|地区|街道|[省市县区盟旗乡镇]|州(?![市县区]))"
_PLACE = re.compile(rf"(?:[一-鿿]{{1,12}}?{_UNITS})+?")
_PLACES = re.compile(rf"[一-鿿]{{1,12}}?{_UNITS}")
_GOVERNMENT = re.compile(r"(?:人民政府|人民委员会|革命委员会|人民公社|公社|街道办事处|街道办)\Z")
_LOWER = re.compile(r"[一-鿿]{1,10}(?:[市县区旗乡镇]人民政府|街道办事处)")
_STATE_BODY = re.compile(
    r"\A(?:中华人民共和国|国务院|国家|全国|最高人民|中共中央|中央|中国)|\A[一-鿿]{1,14}(?:部|总局|总署|审计署)\Z"
)
_STATE_NUMBER = re.compile(
    r"\A(?:国发|国办|国函|国令|中发|中办|中委|中华人民共和国|国务院|国家|主席令|法释|法发|高检"
    r"|财税|财政部|税总|国税发|国税函|发改|人社部|银发|银监|证监|海关总署)"
)
_BARE = re.compile(r"(?:联合)?(?:公告|通告|布告|公报|命令|令|通知|决定|函|字|办|发|文)")
_SHORTEST_STEM = 2
_JOINED = re.compile(r"[、；;，, ]+")


@dataclass(frozen=True, slots=True)
class Home:
    """The authority that the office works for: its own name first, then others it issues under.

    Without a name (nobody has set one) only bodies of the state are told to be others.
    """

    names: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The place whose authority it is: 青石镇; blank where the name tells none."""
        return next((place for place in map(place_of, self.names) if place), "")

    def owns(self, issuer: str) -> bool:
        """Whether a body is the authority, as it is or was called, or one of its departments."""
        if not self.names:
            return _STATE_BODY.search(issuer) is None
        if any(name and (name in issuer or issuer in name) for name in self.names):
            return True
        found = re.search(_earlier_names(self.place), issuer) if self.place else None
        return found is not None and _LOWER.match(issuer, found.end()) is None

    def bears(self, prefix: str) -> bool:
        """Whether a 机关代字 without a known issuer may be of the place: 青府发 in 青石镇."""
        if _STATE_NUMBER.search(prefix):
            return False
        if not self.names:
            return _STATE_BODY.search(prefix) is None
        short = self.place[:-1] or "".join(self.names)[:2]
        return self.owns(prefix) or prefix[:1] in short


@dataclass(slots=True)
class Issued:
    """Under what a series is known: how often each issuer, how often none, and what a register lists."""

    issuers: dict[str, int]
    registered: int = 0


def place_of(name: str) -> str:
    """The last place in the name of a government: 青石镇 in 临江县青石镇人民政府; blank without one."""
    government = _GOVERNMENT.search(name)
    head = name[: government.start()] if government else ""
    if government and name[government.start() :].startswith("街道"):
        head = name[: government.start()] + "街道"
    if head:
        places = _PLACES.findall(head)
        return places[-1] if places else head
    found = _PLACE.match(name)
    return found.group() if found else ""


def _earlier_names(place: str) -> str:
    """A pattern for a place under the names it bore: 青石镇 was 青石人民公社 and 青石乡."""
    stem = re.sub(rf"{_UNITS}\Z", "", place)
    if len(stem) < _SHORTEST_STEM:
        return re.escape(place)
    return rf"{re.escape(stem)}(?:人民公社|公社|革命委员会|管理委员会|{_UNITS})"


def series_name(prefix: str, issuers: str | None) -> str:
    """The name of a series: its prefix; where that names no body (公告〔2024〕), the first issuer before it.

    Args:
        issuers: names as a document row has them; the first gives the number (GB/T 9704-2012 7.2.5:
            joint papers bear the number of the body that leads).
    """
    if not _BARE.fullmatch(prefix):
        return prefix
    return first_issuer(issuers) + prefix


def bare_part(name: str) -> str | None:
    """The prefix as it stands on the papers of a series that is named by its issuer, else None."""
    for start in range(1, len(name)):
        if _BARE.fullmatch(name, start):
            return name[start:]
    return None


def first_issuer(issuers: str | None) -> str:
    """The first of several issuers written side by side; blank where none is known."""
    return _JOINED.split((issuers or "").strip())[0]


def is_own(name: str, issued: Issued, home: Home) -> bool:
    """Whether a series is the authority's own: by most of its issuers, the register, or its first word."""
    ours = sum(times for issuer, times in issued.issuers.items() if home.owns(issuer))
    others = sum(issued.issuers.values()) - ours
    if ours or others:
        return ours >= others
    if issued.registered and not _STATE_NUMBER.search(name):
        return True
    return home.bears(name)


def own_prefixes(
    issued: Mapping[str, Issued], said: Mapping[str, bool], home: Home
) -> dict[str, bool]:
    """Of each series whether it counts as the authority's own; a person's word comes first."""
    return {name: said.get(name, is_own(name, known, home)) for name, known in issued.items()}


def names_from(*names: str, neutral: Iterable[str]) -> Home:
    """The home of an installation; neutral names (nobody has set one) tell nothing."""
    unset = set(neutral)
    return Home(tuple(name for name in names if name and name not in unset))
