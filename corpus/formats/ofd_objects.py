"""What is painted on an OFD page: runs of glyphs with their places, pictures, and how much is drawn.

GB/T 33190-2016, 8.1 (coordinates), 11 (text), 10 (pictures), 13 (composed objects). Places in mm from
the top left of the page. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from base.errors import Unreadable
from corpus.formats.ofd_document import Paint, Resources, Sheet, numbers, paint_of
from corpus.formats.ofd_package import child, children, local

MAX_OBJECTS = 2_000_000
MAX_GLYPHS = 4_000_000
MAX_COMPOSED = 300_000
"""For a whole file; objects of composed units count apart, since units within units multiply."""
_DEPTH = 6
_SLANT = math.radians(8)

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: left edge, width and baseline in mm."""

    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one text object on one line. `hidden`: painted with no opacity (a layer of OCR text)."""

    glyphs: tuple[Glyph, ...]
    size: float
    angle: float = 0.0
    red: bool | None = None
    bold: bool | None = None
    hidden: bool = False
    vertical: bool = False

    @property
    def slanted(self) -> bool:
        """Whether it stands askew, as watermarks do."""
        turned = self.angle % (math.pi / 2)
        return _SLANT < turned < math.pi / 2 - _SLANT


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its resource number and the matrix from the unit square to the page."""

    resource: str
    matrix: Matrix

    @property
    def box(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom in mm."""
        corners = [apply(self.matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(slots=True)
class Painted:
    """Everything on one page."""

    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    paths: int = 0


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a walk looks things up in, and where it puts what it finds."""

    resources: Resources
    painted: Painted


@dataclass(slots=True)
class Painter:
    """Walks pages of one file, counting what it meets over all of them."""

    objects: int = 0
    composed: int = 0
    glyphs: int = 0

    def page(self, sheet: Sheet) -> Painted:
        """What is painted on a page, templates in their order."""
        painted = Painted()
        scope = _Scope(sheet.resources, painted)
        start = (1.0, 0.0, 0.0, 1.0, -sheet.box[0], -sheet.box[1])
        for root in sheet.roots or ():
            content = child(root, "Content")
            for layer in children(content, "Layer") if content is not None else ():
                paint = sheet.resources.paint(layer.get("DrawParam"))
                self._walk(layer, start, paint, scope, 0)
        return painted

    def annotations(self, sheet: Sheet) -> Painted:
        """What the annotations of a page paint: watermarks, stamps, remarks."""
        painted = Painted()
        scope = _Scope(sheet.resources, painted)
        for root in sheet.notes:
            for note in children(root, "Annot"):
                look = child(note, "Appearance")
                if look is None or (note.get("Visible") or "").lower() == "false":
                    continue
                box = numbers(look.get("Boundary"))
                x, y = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
                matrix = (1.0, 0.0, 0.0, 1.0, x - sheet.box[0], y - sheet.box[1])
                self._walk(look, matrix, Paint(), scope, 0)
        return painted

    def _walk(
        self, group: etree._Element, matrix: Matrix, paint: Paint, scope: _Scope, depth: int
    ) -> None:
        for node in group:
            self._count(depth)
            if (node.get("Visible") or "").lower() == "false":
                continue
            name = local(node)
            if name in ("PageBlock", "Layer", "Content"):
                self._walk(node, matrix, paint, scope, depth)
            elif name == "CompositeObject" and depth < _DEPTH:
                unit = scope.resources.units.get(node.get("ResourceID") or "")
                if unit is not None:
                    self._walk(unit, placed(node, matrix), paint, scope, depth + 1)
            else:
                self._paint(name, node, matrix, paint, scope)

    def _count(self, depth: int) -> None:
        self.objects += 1
        self.composed += depth > 0
        if self.objects > MAX_OBJECTS or self.composed > MAX_COMPOSED or self.glyphs > MAX_GLYPHS:
            raise Unreadable(
                "OFD 文件内的对象过多，无法读取。请拆分或重新导出后上传。", code="too_large"
            )

    def _paint(
        self, name: str, node: etree._Element, matrix: Matrix, paint: Paint, scope: _Scope
    ) -> None:
        if name == "PathObject":
            scope.painted.paths += 1
        elif name == "ImageObject":
            picture = Picture(node.get("ResourceID") or "", _image_matrix(node, matrix))
            scope.painted.pictures.append(picture)
        elif name == "TextObject":
            for run in _runs(node, placed(node, matrix), paint, scope.resources):
                self.glyphs += len(run.glyphs)
                scope.painted.runs.append(run)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """One transformation after another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after a transformation."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def placed(node: etree._Element, outer: Matrix) -> Matrix:
    """From an object's own space to the page: its CTM, then its Boundary, then what it stands in."""
    box = numbers(node.get("Boundary"))
    x, y = (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)
    ctm = numbers(node.get("CTM"))
    own: Matrix = (ctm[0], ctm[1], ctm[2], ctm[3], ctm[4], ctm[5]) if len(ctm) == 6 else IDENTITY
    return multiply(multiply(own, (1.0, 0.0, 0.0, 1.0, x, y)), outer)


def _image_matrix(node: etree._Element, outer: Matrix) -> Matrix:
    """Pictures fill the unit square; where no CTM blows it up, the Boundary does."""
    if len(numbers(node.get("CTM"))) == 6:
        return placed(node, outer)
    box = numbers(node.get("Boundary"))
    if len(box) < 4:
        return outer
    return multiply((box[2], 0.0, 0.0, box[3], box[0], box[1]), outer)


def _runs(
    node: etree._Element, matrix: Matrix, paint: Paint, resources: Resources
) -> Iterator[Run]:
    sizes = numbers(node.get("Size"))
    scale = math.hypot(matrix[2], matrix[3])
    size = (sizes[0] if sizes else 3.5) * scale
    if not 0 < size < 2_000:
        return
    own = paint_of(child(node, "FillColor"))
    if own.red is None:
        own = resources.paint(node.get("DrawParam"))
    weight = numbers(node.get("Weight"))
    bold = (weight[0] >= 600) if weight else (node.get("Font") in resources.bold or None)
    hidden = _hidden(node)
    stretch = (numbers(node.get("HScale")) or (1.0,))[0]
    angle = math.atan2(matrix[1], matrix[0])
    at = (0.0, 0.0)
    for code in children(node, "TextCode"):
        at = (_number(code.get("X"), at[0]), _number(code.get("Y"), at[1]))
        glyphs = list(_glyphs(code, at, size / scale * stretch, matrix))
        for line, vertical in _lines(glyphs, size):
            red = own.red if own.red is not None else paint.red
            yield Run(tuple(line), size, angle, bool(red), bold, hidden, vertical)


def _hidden(node: etree._Element) -> bool:
    fill = child(node, "FillColor")
    alphas = [node.get("Alpha"), fill.get("Alpha") if fill is not None else None]
    unfilled = (node.get("Fill") or "").lower() == "false"
    return "0" in alphas or (unfilled and (node.get("Stroke") or "false").lower() != "true")


def _glyphs(
    code: etree._Element, at: tuple[float, float], em: float, matrix: Matrix
) -> Iterator[Glyph]:
    """The characters of a TextCode, each moved on by its delta; the last delta goes on repeating."""
    text = (code.text or "").strip("\r\n\t") if code.text and code.text.strip() else code.text or ""
    across = _deltas(code.get("DeltaX"), len(text))
    down = _deltas(code.get("DeltaY"), len(text))
    x, y = at
    stretch = math.hypot(matrix[0], matrix[1])
    for index, glyph in enumerate(text):
        usual = em if ord(glyph) > 0x2E80 else 0.5 * em
        step = across[index] if index < len(across) else None
        left, base = apply(matrix, x, y)
        width = min(usual, step) if step is not None and step > 0.2 * usual else usual
        yield Glyph(glyph, left, base, width * stretch)
        x += step if step is not None else (0.0 if down else usual)
        y += down[index] if index < len(down) else 0.0


def _deltas(text: str | None, count: int) -> list[float]:
    """Steps between characters; `g 3 1.5` stands for three times 1.5. Never more than needed."""
    if not text or count < 2:
        return []
    steps: list[float] = []
    pieces = iter(text.split(None, 3 * count + 3)[: 3 * count + 3])
    for piece in pieces:
        times = 1
        if piece.lower() == "g":
            times = int(_number(next(pieces, None), 0.0))
            piece = next(pieces, "0")
        steps += [_number(piece, 0.0)] * max(0, min(times, count - len(steps)))
        if len(steps) >= count:
            break
    if steps and len(steps) < count - 1:
        steps += [steps[-1]] * (count - 1 - len(steps))
    return steps


def _lines(glyphs: list[Glyph], size: float) -> Iterator[tuple[list[Glyph], bool]]:
    """Cuts glyphs where the baseline leaves the line; a column of glyphs is a line of its own."""
    if len(glyphs) > 1 and _is_column(glyphs, size):
        yield glyphs, True
        return
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and abs(glyph.y - line[-1].y) > 0.45 * size:
            yield line, False
            line = []
        line.append(glyph)
    if line:
        yield line, False


def _is_column(glyphs: list[Glyph], size: float) -> bool:
    spread = max(g.x for g in glyphs) - min(g.x for g in glyphs)
    return spread < 0.3 * size and abs(glyphs[-1].y - glyphs[0].y) > 0.5 * size * (len(glyphs) - 1)


def _number(text: str | None, otherwise: float) -> float:
    found = numbers(text, 1)
    return found[0] if found else otherwise
