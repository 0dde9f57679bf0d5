"""The page verbs of the reading process: `render` a page, `recognise` a page. Sandbox's child only."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

SHOWN_DPI = 150
READ_DPI = 300
_QUALITY = 80


def answer(request: dict[str, Any], path: Path, out: Path) -> dict[str, Any]:
    """The reply to one request: the name of a WebP file in `out`, or what stands on the page.

    Args:
        request: `do` (render, recognise), `page` from 1, for render `turned` in degrees clockwise.
        path: the file.
        out: where a picture may be written.
    """
    page = int(request["page"])
    if request["do"] == "render":
        return _render(path, page, int(request.get("turned", 0)), out)
    return _recognise(path, page)


def _render(path: Path, number: int, turned: int, out: Path) -> dict[str, Any]:
    from corpus.formats.page_picture import page_picture
    from corpus.recognition.turning import turn

    picture = turn(page_picture(path, number, dpi=SHOWN_DPI), turned)
    name = uuid.UUID(bytes=os.urandom(16)).hex
    picture.save(out / name, "WEBP", quality=_QUALITY, method=2)
    return {"kind": "picture", "file": name, "width": picture.width, "height": picture.height}


def _recognise(path: Path, number: int) -> dict[str, Any]:
    from corpus.formats.page_picture import page_picture
    from corpus.recognition.engine import engine_version
    from corpus.recognition.page import recognise
    from corpus.recognition.printed import to_json

    page = recognise(page_picture(path, number, dpi=READ_DPI))
    return {"kind": "page", "version": engine_version(), "page": to_json(page)}
