"""How long a pattern can be kept busy: `python -m bench.hostile [--all]`.

Every pattern and exclusion of every rule row, and every pattern at the head of the modules that examination
runs, is tried on hostile texts of one megabyte (UTF-8) made for it: each beginning of the pattern written
out and repeated, with its windows empty and full. Prints the worst in ms of processor time; `--all`
prints each. No pattern may take more than 200 ms. What structure runs is anchored, or is handed a window, so there
the whole reading of a paper is tried: its time must grow as the text does, never as its square.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import corpus.structure
import review.examination
from corpus.block import Block, Reading
from corpus.structure.assemble import assemble
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
    """Milliseconds of processor time for the first matches, cut off at `limit` seconds."""

    def search() -> None:
        for n, _match in enumerate(pattern.finditer(text)):
            if n >= FOUND:
                break

    return _timed(search, limit)


def _timed(run: Callable[[], object], limit: float) -> float:
    """Milliseconds of processor time, cut off at `limit` seconds."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGPROF, late)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        run()
    except _Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return (time.process_time() - began) * 1000


_HEAD = ("凤凰县人民政府关于印发《凤凰县集市管理办法》的通知", "各乡镇人民政府：", "现印发给你们。")
_SIGNED = ("凤凰县人民政府", "2015年3月4日")
PAPERS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "blanks before a date": ((), " ", _SIGNED[1:]),
    "words of a letterhead before a date": ((), "文件", _SIGNED[1:]),
    "letterheads with blanks": ((), " 文件", _SIGNED[1:]),
    "seals": ((), "某局（章） ", _SIGNED[1:]),
    "impossible dates behind bodies": ((), "。某县某局2015年13月", ()),
    "terms behind many 自": (_HEAD, "起施行，" + "自" * 280 + "，有效期5年。", _SIGNED),
    "a term of many figures": (_HEAD, "有效期" + "1" * 300, _SIGNED),
    "names": (_HEAD, "《某某》", _SIGNED),
    "names opened": (_HEAD, "《", _SIGNED),
    "names in names": (_HEAD, "《某〈某》", _SIGNED),
    "numbers": (_HEAD, "凤府〔2015〕3号", _SIGNED),
    "brackets of numbers": (_HEAD, "〔", _SIGNED),
    "figures": (_HEAD, "1", _SIGNED),
    "years": (_HEAD, "2015年", _SIGNED),
    "marks of articles": (_HEAD, "第", _SIGNED),
    "articles": (_HEAD, "第一条 根据《某》第二条 ", _SIGNED),
    "items": (_HEAD, "（一）一、", _SIGNED),
    "stops": (_HEAD, "。", _SIGNED),
    "breaks": (_HEAD, "、", _SIGNED),
    "dots": (_HEAD, "…", _SIGNED),
    "bases": (_HEAD, "根据" + "（某）" * 60 + "《某》。", _SIGNED),
    "repeals": (_HEAD, "《某》" + "，" * 250 + "。", _SIGNED),
    "printings": (_HEAD, "现《某》" + "已由，某" * 60 + "。", _SIGNED),
}
"""Papers by what is repeated in them: the lines before, the unit, the lines behind."""
_ON_A_LINE = 20


def papers(size: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Hostile papers as lines: each unit repeated in one line, and in many short ones.

    Args:
        size: of a paper, about so many bytes of UTF-8.
    """
    for name, (before, unit, after) in PAPERS.items():
        times = size // len(unit.encode()) + 1
        yield f"{name}, one line", (*before, f"某{unit * times}某", *after)
        short = f"某{unit * min(_ON_A_LINE, 1 + 200 // len(unit))}某"
        yield (
            f"{name}, short lines",
            (*before, *[short] * (size // len(short.encode()) + 1), *after),
        )


def reading_ms(lines: Sequence[str], limit: float = 20.0) -> float:
    """Milliseconds of processor time for the whole reading of a paper, cut off at `limit` seconds."""
    reading = Reading("txt", "hostile", tuple(Block(line) for line in lines))
    return _timed(lambda: assemble(reading), limit)


def main() -> None:
    """Print the worst patterns of the rows, of examination, and of structure, then whole papers."""
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
    whole, quarter = (dict(papers(size)) for size in (MEGABYTE, MEGABYTE // 4))
    print("\nwhole papers: ms for a megabyte, and how many times those of a quarter of it")
    times = [(reading_ms(whole[name]), name) for name in whole]
    for ms, name in sorted(times, reverse=True)[: None if "--all" in sys.argv else 15]:
        print(f"  {ms:>6.0f} ms  ×{ms / reading_ms(quarter[name]):.1f}  {name}")


if __name__ == "__main__":
    main()
