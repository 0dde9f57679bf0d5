"""Opens a PDF: a password is told from damage, a lost end is repaired once, what would act is named."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from base.errors import Unreadable
from corpus.block import ReadNote
from corpus.formats.ooxml import encrypted
from corpus.formats.reader import damage_named

_MAX_REPAIRED = 300 * 1024 * 1024
_SOME_PAGES = 300
_SOME_NOTES = 200
_FAULTS = (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open PDF; `repaired` where its end was lost and has been made anew, without what stood on
    the pages `lost`."""

    document: pypdfium2.PdfDocument
    repaired: bool = False
    lost: tuple[int, ...] = ()


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Opens a PDF for the length of a `with`.

    Raises:
        Unreadable: encrypted where a password is needed; damaged where repair does not help.
    """
    file = _open(path)
    try:
        with damage_named("PDF ", pypdfium2.PdfiumError):
            yield file
    finally:
        file.document.close()


def _open(path: Path) -> Opened:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise encrypted() from error
    else:
        if len(document):
            return Opened(document)
        document.close()
    return _repaired(path)


def _repaired(path: Path) -> Opened:
    """The file with its table of objects made anew; done once. Where more than a tenth of the pages
    have lost what stood on them, the paper is damaged."""
    out = io.BytesIO()
    try:
        with pikepdf.open(path) as broken:
            count = len(broken.pages)
            lost = tuple(n for n, page in enumerate(broken.pages, 1) if "/Contents" not in page)
            if len(lost) * 10 > count or not count:
                raise damaged()
            broken.save(out)
    except pikepdf.PasswordError as error:
        raise encrypted() from error
    except _FAULTS as error:
        raise damaged() from error
    if out.tell() > _MAX_REPAIRED:
        raise damaged()
    try:
        return Opened(pypdfium2.PdfDocument(out.getvalue()), repaired=True, lost=lost)
    except pypdfium2.PdfiumError as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """The problem of a PDF that cannot be read even in part."""
    return Unreadable(
        "PDF 已损坏，无法读取。请用阅读器打开后另存一份，再重新上传。", code="damaged"
    )


def active_notes(path: Path) -> list[ReadNote]:
    """What a reader program would run or unpack, for a person to know; nothing of it is run here.

    Scripts, program starts and embedded files are looked for in the catalogue and in the first 300
    pages with their annotations.
    """
    found: set[str] = set()
    files = 0
    try:
        with pikepdf.open(path) as pdf:
            files = len(pdf.attachments)
            _look_at(pdf.Root, found)
            names = pdf.Root.get("/Names")
            if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
                found.add("/JavaScript")
            for page in islice(pdf.pages, _SOME_PAGES):
                _look_at(page.obj, found)
                for note in islice(_array(page.obj.get("/Annots")), _SOME_NOTES):
                    _look_at(note, found)
    except _FAULTS:
        return []  # PDFium reads it all the same, and runs nothing
    notes = []
    if "/JavaScript" in found:
        notes.append(
            ReadNote("active_script", "PDF 内含脚本（JavaScript），没有运行，请核实来源。")
        )
    if "/Launch" in found:
        notes.append(
            ReadNote("active_launch", "PDF 内含启动外部程序的动作，没有运行，请核实来源。")
        )
    if files or "/FileAttachment" in found:
        notes.append(
            ReadNote("embedded_files", "PDF 内嵌有附件，没有读取。如需要，请另存后单独上传。")
        )
    return notes


def _look_at(owner: Any, found: set[str]) -> None:
    """Adds the kinds of actions an object has: /OpenAction, /A and those of /AA."""
    if not isinstance(owner, pikepdf.Dictionary):
        return
    found.add(str(owner.get("/Subtype", "")))
    actions = [owner.get("/OpenAction"), owner.get("/A")]
    more = owner.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        actions += [more[key] for key in islice(more.keys(), 20)]
    for action in actions:
        if isinstance(action, pikepdf.Dictionary):
            found.add(str(action.get("/S", "")))


def _array(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array) else []
