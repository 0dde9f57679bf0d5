"""编章节条款项目 and the headings 一、（一）1. as a tree with eIds. Pure, linear.

eIds after Akoma Ntoso Naming Convention 1.0: `chp_2__art_5__para_1__item_3`; headings `h1_1__h2_3`.
Articles must rise by one; a gap is reported, for a line or an automatic number may be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from corpus.block import ReadNote
from corpus.document import Provision, ProvisionKind
from corpus.numerals import to_chinese
from corpus.structure.markers import Mark, Marker, Piece, marker_of

_RANKS = {
    ProvisionKind.PART: (0, "part"),
    ProvisionKind.CHAPTER: (1, "chp"),
    ProvisionKind.SECTION: (2, "sec"),
    ProvisionKind.HEADING1: (3, "h1"),
    ProvisionKind.HEADING2: (4, "h2"),
    ProvisionKind.HEADING3: (5, "h3"),
    ProvisionKind.ARTICLE: (6, "art"),
    ProvisionKind.PARAGRAPH: (7, "para"),
    ProvisionKind.ITEM: (8, "item"),
    ProvisionKind.SUBITEM: (9, "subitem"),
}
_CONTAINERS = {
    Mark.PART: ProvisionKind.PART,
    Mark.CHAPTER: ProvisionKind.CHAPTER,
    Mark.SECTION: ProvisionKind.SECTION,
}
_IN_NOTICE = {
    Mark.HAN: ProvisionKind.HEADING1,
    Mark.HAN_BRACKETED: ProvisionKind.HEADING2,
    Mark.DIGIT: ProvisionKind.HEADING3,
    Mark.DIGIT_BRACKETED: ProvisionKind.ITEM,
    Mark.CIRCLED: ProvisionKind.SUBITEM,
}
_WIDEST_GAP = 60
_LEAST_EXCERPT = 2
_MOST_NOTES = 5


@dataclass(slots=True)
class _Open:
    """A node that is not closed yet."""

    kind: ProvisionKind
    eid: str
    label: str
    start: int
    place: int


@dataclass(slots=True)
class _Tree:
    """The tree while it grows: open nodes, finished ones in document order, counters by parent."""

    text: str
    prefix: str
    by_article: bool
    headed: bool
    stack: list[_Open] = field(default_factory=list)
    done: list[Provision | None] = field(default_factory=list)
    counters: dict[tuple[str, ProvisionKind], int] = field(default_factory=dict)
    eids: set[str] = field(default_factory=set)
    article: int = 0
    sub: int = 0
    copies: int = 0
    heading: int = 0
    base: str = ""
    last_end: int = 0
    blankless: bool = False
    """No article's mark is followed by a blank: recognition and some pdf files lose them all."""
    notes: list[ReadNote] = field(default_factory=list)

    def open(self, kind: ProvisionKind, token: str, label: tuple[int, int]) -> None:
        """Closes what does not hold the new node and opens it; `label` is its mark's extent."""
        self.close(_RANKS[kind][0])
        parent = self.stack[-1].eid if self.stack else self.prefix
        eid = f"{parent}__{token}" if parent else token
        base, again = eid, 1
        while eid in self.eids:
            again += 1
            eid = f"{base}_dup{again}"
        self.eids.add(eid)
        written = self.text[label[0] : label[1]].strip()
        self.stack.append(_Open(kind, eid, written, label[0], len(self.done)))
        self.done.append(None)

    def close(self, rank: int) -> None:
        """Closes every open node of this rank or a lower one at the end of the last piece."""
        while self.stack and _RANKS[self.stack[-1].kind][0] >= rank:
            node = self.stack.pop()
            end = max(self.last_end, node.start + len(node.label))
            self.done[node.place] = Provision(node.eid, node.kind, node.label, node.start, end)

    def count(self, kind: ProvisionKind) -> tuple[str, ProvisionKind]:
        """The counter a node of this kind would use, were it opened now."""
        rank = _RANKS[kind][0]
        holders = [node for node in self.stack if _RANKS[node.kind][0] < rank]
        return (holders[-1].eid if holders else self.prefix, kind)

    def has(self, kind: ProvisionKind) -> bool:
        """Whether a node of this kind is open."""
        return any(node.kind is kind for node in self.stack)


def provisions_of(
    text: str, pieces: list[Piece], prefix: str = ""
) -> tuple[list[Provision], list[ReadNote]]:
    """The provisions of one zone in document order, and a note for each gap among its articles.

    `prefix` is put before every eId (`annex_1` in an annex).
    """
    pieces = _without_contents(pieces)
    marks = [marker_of(piece.words) if not piece.is_row else None for piece in pieces]
    tree = _Tree(text, prefix, *_manner(marks), base=prefix, article=_before_first(marks))
    articles = [marker for marker in marks if marker is not None and marker.mark is Mark.ARTICLE]
    tree.blankless = len(articles) > 1 and not any(marker.clear for marker in articles)
    for piece, marker in zip(pieces, marks, strict=True):
        if marker is None or not _take(tree, piece, marker):
            _unmarked(tree, piece)
        tree.last_end = piece.end
    tree.close(0)
    return [node for node in tree.done if node is not None], tree.notes[:_MOST_NOTES]


def _manner(marks: list[Marker | None]) -> tuple[bool, bool]:
    """(by articles, headings 一、 stand above the articles). Amendments 一、将第四条… go by headings."""
    seen = [m for m in marks if m is not None and m.mark in (*_CONTAINERS, Mark.ARTICLE, Mark.HAN)]
    articles = [m.number for m in seen if m.mark is Mark.ARTICLE]
    if not articles:
        return False, False
    first_is_heading = seen[0].mark is Mark.HAN
    if first_is_heading and articles[0] != 1:
        return False, False
    return True, first_is_heading


def _before_first(marks: list[Marker | None]) -> int:
    """0, or in an excerpt (第一千零四十条 and on) the number before its first article."""
    numbers = [m.number for m in marks if m is not None and m.mark is Mark.ARTICLE and m.clear]
    if len(numbers) < _LEAST_EXCERPT or 1 in numbers or numbers[0] <= _WIDEST_GAP:
        return 0
    rising = all(b - a in (0, 1) for a, b in pairwise(numbers[:_LEAST_EXCERPT]))
    return numbers[0] - 1 if rising else 0


def _without_contents(pieces: list[Piece]) -> list[Piece]:
    """Leaves out a table of contents: the lines from 目录 to where its first entry comes again."""
    for at, piece in enumerate(pieces[:80]):
        if piece.words.replace(" ", "") not in ("目录", "目次"):
            continue
        following = pieces[at + 1 : at + 200]
        if not following or marker_of(following[0].words) is None:
            return pieces
        first = _entry(following[0].words)
        for n, other in enumerate(following[1:], 1):
            if _entry(other.words) == first:
                return pieces[:at] + following[n:] + pieces[at + 200 :]
    return pieces


def _entry(words: str) -> str:
    """An entry without blanks, dots and page number."""
    return words.replace(" ", "").rstrip("0123456789.…·()-")


def _take(tree: _Tree, piece: Piece, marker: Marker) -> bool:
    """Opens the node a mark stands for; False where the mark is out of order and so is mere text."""
    label = (piece.start, piece.start + marker.length)
    if marker.mark is Mark.ARTICLE:
        return tree.by_article and _article(tree, piece, marker, label)
    if marker.mark in _CONTAINERS:
        kind = _CONTAINERS[marker.mark]
    elif tree.by_article and not (tree.headed and marker.mark is Mark.HAN):
        return tree.has(ProvisionKind.ARTICLE) and _in_article(tree, marker, label)
    else:
        kind = _IN_NOTICE[marker.mark]
    return _numbered(tree, kind, marker, label)


def _numbered(tree: _Tree, kind: ProvisionKind, marker: Marker, label: tuple[int, int]) -> bool:
    """Opens a counted node where its number follows, begins at one, or skips a few."""
    counter = tree.count(kind)
    last = tree.counters.get(counter, 0)
    goes_on = kind is ProvisionKind.HEADING1 and marker.number == tree.heading + 1
    if not (last < marker.number <= last + 3 or goes_on):
        return False
    if kind is ProvisionKind.HEADING1:
        tree.heading = marker.number
    tree.counters[counter] = marker.number
    tree.open(kind, f"{_RANKS[kind][1]}_{marker.number}", label)
    return True


def _article(tree: _Tree, piece: Piece, marker: Marker, label: tuple[int, int]) -> bool:
    """Opens an article where its number rises; 第一条 again begins another document."""
    if marker.number == 1 and tree.article > 1 and marker.clear and not marker.sub:
        tree.copies += 1
        tree.close(0)
        tree.prefix = f"{tree.base}__text_{tree.copies + 1}".removeprefix("__")
        tree.article, tree.sub = 0, 0
    step = marker.number - tree.article
    inserted = step == 0 and marker.sub > tree.sub
    clear = marker.clear or (tree.blankless and _after_a_stop(tree))
    if not inserted and not (step == 1 or (1 < step <= _WIDEST_GAP and clear)):
        return False
    if step > 1 and not _foreign(piece, marker):
        _note_gap(tree, piece, marker.number)
    tree.article, tree.sub = marker.number, marker.sub
    token = f"art_{marker.number}" + (f"_{marker.sub}" if marker.sub else "")
    tree.open(ProvisionKind.ARTICLE, token, label)
    if label[1] < piece.end:
        _paragraph(tree, piece, marker.length)
    return True


def _after_a_stop(tree: _Tree) -> bool:
    """Whether what stands before ends a sentence or is a chapter's heading, so that no sentence goes on."""
    before = tree.text[max(0, tree.last_end - 4) : tree.last_end].rstrip()
    heading = tree.stack and _RANKS[tree.stack[-1].kind][0] < _RANKS[ProvisionKind.ARTICLE][0]
    return before.endswith(("。", "；", "：", ";", ":")) or bool(heading)


def _foreign(piece: Piece, marker: Marker) -> bool:
    """第五条之一 after 第四条 is no gap of its own."""
    return marker.sub > 0 and piece.start >= 0


def _note_gap(tree: _Tree, piece: Piece, number: int) -> None:
    """Says which articles are missing before `number`."""
    first, last = tree.article + 1, number - 1
    missing = f"第{to_chinese(first)}条" + (f"至第{to_chinese(last)}条" if last > first else "")
    message = f"条文序号不连续：第{to_chinese(number)}条之前缺{missing}，请对照原件核对是否漏读。"
    tree.notes.append(ReadNote("article_gap", message, piece.page))


def _paragraph(tree: _Tree, piece: Piece, skip: int = 0) -> None:
    """Opens the next 款 of the open article."""
    counter = tree.count(ProvisionKind.PARAGRAPH)
    number = tree.counters.get(counter, 0) + 1
    tree.counters[counter] = number
    rest = piece.words[skip:]
    start = piece.start + skip + len(rest) - len(rest.lstrip())
    tree.open(ProvisionKind.PARAGRAPH, f"para_{number}", (start, start))


def _in_article(tree: _Tree, marker: Marker, label: tuple[int, int]) -> bool:
    """项 and 目: a mark of the same shape as the open 项 goes on with 项, another shape is 目."""
    if not tree.has(ProvisionKind.PARAGRAPH):
        return False
    kind = ProvisionKind.ITEM
    if tree.has(ProvisionKind.ITEM) and marker.mark not in (Mark.HAN, Mark.HAN_BRACKETED):
        item = next(node for node in tree.stack if node.kind is ProvisionKind.ITEM)
        opened = marker_of(tree.text[item.start : item.start + 8].translate(_WIDE))
        if opened is None or opened.mark is not marker.mark:
            kind = ProvisionKind.SUBITEM
    return _numbered(tree, kind, marker, label)


_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}


def _unmarked(tree: _Tree, piece: Piece) -> None:
    """A line without a mark: the next 款 inside an article, else part of what is open."""
    if not tree.has(ProvisionKind.ARTICLE) or piece.is_row:
        return
    _paragraph(tree, piece)
