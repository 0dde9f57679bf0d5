"""Walks a web page: the pieces a visitor sees, in order, with what tells text from menus. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.block import BlockKind
from corpus.formats.reader import RAISED

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "nav",
        "noscript",
        "template",
        "iframe",
        "object",
        "select",
        "button",
        "head",
        "svg",
        "math",
        "textarea",
    ]
)
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "td",
        "th",
    ]
)
_ALIGNS = {"center": "center", "right": "right", "left": "left", "justify": "justify"}
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|left|justify)", re.I)
_BLANKS = re.compile(r"[ \t\r\n\xa0\f\v]+")
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_CHROME = re.compile(
    r"(^|[-_\s])(nav|navbar|navi|menu|crumbs?|bread-?crumbs?|position|location|header|footer|foot|"
    r"copyright|share|bdshare\S*|print|toolbar|tool|sidebar|pager|pages?-?nav|search|links?|friend\S*|"
    r"topbar|top-?nav|qrcode|ewm|wzdq|dqwz|mbx|dingwei|xgwd|fenxiang|relat\S*|recommend\S*)($|[-_\s])",
    re.I,
)
_MASS_FROM = 12
_CHROME_SHARE = 0.3
_MAIN_SHARE = 0.75
_LEAST_MASS = 200
_CONTAINERS = frozenset(
    ["div", "td", "tr", "tbody", "table", "section", "article", "main", "form", "center", "font",
     "span", "html", "body", "ucapcontent", "blockquote", "li", "ul", "dl", "dd"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Text up to the next break, and where it stood.

    `linked` is the share of its characters that are links; `place` is -1 before the main part of the
    page, 0 in it, 1 after it; `chrome` says that the page itself calls its part a menu or the like.
    """

    text: str
    kind: BlockKind
    align: str | None = None
    linked: float = 0.0
    heading: bool = False
    place: int = 0
    chrome: bool = False


def pieces(root: etree._Element) -> Iterator[Piece]:
    """The visible pieces of a page in document order."""
    return _Walk(_Weights(root)).pieces(root)


class _Weights:
    """Which part of the tree holds the running text, and which parts are chrome."""

    def __init__(self, root: etree._Element) -> None:
        self._mass: dict[etree._Element, int] = {}
        self._weigh(root)
        total = self._mass.get(root, 0)
        self.main = self._main(root, total) if total >= _LEAST_MASS else None
        self._total = total

    def is_chrome(self, node: etree._Element) -> bool:
        """Whether a part is named as a menu, footer or the like and holds little of the text."""
        if node.tag in ("header", "footer"):
            return self._mass.get(node, 0) <= 0.5 * self._total or self.main is None
        name = f"{node.get('class') or ''} {node.get('id') or ''}"
        if len(name) < 3 or not _CHROME.search(name[:200]):
            return False
        return self._mass.get(node, 0) <= _CHROME_SHARE * self._total

    def _weigh(self, root: etree._Element) -> None:
        """Characters of running text below each element: outside links, in pieces of some length."""
        stack: list[int] = [0]
        links = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag
            if event == "start":
                stack.append(0)
                links += tag == "a"
                if is_skipped(node):
                    walk.skip_subtree()
                elif not links:
                    stack[-1] += _running(node.text)
                continue
            links -= tag == "a"
            own = stack.pop()
            self._mass[node] = own
            stack[-1] += own + (0 if links else _running(node.tail))

    def _main(self, root: etree._Element, total: int) -> etree._Element | None:
        """The deepest element that holds nearly all running text."""
        node = root
        while True:
            best = max(
                (child for child in node if child.tag in _CONTAINERS),
                key=lambda child: self._mass.get(child, 0),
                default=None,
            )
            if best is None or self._mass.get(best, 0) < _MAIN_SHARE * total:
                break
            node = best
        return None if node.tag in ("html", "body") else node


def is_skipped(node: etree._Element) -> bool:
    """Whether a visitor does not see an element: scripts, menus, what its style hides."""
    return node.tag in _SKIPPED or bool(_HIDDEN.search(node.get("style") or ""))


def _running(text: str | None) -> int:
    """Letters of a piece of text that is long enough to be part of a sentence."""
    if not text or len(text) < _MASS_FROM:
        return 0
    length = len(text.strip())
    return length if length >= _MASS_FROM else 0


class _Walk:
    """Walks the tree without recursion and collects text up to each break."""

    def __init__(self, weights: _Weights) -> None:
        self._weights = weights
        self._text: list[str] = []
        self._aligns: list[str | None] = []
        self._chrome: list[etree._Element] = []
        self._links = self._linked = self._headings = 0
        self._place = -1 if weights.main is not None else 0
        self._row: list[str] | None = None

    def pieces(self, root: etree._Element) -> Iterator[Piece]:
        """The pieces in document order."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag
            if event == "start":
                if is_skipped(node):
                    walk.skip_subtree()
                    continue
                if node is self._weights.main:
                    yield from self._flush()
                    self._place = 0
                elif self._weights.is_chrome(node):
                    yield from self._flush()
                    self._chrome.append(node)
                yield from self._open(node, tag)
            else:
                yield from self._close(node, tag)
        yield from self._flush()

    def _open(self, node: etree._Element, tag: str) -> Iterator[Piece]:
        if tag in _BREAKS:
            yield from self._break()
            self._aligns.append(_align(node))
            self._headings += tag in _HEADINGS
            if tag == "tr" and _is_data_row(node):
                self._row = []
        self._links += tag == "a"
        text = node.text or ""
        self._add(text.translate(RAISED) if tag == "sup" else text)

    def _close(self, node: etree._Element, tag: str) -> Iterator[Piece]:
        skipped = is_skipped(node)
        self._links -= tag == "a" and not skipped
        if tag in _BREAKS and not skipped:
            if tag in ("td", "th") and self._row is not None:
                self._row.append(_squeeze("".join(self._text)))
                self._text.clear()
            elif tag == "tr" and self._row is not None:
                yield from self._close_row()
            else:
                yield from self._break()
            self._aligns.pop()
            self._headings -= tag in _HEADINGS
        if node is self._weights.main or (self._chrome and node is self._chrome[-1]):
            yield from self._flush()
            self._leave(node)
        self._add(node.tail or "")

    def _leave(self, node: etree._Element) -> None:
        if node is self._weights.main:
            self._place = 1
        else:
            self._chrome.pop()

    def _add(self, text: str) -> None:
        self._text.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _break(self) -> Iterator[Piece]:
        if self._row is None:
            yield from self._flush()
        else:
            self._text.append(" ")

    def _close_row(self) -> Iterator[Piece]:
        cells, self._row = self._row or [], None
        if any(cells):
            yield self._piece("\t".join(cells), BlockKind.TABLE_ROW)
        self._text.clear()

    def _flush(self) -> Iterator[Piece]:
        text = _squeeze("".join(self._text))
        self._text.clear()
        if text:
            yield self._piece(text, BlockKind.PARAGRAPH)
        self._linked = 0

    def _piece(self, text: str, kind: BlockKind) -> Piece:
        linked, self._linked = min(1.0, self._linked / max(1, len(text))), 0
        align = next((a for a in reversed(self._aligns) if a), None)
        return Piece(
            text,
            kind,
            align if kind is BlockKind.PARAGRAPH else None,
            linked,
            bool(self._headings),
            self._place,
            bool(self._chrome),
        )


def _is_data_row(row: etree._Element) -> bool:
    """Two cells or more that hold text and no table or run of paragraphs: a row, not a layout."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if any(cell.find(".//table") is not None or len(cell.findall(".//p")) > 3 for cell in cells):
        return False
    return sum(1 for cell in cells if "".join(str(t) for t in cell.itertext()).strip()) > 1


def _align(node: etree._Element) -> str | None:
    """The alignment an element states: attribute, style or <center>."""
    styled = _ALIGN.search(node.get("style") or "")
    named = styled.group(1) if styled else (node.get("align") or "")
    return "center" if node.tag == "center" else _ALIGNS.get(named.lower())


def _squeeze(text: str) -> str:
    """Runs of blanks and line breaks in the source are one blank; none between Chinese characters
    that the source merely broke over lines."""
    return _BLANKS.sub(_blank, text).strip(" \u3000\u200b\ufeff")


def _blank(found: re.Match[str]) -> str:
    """What a run of blanks is worth; each run is looked at once, however long it is."""
    start, end, text = found.start(), found.end(), found.string
    broken = "\n" in found.group() or "\r" in found.group()
    if broken and "\xa0" not in found.group() and start > 0 and end < len(text):
        return "" if _WIDE.match(text[start - 1]) and _WIDE.match(text[end]) else " "
    return " "
