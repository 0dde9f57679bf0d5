"""Runs of glyphs on an OFD page to printed lines: by baseline, then from left to right. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.formats.ofd_objects import Glyph, Run
from corpus.formats.pdf_glyphs import is_cjk
from corpus.formats.pdf_lines import TextLine
from corpus.formats.reader import RAISED

POINTS = 72 / 25.4
"""Points in a millimetre: lines are handed on in points, as those of a PDF page."""

_ASCENT, _DESCENT = 0.86, 0.14
_FAR = 1.5
_APART = 8.0


def to_lines(runs: list[Run]) -> list[TextLine]:
    """The lines of a page in reading order; slanted runs are left to the caller.

    A page whose characters mostly run downwards is read column by column from the right.
    """
    upright = [run for run in runs if not run.vertical]
    columns = [run for run in runs if run.vertical]
    lines = [line for row in _rows(upright) for line in _cut(row)]
    lines += [_column(run) for run in sorted(columns, key=lambda r: (-r.glyphs[0].x, _top(r)))]
    lines = [line for line in lines if line.text]
    down = sum(len(run.glyphs) for run in columns)
    if 2 * down > sum(len(run.glyphs) for run in runs):
        return lines
    return sorted(lines, key=lambda line: round(line.middle, 1)) if columns else lines


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs whose baselines differ by less than .45 of the size, each row from left to right."""
    rows: list[list[Run]] = []
    ref: list[tuple[float, float]] = []  # baseline and size of the largest run of each row
    for run in sorted((run for run in runs if run.glyphs), key=lambda run: run.glyphs[0].y):
        base = run.glyphs[0].y
        at = next(
            (
                n
                for n in range(len(rows) - 1, max(-1, len(rows) - 4), -1)
                if abs(ref[n][0] - base)
                < 0.45 * min(max(ref[n][1], 0.6 * run.size), run.size * 1.7)
            ),
            None,
        )
        if at is None:
            rows.append([run])
            ref.append((base, run.size))
        else:
            rows[at].append(run)
            if run.size > ref[at][1]:
                ref[at] = (base, run.size)
    return [_once(sorted(row, key=lambda run: run.glyphs[0].x)) for row in rows]


def _once(row: list[Run]) -> list[Run]:
    """Drops what is printed twice on one place to look bold or raised."""
    kept: list[Run] = []
    for run in row:
        text = [glyph.text for glyph in run.glyphs]
        twice = any(
            abs(other.glyphs[0].x - run.glyphs[0].x) < 0.2 * run.size
            and [glyph.text for glyph in other.glyphs] == text
            for other in kept[-3:]
        )
        if not twice:
            kept.append(run)
    return kept


def _cut(row: list[Run]) -> list[TextLine]:
    """A row as one line, or several where pieces stand very far apart."""
    pieces: list[list[Run]] = []
    for run in row:
        if not pieces or _is_apart(pieces[-1][-1], run):
            pieces.append([])
        pieces[-1].append(run)
    return [_line(piece) for piece in pieces]


def _is_apart(before: Run, run: Run) -> bool:
    """Very far off, or clearly off and of another size: another column of the page."""
    last = before.glyphs[-1]
    gap = run.glyphs[0].x - (last.x + last.width)
    other = max(before.size, run.size) > 1.3 * min(before.size, run.size)
    return gap > _APART * run.size or (other and gap > 2 * min(before.size, run.size))


def _line(runs: list[Run]) -> TextLine:
    size = max((run for run in runs), key=lambda run: len(run.glyphs)).size
    base = max(runs, key=lambda run: run.size).glyphs[0].y
    glyphs = _in_order([_raised(run, base, size) for run in runs])
    inked = [glyph for glyph in glyphs if glyph.text.strip()]
    if not inked:
        return TextLine("", 0, 0, 0, 0, 0)
    main = max(runs, key=lambda run: len(run.glyphs))
    tall = max(run.size for run in runs)
    return TextLine(
        _spaced(glyphs, size),
        inked[0].x * POINTS,
        (base - _ASCENT * tall) * POINTS,
        max(glyph.x + glyph.width for glyph in inked) * POINTS,
        (base + _DESCENT * tall) * POINTS,
        round(size * POINTS, 1),
        main.red,
        main.bold,
        1 + sum(1 for a, b in pairwise(inked) if b.x - a.x - a.width > _FAR * size),
    )


def _in_order(runs: list[tuple[Glyph, ...]]) -> list[Glyph]:
    """Glyphs from left to right, so that one run fills the white of another; runs that are printed
    over one another are left one after the other."""
    ordered = sorted((glyph for run in runs for glyph in run), key=lambda glyph: glyph.x)
    inked = [glyph for glyph in ordered if glyph.text.strip()]
    over = sum(1 for a, b in pairwise(inked) if b.x - a.x < 0.4 * min(a.width, b.width))
    return ordered if over < 3 else [glyph for run in runs for glyph in run]


def _raised(run: Run, base: float, size: float) -> tuple[Glyph, ...]:
    """Note numbers printed small and high stay high, so that they do not melt into a number."""
    if run.size < 0.75 * size and base - run.glyphs[0].y > 0.2 * size:
        return tuple(replace(glyph, text=glyph.text.translate(RAISED)) for glyph in run.glyphs)
    return run.glyphs


def _spaced(glyphs: list[Glyph], size: float) -> str:
    """The text, with a blank where the eye sees one; letters spread over a line are not parted."""
    inked = [g for g in glyphs if g.text.strip()]
    gaps = [b.x - a.x - a.width for a, b in pairwise(inked) if is_cjk(a.text) and is_cjk(b.text)]
    usual = max(0.0, median(gaps)) if gaps else 0.0
    out: list[str] = []
    for before, glyph in pairwise([None, *glyphs]):
        assert glyph is not None
        if before is not None and before.text.strip() and glyph.text.strip():
            han = is_cjk(before.text) + is_cjk(glyph.text)
            least = {0: 0.45, 1: 0.8, 2: 0.55}[han] * size
            wide = han == 0 and _set_as_han(before, glyph, size)
            gap = glyph.x - before.x - before.width
            if not wide and gap > max(least, usual + (0.5 * size if han else 0)):
                out.append(" ")
        out.append(glyph.text)
    text = "".join(out).strip(" \t\u3000")
    pieces = text.split(" ")
    if len(pieces) > 2 and all(len(piece) == 1 and is_cjk(piece) for piece in pieces):
        return "".join(pieces)
    return text


def _set_as_han(before: Glyph, glyph: Glyph, size: float) -> bool:
    """Whether two digits stand a character's width apart, as a program sets all glyphs alike."""
    return (
        before.text.isdigit()
        and glyph.text.isdigit()
        and abs(glyph.x - before.x - size) < 0.04 * size
    )


def _column(run: Run) -> TextLine:
    xs, ys = [g.x for g in run.glyphs], [g.y for g in run.glyphs]
    return TextLine(
        "".join(glyph.text for glyph in run.glyphs).strip(),
        min(xs) * POINTS,
        (min(ys) - _ASCENT * run.size) * POINTS,
        (max(xs) + run.size) * POINTS,
        (max(ys) + _DESCENT * run.size) * POINTS,
        round(run.size * POINTS, 1),
        run.red,
        run.bold,
    )


def _top(run: Run) -> float:
    return min(glyph.y for glyph in run.glyphs)
