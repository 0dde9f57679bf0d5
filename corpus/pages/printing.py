"""Use case: the pages of an office file, as LibreOffice prints them; made once, when somebody looks.

The pdf and what stands on it are kept beside the page pictures and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from base import jobs
from base.errors import Unreadable
from corpus.originals import Originals
from corpus.pages.pictures import ORIGINAL_MISSING, PRIORITY, PagePictures
from corpus.pages.printout import Printout, printout_from_json, printout_of, printout_to_json
from corpus.sandbox import Sandbox

JOB = "print"
FORMATS = frozenset(("doc", "docx", "wps", "rtf"))
"""Formats that LibreOffice prints; odt is among docx."""
WHOLE = 0
"""The page number under which stands why no page can be shown."""


def ask(sha256: str, form: str) -> None:
    """Queue the printing of an original before all else; asked twice is once. The caller commits."""
    payload = {"sha256": sha256, "format": form}
    jobs.enqueue(JOB, payload, once=f"{JOB}:{sha256}", priority=PRIORITY)


def print_out(
    payload: dict[str, Any], originals: Originals, sandbox: Sandbox, pictures: PagePictures
) -> None:
    """The job: convert, read the pages, keep both. Harmless when repeated."""
    sha256, form = str(payload["sha256"]), str(payload["format"])
    if found(pictures, sha256) is not None:
        return
    try:
        reading = sandbox.print_out(originals.path(sha256), form, pictures.printed(sha256))
    except Unreadable as problem:
        pictures.refuse(sha256, WHOLE, problem.message)
    except FileNotFoundError:
        pictures.refuse(sha256, WHOLE, ORIGINAL_MISSING)
    else:
        _keep(_beside(pictures, sha256), printout_of(reading))


def found(pictures: PagePictures, sha256: str) -> Printout | None:
    """The printed pages of an original, None where they are not made yet."""
    path = _beside(pictures, sha256)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        if pictures.printed(sha256).exists():
            return printout_from_json(json.loads(path.read_text("utf-8")))
    return None


def _beside(pictures: PagePictures, sha256: str) -> Path:
    return pictures.printed(sha256).with_suffix(".json")


def _keep(path: Path, printout: Printout) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_text(json.dumps(printout_to_json(printout), ensure_ascii=False), "utf-8")
    beside.replace(path)
