"""Pictures on OFD pages: how much of the page they cover, and one picture of the whole page."""

from __future__ import annotations

import io
import math

from PIL import Image

from corpus.formats.ofd_document import Sheet
from corpus.formats.ofd_objects import Picture
from corpus.formats.ofd_package import OfdPackage

MAX_PIXELS = 50_000_000
MAX_SIDE = 10_000
_MAX_PICTURES = 2_000
_WHOLE = 0.03
_AS_THEY_ARE = (b"\x89PNG\r\n", b"\xff\xd8\xff")
_DOTS = (100 / 25.4, 300 / 25.4)  # dots in a millimetre a composed page has at least and at most


def covered_share(pictures: list[Picture], width: float, height: float) -> float:
    """Which share of a page pictures cover, 0 to 1 and more where they overlap."""
    covered = 0.0
    for picture in pictures[:_MAX_PICTURES]:
        left, top, right, bottom = picture.box
        across = min(right, width) - max(left, 0.0)
        down = min(bottom, height) - max(top, 0.0)
        covered += max(0.0, across) * max(0.0, down)
    return covered / (width * height)


def cover(package: OfdPackage, sheet: Sheet, pictures: list[Picture]) -> bytes | None:
    """The page as its pictures show it: one that fills the page as it is, several put together.

    Returns:
        PNG or JPEG bytes; None where no picture can be opened.
    """
    width, height = sheet.box[2], sheet.box[3]
    shown = [p for p in pictures[:_MAX_PICTURES] if p.resource in sheet.resources.media]
    if len(shown) == 1 and _fills(shown[0], width, height):
        data = package.media(sheet.resources.media[shown[0].resource])
        if data.startswith(_AS_THEY_ARE) and _opened(data) is not None:
            return data
    opened = [(p, _opened(package.media(sheet.resources.media[p.resource]))) for p in shown]
    placed = [(picture, image) for picture, image in opened if image is not None]
    if not placed:
        return None
    dots = _dots(placed, width, height)
    canvas = Image.new("RGB", (max(1, round(width * dots)), max(1, round(height * dots))), "white")
    for picture, image in placed:
        _put(canvas, picture, image, dots)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


def _fills(picture: Picture, width: float, height: float) -> bool:
    left, top, right, bottom = picture.box
    a, b, c, d, _, _ = picture.matrix
    upright = a > 0 and d > 0 and abs(b) + abs(c) < 0.01 * (a + d)
    return (
        upright
        and abs(left) < _WHOLE * width
        and abs(right - width) < _WHOLE * width
        and abs(top) < _WHOLE * height
        and abs(bottom - height) < _WHOLE * height
    )


def _opened(data: bytes) -> Image.Image | None:
    """A picture that Pillow can open and that is not too large; None else."""
    try:
        image = Image.open(io.BytesIO(data))
        if image.width * image.height > MAX_PIXELS or max(image.size) > 2 * MAX_SIDE:
            return None
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError):
        return None
    return (
        image.convert("RGBA") if image.mode in ("P", "LA", "PA", "RGBA") else image.convert("RGB")
    )


def _dots(placed: list[tuple[Picture, Image.Image]], width: float, height: float) -> float:
    """Dots in a millimetre: as fine as the finest picture, within what a page may have."""
    finest = max(
        image.width / max(math.hypot(picture.matrix[0], picture.matrix[1]), 1.0)
        for picture, image in placed
    )
    most = min(MAX_SIDE / max(width, height), math.sqrt(MAX_PIXELS / (width * height)))
    return min(max(finest, _DOTS[0]), _DOTS[1], most)


def _put(canvas: Image.Image, picture: Picture, image: Image.Image, dots: float) -> None:
    """Pastes a picture where its matrix puts it, turned where it is turned."""
    a, b, c, d, _, _ = picture.matrix
    left, top, right, bottom = (round(side * dots) for side in picture.box)
    size = (min(right - left, 2 * MAX_SIDE), min(bottom - top, 2 * MAX_SIDE))
    if size[0] < 1 or size[1] < 1 or size[0] * size[1] > 2 * MAX_PIXELS:
        return
    if abs(b) + abs(c) > abs(a) + abs(d):
        image = image.transpose(Image.Transpose.TRANSPOSE)
        a, d = c, b
    if a < 0:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if d < 0:
        image = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    scaled = image.resize(size)
    canvas.paste(scaled, (left, top), scaled if scaled.mode == "RGBA" else None)
