"""Tells the paper on a web page from what the site puts round it: crumbs, 分享, 打印, 上一篇, footers. Pure.

What is set apart is kept as headers: nothing a visitor sees is lost, nothing of it gets into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.block import Block, BlockKind
from corpus.formats.html_page import Piece
from corpus.site_chrome import CRUMB, META, NUMBER, PUBLISHED, TOOL

_SHORT = 60
_LINKED = 0.7
_AROUND = re.compile(
    r"(上|下)一(篇|条|页)[:：]?|(上|下)一(篇|条)$|相关(文档|链接|阅读|文章|稿件|新闻|信息|解读|推荐)[:：]?|"
    r"扫一扫|(微信)?扫码|手机(版|浏览|打开)|责任编辑[:：]|【?我要(纠错|打印)|编辑[:：]\S{0,8}$|"
    r"(浏览|阅读|访问|点击)(次数|量|数)[:：]?|(网站)?(主办|承办)(单位)?[:：]|版权所有|"
    r".{0,12}ICP备|.{0,20}公网安备|网站标识码|技术支持[:：]|copyright|©|您访问的链接即将离开|"
    r"(网站地图|联系我们|关于我们|网站声明|法律声明|隐私声明)|智能问答|无障碍|繁[體体]|-->$",
    re.I,
)
_PUBLISHED_LABEL = re.compile(r"\s*发布(时间|日期)\s*[:：]\s*")
"""In a table of particulars the label is a piece by itself, with its date in the next."""
_DATE_AHEAD = re.compile(r"[|｜]?\s*(今天是)?\d{4}年\d{1,2}月\d{1,2}日\s*星期.{0,12}")
_ATTACHED = re.compile(r"^附[件表图]|\.(docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar|jpe?g|png)\b", re.I)
_BEGINS = 6


def told_apart(pieces: list[Piece], title: str) -> tuple[Block, ...]:
    """The pieces as blocks, chrome as headers.

    Args:
        pieces: of a page, in order.
        title: what the page calls itself, without blanks; may be empty.
    """
    apart = [_is_chrome(piece) for piece in pieces]
    first = next((at for at, piece in enumerate(pieces) if piece.place == 0), 0)
    head = _title_at(pieces[:first], apart, title)
    begun_inside = any(
        piece.heading or _is_title(piece, title) for piece in pieces[first:][:_BEGINS]
    )
    for at, piece in enumerate(pieces):
        if piece.heading and _comes_again(piece, pieces[at + 1 : at + 1 + _BEGINS]):
            apart[at] = True  # the site's headline over a paper that carries its own title
    gone = False  # what follows the first foreign piece after the text is foreign too
    for at, piece in enumerate(pieces):
        if piece.place < 0 and _is_foreign_ahead(piece, at, head, begun_inside):
            apart[at] = True
        if piece.place > 0:
            attached = bool(_ATTACHED.search(piece.text))
            gone = gone or apart[at] or (piece.linked > _LINKED and not attached)
            apart[at] = gone
    if all(apart):  # better the menu than nothing
        apart = [False] * len(pieces)
    return tuple(_blocks(pieces, apart))


def _blocks(pieces: list[Piece], apart: list[bool]) -> Iterator[Block]:
    """The blocks; of the site's line of particulars the day of publication goes into the text, once."""
    owed = True
    for piece, foreign in zip(pieces, apart, strict=True):
        kind = BlockKind.HEADER if foreign else piece.kind
        yield Block(piece.text, kind, align=piece.align)
        day = PUBLISHED.search(piece.text) if owed and piece.place <= 0 else None
        if day:
            owed = False
            if foreign and len(piece.text) <= 2 * _SHORT:
                yield Block(day.group())


def _is_chrome(piece: Piece) -> bool:
    """Whether a piece is chrome by what it says or by what the page calls its part."""
    if piece.chrome:
        return True
    text = piece.text.strip()
    if len(text) > _SHORT + 60 * (piece.linked > 0):
        return False
    if TOOL.fullmatch(text) or CRUMB.match(text) or _DATE_AHEAD.fullmatch(text):
        return True
    if _PUBLISHED_LABEL.fullmatch(text):
        return False
    if META.fullmatch(text) and (piece.place != 0 or "：" in text[:8] or ":" in text[:8]):
        return not NUMBER.search(text) and bool(
            re.search(r"发布|更新|浏览|访问|阅读|点击|字", text)
        )
    return bool(_AROUND.match(text))


def _title_at(before: list[Piece], apart: list[bool], title: str) -> int | None:
    """Which piece before the main part is the title: its last heading, or what the page calls itself."""
    found = [
        at
        for at, piece in enumerate(before)
        if not apart[at] and piece.linked < _LINKED and (piece.heading or _is_title(piece, title))
    ]
    named = [at for at in found if _is_title(before[at], title)]
    return named[0] if named else (found[-1] if found else None)


def _comes_again(piece: Piece, after: list[Piece]) -> bool:
    text = re.sub(r"\s+", "", piece.text)
    return any(re.sub(r"\s+", "", other.text) == text and not other.heading for other in after)


def _is_title(piece: Piece, title: str) -> bool:
    text = re.sub(r"\s+", "", piece.text)
    return len(text) >= _BEGINS and len(title) >= _BEGINS and (text in title or title in text)


def _is_foreign_ahead(piece: Piece, at: int, head: int | None, begun_inside: bool) -> bool:  # noqa: FBT001
    """Before the main part: only the title, what stands between it and the text, and a 文号 belong."""
    if NUMBER.search(piece.text) and piece.linked < _LINKED:
        return False
    if head is not None:
        return at < head or piece.linked > _LINKED
    return begun_inside or piece.linked > 0.3
