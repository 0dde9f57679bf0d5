"""A 《 that is never closed swallows nothing of the lines below it."""

from __future__ import annotations

from corpus.structure.sheet import name_extents


def test_an_unclosed_name_does_not_reach_into_the_next_line() -> None:
    plain = "各村执行《石桥镇水渠管护办法\n二、落实《石桥镇道路养护办法》，按期完成。"
    assert [plain[a:b] for a, b in name_extents(plain)] == ["《石桥镇道路养护办法》"]


def test_a_name_within_a_name_is_one_name() -> None:
    plain = "关于印发《石桥镇〈水渠〉和《道路》管护办法》的通知"
    assert [plain[a:b] for a, b in name_extents(plain)] == ["《石桥镇〈水渠〉和《道路》管护办法》"]


def test_a_name_broken_over_two_lines_is_still_one_name() -> None:
    plain = "关于印发《石桥镇水渠\n管护办法》的通知"
    assert [plain[a:b] for a, b in name_extents(plain)] == ["《石桥镇水渠\n管护办法》"]
