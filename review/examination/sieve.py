"""Which sentences a pattern can match in at all, told by the characters it cannot do without. Pure.

A row for clauses is found in few sentences, but its patterns would be tried on each. So `trait_of` takes a pattern
apart as Python itself does and notes sets of characters of which one must stand in every match: `(不准|禁止)…(外地|外县)`
needs one of 不禁, one of 准止, 外, and one of 地县. A `Sieve` of many patterns then tells on which sentences of a text each
has to be tried. `Sifted.matches` gives the matches of `finditer`, neither more nor fewer: what is
not understood needs nothing.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_codes: Any = importlib.import_module("re._constants")
"""How Python itself takes a pattern apart: nothing public does."""

_STOPS = "。\n"
_CUT = re.compile(rf"[^{_STOPS}]+[{_STOPS}]?|[{_STOPS}]")
_REPEATS = (_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT)
_ASKED = 8  # needs of a pattern that are looked at, a power of two
_WIDEST = 64  # characters of a range that are counted one by one
Chars = frozenset[str]
Item = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Trait:
    """What is known of every match of a pattern.

    `needs` are sets of characters, the rarest first as far as their size tells: one of each stands in every match.
    `stays` tells that no match, nor what it looks at to either side, takes a full stop or a line break.
    """

    needs: tuple[Chars, ...]
    stays: bool


def trait_of(pattern: re.Pattern[str]) -> Trait:
    """What is known of a pattern; a pattern with flags is not looked into."""
    if pattern.flags != re.UNICODE:
        return Trait((), stays=False)
    tree = _parser.parse(pattern.pattern)
    shortest, _ = tree.getwidth()
    return Trait(_fewest(_needs(tree)), shortest > 0 and _stays(tree))


def _fewest(needs: Iterable[Chars]) -> tuple[Chars, ...]:
    """Small sets first, and none that holds another: where the smaller is met, so is the larger."""
    kept: list[Chars] = []
    for one in sorted(set(needs), key=lambda chars: (len(chars), sorted(chars))):
        if not any(smaller <= one for smaller in kept):
            kept.append(one)
    return tuple(kept)


def _needs(items: Iterable[Item]) -> list[Chars]:
    """One of each of these sets stands in whatever the items match one after the other."""
    return [chars for code, value in items for chars in _needs_of(code, value)]


def _needs_of(code: Any, value: Any) -> list[Chars]:
    if code is _codes.LITERAL:
        return [frozenset(chr(value))]
    if code is _codes.IN:
        chars = _listed(value)
        return [] if chars is None else [chars]
    if code in _REPEATS:
        least, _, items = value
        return _needs(items) if least else []
    if code is _codes.ATOMIC_GROUP:
        return _needs(value)
    if code is _codes.SUBPATTERN:
        _, switched_on, switched_off, items = value
        return [] if switched_on or switched_off else _needs(items)
    if code is _codes.BRANCH:
        return _needs_of_either([_needs(branch) for branch in value[1]])
    return []


def _needs_of_either(branches: Sequence[Sequence[Chars]]) -> list[Chars]:
    """The first sets of all branches together, the second ones together and so on; the last of a shorter one stays."""
    if not all(branches):
        return []
    longest = max(len(branch) for branch in branches)
    return [
        frozenset[str]().union(*(branch[min(n, len(branch) - 1)] for branch in branches))
        for n in range(longest)
    ]


def _listed(members: Iterable[Item]) -> Chars | None:
    """The characters of a […], None where they are told by what they are not or too many to count."""
    found: set[str] = set()
    for code, value in members:
        if code is _codes.LITERAL:
            found.add(chr(value))
        elif code is _codes.RANGE and value[1] - value[0] < _WIDEST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif code is _codes.CATEGORY and value is _codes.CATEGORY_DIGIT:
            found |= _digits()
        else:
            return None
    return frozenset(found)


@cache
def _digits() -> Chars:
    """What a class of digits takes: not only 0 to 9."""
    return frozenset(sign for sign in map(chr, range(0x110000)) if sign.isdecimal())


def _stays(items: Iterable[Item]) -> bool:
    """Whether no item can take a stop, nor look at one."""
    return all(_stays_of(code, value) for code, value in items)


def _stays_of(code: Any, value: Any) -> bool:
    if code is _codes.LITERAL:
        return chr(value) not in _STOPS
    if code is _codes.IN:
        return not any(_takes(value, stop) for stop in _STOPS)
    if code in _REPEATS:
        return _stays(value[2])
    if code is _codes.ATOMIC_GROUP:
        return _stays(value)
    if code is _codes.SUBPATTERN:
        return not value[1] and not value[2] and _stays(value[3])
    if code is _codes.BRANCH:
        return all(_stays(branch) for branch in value[1])
    if code in (_codes.ASSERT, _codes.ASSERT_NOT):
        return _stays(value[1])
    return False


def _takes(members: Sequence[Item], sign: str) -> bool:
    """Whether a […] may take a character; True also where it is not known."""
    negated = members[0][0] is _codes.NEGATE
    chars = _listed(members[1:] if negated else members)
    return chars is None or (sign in chars) != negated


@dataclass(frozen=True, slots=True)
class Sifted:
    """A text, and the bounds of the sentences in which each pattern of a sieve may match."""

    text: str
    places: Mapping[tuple[str, int], Sequence[tuple[int, int]]]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern in the text, as `finditer` of it gives them."""
        for start, end in self.places.get(_key(pattern), ((0, len(self.text)),)):
            yield from pattern.finditer(self.text, start, end)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Patterns of which most are to be left out of most sentences.

    A number stands for what a sentence meets: `_ASKED` fields of one bit for each pattern, the bit of the pattern in
    the field n set where the sentence holds a character of its need n. `met_by` has the number of each character,
    `free` the bits of patterns that have fewer needs than there are fields, `staying` one bit for each pattern that stays.
    """

    patterns: tuple[re.Pattern[str], ...]
    met_by: Mapping[str, int]
    free: int
    staying: int

    @classmethod
    def of(cls, patterns: Iterable[re.Pattern[str]]) -> Sieve:
        """Take patterns apart."""
        every = tuple(patterns)
        met_by, free, staying = dict[str, int](), 0, 0
        for n, pattern in enumerate(every):
            trait = trait_of(pattern)
            staying |= trait.stays << n
            for asked in range(_ASKED):
                bit = 1 << asked * len(every) + n
                if asked >= len(trait.needs):
                    free |= bit
                    continue
                for sign in trait.needs[asked]:
                    met_by[sign] = met_by.get(sign, 0) | bit
        return cls(every, met_by, free, staying)

    def sift(self, text: str) -> Sifted:
        """Tell in which sentences of a text each pattern may match."""
        signs, number = self.met_by.keys(), self.met_by.__getitem__
        found: list[list[tuple[int, int]]] = [[] for _ in self.patterns]
        whole = self.free
        for cut in _CUT.finditer(text):
            met = reduce(or_, map(number, signs & cut[0]), self.free)
            whole |= met
            for n in _bits(self._all_met(met) & self.staying):
                found[n].append(cut.span())
        for n in _bits(self._all_met(whole) & ~self.staying):
            found[n].append((0, len(text)))
        return Sifted(text, dict(zip(map(_key, self.patterns), found, strict=True)))

    def _all_met(self, met: int) -> int:
        """The patterns whose bits are set in all fields."""
        fields = _ASKED
        while fields > 1:
            fields //= 2
            met &= met >> fields * len(self.patterns)
        return met & ((1 << len(self.patterns)) - 1)


def _key(pattern: re.Pattern[str]) -> tuple[str, int]:
    """A pattern by its words: its own hash reads the whole compiled code each time."""
    return pattern.pattern, pattern.flags


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
