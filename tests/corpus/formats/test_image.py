"""Pictures are pages without text; bombs and broken ones are refused by their headers."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from base.errors import Unreadable
from corpus.formats import registry
from corpus.formats.image import MAX_PIXELS, decoded


def _kept(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "x"
    path.write_bytes(data)
    return path


def _saved(form: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, form, **how)
    return out.getvalue()


def _png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises far more."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "JPEG2000"])
def test_every_usual_picture_is_one_bare_page(form: str, tmp_path: Path) -> None:
    reading = registry.read(_kept(tmp_path, _saved(form)))
    assert (reading.format, reading.pages, reading.bare_pages) == ("image", 1, (1,))
    assert reading.blocks == ()


def test_a_tif_has_as_many_pages_as_pictures(tmp_path: Path) -> None:
    more = [Image.new("L", (40, 60), n) for n in (10, 20)]
    path = _kept(tmp_path, _saved("TIFF", save_all=True, append_images=more))
    assert registry.read(path).bare_pages == (1, 2, 3)
    assert decoded(path, 3).getpixel((0, 0)) == (20, 20, 20)


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    side = int(MAX_PIXELS**0.5) + 1
    with pytest.raises(Unreadable) as caught:
        registry.read(_kept(tmp_path, _png_that_says(side, side)))
    assert caught.value.code == "too_large"
    assert "请" in caught.value.message


def test_half_a_picture_is_damaged(tmp_path: Path) -> None:
    data = _saved("JPEG")
    with pytest.raises(Unreadable) as caught:
        registry.read(_kept(tmp_path, data[: len(data) // 2]))
    assert caught.value.code == "damaged"


def test_what_is_see_through_is_seen_on_white_paper(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert decoded(_kept(tmp_path, out.getvalue()), 1).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_are_not_clipped_to_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("I;16", (10, 10), 0x8000).save(out, "PNG")
    red, _, _ = decoded(_kept(tmp_path, out.getvalue()), 1).getpixel((5, 5))
    assert 126 <= red <= 129
