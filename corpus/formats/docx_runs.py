"""The words of one Word paragraph: what a reader sees once tracked changes are accepted.

Insertions and moved-to text are kept, deletions, moved-from, field codes and hidden text are not; text
boxes and notes met on the way are handed back for later (ECMA-376 part 1, 17.3, 17.13.5, 17.16).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.docx_styles import Looks, Styles, looks_of
from corpus.formats.ooxml import W
from corpus.formats.reader import RAISED

_DROPPED = frozenset(
    [
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "pPr",
        "rPr",
        "Fallback",
        "annotationRef",
        "sdtPr",
        "sdtEndPr",
        "commentReference",
        "rubyPr",
        "rt",
        "tblPr",
    ]
)
_BOXES = frozenset(("drawing", "pict", "object", "shape"))
_GLYPHS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "",
}
_DEEPEST = 40


def local(node: etree._Element) -> str:
    """The tag without its namespace (comments and instructions are not parsed)."""
    return node.tag.rpartition("}")[2]


@dataclass(slots=True)
class Fields:
    """The fields that stand open across paragraphs; a table of contents is one."""

    open: list[str] = field(default_factory=list)
    skip_contents: bool = True
    dropped: bool = False

    @property
    def in_contents(self) -> bool:
        """Whether the text at hand repeats headings."""
        return self.skip_contents and any(code.lstrip().startswith("TOC") for code in self.open)

    def see(self, node: etree._Element) -> None:
        """Takes note of w:fldChar."""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin" and len(self.open) < 100:
            self.open.append("")
        elif kind == "end" and self.open:
            self.open.pop()

    def see_code(self, text: str) -> None:
        """Takes note of w:instrText."""
        if self.open and len(self.open[-1]) < 50:
            self.open[-1] += text


@dataclass(slots=True)
class Words:
    """What stands in one paragraph."""

    text: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    weights: Counter[Looks] = field(default_factory=Counter)

    def looks(self, below: Looks) -> Looks:
        """The looks of most of its characters."""
        most = self.weights.most_common(1)
        return (most[0][0] if most else Looks()).over(below)


def read_words(paragraph: etree._Element, styles: Styles, fields: Fields) -> Words:
    """Collects the words of a w:p."""
    words = Words()
    _walk(paragraph, words, (styles, fields), Looks(), 0)
    return words


def _walk(
    node: etree._Element, words: Words, around: tuple[Styles, Fields], looks: Looks, depth: int
) -> None:
    for child in node:
        tag = local(child)
        if tag == "instrText":
            around[1].see_code(child.text or "")
        if not tag or tag in _DROPPED or depth > _DEEPEST:
            continue
        if tag == "r":
            _run(child, words, around, depth)
        elif tag == "AlternateContent":
            chosen = chosen_content(child)
            if chosen is not None:
                _walk(chosen, words, around, looks, depth + 1)
        elif tag in _BOXES:
            words.boxes += list(text_boxes(child))
        else:
            _leaf(child, tag, words, around[1], looks)
            _walk(child, words, around, looks, depth + 1)


def _run(run: etree._Element, words: Words, around: tuple[Styles, Fields], depth: int) -> None:
    properties = run.find(f"{W}rPr")
    looks = Looks()
    if properties is not None:
        if _is_hidden(properties):
            for node in run.iter(f"{W}fldChar"):
                around[1].see(node)
            return
        style = properties.find(f"{W}rStyle")
        looks = looks_of(properties)
        if style is not None:
            for based in around[0].chain(style.get(f"{W}val", "")):
                looks = looks.over(looks_of(based.find(f"{W}rPr")))
    before = len(words.text)
    _walk(run, words, around, looks, depth + 1)
    raised = properties.find(f"{W}vertAlign") if properties is not None else None
    if raised is not None and raised.get(f"{W}val") == "superscript":
        words.text[before:] = [piece.translate(RAISED) for piece in words.text[before:]]


def _leaf(node: etree._Element, tag: str, words: Words, fields: Fields, looks: Looks) -> None:
    if tag == "fldChar":
        fields.see(node)
        return
    piece = _glyphs(node, tag)
    if tag in ("footnoteReference", "endnoteReference"):
        words.notes.append((tag.removesuffix("Reference"), node.get(f"{W}id", "")))
    if not piece:
        return
    if fields.in_contents:
        fields.dropped = True
        return
    words.text.append(piece)
    words.weights[looks] += len(piece.strip())


def _glyphs(node: etree._Element, tag: str) -> str:
    if tag in ("t", "delText"):
        return (node.text or "") if node.tag.startswith(W) or "math" in node.tag else ""
    if tag == "br" and node.get(f"{W}type") in ("page", "column"):
        return ""
    if tag == "sym":
        return _symbol(node.get(f"{W}char", ""))
    return _GLYPHS.get(tag, "") if node.tag.startswith(W) else ""


def _symbol(code: str) -> str:
    """A w:sym; the private use area of symbol fonts tells nothing to a search."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 else ("•" if 0xF000 <= value <= 0xF0FF else "")


def chosen_content(alternate: etree._Element) -> etree._Element | None:
    """The first Choice of mc:AlternateContent, else its Fallback: never both."""
    children = {local(child): child for child in reversed(list(alternate))}
    return children.get("Choice", children.get("Fallback"))


def text_boxes(node: etree._Element) -> Iterator[etree._Element]:
    """The txbxContent below a drawing, through groups and alternates, not inside one another."""
    stack = [node]
    while stack:
        current = stack.pop()
        tag = local(current)
        if tag == "txbxContent":
            yield current
        elif tag == "AlternateContent":
            chosen = chosen_content(current)
            if chosen is not None:
                stack.append(chosen)
        else:
            stack.extend(reversed(list(current)))


def _is_hidden(properties: etree._Element) -> bool:
    node = properties.find(f"{W}vanish")
    return node is not None and node.get(f"{W}val", "1") not in ("0", "false", "off")
