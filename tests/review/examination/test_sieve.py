"""A sieve leaves out sentences and no match: of the rows' own patterns, and of any pattern."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hostile import units
from corpus.structure.sheet import plain_copy
from review.examination.rulebook import shipped_rulebook
from review.examination.sieve import Sieve, trait_of

BOOK = shipped_rulebook()
PATTERNS = BOOK.sieve.patterns


def found(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def sifted(pattern: re.Pattern[str], text: str, sieve: Sieve = BOOK.sieve) -> list[tuple[int, int]]:
    return [match.span() for match in sieve.sift(text).matches(pattern)]


def needs(pattern: str) -> list[str]:
    return ["".join(sorted(chars)) for chars in trait_of(re.compile(pattern)).needs]


EXAMPLES = [plain_copy(words) for rule in BOOK.rules for words in (*rule.hits, *rule.misses)]
PIECES = sorted({piece for words in EXAMPLES for piece in re.findall(r"[^,。;:]+|.", words)})
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(EXAMPLES), st.sampled_from(",。;\n\n")),
    max_size=12,
).map("".join)


@given(TEXTS)
def test_every_match_of_the_rows_is_left_in_texts_of_their_own_examples(text: str) -> None:
    read = BOOK.sieve.sift(text)
    for pattern in PATTERNS:
        assert [match.span() for match in read.matches(pattern)] == found(pattern, text)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern[:40])
def test_every_match_is_left_in_words_made_for_the_pattern(pattern: re.Pattern[str]) -> None:
    made = units(pattern.pattern)
    text = "\n".join((*made, "。".join(made), "某".join(made)))
    assert found(pattern, text)
    assert sifted(pattern, text) == found(pattern, text)


SIGNS = "甲乙1a。\n"
ONES: tuple[str, ...] = (
    *SIGNS,
    "[甲乙]",
    "[^。\n]",
    "[^甲a]",
    "[a-c甲]",
    "\\d",
    "[\\d甲]",
    "\\s",
    ".",
    "[乙。]",
    "^",
    "$",
)
LIMITS = ("?", "??", "{1,2}", "{0,2}?", "{2}")
"""None of the possessive ones: no row has them on groups, and a run with random ones once filled all memory."""

AROUND = ("(?>%s)", "(?=%s)", "(?!%s)", "(?i:%s)", "(?s:%s)", "(?:%s|)")


def any_pattern(chance: Random, depth: int = 3) -> str:
    """Words of a pattern of any shape that rows may have, and of some they have not."""
    shape = chance.randrange(6) if depth else 0
    if shape == 0:
        return chance.choice(ONES)
    if shape == 1:
        return f"(?:{any_pattern(chance, depth - 1)}){chance.choice(LIMITS)}"
    if shape == 2:
        return chance.choice(AROUND) % any_pattern(chance, depth - 1)
    if shape == 3:
        return f"{chance.choice(('(?<=', '(?<!'))}{chance.choice(ONES)}){any_pattern(chance, depth - 1)}"
    parts = [any_pattern(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    return "".join(parts) if shape == 4 else f"(?:{'|'.join(parts)})"


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.DOTALL, re.MULTILINE])
def test_every_match_of_any_pattern_is_left(flags: int) -> None:
    chance = Random(flags)
    for _ in range(600):
        pattern = re.compile(any_pattern(chance), flags)
        sieve = Sieve.of([pattern, re.compile("甲。?乙"), re.compile("[^丙]{2}")])
        for length in (1, 3, 6, 9, 12, 12, 12):
            text = "".join(chance.choices(SIGNS + "A丙٣", k=length))
            assert sifted(pattern, text, sieve) == found(pattern, text), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("(不准|禁止)[^。]{0,24}(外地|外县)", ["外", "不禁", "准止", "县地"]),
        ("罚款?", ["罚"]),
        ("罚(款|金|)", ["罚"]),
        ("[1-3]元", ["元", "123"]),
        ("[^一]元", ["元"]),
        ("(?!不)(?=罚)款", ["款"]),
        ("(?i:a)元", ["元"]),
        ("(罚款){0,2}", []),
        ("(?i)元", []),
    ],
)
def test_the_characters_that_a_pattern_cannot_do_without(pattern: str, expected: list[str]) -> None:
    assert needs(pattern) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "罚[^,]{0,3}款",
        "罚。",
        "罚$",
        "罚.款",
        "罚\\s款",
        "罚[一\\W]款",
        "罚(?=[,。])",
        "a*",
    ],
)
def test_a_pattern_that_may_take_a_stop_is_not_held_to_one_sentence(pattern: str) -> None:
    assert not trait_of(re.compile(pattern)).stays


def test_most_sentences_of_a_paper_are_left_out_for_most_rows() -> None:
    text = "\n".join(EXAMPLES)
    tried = sum(end - start for at in BOOK.sieve.sift(text).places.values() for start, end in at)
    assert tried < 0.1 * len(text) * len(PATTERNS)


def test_a_pattern_the_sieve_does_not_know_is_tried_everywhere() -> None:
    assert sifted(re.compile("甲"), "甲乙\n甲", Sieve.of(())) == [(0, 1), (3, 4)]
