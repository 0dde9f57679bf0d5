"""Reads pictures: each is a page (a tif may hold many) whose text waits for recognition."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps

from base.errors import Unreadable
from corpus.block import Reading
from corpus.formats.reader import refuse_too_large

MAX_PIXELS = 100_000_000
"""Of one picture: a sheet of A3 at 600 dots an inch has 70 million."""

MAX_PAGES = 500
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "JPEG2000")
_HEADS = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"\x00\x00\x00\x0cjP",
)
_RAISED = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError)


class ImageReader:
    """PNG, JPEG, BMP, GIF, WebP, TIFF and JPEG 2000: pages without text, all of them bare."""

    name = "image"
    format = "image"

    def recognises(self, head: bytes, path: Path) -> bool:
        """By the first bytes; a text that begins with BM is none."""
        webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
        return webp or (head.startswith(_HEADS) and b"\0" in head)

    def read(self, path: Path) -> Reading:
        """As many pages as there are pictures to be read, without any text yet.

        The first picture is decoded, so that a damaged file is refused at the door.
        """
        refuse_too_large(path)
        with _opened(path) as picture:
            pages = _pages(picture)
            picture.seek(0)
            picture.load()
        return Reading(self.format, self.name, (), pages, (), tuple(range(1, pages + 1)))


def decoded(path: Path, number: int) -> Image.Image:
    """One page of a picture file in RGB, turned as the camera says.

    Raises:
        Unreadable: damaged or too_large.
    """
    with _opened(path) as picture:
        if number > 1:
            picture.seek(number - 1)
        _refuse_bomb(picture)
        shown = ImageOps.exif_transpose(picture)
        if shown.mode in ("RGBA", "LA", "PA", "P"):
            shown = shown.convert("RGBA")
            paper = Image.new("RGB", shown.size, "white")
            paper.paste(shown, mask=shown.getchannel("A"))
            return paper
        return _eight_bits(shown).convert("RGB")


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as picture:
                _refuse_bomb(picture)
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Unreadable:
        raise
    except _RAISED as error:
        raise Unreadable(
            "图片已损坏，无法读取。请重新扫描或另存后，再重新上传。", code="damaged"
        ) from error


def _pages(picture: Image.Image) -> int:
    """Pages of a tif; of anything else only the first picture counts."""
    if picture.format != "TIFF":
        return 1
    pages = 0
    while True:
        try:
            picture.seek(pages)
        except EOFError:
            return max(1, pages)
        _refuse_bomb(picture)
        pages += 1
        if pages > MAX_PAGES:
            raise Unreadable(
                f"图片超过 {MAX_PAGES} 页，无法读取。请拆分后重新上传。", code="too_large"
            )


def _refuse_bomb(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large()


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scans of 16 bits a dot in 8: a plain conversion would clip them to white."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda level: level / 256).convert("L")
    return picture


def _too_large() -> Unreadable:
    return Unreadable(
        f"图片超过 {MAX_PIXELS // 1_000_000 // 100} 亿像素，无法读取。请降低分辨率后重新上传。",
        code="too_large",
    )
