"""One page of a pdf, a picture or an ofd as an image: for recognition and for people to look at.

Only for the sandbox's child: every decoder here sees hostile bytes.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from base.errors import Unreadable
from corpus.formats.image import decoded
from corpus.formats.ooxml import encrypted
from corpus.formats.reader import HEAD_BYTES, damage_named

MAX_SIDE = 4_000


def page_picture(path: Path, number: int, *, dpi: int, max_side: int = MAX_SIDE) -> Image.Image:
    """A page in RGB, upright as the file says.

    Args:
        number: page from 1.
        dpi: dots an inch, where the format has inches.
        max_side: most pixels of the longer side.

    Raises:
        Unreadable: damaged, encrypted, too_large; unsupported for a format without page images.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if b"%PDF-" in head[:1024]:
        picture = _of_pdf(path, number, dpi, max_side)
    elif head.startswith(b"PK"):
        picture = _of_ofd(path, number)
    else:
        picture = decoded(path, number)
    if max(picture.size) > max_side:
        picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return picture


def _of_pdf(path: Path, number: int, dpi: int, max_side: int) -> Image.Image:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise encrypted() from error
        raise _damaged() from error
    try:
        if not 1 <= number <= len(document):
            raise _no_such_page(number)
        with damage_named("PDF ", pypdfium2.PdfiumError):
            page = document[number - 1]
            scale = min(dpi / 72, max_side / max(*page.get_size(), 1.0))
            return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()


def _of_ofd(path: Path, number: int) -> Image.Image:
    """The pictures of an OFD page; pages of text have none and are drawn from their words instead."""
    from corpus.formats import ofd

    data = ofd.page_picture(path, number)
    if data is None:
        raise Unreadable("这一页没有图像，请对照文字查看。", code="unsupported")
    with Image.open(io.BytesIO(data)) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


def _no_such_page(number: int) -> Unreadable:
    return Unreadable(f"文件没有第 {number} 页。请刷新页面后重试。", code="damaged")


def _damaged() -> Unreadable:
    return Unreadable("PDF 已损坏，无法显示页面。请下载原件查看。", code="damaged")
