"""Folding loses nothing that tells words apart, and what is copied from a text is found in it."""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.search import terms as terms_module
from corpus.search.terms import FoldedFields, fold, fold_text, narrowing_terms, terms

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "國國务務〔〕【】［］（）〇○零Ο“”「」—－　\u00a0\u200b\n\r㈠①⼀ＡａÉİ第二十五条"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("凤府发〔2015〕12号", "凤府发[2015]12号"),
        ("凤府发【2015】１２号", "凤府发［２０１５］12号"),
        ("凤府发〖2015〗12号", "凤府发〔2015〕12号"),
        ("二〇一九年", "二○一九年"),
        ("二零一九年", "二Ο一九年"),
        ("二О一九年", "二〇一九年"),
        ("（试行）", "(试行)"),
        ("《办法》", "〈办法〉"),
        ("“三公”经费", '"三公"经费'),
        ("「三公」经费", "“三公”经费"),
        ("2015—2020", "2015-2020"),
        ("ＷＰＳ Office", "wpsoffice"),
        ("关于　印发\u00a0的 通\u200b知", "关于印发的通知"),
        ("⼀、⼟地", "一、土地"),
        ("㈠总则", "(一)总则"),
        ("７．５万元", "7.5万元"),
        ("葛\U000e0100", "葛"),
        ("中華人民共和國國務院", "中华人民共和国国务院"),
        ("关於農業生產合作社", "关于农业生产合作社"),
        ("鎭人民政府敎育科卽發", "镇人民政府教育科即发"),
        ("答覆", "答复"),
    ],
)
def test_ways_of_writing_the_same_are_one(written: str, looked_for: str) -> None:
    assert fold_text(written) == fold_text(looked_for)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10", "1零"),
        ("o", "零"),
        ("O", "〇"),
        ("土", "士"),
        ("一", "-"),
        ("甲\n乙", "甲乙"),
        ("。", "."),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


def test_every_traditional_character_stays_one_character_and_is_read_in_one_way() -> None:
    with (Path(terms_module.__file__).parent / "characters.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    written = [char for row in rows for char in row["written"]]
    assert len(written) == len(set(written)) > 3000
    for row in rows:
        assert {fold_text(char) for char in row["written"]} == {row["read_as"]}
        assert fold_text(row["read_as"]) == row["read_as"]


@given(TEXTS, TEXTS)
def test_folding_looks_at_each_character_alone(left: str, right: str) -> None:
    assert fold_text(left + right) == fold_text(left) + fold_text(right)


@given(TEXTS, st.sampled_from([0, 1, 200, 300]))
def test_both_ways_of_folding_agree_and_origins_point_into_the_original(
    text: str, before: int
) -> None:
    text = "　甲" * before + text
    folded = fold(text)
    assert folded.text == fold_text(text)
    origins = [place for place, char in enumerate(text) for _ in fold_text(char)]
    assert [folded.origin(n, n + 1) for n in range(len(origins))] == [(o, o + 1) for o in origins]


def test_folding_any_character_twice_is_folding_it_once() -> None:
    changed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) != "Cs"
        and fold_text(fold_text(chr(code))) != fold_text(chr(code))
    ]
    assert changed == []


def test_terms_are_characters_and_neighbours_within_a_paragraph() -> None:
    assert terms("甲乙\n乙丙") == {"甲", "乙", "丙", "甲乙", "乙丙"}
    assert terms("") == set()


def test_numbers_are_terms_with_their_neighbours() -> None:
    folded = fold_text("府发〔2015〕12号\n3号a4纸5")
    assert {term for term in terms(folded) if len(term) > 2} == {"[2015]", "]12号", "号a4纸"}
    assert "]12号" in narrowing_terms("]12号")
    assert {term for term in narrowing_terms("15]12号") if len(term) > 2} == {"]12号"}
    assert narrowing_terms("15]12") == {"15", "5]", "]1", "12"}


@given(TEXTS, st.integers(0, 40), st.integers(1, 12))
def test_a_text_has_all_the_terms_of_each_of_its_pieces(text: str, start: int, length: int) -> None:
    folded = fold_text(text)
    piece = folded[start : start + length]
    if piece and "\n" not in piece:
        assert narrowing_terms(piece) <= terms(folded)


def test_fields_are_folded_and_issuers_kept_apart() -> None:
    fields = FoldedFields.of(" 通 知 ", None, ["甲镇", "乙镇"], "Ａ")
    assert fields == FoldedFields("通知", "", "甲镇\n乙镇", "a")
