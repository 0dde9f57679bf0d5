"""Recognises one page image: turns it upright, reads it, looks under red stamps. Sandbox's child only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from corpus.recognition.engine import Spot, spots_on
from corpus.recognition.order import is_vertical, moved, rows_of, vertical_rows
from corpus.recognition.printed import PrintedPage, lines_of
from corpus.recognition.turning import turn

_DOUBTFUL = 0.85
_RED_SHARE = 0.0008
_HEAD = 0.45
_BRIGHT = 0.78
_OVER = 0.3
_INK = 128
_SPECK = 0.001
_MARGIN = 120


def recognise(picture: Image.Image) -> PrintedPage:
    """What stands on a page.

    Args:
        picture: the whole page in RGB, about 300 dots an inch.
    """
    upright = _read(picture, 0)
    tries = [upright]
    if upright.vertical:
        tries += [_read(picture, 90), _read(picture, 270)]
    elif upright.lines and upright.score < _DOUBTFUL:
        tries.append(_read(picture, 180))
    return max(tries, key=lambda page: (len(page.lines) > 0, page.score))


def _read(picture: Image.Image, degrees: int) -> PrintedPage:
    page = turn(picture, degrees)
    pixels = np.asarray(page)
    spots = _spots(pixels) or _closer(pixels)
    if not spots:
        return PrintedPage((), degrees)
    vertical = is_vertical(spots)
    if vertical and degrees:
        return PrintedPage((), degrees)  # turned pages are tried for horizontal print only
    strips = vertical_rows(spots) if vertical else rows_of(spots)
    lines = lines_of(strips, page.width, page.height, vertical=vertical)
    return PrintedPage(lines, degrees, vertical)


def _spots(pixels: Any) -> tuple[Spot, ...]:
    """The lines of print; where red ink is on the page, stamps are taken away and red print is read
    from the head of the page as it is (the 红头; further down red is a stamp)."""
    reds = _red(pixels)
    if reds.mean() < _RED_SHARE:
        return spots_on(np.ascontiguousarray(pixels[:, :, ::-1]))
    light = pixels[:, :, 0]  # in red light red ink is nearly as white as paper, black print is not
    paper = np.percentile(light[::8, ::8], 90)
    light = np.where(reds & (light > _BRIGHT * paper), paper, light).astype(np.uint8)
    found = spots_on(np.ascontiguousarray(np.repeat(light[:, :, None], 3, axis=2)))
    height = int(_HEAD * pixels.shape[0])
    rows = np.flatnonzero(reds[:height].mean(axis=1) > 0.01)
    if not len(rows):
        return found
    top, bottom = max(0, int(rows[0]) - 40), min(height, int(rows[-1]) + 40)
    head = np.ascontiguousarray(pixels[top:bottom, :, ::-1])
    extra = [moved(spot, 0, top) for spot in spots_on(head)]
    return (*found, *(_reddened(s) for s in extra if _is_new(s, found) and _on_red(s, reds)))


def _closer(pixels: Any) -> tuple[Spot, ...]:
    """Where nothing was found, the inked part alone: one short line gets lost on a large page."""
    dark = pixels[:, :, 0] < _INK
    rows = np.flatnonzero(dark.mean(axis=1) > _SPECK)
    columns = np.flatnonzero(dark.mean(axis=0) > _SPECK)
    if not len(rows) or not len(columns):
        return ()
    top, left = max(0, int(rows[0]) - _MARGIN), max(0, int(columns[0]) - _MARGIN)
    part = pixels[top : int(rows[-1]) + _MARGIN, left : int(columns[-1]) + _MARGIN, ::-1]
    return tuple(moved(spot, left, top) for spot in spots_on(np.ascontiguousarray(part)))


def _red(pixels: Any) -> Any:
    """Which pixels are red ink."""
    red, green, blue = (pixels[:, :, n].astype(np.int16) for n in range(3))
    return (red > 120) & (red - green > 60) & (red - blue > 50)


def _on_red(spot: Spot, reds: Any) -> bool:
    part = reds[int(spot.top) : int(spot.bottom) + 1, int(spot.left) : int(spot.right) + 1]
    return part.size > 0 and float(part.mean()) > 0.05


def _is_new(spot: Spot, found: Sequence[Spot]) -> bool:
    """Whether nothing of what was found stands on its place."""
    for other in found:
        across = min(spot.right, other.right) - max(spot.left, other.left)
        down = min(spot.bottom, other.bottom) - max(spot.top, other.top)
        if across > _OVER * min(spot.width, other.width) and down > _OVER * min(
            spot.height, other.height
        ):
            return False
    return True


def _reddened(spot: Spot) -> Spot:
    return Spot(
        spot.text, spot.score, spot.left, spot.top, spot.right, spot.bottom, spot.slope, red=True
    )
