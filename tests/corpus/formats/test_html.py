"""HTML: what a visitor sees."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from base.errors import Unreadable
from corpus.block import Block, BlockKind
from corpus.formats.html import HtmlReader


def _blocks(tmp_path: Path, body: str, head: str = "", encoding: str = "utf-8") -> list[Block]:
    path = tmp_path / "a"
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return list(HtmlReader().read(path).blocks)


def test_scripts_styles_menus_and_hidden_parts_are_left_out_but_not_what_follows(
    tmp_path: Path,
) -> None:
    body = (
        "<nav>首页 导航</nav>甲<script>var a='乙'</script>丙<style>p{}</style>"
        "<div style='display: none'>丁</div>戊<!-- 己 --><p>庚</p>"
    )
    texts = [block.text for block in _blocks(tmp_path, body, "<title>题</title>")]
    assert "".join(texts) == "甲丙戊庚"


def test_paragraphs_end_at_blocks_and_br(tmp_path: Path) -> None:
    body = (
        "<div>各村：<br>　　一、巡河。<br/>二、清障<b>到位</b>。</div><p>特此<span>通知</span></p>"
    )
    texts = [block.text for block in _blocks(tmp_path, body)]
    assert texts == ["各村：", "一、巡河。", "二、清障到位。", "特此通知"]


def test_a_break_in_the_source_is_no_blank_between_characters(tmp_path: Path) -> None:
    assert _blocks(tmp_path, "<p>河道\n    管理 River\n Law</p>")[0].text == "河道管理 River Law"


def test_a_data_table_gives_rows_and_a_layout_table_gives_paragraphs(tmp_path: Path) -> None:
    body = (
        "<table><tr><td><table><tr><th>序号</th><th>名称</th></tr><tr><td>1</td><td><p>河道</p>办法</td></tr>"
        "</table></td></tr><tr><td>正文一段</td></tr></table>"
    )
    found = [(block.kind, block.text) for block in _blocks(tmp_path, body)]
    assert found == [
        (BlockKind.TABLE_ROW, "序号\t名称"),
        (BlockKind.TABLE_ROW, "1\t河道 办法"),
        (BlockKind.PARAGRAPH, "正文一段"),
    ]


def test_alignment_is_what_the_page_says(tmp_path: Path) -> None:
    body = "<p align='center'>通知</p><p style='text-align:right'>柳溪镇</p><center>令</center><p>文</p>"
    assert [block.align for block in _blocks(tmp_path, body)] == ["center", "right", "center", None]


@pytest.mark.parametrize(
    ("declared", "real"), [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gbk", "utf-8")]
)
def test_the_declared_encoding_is_a_hint_only(tmp_path: Path, declared: str, real: str) -> None:
    blocks = _blocks(tmp_path, "<p>关于河道管理的通知</p>", f'<meta charset="{declared}">', real)
    assert [block.text for block in blocks] == ["关于河道管理的通知"]


def test_a_page_header_is_kept_apart(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, "<header><p>柳溪镇网站</p></header><p>通知</p>")
    assert [block.kind for block in blocks] == [BlockKind.HEADER, BlockKind.PARAGRAPH]


def test_a_hundred_thousand_nested_tags_do_not_break_it(tmp_path: Path) -> None:
    assert _blocks(tmp_path, "<p>头</p>" + "<div>" * 100_000)[0].text == "头"


def test_a_page_without_words_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        _blocks(tmp_path, "<img src='x.png'>")
    assert caught.value.code == "empty"


def test_a_raised_note_number_does_not_melt_into_a_number(tmp_path: Path) -> None:
    assert _blocks(tmp_path, "<p>人口<sup>1</sup>1761万</p>")[0].text == "人口¹1761万"


_BODY = "".join(
    f"<p>第{n}条　各村民委员会应当每月巡查河道，发现问题及时向镇人民政府报告。</p>"
    for n in "一二三四五六七八"
)
_SITE = (
    "<div class='top'><ul class='nav-list'><li><a href='/'>网站首页</a></li><li><a>政务公开</a></li></ul></div>"
    "<div class='crumb'>您现在的位置：<a>首页</a>&gt;<a>文件</a></div>"
    "<div class='wrap'><h1>柳溪镇河道管理办法</h1><div>柳政发〔2019〕7号</div>"
    "<div>来源：镇办公室　发布时间：2019-03-05　浏览次数：12</div>"
    f"<div id='zoom'>{_BODY}<p>柳溪镇人民政府</p><p>2019年3月1日</p></div>"
    "<div>附件：<a href='1.docx'>巡查表.docx</a></div>"
    "<div>【打印】【关闭窗口】</div><p>上一篇：<a>关于防汛的通知</a></p><p>镇里新闻一条</p></div>"
    "<div>主办：柳溪镇人民政府　ICP备12345678号</div>"
)


def test_what_the_site_puts_round_a_paper_is_no_part_of_it(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, _SITE, "<title>柳溪镇河道管理办法-柳溪镇政府网</title>")
    text = [block.text for block in blocks if block.kind is not BlockKind.HEADER]
    assert text[:3] == [
        "柳溪镇河道管理办法",
        "柳政发〔2019〕7号",
        "第一条　各村民委员会应当每月巡查河道，发现问题及时向镇人民政府报告。",
    ]
    assert text[-3:] == ["柳溪镇人民政府", "2019年3月1日", "附件：巡查表.docx"]
    headers = [block.text for block in blocks if block.kind is BlockKind.HEADER]
    assert headers[0] == "网站首页"
    assert "【打印】【关闭窗口】" in headers
    assert "镇里新闻一条" in headers


def test_the_paper_s_own_title_wins_over_the_headline_above_it(tmp_path: Path) -> None:
    body = f"<h1>柳溪镇河道管理办法</h1><div><p>柳溪镇河道管理办法</p>{_BODY}</div>"
    text = [b.text for b in _blocks(tmp_path, body) if b.kind is not BlockKind.HEADER]
    assert text.count("柳溪镇河道管理办法") == 1


def test_a_page_of_nothing_but_links_is_still_read(tmp_path: Path) -> None:
    blocks = _blocks(tmp_path, "<ul><li><a>首页 &gt; 文件</a></li><li><a>关于我们</a></li></ul>")
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH] * 2


def test_a_paper_that_speaks_of_printing_and_closing_keeps_its_sentences(tmp_path: Path) -> None:
    body = f"{_BODY}<p>打印店应当关闭窗口后营业。</p><p>大</p>"
    text = [b.text for b in _blocks(tmp_path, body) if b.kind is not BlockKind.HEADER]
    assert "打印店应当关闭窗口后营业。" in text


def test_a_million_line_breaks_take_no_time(tmp_path: Path) -> None:
    began = time.monotonic()
    assert _blocks(tmp_path, "<p>河" + "\n" * 1_000_000 + "a道</p>")[0].text == "河 a道"
    assert time.monotonic() - began < 5


def test_the_day_of_publication_that_the_site_prints_is_kept_once(tmp_path: Path) -> None:
    body = "<p>第一条　各村民委员会应当每月巡查河道。</p>" * 9
    line = "<div>来源：本站　发布日期：2019-03-05 09:00:00　浏览次数：7</div>"
    page = f"<div><h1>柳溪镇河道管理办法</h1>{line}{body}{line}</div>"
    blocks = _blocks(tmp_path, page, "<title>柳溪镇河道管理办法</title>")
    text = [block.text for block in blocks if block.kind is not BlockKind.HEADER]
    assert [words for words in text if "发布" in words] == ["发布日期：2019-03-05"]
    table = f"<h1>柳溪镇河道管理办法</h1><p>发布日期：</p><p>2019年3月5日</p>{body}"
    shown = [
        block.text for block in _blocks(tmp_path, table, "") if block.kind is not BlockKind.HEADER
    ]
    assert shown[1:3] == ["发布日期：", "2019年3月5日"]
