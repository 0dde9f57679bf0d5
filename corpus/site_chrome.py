"""What web sites put round a paper, by its words: crumbs, 打印 关闭, 分享到, 浏览次数. Pure.

Pages of sites are also saved as doc, rtf, odt, pdf and printed to be scanned. There nothing but the words
tells; so only lines at the very head or foot are set apart, and what is set apart is kept as a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.block import Block, BlockKind

TOOLS = (
    r"打印(本页|此页|本文|页面)?|关闭(窗口|本页|页面)?|分享(到|至)?|微信|微博|QQ空间|收藏(本页)?|"
    r"加入收藏|返回(顶部|首页|上一页|列表)?|纠错|我要纠错|字号|字体|大|中|小|放大|缩小|默认|"
    r"【|】|\[|\]|\||｜|[:：]|[xX✖×]"
)
TOOL = re.compile(rf"(?=.*[\u4e00-\u9fff✖×xX])(({TOOLS})[\s\xa0]*)+")
CRUMB = re.compile(
    r"(您|你)?(现在|当前|目前)?(的)?(所在)?位置(是)?[:：]|(您|你)(现在|当前)(的)?位置|"
    r"(网站)?首页[\s\xa0]*([>＞»/|→]|&gt;|-{1,2})"
)
META = re.compile(
    r"(来源|信息来源|文章来源|发布(时间|日期)|更新时间|作者|浏览|阅读|访问|点击|字号|字体)"
    r"(次数|量|数|人数)?[:：].{0,60}"
)
PUBLISHED = re.compile(r"发布日期\s*[:：]\s*(19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?")
NUMBER = re.compile(r"[〔\[［【（(](19|20)\d\d[〕\]］】）)]\s*+第?\s*+\d{1,4}\s*+号")
"""Each run of blanks is taken whole: shared out between two repeats it would take its square."""

_SAYS_TOOL = re.compile(r"打印|关闭|分享|收藏|返回|纠错|字[号体]")
_COUNTED = re.compile(r"(浏览|阅读|访问|点击)(次数|量|数|人数)?[:：]?\s*\d*|字[号体][:：]")
_SOURCE = re.compile(r"[\s\[【（(]*(信息|文章|稿件)?来源[:：]\s*[^，。；:：]{2,30}")
_FOOT = re.compile(
    r"(上|下)一(篇|条)[:：]|(上|下)一(篇|条)$|相关(文档|链接|阅读|文章|稿件|新闻|解读|推荐)[:：]?$|"
    r"扫一扫|责任编辑[:：]\S{0,10}$|(浏览|阅读|访问|点击)(次数|量|数)[:：]|版权所有|"
    r".{0,12}ICP备|.{0,20}公网安备|网站标识码|(copyright|©).*(版权|保留|reserved)|"
    r"(网站地图|联系我们|关于我们|网站声明|法律声明|隐私声明)([\s|｜].*)?$",
    re.I,
)
_TEXT = re.compile(
    r"[。；：:]\s*$|^附\s*[件表图录]|年.{1,4}月.{1,4}日|^第.{1,6}条|^抄\s*[送报]|印\s*发"
)
_SHORT = 80
_NEAR = 14
"""So many blocks at either end are looked at."""


def without_chrome(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those that a web site put at head and foot as headers; all as they were where nothing
    else would be left. A day of publication among them stays in the text."""
    at = [n for n, block in enumerate(blocks) if block.kind is not BlockKind.HEADER]
    apart = {*_at_head(blocks, at), *_at_foot(blocks, at)}
    if not apart or len(apart) == len(at):
        return tuple(blocks)
    return tuple(_parted(blocks, apart))


def _parted(blocks: Sequence[Block], apart: set[int]) -> Iterator[Block]:
    for n, block in enumerate(blocks):
        if n not in apart:
            yield block
            continue
        yield replace(block, kind=BlockKind.HEADER)
        day = PUBLISHED.search(block.text)
        if day is not None:
            yield Block(day.group(), page=block.page, box=block.box)


def _at_head(blocks: Sequence[Block], at: list[int]) -> Iterator[int]:
    """Crumbs and tools before the first sentence; the line of particulars under the title."""
    for n in at[:_NEAR]:
        text = blocks[n].text.strip()
        if _is_tool(text) or _is_meta(text) or (len(text) <= _SHORT and CRUMB.match(text)):
            yield n
        elif text.endswith(("。", "；", "：", ":")) or len(text) > 2 * _SHORT:
            return


def _at_foot(blocks: Sequence[Block], at: list[int]) -> Iterator[int]:
    """From the first line of a site's foot on, where no text of the paper follows."""
    begun: int | None = None
    for place in range(len(at) - 1, max(-1, len(at) - 1 - _NEAR), -1):
        text = blocks[at[place]].text.strip()
        foot = _is_tool(text) or _is_meta(text) or (len(text) <= _SHORT and bool(_FOOT.match(text)))
        if foot:
            begun = place
        elif len(text) > _SHORT or _TEXT.search(text) or NUMBER.search(text):
            break
    yield from at[begun:] if begun is not None else ()


def _is_tool(text: str) -> bool:
    return len(text) <= _SHORT and bool(TOOL.fullmatch(text) and _SAYS_TOOL.search(text))


def _is_meta(text: str) -> bool:
    """A line of particulars: 来源：…　发布时间：…　浏览次数：12; not a 文号 nor a word with a value alone."""
    if len(text) > _SHORT or NUMBER.search(text):
        return False
    if _SOURCE.fullmatch(text):
        return True
    return bool(META.fullmatch(text) and _COUNTED.search(text))
