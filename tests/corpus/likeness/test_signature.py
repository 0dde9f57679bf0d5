"""Signatures: what they ignore, what they tell apart, how near estimates come."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.likeness.signature import (
    DOCUMENT_BANDS,
    PARAGRAPH_BANDS,
    PARAGRAPH_LEAST,
    estimate,
    grams,
    minhash,
    paragraph_keys,
    sign,
    words_of,
)

CHARACTERS = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x4F00), min_size=20, max_size=300
)


def writing(length: int, seed: int) -> str:
    """Characters that mean nothing, always the same for a seed."""
    dice = random.Random(seed)
    return "".join(chr(dice.randrange(0x4E00, 0x5E00)) for _ in range(length))


@given(CHARACTERS, st.integers(0, 20))
def test_blanks_signs_and_width_do_not_count(text: str, at: int) -> None:
    typed = f"{text[:at]}， {text[at:]}。\n"
    assert sign(typed).digest == sign(text).digest
    assert sign(typed).keys == sign(text).keys
    assert words_of("第１２条Ａ（一）") == "第12条a一"


@given(CHARACTERS)
def test_a_changed_digit_is_another_text(text: str) -> None:
    assert sign(f"{text}罚款50元").digest != sign(f"{text}罚款60元").digest


@given(st.lists(CHARACTERS, min_size=1, max_size=6))
@settings(max_examples=50)
def test_paragraphs_of_a_document_have_the_keys_they_have_alone(lines: list[str]) -> None:
    lines.insert(1, "特此通知")
    parts = {part.ordinal: part.keys for part in sign("\n".join(lines)).parts}
    for n, line in enumerate(lines):
        assert parts.get(n, ()) == paragraph_keys(line)


def test_short_paragraphs_have_no_keys_and_long_ones_have_six() -> None:
    assert paragraph_keys("特此通知") == ()
    assert len(paragraph_keys(writing(PARAGRAPH_LEAST, 1))) == PARAGRAPH_BANDS
    assert sign("").keys == ()
    assert len(sign("一").keys) == DOCUMENT_BANDS


def test_a_short_text_is_one_run_and_a_long_one_has_as_many_as_it_shows() -> None:
    assert len(grams("")) == 0
    assert len(grams("一二")) == 1
    assert len(grams("一二三四一二三四")) == 4


def test_the_estimate_is_near_the_true_jaccard() -> None:
    text = writing(2000, 2)
    for cut in (200, 600, 1200):
        other = text[:-cut] + writing(cut, cut)
        first, second = grams(text), grams(other)
        true = len(np.intersect1d(first, second)) / len(np.union1d(first, second))
        assert abs(estimate(minhash(text, 128), minhash(other, 128)) - true) < 0.15


def test_unlike_texts_share_no_band() -> None:
    keys = [set(sign(writing(800, seed)).keys) for seed in range(40)]
    assert all(not keys[a] & keys[b] for a in range(40) for b in range(a))


def test_signatures_are_the_same_in_each_process() -> None:
    assert sign("各村应当按时清扫集市，摊位不得占用道路。").keys[:2] == STORED


STORED = (2712245881276194324, 916324675941191196)
