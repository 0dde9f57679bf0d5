"""Title, 文种, issuers, addressees: what stands on the face of a paper."""

from __future__ import annotations

import pytest

from corpus.block import Block, BlockKind, Reading
from corpus.structure.assemble import assemble
from corpus.structure.issuers import bodies_in_note, bodies_in_title, bodies_on, merge
from corpus.structure.title import genre_of, inner_title_of
from tests.corpus.papers import read

TITLES = [
    ("关于修路的通知\n各村：\n请修路。", "关于修路的通知"),
    ("凤凰镇人民政府\n关于修路的通知\n各村：\n请修路。", "凤凰镇人民政府关于修路的通知"),
    (
        "凤凰镇人民政府文件\n凤府发〔2015〕12号\n关于修路的\n通知\n各村：\n请修路。",
        "关于修路的通知",
    ),
    (
        "凤府发〔2015〕12号\n关于印发《凤凰镇河道\n管理办法》的通知\n各村：\n现印发。",
        "关于印发《凤凰镇河道管理办法》的通知",
    ),
    (
        "关于加强河道管理办法\n执行工作的通知\n各村：\n请执行。",
        "关于加强河道管理办法执行工作的通知",
    ),
    ("凤凰镇河道管理办法\n（试行）\n第一条 为了管河，制定本办法。", "凤凰镇河道管理办法（试行）"),
    ("凤凰镇河道管理办法（试行）\n第一条 为了管河，制定本办法。", "凤凰镇河道管理办法（试行）"),
    ("关于修路的通知\n凤府发〔2015〕12号\n各村：\n请修路。", "关于修路的通知"),
    ("通  告\n为了护林，现通告如下：\n一、禁止上山。", "通告"),
    ("凤凰市人民政府令\n第12号\n《凤凰市河道管理办法》已经通过，现予公布。", "凤凰市人民政府令"),
    ("机密★1年\n特急\n凤凰镇人民政府文件\n关于修路的通知\n各村：\n请修路。", "关于修路的通知"),
    ("标题：关于修路的通知\n文号：凤府发〔2015〕12号\n各村：\n请修路。", "关于修路的通知"),
    (
        "标　　题：\n关于修路的通知\n文　　号：\n凤府发〔2015〕12号\n各村：\n请修路。",
        "关于修路的通知",
    ),
    ("凤凰镇2015年工作要点\n2015年，全镇要修路。", "凤凰镇2015年工作要点"),
    (
        "首页 > 信息公开\n凤凰县水利局公告〔2015〕3号\n2015年3月4日，县里决定修路。",
        "凤凰县水利局公告〔2015〕3号",
    ),
    ("网站首页\n关于修路的通知\n关于修路的通知\n各村：\n请修路。", "关于修路的通知"),
    ("各村：\n请修路。", None),
    ("根据上级要求，决定修路，请各村照办。", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_the_title_is_found_and_joined(text: str, title: str | None) -> None:
    document = read(text)
    assert document.title == title
    if title is not None:
        assert document.title_span is not None
        span = document.title_span
        assert document.text[span.start : span.end] == span.quote
        assert "".join(span.quote.split()) == title


def test_a_red_letterhead_is_no_title() -> None:
    blocks = (
        Block("000012", BlockKind.HEADER),
        Block("凤凰镇人民政府", size=36.0, red=True, align="center"),
        Block("凤府发〔2015〕12号", size=16.0, align="center"),
        Block("关于修路", size=22.0, align="center"),
        Block("有关事项的通知", size=22.0, align="center"),
        Block("各村：", size=16.0),
        Block("请修路。", size=16.0),
    )
    document = assemble(Reading("docx", "test", blocks))
    assert document.title == "关于修路有关事项的通知"
    assert document.issuers == ("凤凰镇人民政府",)
    assert "000012" not in document.text


def test_page_starts_count_in_the_text_without_headers() -> None:
    blocks = (
        Block("第一页", page=1),
        Block("页眉", BlockKind.HEADER, page=2),
        Block("第二页", page=2),
        Block("第四页", page=4),
    )
    document = assemble(Reading("pdf", "test", blocks, pages=5))
    assert document.text == "第一页\n第二页\n第四页"
    assert document.page_starts == (0, 4, 8, 8, 11)
    assert document.page_at(5) == 2


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于修路的通知", "通知"),
        ("凤凰镇河道管理办法（试行）", "办法"),
        ("凤凰镇河道管理实施细则（2015年修订）", "细则"),
        ("关于加强河道管理的若干意见", "意见"),
        ("凤凰县人民政府公告", "公告"),
        ("凤凰市人民政府令", "令"),
        ("关于同意修路的批复", "批复"),
        ("关于商请修路的函", "函"),
        ("镇长办公会议纪要", "会议纪要"),
        ("凤凰县河道保护条例", "条例"),
        ("随便什么", None),
        (None, None),
    ],
)
def test_the_genre_is_the_end_of_the_title(title: str | None, genre: str | None) -> None:
    assert genre_of(title) == genre


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("关于印发《河道办法》的通知", "河道办法"),
        ("凤凰镇人民政府印发《河道办法（试行）》的通知", "河道办法（试行）"),
        ("关于印发《关于贯彻〈水法〉的意见》的通知", "关于贯彻〈水法〉的意见"),
        ("关于印发《关于贯彻<水法>的意见》的通知", "关于贯彻<水法>的意见"),
        ("关于印发《关于贯彻《水法》的意见》的通知", "关于贯彻《水法》的意见"),
        ("关于发布《河道办法》的公告", "河道办法"),
        ("关于印发凤凰镇河道管理办法的通知", "凤凰镇河道管理办法"),
        ("关于修订印发《河道办法》的通知", "河道办法"),
        ("关于转发《河道办法》的通知", None),
        ("关于废止《河道办法》的通知", None),
        ("关于修路的通知", None),
    ],
)
def test_the_inner_title_is_what_is_printed(title: str, inner: str | None) -> None:
    assert inner_title_of(title) == inner


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        ("凤凰镇人民政府文件", ("凤凰镇人民政府",)),
        ("凤 凰 镇 人 民 政 府", ("凤凰镇人民政府",)),
        ("凤凰镇人民政府（公章）", ("凤凰镇人民政府",)),
        ("凤凰县财政局  凤凰县民政局", ("凤凰县财政局", "凤凰县民政局")),
        ("凤凰县财政局、凤凰县民政局", ("凤凰县财政局", "凤凰县民政局")),
        ("中共凤凰镇委员会 凤凰镇人民政府", ("中共凤凰镇委员会", "凤凰镇人民政府")),
        ("凤凰县人民政府办公室", ("凤凰县人民政府办公室",)),
        ("凤凰人民公社革命委员会", ("凤凰人民公社革命委员会",)),
        ("各有关部", ()),
        ("由凤凰镇人民政府负责", ()),
        ("镇长 李四", ()),
    ],
)
def test_a_line_of_bodies_is_told(line: str, bodies: tuple[str, ...]) -> None:
    assert bodies_on(line) == bodies


def test_bodies_are_read_out_of_titles_and_notes() -> None:
    assert bodies_in_title("凤凰县财政局关于拨款的通知") == ("凤凰县财政局",)
    assert bodies_in_title("关于拨款的通知") == ()
    assert bodies_in_note("2004年11月12日凤凰市人民政府令第4号公布") == ("凤凰市人民政府",)


def test_the_fuller_name_replaces_the_shorter() -> None:
    assert merge(("凤凰镇人民政府",), ("凤凰县凤凰镇人民政府",)) == ("凤凰县凤凰镇人民政府",)
    assert merge((), ("甲局",), ("乙局",)) == ("甲局",)
    assert merge(("甲县财政局",), ("甲县财政局", "甲县民政局")) == ("甲县财政局", "甲县民政局")


def test_joint_issuers_are_all_read_from_the_signature() -> None:
    document = read("关于修路的通知\n各村：\n请修路。\n凤凰县财政局\n凤凰县交通局\n2015年3月4日")
    assert document.issuers == ("凤凰县财政局", "凤凰县交通局")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("各村（居）民委员会，镇直各单位：", ("各村（居）民委员会", "镇直各单位")),
        ("各乡、镇人民政府，县直各单位：", ("各乡、镇人民政府", "县直各单位")),
        ("镇直各单位、各村民委员会：", ("镇直各单位", "各村民委员会")),
        ("县教育局:", ("县教育局",)),
        ("各省、自治区、直辖市人民政府：", ("各省、自治区、直辖市人民政府",)),
        ("各委、办、局，各街道办事处：", ("各委、办、局", "各街道办事处")),
        ("各村（社区、居委会）、各站所：", ("各村（社区、居委会）", "各站所")),
    ],
)
def test_addressees_are_parted(line: str, names: tuple[str, ...]) -> None:
    assert read(f"关于修路的通知\n{line}\n请修路。").addressees == names


def test_a_sentence_with_a_colon_is_no_addressee() -> None:
    assert read("关于护林的通告\n为了护林，现通告如下：\n一、禁止上山。").addressees == ()


@pytest.mark.parametrize(
    ("note", "bodies"),
    [
        (
            "2004年3月1日第十届全国人民代表大会常务委员会第八次会议通过",
            ("全国人民代表大会常务委员会",),
        ),
        ("1986年6月2日 国务院发布", ("国务院",)),
        ("1999年5月25日 民政部令第14号发布", ("民政部",)),
        ("2001年3月2日国家石子总局、凤凰部公布", ("国家石子总局", "凤凰部")),
        ("2012年8月3日凤凰市人民政府第12次常务会议通过", ("凤凰市人民政府",)),
        ("2015年5月4日最高人民法院审判委员会第1650次会议通过", ("最高人民法院",)),
        ("凤凰市十二届人民代表大会常务委员会第十五次会议通过", ("凤凰市人民代表大会常务委员会",)),
        ("1999年5月12日 国务院批准", ()),
        ("有效期届满前评估", ()),
    ],
)
def test_a_note_under_the_title_tells_who_made_the_rule(note: str, bodies: tuple[str, ...]) -> None:
    assert bodies_in_note(note) == bodies


def test_the_marks_of_markdown_are_no_words() -> None:
    document = read(
        "::: tip 修订信息\n# 凤凰镇集市管理办法\n## **第一章 总则**\n---\n**第一条** 为管理集市，制定本办法。"
    )
    assert document.title == "凤凰镇集市管理办法"
    assert document.title_span is not None
    assert document.text[document.title_span.start] == "凤"
    assert document.provisions[0].label == "第一章"


def test_a_title_that_begins_with_a_year_is_no_note() -> None:
    document = read("2022年通过年度核查的用水户名单\n各村：\n名单如下，请公示。")
    assert document.title == "2022年通过年度核查的用水户名单"
    assert document.signed_on is None


def test_a_table_of_contents_is_no_title() -> None:
    assert read("凤凰镇供水工程说明\n目录\n1 概述\n凤凰镇的供水工程于去年完工。").title != "目录"


def test_a_signature_run_into_one_line_may_end_with_the_month() -> None:
    document = read("关于修路的通知\n各村：\n请修路，不得拖延。\n凤凰镇人民政府二〇〇七年九月")
    assert document.issuers == ("凤凰镇人民政府",)
    assert document.signed_on is not None
    assert document.signed_on.iso == "2007-09"


@pytest.mark.parametrize(
    ("text", "title", "number"),
    [
        ("凤凰县水利局 公告〔2015〕3号\n公告〔2015〕3号\n请修路，不得拖延。",
         "凤凰县水利局 公告〔2015〕3号", "公告〔2015〕3号"),
        ("关于修路办法（试行）\n关于修路办法（试行）\n第一条 请修路。", "关于修路办法（试行）", None),
        ("凤凰镇参照目录\n（2022年修订）\n说明：\n一、请参照。", "凤凰镇参照目录（2022年修订）", None),
        ("附件3：\n凤凰镇体能测评标准\n及实施规范\n体能测评按照本规范组织实施，不得走样。",
         "凤凰镇体能测评标准及实施规范", None),
    ],
)  # fmt: skip
def test_titles_of_web_pages_and_annexes(text: str, title: str, number: str | None) -> None:
    document = read(text)
    assert document.title == title
    assert (document.doc_number and document.doc_number.text) == number
