"""What web sites put round a paper is set apart in every container, only at head and foot, nothing lost."""

from __future__ import annotations

import pytest

from corpus.block import Block, BlockKind
from corpus.site_chrome import without_chrome

PAPER = (
    "关于加强集市管理的通知",
    "各村民委员会：",
    "请照办，不得拖延。",
    "凤凰镇人民政府",
    "2015年3月4日",
)


def parted(*texts: str) -> tuple[list[str], list[str]]:
    """What stays in the text and what is set apart."""
    blocks = without_chrome([Block(text) for text in texts])
    kept = [block.text for block in blocks if block.kind is not BlockKind.HEADER]
    return kept, [block.text for block in blocks if block.kind is BlockKind.HEADER]


HEADS = [
    "当前位置：首页 > 政务公开 > 通知公告",
    "您现在的位置： 首页 > 公开目录",
    "首页 > 信息公开",
    "字号：大 中 小",
    "【字体：大 中 小】",
    "分享到：微信 微博 QQ空间",
    "来源：县政府办公室　发布时间：2015-03-05　浏览次数：120",
    "信息来源：县政府办公室",
    "浏览次数：35",
]


@pytest.mark.parametrize("line", HEADS)
def test_a_sites_line_at_the_head_is_set_apart(line: str) -> None:
    assert parted(line, *PAPER) == (list(PAPER), [line])
    below = (PAPER[0], line, *PAPER[1:])
    assert parted(*below) == (list(PAPER), [line])


FEET = [
    ("打印 关闭",),
    ("【打印本页】【关闭窗口】",),
    ("分享到：",),
    ("上一篇：关于禁止烧荒的通告", "下一篇：没有了"),
    ("扫一扫在手机打开当前页", "-->"),
    ("责任编辑：王某", "打印 关闭"),
    ("相关链接：", "关于禁止烧荒的通告", "版权所有：凤凰县人民政府", "X省ICP备123号"),
]


@pytest.mark.parametrize("lines", FEET)
def test_a_sites_lines_at_the_foot_are_set_apart(lines: tuple[str, ...]) -> None:
    assert parted(*PAPER, *lines) == (list(PAPER), list(lines))


KEPT = [
    (*PAPER, "附件：集市摊位表"),
    (*PAPER, "抄送：县委办公室。", "凤凰镇党政办公室 2015年3月4日印发"),
    (*PAPER, "承办单位：凤凰镇司法所"),
    (*PAPER, "返回顶部", "附件", "第一条 摊位由镇里安排。"),
    ("文号：凤府发〔2015〕12号", *PAPER),
    ("小", *PAPER),
    (PAPER[0], PAPER[1], "各村应当在公示栏旁写明：", "打印 关闭", "两个按钮不得遮住。", *PAPER[3:]),
    ("打印 关闭",),
]


@pytest.mark.parametrize("lines", KEPT)
def test_what_belongs_to_the_paper_stays(lines: tuple[str, ...]) -> None:
    assert parted(*lines) == (list(lines), [])


def test_a_day_of_publication_stays_in_the_text() -> None:
    line = "来源：县政府办公室　发布日期：2015-03-05　浏览次数：120"
    kept, apart = parted(line, *PAPER)
    assert kept == ["发布日期：2015-03-05", *PAPER]
    assert apart == [line]
