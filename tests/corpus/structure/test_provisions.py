"""编章节条款项目 and headings as a tree with eIds."""

from __future__ import annotations

import pytest

from corpus.document import Document, ProvisionKind
from tests.corpus.papers import read

LAW = "凤凰市用水条例\n"


def assert_tree(document: Document, expected: str) -> None:
    """Compares `eid words…` lines with the tree: the words are the beginning of the node's text."""
    wanted = [line.strip() for line in expected.strip().split("\n")]
    found = []
    for line, node in zip(wanted, document.provisions, strict=False):
        words = line.partition(" ")[2]
        found.append(f"{node.eid} {document.text[node.start : node.end][: len(words)]}".rstrip())
    found += [node.eid for node in document.provisions[len(wanted) :]]
    assert found == wanted


def test_articles_have_paragraphs_items_and_subitems() -> None:
    document = read(
        LAW
        + "第一条　为了用水，制定本条例。\n第二条　有下列情形之一的，不得取水：\n（一）大旱的；\n１．春旱；\n２．秋旱。\n"
        "（二）断流的。\n前款所称断流，是指无水。\n第三条　本条例自公布之日起施行。"
    )
    assert_tree(
        document,
        """
        art_1 第一条
        art_1__para_1 为了用水
        art_2 第二条
        art_2__para_1 有下列情形之一的
        art_2__para_1__item_1 （一）大旱的；
        art_2__para_1__item_1__subitem_1 １．春旱；
        art_2__para_1__item_1__subitem_2 ２．秋旱。
        art_2__para_1__item_2 （二）断流的。
        art_2__para_2 前款所称断流，是指无水。
        art_3 第三条
        art_3__para_1 本条例自公布之日起施行。
        """,
    )


def test_chapters_sections_and_parts_hold_articles() -> None:
    document = read(
        LAW
        + "第一编　总则\n第一章　目的\n第一条 甲。\n第二章　管理\n第一节　取水\n第二条 乙。\n第二节　排水\n第三条 丙。\n"
        "第二编　附则\n第一章　施行\n第四条 丁。"
    )
    eids = [node.eid for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert eids == [
        "part_1__chp_1__art_1",
        "part_1__chp_2__sec_1__art_2",
        "part_1__chp_2__sec_2__art_3",
        "part_2__chp_1__art_4",
    ]


def test_many_chapters_keep_their_numbers() -> None:
    lines = [f"第{n}章　章名\n第{n}条 内容。" for n in "一二三四五六七八九"]
    document = read(LAW + "\n".join(lines))
    chapters = [n.eid for n in document.provisions if n.kind is ProvisionKind.CHAPTER]
    assert chapters == [f"chp_{n}" for n in range(1, 10)]


def test_a_table_of_contents_is_left_out() -> None:
    document = read(
        LAW
        + "目　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条 甲。\n第二章　附则\n第二条 乙。"
    )
    assert [node.eid for node in document.provisions][:2] == ["chp_1", "chp_1__art_1"]
    assert next(node.eid for node in document.provisions if "chp_2" in node.eid) == "chp_2"


def test_headings_of_a_notice_nest() -> None:
    document = read(
        "关于修路的通知\n各村：\n现将有关事项通知如下：\n一、目标\n（一）修路\n1.修大路\n（1）石路\n（2）土路\n2.修小路\n"
        "（二）架桥\n二、要求\n1、按时\n2、按质\n凤凰镇人民政府\n2015年3月4日"
    )
    assert_tree(
        document,
        """
        h1_1 一、目标
        h1_1__h2_1 （一）修路
        h1_1__h2_1__h3_1 1.修大路
        h1_1__h2_1__h3_1__item_1 （1）石路
        h1_1__h2_1__h3_1__item_2 （2）土路
        h1_1__h2_1__h3_2 2.修小路
        h1_1__h2_2 （二）架桥
        h1_2 二、要求
        h1_2__h3_1 1、按时
        h1_2__h3_2 2、按质
        """,
    )
    last = document.provisions[-1]
    assert document.text[last.start : last.end] == "2、按质"


def test_headings_may_count_on_over_the_chapters() -> None:
    document = read(
        "用水规则\n第一章 总则\n一、甲。\n二、乙。\n三、丙。\n第二章 管理\n四、丁。\n五、戊。"
    )
    assert [node.eid for node in document.provisions][-2:] == ["chp_2__h1_4", "chp_2__h1_5"]


def test_a_quoted_article_at_the_break_of_a_line_opens_nothing() -> None:
    document = read(LAW + "第一条 甲。\n第二条 依照\n第一条规定处罚。\n第三条 丙。")
    eids = [node.eid for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert eids == ["art_1", "art_2", "art_3"]


def test_articles_quoted_in_an_amendment_are_not_its_own() -> None:
    document = read("关于修改用水条例的决定\n一、第四条修改为：\n第四条 乙。\n二、删去第五条。")
    assert [node.eid for node in document.provisions] == ["h1_1", "h1_2"]


def test_headings_above_articles_hold_them() -> None:
    document = read(LAW + "一、管辖\n第一条 甲。\n二、程序\n第二条 乙。")
    eids = [node.eid for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert eids == ["h1_1__art_1", "h1_2__art_2"]


def test_an_inserted_article_has_two_numbers() -> None:
    document = read(LAW + "第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第三条 丁。")
    eids = [node.eid for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert eids == ["art_1", "art_2", "art_2_1", "art_3"]
    assert document.notes == ()


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ("第一条 甲。\n第三条 丙。", "第三条之前缺第二条"),
        ("第一条 甲。\n第五条 丙。", "第五条之前缺第二条至第四条"),
    ],
)
def test_a_gap_among_the_articles_is_reported(articles: str, message: str) -> None:
    document = read(LAW + articles)
    assert [note.code for note in document.notes] == ["article_gap"]
    assert message in document.notes[0].message


def test_the_text_a_notice_carries_is_parsed_too() -> None:
    document = read(
        "关于印发《凤凰镇用水办法》的通知\n各村：\n现印发给你们。\n凤凰镇人民政府\n2015年3月4日\n"
        "凤凰镇用水办法\n第一条 甲。\n第二条 乙。\n抄送：县委办公室。\n凤凰镇党政办公室 2015年3月6日印发"
    )
    assert_tree(document, "art_1 第一条\nart_1__para_1 甲。\nart_2 第二条\nart_2__para_1 乙。")


def test_annexes_have_eids_of_their_own() -> None:
    document = read(
        "关于修路的通知\n各村：\n通知如下：\n一、修路\n附件：1.修路办法\n2.架桥办法\n凤凰镇人民政府\n2015年3月4日\n"
        "附件1\n修路办法\n第一条 甲。\n附件2\n架桥办法\n第一条 乙。"
    )
    eids = [node.eid for node in document.provisions]
    assert eids == [
        "h1_1",
        "annex_1__art_1",
        "annex_1__art_1__para_1",
        "annex_2__art_1",
        "annex_2__art_1__para_1",
    ]


def test_a_carried_text_with_headings_does_not_clash_with_the_notice() -> None:
    document = read(
        "关于印发《修路方案》的通知\n各村：\n要求如下：\n一、重视\n凤凰镇人民政府\n2015年3月4日\n修路方案\n一、目标\n二、步骤"
    )
    assert [node.eid for node in document.provisions] == ["h1_1", "annex_1__h1_1", "annex_1__h1_2"]


def test_articles_run_into_one_line_are_parted() -> None:
    filler = "用水户应当节约用水，不得浪费。" * 15
    document = read(
        f"{LAW}第一章 总则第一条 为了用水，制定本条例。第二条 {filler}第三条 本条例自公布之日起施行。"
    )
    eids = [node.eid for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert [eid.rpartition("__")[2] for eid in eids] == ["art_1", "art_2", "art_3"]


def test_eids_are_unique_and_nodes_lie_inside_their_parents() -> None:
    document = read(
        LAW
        + "第一章 总则\n第一条 甲：\n（一）子；\n（二）丑。\n又：\n（一）寅。\n第一条 再来。\n第二条 乙。"
    )
    nodes = {node.eid: node for node in document.provisions}
    assert len(nodes) == len(document.provisions)
    for eid, node in nodes.items():
        parent = nodes.get(eid.rpartition("__")[0])
        if parent is not None:
            assert parent.start <= node.start
            assert node.end <= parent.end


def test_an_excerpt_may_begin_with_any_article() -> None:
    document = read(
        "凤凰法典\n第二章 家庭\n第一千零四十条 本编调整家庭关系。\n第一千零四十一条 家庭受国家保护。"
    )
    labels = [node.label for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert labels == ["第一千零四十条", "第一千零四十一条"]
    assert document.notes == ()


def test_articles_without_blanks_may_skip_numbers_after_a_full_stop() -> None:
    document = read(
        "柳溪县河道管理办法（摘录）\n第一章总则\n第一条为了管好河道，制定本办法。\n"
        "第二条本办法适用于全县。\n第四章保障\n第七条巡查人员聘任\n第十条由县财政保障。\n"
        "第十一条按照本办法\n第十五条办理的，\n从其约定。"
    )
    labels = [node.label for node in document.provisions if node.kind is ProvisionKind.ARTICLE]
    assert labels == ["第一条", "第二条", "第七条", "第十一条"]
