"""How many documents each value of a filter holds. Pure but for the shelf it counts on.

A facet tells what choosing it would show: it is counted under all other filters, not under its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from corpus.shelf import Mask, Numbers, Shelf
from corpus.tags import NOT_YET

STATUS_ORDER = ("in_force", "repealed", "expired", "pending_revision", "not_yet", "unknown")
UNKNOWN = "unknown"
DECADES = ((None, 1978), (1979, 1989), (1990, 1999), (2000, 2009), (2010, 2019), (2020, None))
NO_YEAR = "none"
MOST_VALUES = 30
NORMATIVE_ORDER = ("yes", "no", "doubt", "")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked: the words as typed and the filters. Years and days inclusive.

    `as_of` is the day on which the status is asked. `public_only` leaves out what is not published.
    """

    words: str = ""
    status: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    decades: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    normative: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    as_of: date | None = None
    public_only: bool = False
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter, how many documents it holds under the other filters, and if it is on."""

    value: str
    label: str
    count: int
    on: bool


CHOICES = {
    "status": "status",
    "normative": "normative",
    "decade": "decades",
    "issuer": "issuers",
    "genre": "genres",
    "campaign": "campaigns",
}
"""Each facet and the field of `Criteria` that it fills, in the order in which they are shown."""


def facet_labels() -> dict[str, str]:
    """Decade keys and their labels, oldest first."""
    return {_decade_key(low, high): _decade_label(low, high) for low, high in DECADES}


def status_codes(shelf: Shelf, day: date) -> tuple[Numbers, list[str]]:
    """The status of every document on a day, as places in the list of names.

    What was made after that day and of which nothing else is said is 尚未施行, as `tags.status_of` has it.
    """
    known = shelf.names("status")
    names = [*known, *([] if NOT_YET in known else [NOT_YET]), UNKNOWN]
    codes = np.full(len(shelf.ids), len(names) - 1, dtype=np.int64)
    codes[shelf.first > day.toordinal()] = names.index(NOT_YET)
    places, found = shelf.tagged("status", day)
    codes[places] = found
    return codes, names


def keep(shelf: Shelf, asked: Criteria, day: date, *, without: str = "") -> Mask:
    """Which documents all filters let through; `without` names a facet whose filter is left out."""
    kept = np.ones(len(shelf.ids), dtype=bool)
    for facet, name in CHOICES.items():
        chosen = getattr(asked, name)
        if chosen and facet != without:
            kept &= _having(shelf, facet, chosen, day)
    if asked.year_from is not None:
        kept &= shelf.year >= max(1, asked.year_from)
    if asked.year_to is not None:
        kept &= (shelf.year <= asked.year_to) & (shelf.year > 0)
    return kept


def counted(shelf: Shelf, found: Mask, asked: Criteria, day: date) -> dict[str, tuple[Facet, ...]]:
    """Every facet with its values, as many as are worth showing.

    Args:
        found: what the words fit, before any filter.
    """
    every = found & keep(shelf, asked, day)
    facets = {}
    for facet, name in CHOICES.items():
        chosen: tuple[str, ...] = getattr(asked, name)
        others = found & keep(shelf, asked, day, without=facet) if chosen else every
        facets[facet] = _ORDERED[facet](_counts(shelf, facet, others, day), chosen)
    return facets


def _having(shelf: Shelf, facet: str, chosen: tuple[str, ...], day: date) -> Mask:
    kept = np.zeros(len(shelf.ids), dtype=bool)
    if facet == "status":
        codes, names = status_codes(shelf, day)
        kept[:] = np.isin(codes, [code for code, name in enumerate(names) if name in chosen])
    elif facet == "decade":
        for key in chosen:
            kept |= _in_decade(shelf, key)
    elif facet == "genre":
        kept[:] = np.isin(shelf.genre, [shelf.code("genre", value) for value in chosen if value])
        kept |= (shelf.genre < 0) & ("" in chosen)
    else:
        places, codes = _several(shelf, facet, day)
        wanted = [shelf.code(facet, value) for value in chosen]
        kept[places[np.isin(codes, wanted)]] = True
        if "" in chosen:
            bare = np.ones(len(shelf.ids), dtype=bool)
            bare[places] = False
            kept |= bare
    return kept


def _several(shelf: Shelf, facet: str, day: date) -> tuple[Numbers, Numbers]:
    return shelf.issuers.on(day.toordinal()) if facet == "issuer" else shelf.tagged(facet, day)


def _counts(shelf: Shelf, facet: str, found: Mask, day: date) -> dict[str, int]:
    """Value → documents among `found`; "" for those without one."""
    if facet == "status":
        codes, names = status_codes(shelf, day)
        return dict(zip(names, _binned(codes[found], len(names)), strict=True))
    if facet == "decade":
        labels = [*facet_labels(), NO_YEAR]
        return {key: int(np.count_nonzero(found & _in_decade(shelf, key))) for key in labels}
    names = shelf.names(facet)
    if facet == "genre":
        codes = shelf.genre[found]
        counts = dict(zip(names, _binned(codes[codes >= 0], len(names)), strict=True))
        return counts | {"": int(np.count_nonzero(codes < 0))}
    places, codes = _several(shelf, facet, day)
    inside = found[places]
    counts = dict(zip(names, _binned(codes[inside], len(names)), strict=True))
    with_one = len(np.unique(places[inside]))
    return counts | {"": int(np.count_nonzero(found)) - with_one}


def _binned(codes: Numbers, length: int) -> list[int]:
    counts: list[int] = np.bincount(codes, minlength=length).tolist()
    return counts


def _in_decade(shelf: Shelf, key: str) -> Mask:
    if key == NO_YEAR:
        key = "0-0"
    low, _, high = key.partition("-")
    if not all(part.isdigit() or part == "" for part in (low, high)):
        return np.zeros(len(shelf.ids), dtype=bool)
    first, last = int(low or 1), int(high or 9999)
    inside: Mask = (shelf.year >= first) & (shelf.year <= last)
    return inside


def _statuses(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    return tuple(
        Facet(value, value, counts.get(value, 0), value in chosen)
        for value in STATUS_ORDER
        if counts.get(value) or value in chosen or value != "not_yet"
    )


def _decades(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    labels = facet_labels() | {NO_YEAR: "年份不详"}
    return tuple(
        Facet(key, label, counts.get(key, 0), key in chosen)
        for key, label in labels.items()
        if counts.get(key) or key in chosen
    )


def _most(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    """The most frequent values, what is chosen always among them."""
    shown = {value: count for value, count in counts.items() if value and count}
    shown |= {value: counts.get(value, 0) for value in chosen if value}
    ordered = sorted(shown.items(), key=lambda pair: (pair[0] not in chosen, -pair[1], pair[0]))
    ordered = sorted(ordered[:MOST_VALUES], key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(value, value, count, value in chosen) for value, count in ordered)


def _normative(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    if not any(count for value, count in counts.items() if value) and not chosen:
        return ()
    return tuple(
        Facet(value, value, counts.get(value, 0), value in chosen)
        for value in NORMATIVE_ORDER
        if counts.get(value) or value in chosen
    )


_ORDERED = {
    "status": _statuses,
    "normative": _normative,
    "decade": _decades,
    "issuer": _most,
    "genre": _most,
    "campaign": _most,
}


def _decade_key(low: int | None, high: int | None) -> str:
    return f"{low or ''}-{high or ''}"


def _decade_label(low: int | None, high: int | None) -> str:
    if low is None:
        return f"{high} 及以前"
    return f"{low} 至今" if high is None else f"{low}–{high}"
