"""Texts broken at one width become paragraphs again; others stay as they are."""

from __future__ import annotations

from pathlib import Path

from corpus.formats.hard_wrap import paragraphs
from corpus.formats.txt import TxtReader
from corpus.structure.assemble import assemble

TITLE = "关于加强集市管理的通知"
BODY = [
    "为了加强集市管理，方便群众买卖，保障市场秩序，根据县人民政府的有关规定，结合本镇集市的实际情况，现就有关事项通知如下。",
    "一、集市由镇市场管理所负责管理。摊位按照先到先得的原则安排，每个摊位每日收取清洁费五角，任何人不得转让。",
    "二、赶集的日子逢五逢十。牲畜交易在河滩，其他交易在老街，不得占用公路，违反的由镇市场管理所责令改正。",
    "三、本通知自二〇一五年四月一日起施行，有效期三年，由镇人民政府负责解释，各村要向群众讲清楚。",
]


def broken(width: int) -> list[str]:
    """The paper as a program prints it that breaks lines after `width` characters."""
    lines = ["　　　　　　" + TITLE, "各村民委员会："]
    for paragraph in BODY:
        words = "　　" + paragraph
        lines += [words[at : at + width] for at in range(0, len(words), width)]
    return [*lines, "　　　　　　　　凤凰镇人民政府", "　　　　　　　　2015年3月4日"]


def test_a_text_broken_at_one_width_is_read_by_paragraphs() -> None:
    for width in (20, 26, 35, 40):
        assert list(paragraphs(broken(width)))[2:-2] == BODY


def test_a_clause_over_the_end_of_a_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(broken(26)), encoding="gb18030")
    document = assemble(TxtReader().read(path))
    assert document.effective_on is not None
    assert document.effective_on.iso == "2015-04-01"
    assert document.valid_until is not None
    assert document.valid_until.iso == "2018-03-31"
    assert document.title == TITLE


def test_paragraphs_of_one_line_each_stay_as_they_are() -> None:
    lines = [TITLE, "各村民委员会：", *BODY, "凤凰镇人民政府", "2015年3月4日"]
    assert list(paragraphs(lines)) == lines


def test_a_list_of_lines_of_like_length_stays_a_list() -> None:
    lines = [f"{n}、凤凰镇第{n}村民小组集市摊位管理人员名单及联系方式一览表" for n in range(1, 9)]
    assert list(paragraphs(lines)) == lines


def test_an_article_begins_a_paragraph_though_the_line_before_is_full() -> None:
    lines = [
        "第一条　为了加强集市管理方便群众买卖根据县里有关规定制定本",
        "办法，本办法适用于全镇范围之内的集市和临时摊点的管理活动。",
        "第二条　集市由镇市场管理所负责管理，摊位按照先到先得的原则",
        "安排，每个摊位每日收取清洁费五角，任何人都不得转让给他人。",
        "第三条　本办法自公布之日起施行。",
    ]
    assert [words[:3] for words in paragraphs(lines)] == ["第一条", "第二条", "第三条"]
