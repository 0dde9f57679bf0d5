"""The text of a reading with its lines, and a same-length copy in which glyph variants are one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.block import Block, BlockKind, Reading
from corpus.document import Span

_VARIANTS: dict[str, str] = {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)}
_VARIANTS |= dict.fromkeys("\u3000\xa0\t\u2002\u2003\u2009\u200a\u202f\u200b\ufeff\r\x0b\x0c", " ")
_VARIANTS |= {"﹝": "〔", "﹞": "〕", "號": "号", "≪": "《", "≫": "》", "«": "《", "»": "》"}
_VARIANTS |= {
    "<": "〈",
    ">": "〉",
    "＜": "〈",
    "＞": "〉",
    "﹤": "〈",
    "﹥": "〉",
    "，": ",",
    "﹑": "、",
}
_PLAIN = str.maketrans(_VARIANTS)


def plain_copy(text: str) -> str:
    """The text with full-width forms, blanks and bracket variants made one; offsets stay the same."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its trimmed extent in the text, its plain words and its block."""

    start: int
    end: int
    words: str
    block: Block

    @property
    def packed(self) -> str:
        """The words without any blank."""
        return self.words.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of `flask parse`, its plain and masked copies of equal length, lines, page starts.

    `masked` is `plain` with what stands inside 《》 replaced by □, so that a verb inside a name is
    never taken for one of the sentence.
    """

    text: str
    plain: str
    masked: str
    lines: tuple[Line, ...]
    page_starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span with its exact words."""
        return Span(start, end, self.text[start:end])


def lay_out(reading: Reading) -> Sheet:
    """Joins the blocks (headers left out) by newlines and cuts the result into lines."""
    blocks = [block for block in reading.blocks if block.kind is not BlockKind.HEADER]
    text = "\n".join(block.text for block in blocks)
    plain = plain_copy(text)
    lines: list[Line] = []
    offset = 0
    for block in blocks:
        for piece in block.text.split("\n"):
            end = offset + len(piece)
            note = _NOTE_AHEAD.match(plain, offset, end)
            cut = note.end() if note else offset
            for first, last in ((offset, cut), (cut, end)):
                line = _line(plain, first, last, block)
                if line is not None:
                    lines.append(line)
            offset = end + 1
    return Sheet(text, plain, _mask(plain), tuple(lines), _page_starts(blocks, reading.pages))


_NOTE_AHEAD = re.compile(
    r" *\([^()。;]{4,200}(?:通过|公布|发布|颁布|批准|修订|修正|修改)[^()。;]{0,200}\) *"
    r"(?=第 ?[一1] ?[编章条](?: |\Z|[一-鿿]))"
)
"""（…局令第12号公布 自…起施行）第一条 …: the note under the title has lost the break behind it."""
_MARKUP = re.compile(r"(?: |#{1,6} |\*\*|> |#{1,6}\Z)*")
_FENCE = re.compile(
    r" *(?::{3,}.*|-{3,}|={3,}|\*{3,}|`{3,}.*|@tab .*|\[\[toc\]\]|(?:\[[^\[\]]{0,40}\]\([^()]{0,80}\) ?)+)\Z"
)
_STYLED = re.compile(r" ?(?:\*\*|\{[a-z.#][^{}一-鿿]{0,80}\})\Z")


def _line(plain: str, start: int, end: int, block: Block) -> Line | None:
    """The trimmed line without the marks of Markdown, or None where nothing else is there."""
    words = plain[start:end].rstrip()
    lead = _MARKUP.match(words)
    if _FENCE.match(words) or lead is None:
        return None
    words = words[lead.end() :]
    words = _STYLED.sub("", words)
    start += lead.end()
    return Line(start, start + len(words), words, block) if words else None


def _mask(plain: str) -> str:
    """Replaces what stands in 《》 by □ of the same length; nesting by depth, a break ends it."""
    out: list[str] = []
    at = 0
    for start, end in name_extents(plain):
        out += [plain[at : start + 1], "□" * (end - start - 2), "》"]
        at = end
    out.append(plain[at:])
    return "".join(out)


_BRACKET = re.compile(r"[《》]|\n\n")
_LONGEST_NAME = 240


def name_extents(plain: str) -> list[tuple[int, int]]:
    """The extents of outermost 《…》, brackets included; linear, unclosed ones are dropped."""
    found: list[tuple[int, int]] = []
    depth, start = 0, 0
    for match in _BRACKET.finditer(plain):
        glyph = match.group()
        if depth and match.start() - start > _LONGEST_NAME:
            depth = 0
        if depth and glyph == "《" and "\n" in plain[start : match.start()]:
            depth = 0  # a name on a line of its own: the one above was never closed
        if glyph == "《":
            start = start if depth else match.start()
            depth += 1
        elif glyph == "》" and depth:
            if depth == 1 and _meant_inner(plain, start, match.start()):
                continue
            depth -= 1
            if not depth or not _closed_later(plain, match.end(), start):
                depth = 0
                found.append((start, match.end()))
    return found


def _meant_inner(plain: str, start: int, at: int) -> bool:
    """Whether a 》 stands for the 〉 of a 〈 before it, the outer one following: 《…〈甲办法》的通知》."""
    inside = plain[start:at]
    opened = inside.count("〈") - inside.count("〉") - inside.count("》")
    return opened > 0 and _closed_later(plain, at + 1, start)


def _closed_later(plain: str, after: int, start: int) -> bool:
    """Whether the outer 《 is closed within reach; a lone inner 《 must not swallow the rest."""
    reach = plain[after : start + _LONGEST_NAME]
    closing, opening, stop = reach.find("》"), reach.find("《"), reach.find("。")
    if closing < 0 or (0 <= stop < closing):
        return False
    return opening < 0 or closing < opening


def _page_starts(blocks: list[Block], pages: int | None) -> tuple[int, ...]:
    """Offset at which each page begins; a page without text begins where the next text does."""
    if not pages:
        return ()
    starts: list[int] = []
    offset = 0
    for block in blocks:
        while block.page is not None and len(starts) < min(block.page, pages):
            starts.append(offset)
        offset += len(block.text) + 1
    while len(starts) < pages:
        starts.append(max(0, offset - 1))
    return tuple(starts)
