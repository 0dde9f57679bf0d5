"""How long a pattern can be kept busy: `python -m bench.hostile [--all]`.

Every pattern and exclusion of every rule row, and every pattern at the head of the modules that examination
runs, is tried on hostile texts of one megabyte (UTF-8) made for it: each beginning of the pattern written
out and repeated, with its windows empty and full. Prints the worst in ms of processor time; `--all`
prints each. No pattern may take more than 200 ms.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import corpus.structure
import review.examination
from review.examination.rulebook import shipped_rulebook

_parser: Any = importlib.import_module("re._parser")
codes: Any = importlib.import_module("re._constants")
"""How Python itself takes a pattern apart: nothing public does."""

MEGABYTE = 1_000_000
LIMIT_MS = 200
FOUND = 40
"""Matches after which a search is stopped: no check reads more of one row."""
_FILL = "某"
_LONGEST = 400


class _Late(Exception):
    """The time was up."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The worst of one pattern: where it stands, the unit that was repeated, ms of processor time."""

    where: str
    unit: str
    ms: float


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the rulebook with the row it stands in."""
    for rule in shipped_rulebook().rules:
        for n, one in enumerate(rule.patterns):
            yield f"{rule.id} patterns[{n}]", one
        for n, one in enumerate(rule.unless):
            yield f"{rule.id} unless[{n}]", one


def module_patterns(package: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of a package holds by a name."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{found.name}.{name}", value


def units(pattern: str, seed: int = 1) -> list[str]:
    """Words that begin as the pattern does, to be repeated: its beginnings, windows empty and full."""
    chance, found = random.Random(seed), dict[str, None]()
    for items in _alternatives(list(_parser.parse(pattern))):
        for stop in range(1, len(items) + 1):
            for full in (False, False, True):
                unit = _written(items[:stop], chance, full=full)
                if 0 < len(unit) <= _LONGEST:
                    found[unit] = None
    return list(found)


def _alternatives(items: list[Any]) -> list[list[Any]]:
    """The branches of a pattern that is one alternation, else the pattern itself."""
    if len(items) == 1 and items[0][0] is codes.SUBPATTERN:
        return _alternatives(list(items[0][1][3]))
    if len(items) == 1 and items[0][0] is codes.BRANCH:
        return [list(branch) for branch in items[0][1][1]]
    return [items]


def _written(items: Sequence[Any], chance: random.Random, *, full: bool) -> str:
    return "".join(_one(code, value, chance, full=full) for code, value in items)


def _one(code: Any, value: Any, chance: random.Random, *, full: bool) -> str:
    """Some text that an item of a parsed pattern takes."""
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.IN:
        return _of_class(value, chance)
    if code in (codes.ANY, codes.NOT_LITERAL):
        return _FILL
    if code is codes.BRANCH:
        return _written(chance.choice(value[1]), chance, full=full)
    if code is codes.SUBPATTERN:
        return _written(value[3], chance, full=full)
    if code is codes.ATOMIC_GROUP:
        return _written(value, chance, full=full)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inner = value
        times = min(int(most), 60) if full else max(int(least), chance.randint(0, 1) * (most > 0))
        return "".join(_written(inner, chance, full=full) for _ in range(times))
    return ""


def _of_class(value: Sequence[Any], chance: random.Random) -> str:
    if value[0][0] is codes.NEGATE:
        return _FILL
    code, inner = chance.choice(list(value))
    if code is codes.LITERAL:
        return chr(inner)
    return chr(inner[0]) if code is codes.RANGE else "1"


def worst(where: str, pattern: re.Pattern[str], size: int, most: int | None = None) -> Tried:
    """The hostile text that keeps a pattern busy longest.

    Args:
        size: of a text, bytes of UTF-8.
        most: how many texts are tried; None tries all.
    """
    found = Tried(where, "", 0.0)
    tried = units(pattern.pattern)
    if most is not None and len(tried) > most:
        tried = random.Random(2).sample(tried, most)
    for unit in tried:
        took = _took(pattern, unit * (size // len(unit.encode()) + 1), 10 * LIMIT_MS / 1000)
        if took > found.ms:
            found = Tried(where, unit, took)
    return found


def _took(pattern: re.Pattern[str], text: str, limit: float) -> float:
    """Milliseconds of processor time, cut off at `limit` seconds."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGPROF, late)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        for n, _match in enumerate(pattern.finditer(text)):
            if n >= FOUND:
                break
    except _Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return (time.process_time() - began) * 1000


def main() -> None:
    """Print the worst patterns of the rows, of examination, and of structure."""
    groups = (
        ("rules", patterns()),
        ("review.examination", module_patterns(review.examination)),
        ("corpus.structure", module_patterns(corpus.structure)),
    )
    for head, group in groups:
        made = sorted(
            (worst(where, one, MEGABYTE) for where, one in group), key=lambda one: -one.ms
        )
        slow = sum(one.ms > LIMIT_MS for one in made)
        print(f"\n{head}: {len(made)} patterns, {slow} above {LIMIT_MS} ms on a hostile megabyte")
        for one in made if "--all" in sys.argv else made[:25]:
            print(f"  {one.ms:>6.0f} ms  {one.where}  {one.unit[:60]!r}")


if __name__ == "__main__":
    main()
