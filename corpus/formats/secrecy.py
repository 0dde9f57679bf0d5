"""密级 on the face of a paper: such a paper must not be kept on this system (保守国家秘密法 第二十六条). Pure."""

from __future__ import annotations

import re

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Reading

_STARRED = re.compile(r"^(绝密|机密|秘密)[★☆*＊].{0,12}$")
_BARE = re.compile(r"^(绝密|机密|秘密)(级)?$")
_NEAR_TOP = 14
_AT_TOP = 5
_GAP = re.compile(r"\t| {2,}|　+")


def refuse_marked(reading: Reading) -> None:
    """Raises `Unreadable` (secret) where 绝密, 机密 or 秘密 stands as a line of its own near the top.

    With ★ it is a mark within the first lines (GB/T 9704-2012, 7.2.2); the bare word counts only at
    the very top, and never inside a sentence.
    """
    for place, line in enumerate(_top_lines(reading.blocks)):
        for piece in (line, *_GAP.split(line)):
            packed = re.sub(r"\s", "", piece)
            if _STARRED.match(packed) or (place < _AT_TOP and _BARE.match(packed)):
                raise Unreadable(
                    f"文件首页标有密级“{packed}”。本系统不得存储、处理涉密文件，"
                    "请停止上传，按保密规定处理，并通知管理员。",
                    code="secret",
                )


def _top_lines(blocks: tuple[Block, ...]) -> list[str]:
    """The first lines of page one; its page headers count too, wherever a reader put them."""
    first = [block for block in blocks if block.page in (None, 1)]
    body = [b for b in first if b.kind is not BlockKind.HEADER]
    headers = [b for b in first if b.kind is BlockKind.HEADER][:_AT_TOP]
    lines: list[str] = []
    for block in body[:_NEAR_TOP]:
        lines += [line for line in block.text.split("\n") if line.strip()]
    tops = [block.text for block in headers if _STARRED.match(re.sub(r"\s", "", block.text))]
    return lines[:_NEAR_TOP] + tops
