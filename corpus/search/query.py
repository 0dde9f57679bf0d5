"""What a person types into the search box, understood or refused, never silently changed. Pure.

    以资代劳 劳务      both words, anywhere in the document
    “积极 稳妥”        exactly these characters (blanks do not count); straight quotes do as well
    -暂行              without this word
    征收 或 征用       one of the two; OR in capitals does as well
    标题:管理办法      only in the title; 文号: and 机关: likewise, full- or half-width colon
    条:处罚 条:公安    both in one and the same 条
    年:2015 年:2010-2015  of that year, or of these years
    状态:废止          with that status on the day asked
    凤府发2015 12      finds 凤府发〔2015〕12号 as well (see `number_words`)

These signs mean something only at the beginning of a word, so that what is pasted from a document is
looked for as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from base.errors import Refused
from corpus.search.number_words import spellings
from corpus.search.terms import fold_text

LONGEST = 1000
"""Characters a query may have: a long paragraph, pasted."""

MOST_WORDS = 40

_WORD = re.compile(
    r"\s*(?P<minus>[-－−])?"
    r"(?P<field>(?:标题|標題|文号|文號|机关|機關|条|條|年|状态|狀態)[:：])?"
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
    ARTICLE = "条"
    HEADING = "小标题"  # never typed: what is ranked by


STATUS_WORDS = {
    "有效": "in_force",
    "拟修改": "pending_revision",
    "废止": "repealed",
    "失效": "expired",
    "尚未施行": "not_yet",
    "未核定": "unknown",
}
"""What can be typed after 状态:, and the status it means."""

Years = tuple[int | None, int | None]
"""First and last year, both included; None where it is open."""


@dataclass(frozen=True, slots=True)
class Term:
    """A run of characters to look for, folded; in one field, or anywhere when `field` is None."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """Every clause has to be met, by one of its terms; and none of `without` may be found.

    A query without clauses asks for everything. `years` (each has to hold) and `status` (one of them)
    are facts about a document, not words in it. `numbers` are the 发文字号 that words were also taken
    for, to be told to the person who typed them.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    years: tuple[Years, ...] = ()
    status: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

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
        return not self.without and all(
            len(term.text) <= 2 and term.field is not Field.ARTICLE for term in self.sought
        )

    def within(self, field: Field) -> Query:
        """The same words, looked for in one part of the document only; for ranking."""
        return _within(self, field)


@lru_cache(maxsize=64)  # asked again for every document that is ranked
def _within(query: Query, field: Field) -> Query:
    clauses = tuple(
        tuple(Term(term.text, field) for term in clause if term.field in (None, field))
        for clause in query.clauses
    )
    return Query(tuple(clause for clause in clauses if clause))


@dataclass(frozen=True, slots=True)
class _Word:
    """One blank-separated word as typed, taken apart; `name` is what stood before the colon."""

    minus: bool
    name: str
    text: str
    quoted: bool

    @property
    def field(self) -> Field | None:
        """The part of the document it is limited to."""
        return Field(self.name) if self.name and not self.is_fact else None

    @property
    def is_fact(self) -> bool:
        """年: and 状态: say something about the document, not about its words."""
        return self.name in ("年", "状态")

    @property
    def is_plain(self) -> bool:
        """Nothing but characters to look for, in the text or in the 发文字号."""
        return not (self.minus or self.quoted) and self.name in ("", "文号")

    @property
    def is_or(self) -> bool:
        """A bare 或 or OR stands between words and is not looked for."""
        return not (self.minus or self.name or self.quoted) and self.text in _OR


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
    facts = [word for word in words if word.is_fact]
    sought = [word for word in words if not word.is_fact]
    _check_facts(words, facts)
    without = tuple(_term(word) for word in sought if word.minus)
    numbers = _numbers(sought)
    clauses = _clauses(sought, numbers)
    if without and not clauses:
        raise _unclear("只有要排除的词，没有要查找的词。请在前面加上至少一个要查找的词。")
    return Query(
        clauses,
        without,
        years=tuple(_years(word.text) for word in facts if word.name == "年"),
        status=tuple(_status(word.text) for word in facts if word.name == "状态"),
        numbers=tuple(dict.fromkeys(shown for shown, _ in numbers.values())),
    )


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
    quoted = len(text) > 1 and text[0] in _QUOTES and not _QUOTES.intersection(text[1:-1])
    quoted = quoted and text[-1] in _QUOTES
    _refuse_half_typed(text, minus, prefix)
    inner = text[1:-1] if quoted else text
    if fold_text(inner) == "":
        if quoted:
            raise _unclear("引号里没有内容。请在引号之间填写要精确查找的文字，或去掉引号。")
        return None
    return _Word(minus is not None, fold_text(prefix[:-1]) if prefix else "", inner, quoted)


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


def _check_facts(words: list[_Word], facts: list[_Word]) -> None:
    """年: and 状态: stand by themselves."""
    for fact in facts:
        place = words.index(fact)
        beside = words[max(0, place - 1) : place] + words[place + 1 : place + 2]
        if fact.minus or any(word.is_or for word in beside):
            raise _unclear(
                f"“{fact.name}:”只能单独使用，前面不能加减号，也不能与“或”连用。请改用左边的筛选。"
            )


def _years(text: str) -> Years:
    """2015, 2010-2015, 2010- or -2015 (with any dash, 至 or 到); 年 may follow a year."""
    found = re.fullmatch(r"(\d{4})?年?(?:(-|至|到|~)(\d{4})?年?)?", fold_text(text))
    if found is None or not (found[1] or found[3]):
        raise _unclear(f"看不懂“年:{text}”。请写成 年:2015 或 年:2010-2015。")
    first = int(found[1]) if found[1] else None
    last = int(found[3]) if found[3] else (None if found[2] else first)
    if first is not None and last is not None and first > last:
        raise _unclear(f"“年:{text}”的起年在止年之后。请写成 年:{last}-{first}。")
    return first, last


def _status(text: str) -> str:
    """The status that a word means."""
    if fold_text(text) not in STATUS_WORDS:
        raise _unclear(f"没有“{text}”这种状态。状态有：{'、'.join(STATUS_WORDS)}。")
    return STATUS_WORDS[fold_text(text)]


def _numbers(words: list[_Word]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Words, by their place, that can be a 发文字号 (alone or with the next): shown form, spellings."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for place, word in enumerate(words):
        if place in found or not word.is_plain or word.is_or:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        together = following is not None and following.is_plain and following.name == ""
        pair = (
            spellings(fold_text(word.text), fold_text(following.text))
            if following and together
            else None
        )
        number = pair or spellings(fold_text(word.text))
        if number:
            found[place] = number
            if pair:
                found[place + 1] = number
    return found


def _clauses(
    words: list[_Word], numbers: dict[int, tuple[str, tuple[str, ...]]]
) -> tuple[tuple[Term, ...], ...]:
    """Bind 或 to the words on both of its sides, everything else is required by itself.

    A word that can be (part of) a 发文字号 is also met by that number in any of its spellings.
    """
    clauses: list[tuple[Term, ...]] = []
    joined = False
    for place, word in enumerate(words):
        if word.is_or:
            _check_neighbours(words, place)
            joined = True
        elif not word.minus:
            spelt = (Term(text, word.field) for text in numbers.get(place, ("", ()))[1])
            terms = tuple(dict.fromkeys((_term(word), *spelt)))
            if joined:
                clauses[-1] += terms
            else:
                clauses.append(terms)
            joined = False
    return tuple(clauses)


def _check_neighbours(words: list[_Word], place: int) -> None:
    """A 或 needs a word to look for on either side."""
    for beside in (place - 1, place + 1):
        if not 0 <= beside < len(words) or words[beside].is_or or words[beside].minus:
            raise _unclear("“或”（OR）的两边都要有要查找的词。要查找“或”字本身，请给它加上引号。")


def _term(word: _Word) -> Term:
    return Term(fold_text(word.text), word.field)
