"""Pages in a limited child process of their own: a page as a picture, and what recognition reads on it.

Models map more memory than other readers need, hence a second sandbox with limits of its own; it is
started with the first page and let go as soon as no page waits.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.reading import wire
from corpus.reading.dialogue import ChildDialogue
from corpus.reading.process import Limits
from corpus.recognition.printed import PrintedPage, from_json

SECONDS = 90.0
LIMITS = Limits(resident=3 * 1024**3, address_space=8 * 1024**3, grown=2 * 1024**3)
MAX_PICTURE_BYTES = 40 * 1024**2
MAX_LINES = 5_000
MAX_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised page and the version of what recognised it."""

    page: PrintedPage
    version: str


class PageReader(ChildDialogue):
    """Renders and recognises single pages.

    Args:
        seconds: wall-clock seconds for one page.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        super().__init__(seconds=seconds, limits=LIMITS)

    def recognise(self, path: Path, page: int) -> Recognised:
        """What stands on a page.

        Raises:
            Unreadable: as the page's picture cannot be had; resource_limit where it took too long.
        """
        with self._lock:
            try:
                reply = self._ask("recognise", path, self._seconds, page=page)[-1]
                return Recognised(_page(reply.get("page")), _version(reply.get("version")))
            except wire.Malformed as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()

    def render(self, path: Path, page: int, target: Path, *, turned: int = 0) -> None:
        """Puts the picture of a page (WebP) at `target`, all at once.

        Raises:
            Unreadable: the page cannot be shown.
        """
        with self._lock:
            try:
                reply = self._ask("render", path, self._seconds, page=page, turned=turned)[-1]
                self._take(reply.get("file"), target)
            except wire.Malformed as error:
                raise self._distrusted(error) from error
            finally:
                self._unstage()
                for left in (self._work / "out").iterdir():
                    left.unlink(missing_ok=True)

    def rest(self) -> None:
        """Ends the child: its models hold over 1 GB that nobody needs now."""
        with self._lock:
            self._retire()

    def _take(self, name: object, target: Path) -> None:
        """Moves what the child wrote, if it is a picture of our kind and of a sensible size."""
        if not isinstance(name, str) or not name.isalnum():
            raise wire.Malformed("file")
        source = self._work / "out" / name
        if source.is_symlink() or not source.is_file():
            raise wire.Malformed("file")
        with source.open("rb") as stream:
            head = stream.read(12)
        known = head[:4] == b"RIFF" and head[8:] == b"WEBP"
        if not known or source.stat().st_size > MAX_PICTURE_BYTES:
            raise wire.Malformed("picture")
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{name}")
        shutil.move(source, beside)
        beside.chmod(0o440)
        beside.replace(target)


def _page(value: Any) -> PrintedPage:
    """The page as sent, with texts and counts as they may be."""
    if not isinstance(value, dict):
        raise wire.Malformed("page")
    try:
        page = from_json(value)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise wire.Malformed("page") from error
    letters = sum(len(line.text) for line in page.lines)
    if len(page.lines) > MAX_LINES or letters > MAX_LETTERS:
        raise wire.Malformed("too many lines")
    if any(wire.CONTROL.search(line.text) for line in page.lines):
        raise wire.Malformed("control characters")
    return page


def _version(value: object) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise wire.Malformed("version")
    return value
