"""Faces that are no plain notice: glued lines, forms, covers that lost a dash, signatures in brackets."""

from __future__ import annotations

import pytest

from corpus.block import Block, Reading
from corpus.structure.assemble import assemble
from tests.corpus.papers import read

GLUED = [
    ("柳溪县水利局关于加强河道管理的通知柳水发〔2015〕12号", "柳溪县水利局关于加强河道管理的通知"),
    ("柳溪县水利局关于开展河道巡查的通知 柳水函〔2015〕12号", "柳溪县水利局关于开展河道巡查的通知"),
    ("柳溪县集市管理办法（试行）柳府发[2015]3号", "柳溪县集市管理办法（试行）"),
]


@pytest.mark.parametrize(("line", "title"), GLUED)
def test_title_and_number_in_one_line_are_both_read(line: str, title: str) -> None:
    document = read(f"{line}\n各乡镇：\n请照办。\n柳溪县水利局\n2015年3月4日")
    assert document.title == title
    assert document.doc_number is not None
    assert line.endswith(document.doc_number.text)
    assert document.citations == ()


def test_a_letterhead_before_its_number_is_no_part_of_the_number() -> None:
    document = read(
        "柳溪县水利局文件　柳水发〔2015〕12号\n关于加强河道管理的通知\n各乡镇：\n请照办。"
    )
    assert document.doc_number is not None
    assert document.doc_number.text == "柳水发〔2015〕12号"


def test_the_lines_of_a_form_are_neither_title_nor_issuer() -> None:
    document = read(
        "文件处理单\n来文单位　柳溪县水利局\n来文日期　2015年3月4日\n收文编号　725\n紧急程度　常规\n"
        "公文标题　关于加强河道管理的通知\n拟办意见　请县农业局阅办"
    )
    assert document.title in (None, "文件处理单")
    assert document.issuers == ()
    assert {note.code for note in document.notes} & {"title_missing", "title_doubtful"}


def test_a_reply_cited_in_a_permit_of_another_body_is_not_the_papers_own() -> None:
    document = read(
        "柳溪县垃圾中转站项目\n柳溪县发展和改革局关于柳溪县垃圾中转站项目建议书的批复（柳发改复〔2012〕7号）\n"
        "总建筑面积300平方米\n柳溪县自然资源局\n2019年8月23日"
    )
    assert document.doc_number is None
    assert document.title is None
    assert document.issuers == ("柳溪县自然资源局",)
    assert [note.code for note in document.notes] == ["title_missing"]


def test_the_largest_line_is_the_title_where_none_ends_with_a_genre() -> None:
    blocks = (
        Block("柳溪县公安局", align="center", size=16),
        Block("（样本）", align="center", size=12),
        Block("取水登记卡片", align="center", size=26),
        Block("根据有关规定，准予登记，特此说明。"),
    )
    assert assemble(Reading("ofd", "test", blocks)).title == "取水登记卡片"


def test_a_standard_whose_number_lost_its_dash_is_shown_with_it() -> None:
    document = read(
        "中华人民共和国国家标准\nＧＢ３１９９９ ２０１８\n河道清淤作业规范\nCode for dredging of rivers\n"
        "2018-03-01发布 2018-10-01实施\n柳溪市水利局\n发布"
    )
    assert document.doc_number is not None
    assert document.doc_number.text == "GB31999—2018"
    assert document.doc_number.span is not None
    assert document.doc_number.span.quote == "ＧＢ３１９９９ ２０１８"


def test_a_body_in_brackets_at_the_end_has_signed() -> None:
    document = read(
        "2015年经济运行情况统计公报\n一、综合\n全年生产总值增长百分之八。\n（柳溪县统计局）"
    )
    assert document.issuers == ("柳溪县统计局",)


def test_a_body_in_brackets_does_not_go_before_a_signature() -> None:
    document = read(
        "关于粮食收购的通知\n各乡镇：\n请照办。\n柳溪县粮食局\n2015年3月4日\n（柳溪县统计局）"
    )
    assert document.issuers == ("柳溪县粮食局",)


@pytest.mark.parametrize(
    "line", ["说明：", "应遵守下列要求：", "纳税人识别号：", "——第1条至第20条："]
)
def test_a_line_that_names_nobody_is_no_addressee(line: str) -> None:
    document = read(f"柳溪县集市摊位目录\n{line}\n摊位共三十个，先到先得，不得转让。")
    assert document.addressees == ()


@pytest.mark.parametrize(
    "line", ["各乡镇人民政府：", "王某某等代表：", "全体农户：", "柳溪县发展银行："]
)
def test_a_line_that_names_somebody_is_an_addressee(line: str) -> None:
    document = read(f"柳溪县水利局关于集市摊位的函\n{line}\n摊位共三十个，先到先得，不得转让。")
    assert document.addressees == (line[:-1],)


def test_a_body_above_the_title_that_looks_like_it_is_part_of_the_title() -> None:
    blocks = (
        Block("柳溪县教育局", align="center", size=22),
        Block("2015年学校安全工作要点", align="center", size=22),
        Block("一、落实责任。"),
    )
    document = assemble(Reading("docx", "test", blocks))
    assert document.title == "柳溪县教育局2015年学校安全工作要点"
    assert document.issuers == ("柳溪县教育局",)


def test_a_body_above_a_bare_genre_is_a_letterhead() -> None:
    blocks = (
        Block("柳溪县人民政府", align="center", size=22),
        Block("通　告", align="center", size=22),
        Block("为了维护集市秩序，现通告如下："),
    )
    document = assemble(Reading("docx", "test", blocks))
    assert document.title == "通告"
    assert document.issuers == ("柳溪县人民政府",)


def test_a_larger_body_above_the_title_is_a_letterhead() -> None:
    blocks = (
        Block("柳溪县教育局", align="center", size=36, red=True),
        Block("2015年学校安全工作要点", align="center", size=22),
        Block("一、落实责任。"),
    )
    document = assemble(Reading("docx", "test", blocks))
    assert document.title == "2015年学校安全工作要点"
    assert document.issuers == ("柳溪县教育局",)


SIGNED = [
    ("2008年4月30日（盖章）", "2008-04-30"),
    ("公元一九八五年三月四日", "1985-03-04"),
    ("贰零零捌年肆月叁拾日", "2008-04-30"),
    ("壹玖捌伍年拾贰月", "1985-12"),
]


@pytest.mark.parametrize(("line", "value"), SIGNED)
def test_a_day_is_read_in_its_older_dress(line: str, value: str) -> None:
    document = read(f"关于修渠的通知\n各村：\n请照办。\n柳溪县水利局\n{line}")
    assert document.signed_on is not None
    assert document.signed_on.iso == value


def test_seals_between_bodies_side_by_side_part_them() -> None:
    document = read(
        "关于修渠的通知\n各村：\n请照办。\n柳溪县财政局（章）　　柳溪县水利局（章）\n2015年3月4日"
    )
    assert document.issuers == ("柳溪县财政局", "柳溪县水利局")


def test_two_bodies_run_together_in_the_title_stay_two() -> None:
    document = read(
        "中共柳溪县委办公室\n柳溪县人民政府办公室\n关于印发《修渠方案》的通知\n各村：\n请照办。\n"
        "中共柳溪县委办公室\n柳溪县人民政府办公室\n2015年3月4日"
    )
    assert document.issuers == ("中共柳溪县委办公室", "柳溪县人民政府办公室")


@pytest.mark.parametrize("line", ["★", "————————", "* * * *"])
def test_a_line_of_ornaments_is_no_part_of_the_title(line: str) -> None:
    document = read(f"柳溪县革命委员会文件\n{line}\n关于大修水渠的通知\n各公社：\n请照办。")
    assert document.title == "关于大修水渠的通知"


def test_an_order_signed_by_an_officer_is_dated_there_though_its_text_follows() -> None:
    document = read(
        "关于修改部分文件的决定\n柳府令第9号\n《关于修改部分文件的决定》已经县政府常务会议通过，现予公布，"
        "自公布之日起施行。\n县　长　王　某\n2015年3月4日\n经研究，县人民政府决定：\n"
        "一、将《柳溪县集市管理办法》第五条修改为：“摊位由镇里安排。”\n二、删去《柳溪县集市管理办法》第七条。\n"
        "三、各乡镇应当做好衔接。\n四、各部门应当做好宣传。\n五、本决定印发全县。\n六、由县司法局负责解释。"
    )
    assert document.signed_on is not None
    assert document.signed_on.iso == "2015-03-04"
    assert document.issued_on == document.signed_on
    assert document.effective_on is not None
    assert document.effective_on.iso == "2015-03-04"
