"""Page images on disk: a cache beside the data, made when somebody first looks at a page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from base import jobs
from base.errors import Unreadable
from corpus.originals import Originals
from corpus.pages import keeper as page_keeper
from corpus.pages.reader import PageReader

JOB = "render"
PRIORITY = 1
FORMATS = frozenset(("pdf", "image", "ofd"))
"""Formats whose pages can be shown as they are."""
ORIGINAL_MISSING = "原件不在存储目录里，请联系管理员从备份恢复。"


class PagePictures:
    """The pictures of one data directory, `<folder>/<sha256>/<page>-<degrees turned>.webp`.

    Beside them an office file's pages as they print, `printed.pdf` (corpus/pages/printing.py).

    Args:
        folder: where they stand; all of it may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str, number: int, turned: int) -> Path:
        """Where the picture of a page stands (it may be missing)."""
        return self._folder / sha256[:2] / sha256 / f"{number}-{turned}.webp"

    def printed(self, sha256: str) -> Path:
        """Where an office file stands as the pdf it prints (it may be missing)."""
        return self._folder / sha256[:2] / sha256 / "printed.pdf"

    def problem(self, sha256: str, number: int) -> str | None:
        """Why a page could not be shown, None where nothing went wrong yet."""
        path = self._reason(sha256, number)
        return path.read_text("utf-8") if path.exists() else None

    def refuse(self, sha256: str, number: int, message: str) -> None:
        """Keep the reason why a page cannot be shown, so that nobody waits for it."""
        path = self._reason(sha256, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(message, "utf-8")

    def forget(self, sha256: str) -> None:
        """Remove every picture of an original."""
        shutil.rmtree(self._folder / sha256[:2] / sha256, ignore_errors=True)

    def _reason(self, sha256: str, number: int) -> Path:
        return self._folder / sha256[:2] / sha256 / f"{number}.txt"


def ask(sha256: str, number: int, turned: int) -> None:
    """Queue a page to be drawn before all else; asked twice is drawn once. The caller commits."""
    payload = {"sha256": sha256, "page": number, "turned": turned}
    jobs.enqueue(JOB, payload, once=f"{JOB}:{sha256}:{number}:{turned}", priority=PRIORITY)


def draw(
    payload: dict[str, Any], originals: Originals, reader: PageReader, pictures: PagePictures
) -> None:
    """Draw one page. Harmless when repeated."""
    sha256, number = str(payload["sha256"]), int(payload["page"])
    turned = int(payload.get("turned", 0))
    target = pictures.path(sha256, number, turned)
    if target.exists():
        return
    try:
        printed = pictures.printed(sha256)
        source = printed if printed.exists() else originals.path(sha256)
        reader.render(source, number, target, turned=turned)
    except Unreadable as problem:
        pictures.refuse(sha256, number, problem.message)
    except FileNotFoundError:
        pictures.refuse(sha256, number, ORIGINAL_MISSING)


def turned_of(sha256: str, number: int) -> int:
    """How much recognition turned a page to read it."""
    row = page_keeper.find(sha256, number)
    return row.turned if row is not None else 0
