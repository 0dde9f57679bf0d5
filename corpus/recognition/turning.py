"""Turning a picture by right angles."""

from __future__ import annotations

from PIL import Image

_WAYS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turn(picture: Image.Image, degrees: int) -> Image.Image:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return picture.transpose(_WAYS[degrees]) if degrees in _WAYS else picture
