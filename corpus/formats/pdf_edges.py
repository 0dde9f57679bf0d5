"""Sets apart what stands on a PDF page around its text: running heads, page numbers, footnotes. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.formats.pdf_lines import TextLine
from corpus.formats.pdf_page import Page

_PAGE_NUMBER = re.compile(
    r"^[-—–－―─·•~\s]*\d{1,4}[-—–－―─·•~\s]*$|^第?\s*+\d{1,4}\s*+页?\s*+[/／,，共]*+\s*+(第|共)?\s*+\d{1,4}\s*+页$"
    r"|^第\s*[\d一二三四五六七八九十百]{1,5}\s*页(\s*+[/／,，]?\s*+共\s*[\d一二三四五六七八九十百]{1,5}\s*页)?$"
    r"|^[-—–\s]*[ivxlcIVXLCⅰ-ⅻⅠ-Ⅻ]{1,6}[-—–\s]*$"
    r"|^(Page\s*)?\d{1,4}\s*(/|of)\s*\d{1,4}$",
    re.I,
)
_OWN = re.compile(r"^(附\s*[件录表图则]|续?表|图|第.{1,6}[编章节条])")
"""What heads a part of the text and may well repeat: never a running head."""
_MARK = re.compile(r"^([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[①-⑳]|\[\d{1,3}\]|\*{1,3}(?!\*)|\d{1,3}(?=\D))")
_EDGE = 0.12
_NUMBER_EDGE = 0.15
_SMALL = 0.93
_SAME_HEIGHT = 4.0
_FEW_PAGES = 4
_SAME_LEFT = 2.0


@dataclass(frozen=True, slots=True)
class Parted:
    """A page with its text alone, and what stands around it: edges, and footnotes by their lines."""

    page: Page
    runs: tuple[tuple[TextLine, ...], ...]
    edges: tuple[TextLine, ...]
    footnotes: tuple[tuple[TextLine, ...], ...]


def part_edges(pages: list[Page]) -> list[Parted]:
    """Each page with its text, edges and footnotes apart; what is an edge shows by repetition."""
    usual = _usual_size(pages)
    running = _running(pages, usual)
    return [_part(page, running, usual) for page in pages]


def _usual_size(pages: list[Page]) -> float:
    """The size most characters have."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in _lines(page):
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _lines(page: Page) -> list[TextLine]:
    return [line for run in page.runs for line in run]


def _running(pages: list[Page], usual: float) -> set[tuple[int, int]]:
    """Running heads as (page number, id of the line).

    Word for word on one height on three pages, or on two of a short paper; or alike but for digits
    on half of the pages.
    """
    exact: dict[tuple[str, bool], list[tuple[Page, TextLine]]] = {}
    shapes: dict[tuple[str, bool], list[tuple[Page, TextLine]]] = {}
    for page in pages:
        for line in _lines(page):
            if not _in_strip(line, page, _EDGE) or _OWN.match(line.text):
                continue
            upper = line.middle < page.height / 2
            packed = re.sub(r"\s", "", line.text)
            exact.setdefault((packed, upper), []).append((page, line))
            shapes.setdefault((re.sub(r"\d", "", packed), upper), []).append((page, line))
    least = 2 if len(pages) <= _FEW_PAGES else 3
    found: set[tuple[int, int]] = set()
    for (text, _), places in exact.items():
        modest = all(line.size <= usual * 1.1 and line.red is not True for _, line in places)
        if len(text) > 1 and (modest or len(places) > _FEW_PAGES):
            found |= _on_one_height(places, least)
    for (shape, _), places in shapes.items():
        if shape and len({page.number for page, _ in places}) >= max(3, len(pages) / 2):
            found |= {(page.number, id(line)) for page, line in places}
    return found


def _on_one_height(places: list[tuple[Page, TextLine]], least: int) -> set[tuple[int, int]]:
    height = median(line.middle for _, line in places)
    same = [(p.number, id(ln)) for p, ln in places if abs(ln.middle - height) < _SAME_HEIGHT]
    return set(same) if len({number for number, _ in same}) >= least else set()


def _in_strip(line: TextLine, page: Page, share: float) -> bool:
    return line.bottom < share * page.height or line.top > (1 - share) * page.height


def _part(page: Page, running: set[tuple[int, int]], usual: float) -> Parted:
    lines = _lines(page)
    edges = {id(line) for line in lines if (page.number, id(line)) in running}
    down = sorted(lines, key=lambda line: line.middle)
    for way in (down, list(reversed(down))):
        for line in way:
            if id(line) in edges:
                continue
            if not (_in_strip(line, page, _NUMBER_EDGE) and _PAGE_NUMBER.match(line.text)):
                break
            if _beyond_table(line, page) or _in_column(line, down):
                break
            edges.add(id(line))
    body = [tuple(line for line in run if id(line) not in edges) for run in page.runs]
    notes = _footnotes(page, body[-1], usual) if body else ()
    noted = {id(line) for note in notes for line in note}
    return Parted(
        page,
        tuple(tuple(ln for ln in run if id(ln) not in noted) for run in body),
        tuple(line for line in lines if id(line) in edges),
        notes,
    )


def _beyond_table(line: TextLine, page: Page) -> bool:
    """Whether a table stands between a line and the edge of the page: no page number then."""
    upper = line.middle < page.height / 2
    return any(t.box[1] < line.top if upper else t.box[3] > line.bottom for t in page.tables)


def _in_column(line: TextLine, down: list[TextLine]) -> bool:
    """Whether a bare number is an item of a list: it begins where other lines begin, and stands from
    the next line as far as all lines of the page stand from each other."""
    if not line.text.strip().isdigit():
        return False
    steps = [b.middle - a.middle for a, b in pairwise(down) if a.size == b.size == line.size]
    alike = sum(abs(other.left - line.left) < _SAME_LEFT for other in down)
    if len(steps) < _FEW_PAGES or alike < _FEW_PAGES:
        return False
    usual, at = median(steps), down.index(line)
    near = [abs(down[n].middle - line.middle) for n in (at - 1, at + 1) if 0 <= n < len(down)]
    return all(abs(step - usual) < 0.05 * usual for step in near)


def _footnotes(
    page: Page, run: tuple[TextLine, ...], usual: float
) -> tuple[tuple[TextLine, ...], ...]:
    """The small lines at the foot of a page, cut where a mark begins one: below a short rule, or with
    a mark that stands in the text above."""
    first = len(run)
    lowest = max((table.box[3] for table in page.tables), default=0.0)
    while first and run[first - 1].size < _SMALL * usual and run[first - 1].top > lowest:
        first -= 1
    small = run[first:]
    if not small or not first or any(line.columns > 2 for line in small):
        return ()
    ruled = [rule for rule in page.short_rules if run[first - 1].middle < rule < small[-1].middle]
    if ruled:
        small = tuple(line for line in small if line.middle > ruled[0])
    text = "".join(line.text for line in run[:first])
    begun: list[list[TextLine]] = []
    for line in small:
        mark = _MARK.match(line.text)
        known = mark is not None and not mark.group().isdigit() and mark.group() in text
        if known or (ruled and mark):
            begun.append([line])
        elif begun:
            begun[-1].append(line)
        elif ruled:
            begun.append([line])
    return tuple(tuple(note) for note in begun)
