"""Walks the tokens of an RTF file: groups with what they inherit, stories, fields, fonts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from base.errors import Unreadable
from corpus.block import Block, BlockKind
from corpus.formats.docx_styles import Looks
from corpus.formats.number_formats import gap_after
from corpus.formats.reader import RAISED
from corpus.formats.rtf_pages import Story
from corpus.formats.rtf_tokens import Kind, Token
from corpus.formats.rtf_words import (
    ALIGNS,
    CHARSETS,
    CODEPAGES,
    GLYPHS,
    HELD,
    SKIPPED,
    STORIES,
    SYMBOLS,
)

_DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: looks, font, whether text shows, and where it goes."""

    font: int | None = None
    size: float | None = None
    bold: bool = False
    east: bool = False
    colour: int = 0
    raised: bool = False
    gone: bool = False
    hidden: bool = False
    skip: bool = False
    into: str = ""
    skip_after_u: int = 1


@dataclass(slots=True)
class _Paragraph:
    """Properties of the paragraph at hand."""

    align: str | None = None
    depth: int = 0


@dataclass(slots=True)
class RtfWalker:
    """Walks the tokens; `objects` says that an embedded file was met."""

    objects: bool = False
    _state: _State = field(default_factory=_State)
    _groups: list[_State] = field(default_factory=list)
    _stories: list[tuple[int, Story]] = field(default_factory=lambda: [(0, Story())])
    _paragraphs: list[_Paragraph] = field(default_factory=lambda: [_Paragraph()])
    _notes: list[Block] = field(default_factory=list)
    _fonts: dict[int, str] = field(default_factory=dict)
    _reds: list[bool] = field(default_factory=list)
    _colour: dict[str, int] = field(default_factory=dict)
    _codes: list[list[str]] = field(default_factory=list)
    _code_depths: list[int] = field(default_factory=list)
    _codepage: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _to_skip: int = 0
    _starred: bool = False
    _label: str = ""

    def take(self, token: Token) -> None:
        """One token."""
        if token.kind is Kind.BYTES:
            self._text(token)
            return
        self._flush()
        self._to_skip = 0
        if token.kind is Kind.OPEN:
            self._open()
        elif token.kind is Kind.CLOSE:
            self._close()
        elif token.kind is Kind.SYMBOL:
            self._symbol(token.word)
        else:
            self._word(token.word, token.number)
            self._starred = False

    def close(self) -> list[Block]:
        """All blocks."""
        self._flush()
        while len(self._stories) > 1:
            self._end_story()
        story, paragraph = self._stories[0][1], self._paragraphs[0]
        body = story.close(paragraph.align)
        notes = [block for block in self._notes if block.kind is BlockKind.FOOTNOTE]
        return body + notes + [block for block in self._notes if block not in notes]

    def _open(self) -> None:
        if len(self._groups) > _DEEPEST:
            raise Unreadable("RTF 文件结构异常，已停止读取。请另存后重新上传。", code="damaged")
        self._groups.append(self._state)

    def _close(self) -> None:
        if not self._groups:
            return
        if len(self._stories) > 1 and self._stories[-1][0] == len(self._groups):
            self._end_story()
        if self._code_depths and self._code_depths[-1] == len(self._groups):
            self._code_depths.pop()
            self._codes.pop()
        if self._state.into == "label" and self._groups[-1].into != "label":
            self._end_label()
        self._state = self._groups.pop()

    def _end_label(self) -> None:
        """The printed number of a list: a tab or blanks after it say no more than its own mark."""
        label, self._label = self._label.strip(), ""
        if label:
            self._stories[-1][1].add(label + gap_after(label), Looks())

    def _end_story(self) -> None:
        story = self._stories.pop()[1]
        blocks = story.close(self._paragraphs.pop().align)
        if story.kind is BlockKind.PARAGRAPH:
            self._stories[-1][1].after += blocks
        else:
            self._notes += blocks

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in ("\r", "\n"):
            self._end_paragraph()
        elif symbol in SYMBOLS:
            self._write(SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        if self._destination(word):
            return
        if self._state.into == "fonttbl":
            self._font_table(word, number)
        elif self._state.into == "colortbl":
            self._colour_table(word, number)
        elif word == "u":
            self._unicode(number)
        elif word in GLYPHS:
            self._write(GLYPHS[word])
        elif not self._character(word, number) and not self._state.skip:
            self._structure(word, number)

    def _destination(self, word: str) -> bool:
        """Groups that go elsewhere or nowhere; True where the word was one."""
        if word in ("fonttbl", "colortbl", "fldinst"):
            self._state = replace(self._state, into=word, skip=True)
        elif word in STORIES and not self._state.skip:
            self._stories.append((len(self._groups), Story(STORIES[word])))
            self._paragraphs.append(_Paragraph())
            self._state = replace(self._state, into="")
        elif word in ("listtext", "pntext"):
            self._state = replace(self._state, into="label")
        elif word == "field":
            self._codes.append([])
            self._code_depths.append(len(self._groups))
        elif word == "fldrslt":
            code = "".join(self._codes[-1]).split() if self._codes else []
            if code and code[0].upper() == "TOC":
                self._state = replace(self._state, skip=True)
        elif word in SKIPPED or (self._starred and word not in HELD):
            self.objects = self.objects or word == "objdata"
            self._state = replace(self._state, into=word, skip=True)
        else:
            return False
        return True

    def _character(self, word: str, number: int | None) -> bool:
        """Properties of characters; True where the word was one."""
        on = number != 0
        state = self._state
        changed = {
            "f": lambda: replace(state, font=number),
            "fs": lambda: replace(state, size=(number or 0) / 2 or None),
            "b": lambda: replace(state, bold=on),
            "dbch": lambda: replace(state, east=True),
            "loch": lambda: replace(state, east=False),
            "hich": lambda: replace(state, east=False),
            "ltrch": lambda: replace(state, east=False),
            "rtlch": lambda: replace(state, east=False),
            "afs": lambda: replace(state, size=(number or 0) / 2 or None) if state.east else state,
            "ab": lambda: replace(state, bold=on) if state.east else state,
            "cf": lambda: replace(state, colour=number or 0),
            "deleted": lambda: replace(state, gone=on),
            "v": lambda: replace(state, hidden=on),
            "super": lambda: replace(state, raised=on),
            "nosupersub": lambda: replace(state, raised=False),
            "uc": lambda: replace(state, skip_after_u=min(max(number or 0, 0), 10)),
            "plain": lambda: replace(
                state, size=None, bold=False, colour=0, raised=False, gone=False, hidden=False
            ),
        }.get(word)
        if changed is None:
            return False
        self._state = changed()
        return True

    def _structure(self, word: str, number: int | None) -> None:
        """Paragraphs, cells, rows, and what the file says of itself."""
        paragraph, story = self._paragraphs[-1], self._stories[-1][1]
        if word in ("cell", "nestcell"):
            story.cell(paragraph.align, nested=word == "nestcell")
        elif word in ("row", "nestrow"):
            story.row(nested=word == "nestrow")
        elif word == "ansicpg" and number:
            self._codepage = CODEPAGES.get(number, f"cp{number}")
        else:
            self._paragraph(word, number)

    def _paragraph(self, word: str, number: int | None) -> None:
        """The end of a paragraph, and what holds for the whole of it."""
        paragraph = self._paragraphs[-1]
        if word in ("par", "sect"):
            self._end_paragraph()
        elif word == "pard":
            self._paragraphs[-1] = _Paragraph()
        elif word in ALIGNS:
            paragraph.align = ALIGNS[word]
        elif word == "intbl":
            paragraph.depth = max(paragraph.depth, 1)
        elif word == "itap":
            paragraph.depth = max(0, number or 0)

    def _end_paragraph(self) -> None:
        if not self._state.skip and not self._state.gone:
            paragraph = self._paragraphs[-1]
            self._stories[-1][1].paragraph(paragraph.align, paragraph.depth)

    def _font_table(self, word: str, number: int | None) -> None:
        if word == "f" and number is not None:
            self._state = replace(self._state, font=number)
        elif word == "fcharset" and self._state.font is not None and number in CHARSETS:
            self._fonts[self._state.font] = CHARSETS[number]
        elif word == "cpg" and self._state.font is not None and number:
            self._fonts[self._state.font] = CODEPAGES.get(number, f"cp{number}")

    def _colour_table(self, word: str, number: int | None) -> None:
        self._colour[word] = number or 0

    def _unicode(self, number: int | None) -> None:
        if number is not None:
            self._write(chr(number % 0x10000))
        self._to_skip = self._state.skip_after_u

    def _text(self, token: Token) -> None:
        """Bytes are gathered: a character may be half \\'xx, half letter."""
        data = token.data
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        state = self._state
        if state.into == "colortbl":
            for _ in range(data.count(b";")):
                self._reds.append(_is_red(self._colour))
                self._colour.clear()
        elif state.into == "fldinst" and self._codes and len(self._codes[-1]) < 20:
            self._codes[-1].append(data.decode("latin-1"))
        elif not state.skip:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._write(self._decoded(data))

    def _decoded(self, data: bytes) -> str:
        encoding = self._fonts.get(self._state.font or 0, self._codepage)
        for attempt in (encoding, self._codepage, "gb18030"):
            try:
                return data.decode(attempt)
            except (UnicodeDecodeError, LookupError):
                continue
        return data.decode("gb18030", errors="replace")

    def _write(self, piece: str) -> None:
        state = self._state
        if state.skip or state.gone or state.hidden or not piece:
            return
        if state.raised:
            piece = piece.translate(RAISED)
        if state.into == "label":
            self._label += piece
            return
        red = self._reds[state.colour] if 0 < state.colour < len(self._reds) else None
        self._stories[-1][1].add(piece, Looks(state.size, state.bold or None, red))


def _is_red(colour: dict[str, int]) -> bool:
    """Strong red, as a letterhead is printed."""
    shares = [colour.get(name, 0) / 255 for name in ("red", "green", "blue")]
    return shares[0] > 0.8 and shares[1] < 0.2 and shares[2] < 0.2
