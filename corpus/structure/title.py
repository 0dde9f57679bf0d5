"""标题, the title inside it and the 文种. Pure. Source: GB/T 9704-2012 7.3.1 (机关 + 事由 + 文种)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from corpus.lexicon import structure_words
from corpus.structure.glued_number import glued_number
from corpus.structure.issuers import bodies_in_title
from corpus.structure.letterhead import Head, LineKind, labelled
from corpus.structure.sheet import Line, Sheet, name_extents, plain_copy

_LONGEST_TITLE = 200
_MOST_LINES = 6
_GENRES = "|".join(re.escape(name) for name in structure_words.genres())
_SUFFIX = r"(?: ?[(〔\[](?![^)〕\]]{0,24}号[)〕\]])[^()〔〕]{1,24}[)〕\]])*"
_GENRE_END = re.compile(rf"(?P<genre>{_GENRES})(?P<tail>{_SUFFIX})\Z")
_CARRIER_END = re.compile(rf"(?:的|》)[^的《》]{{0,8}}?(?:{_GENRES}){_SUFFIX}\Z")
_NUMBER_TAIL = re.compile(r" ?[(〔\[][^()]{3,40}号[)〕\]]\Z")
_SPACED = re.compile(r"(?:[一-鿿] +)+[一-鿿]")
_NAMING = re.compile(
    r"(?!第?[0-9一二三四五六七八九十]{1,3}(?:批|类|组|部分)\Z)[^。;:〉|/]{0,20}[一-鿿]{3}[^。;:〉|/]{0,40}"
)
_GO_ON = re.compile(
    r"(?:[(〔\[](?:试行|暂行|草案|修订|[0-9]{4}年)|的[一-鿿]{2,6}\Z|[及和与暨][一-鿿])"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title without line breaks and the extent of its lines in the text."""

    text: str
    start: int
    end: int


def find_title(sheet: Sheet, head: Head) -> Title | None:
    """The title among the head's lines: the run of lines that ends best with a 文种.

    Without one: the centred or largest line, else None; a sentence is never taken for a title.
    """
    label = labelled(head, "title_labels")
    if label is not None:
        line, offset = label
        return Title(sheet.text[line.start + offset : line.end], line.start + offset, line.end)
    best: tuple[float, Title] | None = None
    candidates: list[Title] = []
    for place, run in enumerate(_runs(head)):
        for first in range(len(run)):
            candidate = _from(sheet, run[first:])
            if candidate is None:
                continue
            candidates.append(candidate)
            score = _score(candidate, run[first]) - place * 0.3 - first * 0.5
            if best is None or score > best[0]:
                best = (score, candidate)
    title = _with_bodies(best[1], candidates) if best else _plain_line(sheet, head)
    return _with_edition(sheet, head, title) if title else _series_line(sheet, head)


def _with_bodies(title: Title, candidates: list[Title]) -> Title:
    """The same title with the bodies before it, as the paper prints it below the name of a web page."""
    matter = re.search("关于.+", plain_copy(title.text).replace(" ", ""))
    if matter is None or bodies_in_title(title.text):
        return title
    for other in candidates:
        words = plain_copy(other.text).replace(" ", "")
        if words.endswith(matter.group()) and bodies_in_title(other.text):
            return other
    return title


_EDITION = re.compile(
    r"[(〔](?:试行|暂行|草案|修订|[0-9]{4} ?年 ?(?:版|本|修订|修订版|修订本))[)〕]"
)


def _with_edition(sheet: Sheet, head: Head, title: Title) -> Title:
    """The title with （2021年版） on the line below it, whatever that line's look."""
    below = next((line for line in head.lines if line.start >= title.end), None)
    if below is None or not _EDITION.fullmatch(below.words):
        return title
    return Title(title.text + sheet.text[below.start : below.end], title.start, below.end)


_SERIES_LINE = re.compile(r"[一-鿿 、]{2,40}(?:公告|通告|令) ?(?:[0-9〔\[(第]).{2,16}号")


def _series_line(sheet: Sheet, head: Head) -> Title | None:
    """凤凰县水利局 公告〔2015〕3号: the line that names issuer and series is all the title there is."""
    for line in head.lines:
        if _SERIES_LINE.fullmatch(line.words):
            return Title(sheet.text[line.start : line.end], line.start, line.end)
    return None


def _runs(head: Head) -> list[list[Line]]:
    """Neighbouring title lines of one look; a change of size or alignment parts them."""
    runs: list[list[Line]] = []
    previous: Line | None = None
    for line, kind in zip(head.lines, head.kinds, strict=True):
        if kind is not LineKind.TITLE:
            previous = None
            continue
        if previous is not None and _alike(previous, line):
            runs[-1].append(line)
        else:
            runs.append([line])
        previous = line
    return runs


def _alike(one: Line, other: Line) -> bool:
    """Whether two lines may belong to one title by their look; unknown looks do not part."""
    a, b = one.block, other.block
    if a.size is not None and b.size is not None and abs(a.size - b.size) > 1.5:
        return False
    return (a.red is True) == (b.red is True)


def _from(sheet: Sheet, run: list[Line]) -> Title | None:
    """The title that begins with the first line of a run, or None where none ends with a 文种."""
    end: int | None = None
    joined = ""
    for count, line in enumerate(run[:_MOST_LINES]):
        if end is not None and not _goes_on(joined, line):
            break
        if count and line.packed == run[0].packed:
            break  # a web page prints its title twice
        joined += line.words[: _number_tail(line.words)]
        if len(joined) > _LONGEST_TITLE:
            break
        if _ends(joined):
            end = count
            if _CARRIER_END.search(joined) and not _next_adds(run, count):
                break
    if end is None or joined.replace(" ", "") in ("目录", "目次"):
        return None
    return _title(sheet, run[: end + 1])


def _number_tail(words: str) -> int | None:
    """Where a number behind the title's words begins, in brackets or run together with them."""
    match = _NUMBER_TAIL.search(words)
    return match.start() if match else glued_number(words)


def _next_adds(run: list[Line], count: int) -> bool:
    """Whether the next line is plainly a rest of the title: （试行）, 的通知."""
    return count + 1 < len(run) and _GO_ON.match(run[count + 1].words) is not None


def _goes_on(joined: str, line: Line) -> bool:
    """Whether a title that could end here goes on: 关于加强…管理办法 / 执行工作的通知."""
    if _GO_ON.match(line.words):
        return True
    return "关于" in joined and not _CARRIER_END.search(joined) and line.block.size is None


def _ends(joined: str) -> bool:
    """Whether the words end with a 文种 and every 《 is closed."""
    packed = joined.replace(" ", "")
    return packed.count("《") == packed.count("》") and _GENRE_END.search(packed) is not None


def _title(sheet: Sheet, lines: list[Line]) -> Title:
    """Joins the lines; letter-spaced lines lose their blanks, a number in brackets is left off."""
    last = lines[-1]
    cut = _number_tail(last.words)
    end = last.end if cut is None else last.start + cut
    parts = []
    for line in lines:
        words = sheet.text[line.start : min(line.end, end)]
        spaced = _SPACED.fullmatch(plain_copy(words).strip()) is not None
        parts.append("".join(words.split()) if spaced else words.strip())
    return Title("".join(parts), lines[0].start, end)


def _score(title: Title, first: Line) -> float:
    """How much a candidate looks like the title of a paper."""
    score = 0.0
    packed = plain_copy(title.text).replace(" ", "")
    if "关于" in packed or "《" in packed:
        score += 2
    if _CARRIER_END.search(packed):
        score += 2
    if first.block.align == "center":
        score += 1.5
    if first.block.size is not None and first.block.size >= 18:
        score += 1.5
    if 6 <= len(packed) <= 100:
        score += 1
    if re.search(r"[〉|] ?[^〈]|网站|首页|http", packed):
        score -= 3
    return score


def _plain_line(sheet: Sheet, head: Head) -> Title | None:
    """A title without a 文种: the largest run of title lines that are centred or large."""
    marked = [
        run for run in _runs(head) if _NAMING.fullmatch(run[0].packed) and _stands_out(run[0])
    ]
    if marked:  # the largest, the first of equals
        run = max(marked, key=lambda one: one[0].block.size or 0.0)
        return _title(sheet, list(takewhile(_names, run[:_MOST_LINES])))
    lines = head.of(LineKind.TITLE)
    if lines and head.lines[0] is lines[0] and _NAMING.fullmatch(lines[0].packed):
        return _title(sheet, [lines[0]])
    return None


def _stands_out(line: Line) -> bool:
    """Whether a line is centred or large."""
    return line.block.align == "center" or (line.block.size or 0.0) >= 18


def _names(line: Line) -> bool:
    """Whether a line can belong to a title that has no 文种: no sentence, no label."""
    return re.search(r"[。;|/]|:\Z", line.words) is None


def genre_of(title: str | None) -> str | None:
    """The 文种 at the end of a title, notes like （试行） aside; None where none is known."""
    if not title:
        return None
    match = _GENRE_END.search(plain_copy(title).replace(" ", ""))
    return match["genre"] if match else None


_PRINT = re.compile(r"(?:印发|发布|公布|颁布|颁发|下发|制发)(?:了)? ?(?=《)")
_CARRY = re.compile(r"(?:印发|发布|公布|颁布|颁发|下发|制发|转发|批转|翻印) ?(?=《)")
_BARE_PRINT = re.compile(
    rf"关于(?:修订|重新|联合)?(?:印发|发布|公布|颁布|下发)(?P<inner>[^《》]{{4,120}}(?:{_GENRES}){_SUFFIX})的"
    rf"(?:{_GENRES}){_SUFFIX}\Z"
)


def inner_title_of(title: str | None) -> str | None:
    """X of 关于印发《X》的通知 (brackets inside kept as written), also where 《》 are left out."""
    if not title:
        return None
    named = _named(title, _PRINT)
    if named is not None:
        return named
    match = _BARE_PRINT.search(plain_copy(title))
    return title[match.start("inner") : match.end("inner")] if match else None


def carried_title_of(title: str | None) -> str | None:
    """Like `inner_title_of`, forwarded papers (转发《X》) too: the text that may follow the notice."""
    return inner_title_of(title) or (_named(title, _CARRY) if title else None)


_PROLONG = re.compile(r"(?:延长|延续|顺延|继续(?:施行|实施|执行|适用)) ?(?=《)")


_BARE_PROLONG = re.compile(
    rf"关于(?:延长|延续|顺延)(?P<inner>[^《》]{{4,120}}(?:{_GENRES}){_SUFFIX})(?:的)?(?:有效期|实施期|执行期|试行期)"
)


def prolonged_title_of(title: str | None) -> str | None:
    """X of 关于延长《X》有效期的通知 and 关于继续执行《X》的通知, 《》 or not: its text may follow the notice."""
    if not title:
        return None
    named = _named(title, _PROLONG)
    match = None if named else _BARE_PROLONG.search(plain_copy(title))
    return title[match.start("inner") : match.end("inner")] if match else named


def _named(title: str, verb: re.Pattern[str]) -> str | None:
    """The first outermost 《…》 that follows a verb directly."""
    plain = plain_copy(title)
    for start, end in name_extents(plain):
        before = verb.search(plain[max(0, start - 8) : start + 1])
        if before is not None and before.end() == min(8, start):
            return title[start + 1 : end - 1].strip()
    return None
