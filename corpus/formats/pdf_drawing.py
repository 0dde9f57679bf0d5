"""What is drawn on a PDF page beside text: ruling lines, pictures, outlines. Told by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from corpus.formats.pdf_glyphs import Frame

MAX_OBJECTS = 60_000
"""Objects of a page that are looked at; a page of text has some hundred."""

MAX_PATHS = 6_000
"""Drawn paths of a page beyond which it is a drawing and no table is looked for."""

_MAX_SEGMENTS = 4_000
_DEPTH = 4
_THIN = 3.0
_OUTLINES = 30
_WHITE = 250

Bounds = tuple[float, float, float, float]
"""left, top, right, bottom in points from the top left."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`rules` are level or upright strokes as thin boxes; `covered` is the share of the page under
    pictures; `outlines` tells whether so much is drawn that it may be outlines of characters."""

    rules: tuple[Bounds, ...]
    covered: float
    outlines: bool


def drawing_of(page: pypdfium2.PdfPage, frame: Frame) -> Drawing:
    """Looks at everything drawn on a page.

    Args:
        page: the page.
        frame: turns places into those of the page as it is read.
    """
    rules: list[Bounds] = []
    covered, paths = 0.0, 0
    for raw, kind, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += _area_on_page(_bounds(raw, matrix), frame)
            continue
        paths += 1
        if paths <= MAX_PATHS and _is_visible(raw):
            rules += [_placed(rule, frame) for rule in _strokes(raw, matrix)]
    drawn = tuple(rules) if paths <= MAX_PATHS else ()
    return Drawing(drawn, covered / (frame.width * frame.height), paths >= _OUTLINES)


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, PdfMatrix | None]]:
    """Paths and pictures, also those inside forms, with the matrix of the form."""
    left = MAX_OBJECTS
    waiting: list[tuple[Any, PdfMatrix | None, int]] = [(page.raw, None, 0)]
    wanted = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
    while waiting:
        parent, matrix, depth = waiting.pop()
        count_of, object_of = _access(depth)
        for at in range(min(count_of(parent), left)):
            left -= 1
            raw = object_of(parent, at)
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind in wanted:
                yield raw, kind, matrix
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = _matrix(raw)
                waiting.append((raw, inner.multiply(matrix) if matrix else inner, depth + 1))


def _access(depth: int) -> tuple[Any, Any]:
    if depth:
        return pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    return pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject


def _matrix(raw: Any) -> PdfMatrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, found):
        return PdfMatrix()
    return PdfMatrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _bounds(raw: Any, matrix: PdfMatrix | None) -> Bounds:
    """left, bottom, right, top in PDF space."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(raw, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    box = (left.value, bottom.value, right.value, top.value)
    return matrix.on_rect(*box) if matrix else box


def _placed(box: Bounds, frame: Frame) -> Bounds:
    left, bottom, right, top = box
    return frame.place(left, bottom, right, top)


def _area_on_page(box: Bounds, frame: Frame) -> float:
    left, top, right, bottom = _placed(box, frame)
    width = min(right, frame.width) - max(left, 0.0)
    height = min(bottom, frame.height) - max(top, 0.0)
    return max(0.0, width) * max(0.0, height)


def _is_visible(raw: Any) -> bool:
    """Whether a path is stroked, or filled in another colour than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(raw, fill, stroke):
        return False
    if stroke.value:
        return True
    if fill.value == pdfium.FPDF_FILLMODE_NONE:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(raw, red, green, blue, alpha)
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _strokes(raw: Any, matrix: PdfMatrix | None) -> Iterator[Bounds]:
    """The level and upright strokes of a path; a thin box is one stroke."""
    box = _bounds(raw, matrix)
    if box[2] - box[0] < _THIN or box[3] - box[1] < _THIN:
        yield box
        return
    own = _matrix(raw)
    full = own.multiply(matrix) if matrix else own
    for a, b in _segments(raw, full):
        level, upright = abs(a[1] - b[1]) < 1, abs(a[0] - b[0]) < 1
        if level != upright:
            yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


_Point = tuple[float, float]


def _segments(raw: Any, matrix: PdfMatrix) -> Iterator[tuple[_Point, _Point]]:
    """Straight pieces of a path in PDF space."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: _Point | None = None
    points: list[tuple[int, _Point]] = []
    for at in range(min(pdfium.FPDFPath_CountSegments(raw), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(raw, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        here = matrix.on_point(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        points.append((kind, here))
        if start is not None and pdfium.FPDFPathSegment_GetClose(segment):
            points.append((pdfium.FPDF_SEGMENT_LINETO, start))
    for (_, a), (kind, b) in pairwise(points):
        if kind == pdfium.FPDF_SEGMENT_LINETO:
            yield a, b
