"""What a person types into the search box, understood or refused, never silently changed. Pure.

    以资代劳 劳务      both words, anywhere in the document
    “积极 稳妥”        exactly these characters (blanks do not count); straight quotes do as well
    -暂行              without this word
    征收 或 征用       one of the two; OR in capitals does as well
    标题:管理办法      only in the title; 文号: and 机关: likewise, full- or half-width colon

These signs mean something only at the beginning of a word, so that what is pasted from a document is
looked for as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from base.errors import Refused
from corpus.search.terms import fold_text

LONGEST = 1000
"""Characters a query may have: a long paragraph, pasted."""

MOST_WORDS = 40

_WORD = re.compile(
    r"\s*(?P<minus>[-－−])?(?P<field>(?:标题|文号|机关)[:：])?"
    r"(?P<text>[“”„\"＂][^“”„\"＂]*[“”„\"＂](?=\s|$)|\S*)"
)
_QUOTES = frozenset('“”„"＂')
_MINUS = frozenset("-－−")
_OR = frozenset({"或", "OR", "ＯＲ"})


class Field(Enum):
    """The parts of a document that a word can be limited to; the value is what is typed."""

    TITLE = "标题"
    NUMBER = "文号"
    ISSUER = "机关"


@dataclass(frozen=True, slots=True)
class Term:
    """A run of characters to look for, folded; in one field, or anywhere when `field` is None."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """Every clause has to be met, by one of its terms; and none of `without` may be found.

    A query without clauses asks for everything.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Nothing is asked for, so every document answers."""
        return not self.clauses

    @property
    def sought(self) -> tuple[Term, ...]:
        """The terms that a document may be found by, each once, in the order typed."""
        return tuple(dict.fromkeys(term for clause in self.clauses for term in clause))

    @property
    def settled_by_terms(self) -> bool:
        """Whether an index of character pairs alone gives the exact answer, without a look at the text."""
        return not self.without and all(len(term.text) <= 2 for term in self.sought)


@dataclass(frozen=True, slots=True)
class _Word:
    """One blank-separated word as typed, taken apart."""

    minus: bool
    field: Field | None
    text: str
    quoted: bool

    @property
    def is_or(self) -> bool:
        """A bare 或 or OR stands between words and is not looked for."""
        return not (self.minus or self.field or self.quoted) and self.text in _OR


def parse(typed: str) -> Query:
    """Understand what was typed.

    Raises:
        Refused: (code `query_unclear`) it can be read in more than one way, or asks for nothing but
            absence; the message says how to write it.
    """
    if len(typed) > LONGEST:
        raise _unclear(f"检索内容超过 {LONGEST} 个字。请截取其中有代表性的一段再检索。")
    words = _words(re.sub(r"\s+", " ", typed).strip())
    if len(words) > MOST_WORDS:
        raise _unclear(f"检索词超过 {MOST_WORDS} 个。请减少检索词，整段文字请去掉其中的空格。")
    without = tuple(_term(word) for word in words if word.minus)
    clauses = _clauses(words)
    if without and not clauses:
        raise _unclear("只有要排除的词，没有要查找的词。请在前面加上至少一个要查找的词。")
    return Query(clauses, without)


def _unclear(message: str) -> Refused:
    return Refused(message, code="query_unclear")


def _words(line: str) -> list[_Word]:
    """Cut a line at its blanks, quotes kept together; words of invisible characters are left out."""
    words: list[_Word] = []
    place = 0
    while place < len(line):
        found = _WORD.match(line, place)
        if found is None or found.end() == place:
            raise _unclear("无法理解检索内容。请改用空格分开的词语。")
        place = found.end()
        word = _word(found)
        if word is not None:
            words.append(word)
    return words


def _word(found: re.Match[str]) -> _Word | None:
    """Check one word; None where there is nothing visible in it."""
    text, minus, prefix = found["text"], found["minus"], found["field"]
    field = Field(prefix[:-1]) if prefix else None
    quoted = len(text) > 1 and text[0] in _QUOTES and not _QUOTES.intersection(text[1:-1])
    quoted = quoted and text[-1] in _QUOTES
    _refuse_half_typed(text, minus, prefix)
    inner = text[1:-1] if quoted else text
    if fold_text(inner) == "":
        if quoted:
            raise _unclear("引号里没有内容。请在引号之间填写要精确查找的文字，或去掉引号。")
        return None
    return _Word(minus is not None, field, inner, quoted)


def _refuse_half_typed(text: str, minus: str | None, prefix: str | None) -> None:
    """A sign without its word, and a quote that does not close."""
    if not text and prefix:
        raise _unclear(f"“{prefix}”后面没有内容。冒号后面请直接写要查找的词，中间不要空格。")
    if not text and minus:
        raise _unclear("减号后面没有内容。请把减号紧接着写在要排除的词前面，例如“-暂行”。")
    if prefix and text[0] in _MINUS:
        raise _unclear(f"减号请写在字段名前面，例如“-{prefix}暂行”。")
    if text and text[0] in _QUOTES and sum(char in _QUOTES for char in text) % 2:
        raise _unclear("引号没有成对，或后引号之后没有空格。请补上引号，或在后引号之后加一个空格。")


def _clauses(words: list[_Word]) -> tuple[tuple[Term, ...], ...]:
    """Bind 或 to the words on both of its sides, everything else is required by itself."""
    clauses: list[tuple[Term, ...]] = []
    joined = False
    for place, word in enumerate(words):
        if word.is_or:
            _check_neighbours(words, place)
            joined = True
        elif not word.minus:
            if joined:
                clauses[-1] += (_term(word),)
            else:
                clauses.append((_term(word),))
            joined = False
    return tuple(clauses)


def _check_neighbours(words: list[_Word], place: int) -> None:
    """A 或 needs a word to look for on either side."""
    for beside in (place - 1, place + 1):
        if not 0 <= beside < len(words) or words[beside].is_or or words[beside].minus:
            raise _unclear("“或”（OR）的两边都要有要查找的词。要查找“或”字本身，请给它加上引号。")


def _term(word: _Word) -> Term:
    return Term(fold_text(word.text), word.field)
