"""One clause with a verb and the references that are its objects. Pure.

`《A》、《B》同时废止` has its objects before the verb, `决定废止《A》` after it; a reference behind 根据, or one
that only gives the time (`自《B》施行之日起`), is no object.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Citation, Document
from corpus.structure.sheet import name_extents, plain_copy
from review.examination.rulebook import Rule

_SENTENCE_END = re.compile(r"[。;\n]")
_OTHER_VERB = re.compile(
    r"执行|办理|适用|施行|实施|规定|根据|依据|按照?|依照|遵照|参照|为准|符合|制定|修订|修改|有效期|延长|同意|要求"
)
# 根据2016年…会议《关于修改…的决定》第二次修正的《X》: what X went through, no basis and no verb of the clause
_HISTORY = re.compile(
    r"根据(?:(?!根据)[^《。;\n]){0,160}(?:《□*》)?[^《。;,\n]{0,14}?(?:修正|修订|修改)的?(?!(?:或|和|、)?废止)"
    r"|(?:实施|施行|执行|制定|制订|修订|修改)的(?=《)"
)
_AFTER_TIME = re.compile(
    r"\s*(?:\([^()]{0,40}\))?\s*(?:正式)?(?:施行|实施|生效|公布|发布|印发|出台)(?:之日|以?后|之后|时|前|的同时)"
)
_BEFORE_BASIS = re.compile(
    r"(?:根据|依据|依照|按照?|遵照|参照|贯彻|落实|执行|符合|违反|为|因)[^,。《》]{0,30}$"
)
_BASIS_WORD = re.compile(r"根据|依据|依照|按照|遵照")
_FORWARD_GAP = re.compile(r"[^,。;]{0,24}$")
_LIST_GAP = re.compile(r"^[^,。;]{0,60}$")
_PART = re.compile(
    r"^\s*(?:\([^()]{0,40}\))?\s*(?:中|的)?(?:有关|关于|第[一二三四五六七八九十百零〇\d]+[章节条款项]|部分|附件|附表)"
)
_ARTICLE_IN_NAME = re.compile(r"第[一二三四五六七八九十百零〇\d]+[章节条款项]")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The plain copy of a text, the same with names masked, and where its references stand."""

    plain: str
    masked: str
    citations: tuple[Citation, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, document: Document) -> Sentences:
        """Prepare a document for reading clause by clause."""
        plain = plain_copy(document.text)
        words = _HISTORY.sub(lambda found: "·" * len(found.group()), masked(plain))
        citations = tuple(
            c for c in sorted(document.citations, key=lambda c: c.start) if words[c.start] != "·"
        )
        return cls(plain, words, citations, tuple(c.start for c in citations))

    def between(self, start: int, end: int) -> tuple[Citation, ...]:
        """The references that begin between two offsets."""
        return self.citations[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with its objects. `start`..`end` are its words; `next_end` the end of the next sentence."""

    verb: str
    start: int
    end: int
    next_end: int
    objects: tuple[Citation, ...]
    partial: frozenset[int]


def masked(plain: str) -> str:
    """`plain` with what stands in 《》 replaced by □, length kept."""
    out, at = list[str](), 0
    for start, end in name_extents(plain):
        out += [plain[at : start + 1], "□" * (end - start - 2), "》"]
        at = end
    out.append(plain[at:])
    return "".join(out)


def clauses(sentences: Sentences, rule: Rule) -> Iterator[Clause]:
    """Every clause in which `rule` speaks and which has at least one reference as its object."""
    done: set[tuple[int, int]] = set()
    for pattern in rule.patterns:
        for verb in pattern.finditer(sentences.masked):
            if (verb.start(), verb.end()) in done:
                continue
            done.add((verb.start(), verb.end()))
            clause = _clause(sentences, verb)
            if clause.objects and rule.match(sentences.masked[clause.start : clause.end]):
                yield clause


def _clause(sentences: Sentences, verb: re.Match[str]) -> Clause:
    """The clause around one verb."""
    text = sentences.masked
    begin, end = _sentence(text, verb.start(), verb.end())
    objects = _after(sentences, verb.end(), end)
    start = max(text.rfind(",", begin, verb.start()) + 1, begin)
    if not objects:
        start, objects = _before(sentences, begin, verb.start())
    stop = text.find(",", max([verb.end(), *(c.end for c in objects)]), end)
    finish = stop if stop >= 0 else end
    while start < finish and text[start].isspace():
        start += 1
    partial = frozenset(c.start for c in objects if _is_partial(text, c, finish))
    following = _SENTENCE_END.search(text, min(end + 1, len(text)))
    next_end = following.start() if following else len(text)
    return Clause(verb.group(), start, finish, next_end, objects, partial)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence, its stop included."""
    begin = max(text.rfind(stop, max(0, start - 3000), start) for stop in "。;\n") + 1
    if begin == 0:
        begin = max(0, start - 3000)
    found = _SENTENCE_END.search(text, end, end + 1500)
    return begin, (
        found.end()
        if found and found.group() != "\n"
        else found.start()
        if found
        else min(len(text), end + 1500)
    )


def _after(sentences: Sentences, at: int, end: int) -> tuple[Citation, ...]:
    """References listed right behind the verb."""
    found: list[Citation] = []
    for citation in sentences.between(at, end):
        gap = sentences.masked[at : citation.start]
        limit = _LIST_GAP if found else _FORWARD_GAP
        if not limit.match(gap) or _OTHER_VERB.search(gap):
            break
        found.append(citation)
        at = citation.end
    return tuple(found)


def _before(sentences: Sentences, begin: int, verb: int) -> tuple[int, tuple[Citation, ...]]:
    """References listed before the verb, walking back over the segments of the list."""
    text, found = sentences.masked, list[Citation]()
    end, start = verb, verb
    while end > begin:
        cut = max(text.rfind(",", begin, end) + 1, begin)
        segment = sentences.between(cut, end)
        usable = [c for c in segment if _is_object(text, c, cut)]
        own = end == verb
        if not own and (not usable or _OTHER_VERB.search(_without(text, cut, end, usable))):
            break
        found = usable + found
        start, end = cut, cut - 1
        if own and segment and not usable:
            break
    return start, tuple(found)


def _without(text: str, start: int, end: int, citations: list[Citation]) -> str:
    """The words of a segment outside its references."""
    out, at = list[str](), start
    for citation in citations:
        out.append(text[at : citation.start])
        at = max(at, citation.end)
    out.append(text[at:end])
    return "".join(out)


def _is_object(text: str, citation: Citation, cut: int) -> bool:
    """Whether a reference may be what is repealed, and not a basis, a time or a means."""
    if _AFTER_TIME.match(text, citation.end) or _BEFORE_BASIS.search(text[cut : citation.start]):
        return False
    return not _BASIS_WORD.search(text, cut, citation.start)


def _is_partial(text: str, citation: Citation, end: int) -> bool:
    """Whether only a provision or a part of the reference is meant."""
    tail = text[citation.end : end]
    return (
        citation.article is not None
        or bool(_PART.match(tail))
        or bool(_ARTICLE_IN_NAME.match(tail.lstrip(" 》")))
    )
