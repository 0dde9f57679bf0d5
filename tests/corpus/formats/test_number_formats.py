"""Numbers of list levels as Word writes them."""

from __future__ import annotations

import pytest

from corpus.formats.number_formats import write_number


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (101, "chineseCountingThousand", "一百零一"),
        (20, "ideographDigital", "二〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (4, "lowerRoman", "iv"),
        (27, "upperLetter", "AA"),
        (5, "somethingUnknown", "5"),
        (0, "chineseCounting", "0"),
    ],
)
def test_a_number_is_written_as_word_does(value: int, form: str, written: str) -> None:
    assert write_number(value, form) == written
