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


def test_an_outer_mark_that_stands_for_an_inner_one_does_not_end_the_name() -> None:
    words = "根据《县政府关于印发〈河道办法》的通知》和《采砂办法》办理。"
    assert [words[a:b] for a, b in name_extents(words)] == [
        "《县政府关于印发〈河道办法》的通知》",
        "《采砂办法》",
    ]


def test_an_inner_mark_that_is_never_closed_does_not_swallow_the_next_name() -> None:
    words = "根据《县政府关于印发〈河道办法的通知》和《采砂办法》办理。"
    assert [words[a:b] for a, b in name_extents(words)] == [
        "《县政府关于印发〈河道办法的通知》",
        "《采砂办法》",
    ]
