"""Numbers of persons: found in every way they are written, covered without moving anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure.personal import (
    PersonalKind,
    covered,
    covered_pieces,
    is_identity,
    personal_in,
)

K = PersonalKind


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("张三，身份证号11010519491231002X。", K.IDENTITY, "11010519491231002X"),
        ("身份证：１１０１０５１９４９１２３１００２Ｘ", K.IDENTITY, "１１０１０５１９４９１２３１００２Ｘ"),
        ("身份证110105 19491231 002x", K.IDENTITY, "110105 19491231 002x"),
        ("李四\t440524188001010014\t一组", K.IDENTITY, None),
        ("公民身份号码：110105194912310021（录入有误）", K.IDENTITY, "110105194912310021"),
        ("老证号360781650102001。", K.IDENTITY, "360781650102001"),
        ("联系人王五13812345678", K.MOBILE, "13812345678"),
        ("手机：138-1234-5678", K.MOBILE, "138-1234-5678"),
        ("手机：+86 138 1234 5678", K.MOBILE, "+86 138 1234 5678"),
        ("电话：0797-8123456", K.LANDLINE, "0797-8123456"),
        ("电话（0797）8123456", K.LANDLINE, "（0797）8123456"),
        ("联系电话：8123456", K.LANDLINE, "8123456"),
        ("开户行：某农商行，账号6217000010012345671", K.BANK_CARD, None),
        ("卡号 6222 0212 3456 7894", K.BANK_CARD, "6222 0212 3456 7894"),
        ("卡号4111111111111111", K.BANK_CARD, "4111111111111111"),
    ],
)  # fmt: skip
def test_a_number_of_a_person_is_found(text: str, kind: PersonalKind, words: str | None) -> None:
    found = [one for one in personal_in(text) if one.kind is kind]
    if words is None:  # the check figure of these does not fit: no such number can be issued
        assert found == []
    else:
        assert [text[one.start : one.end] for one in found] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91360781MA35XXXX0B",
        "索引号：014349201500012345",
        "面积138123456789平方米",
        "共计13812345678.5元",
        "GB12345678901234567",
        "2015年3月4日至2020年3月3日",
        "凤府发〔2015〕12号",
        "订单号360781990231001",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert personal_in(text) == ()


def test_covering_keeps_every_other_character_in_its_place() -> None:
    text = "张三（11010519491231002X，138-1234-5678）\n电话：0797-8123456"
    assert covered(text) == "张三（110105************，138-****-5678）\n电话：0797-8123456"


def test_the_last_four_figures_of_a_bank_card_stay() -> None:
    assert covered("卡号4111111111111111") == "卡号************1111"


@pytest.mark.parametrize(
    ("figures", "right"),
    [
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("110105194913310021", False),
        ("990105194912310021", False),
        ("1101051949123100", False),
    ],
)
def test_an_identity_number_proves_itself(figures: str, *, right: bool) -> None:
    assert is_identity(figures) is right


def test_a_number_cut_off_at_the_edge_of_an_excerpt_is_covered_too() -> None:
    pieces = ("1231002X），", "过磅员", "手机138", "12345678，身份证110105194")
    assert covered_pieces(pieces) == (
        "********），",
        "过磅员",
        "手机138",
        "****5678，身份证*********",
    )


@given(st.text(alphabet="0123456789Xx +-（）电话卡号身份证\n甲", max_size=120))
def test_covering_never_changes_the_length_nor_any_word(text: str) -> None:
    after = covered(text)
    assert len(after) == len(text)
    assert all(a == b or (b == "*" and a.isalnum()) for a, b in zip(text, after, strict=True))
    assert not [one for one in personal_in(after) if one.kind is not K.LANDLINE]
