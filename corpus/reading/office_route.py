"""Which files go through LibreOffice, and what is said when they do not.

doc, wps, early Word and Microsoft Works: converted to docx, read by our own walker in the sandbox's
child, and labelled with their true format. Where LibreOffice is absent or fails, the reader of the
format itself reads, and a note says so. rtf and odt are read by their own readers first, since they
lose nothing that LibreOffice keeps, and rtf loses its printed numbers on that way (measured:
第%1条 came back as ?一?); LibreOffice is asked where they are damaged.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from base.errors import Unreadable
from corpus.block import Reading, ReadNote
from corpus.reading import wire
from corpus.reading.office import Office, OfficeFailed

log = logging.getLogger("qingce.office")

SUFFIXES = {
    "word-binary": "doc",
    "word-early": "doc",
    "works": "wps",
    "rtf": "rtf",
    "odt": "odt",
}
"""Readers and refusals whose files LibreOffice opens, and the suffix it is given them under."""

NOT_PRINTED = "{}，这份文件没有版面图像。请对照右边的文字，或下载原件查看。"
OWN_FIRST = frozenset(("rtf", "odt"))
READER = "libreoffice+docx"
_HEADS = (
    b"\xd0\xcf\x11\xe0",
    b"{\\rt",
    b"\xdb\xa5",
    b"\xec\xa5",
    b"\x31\xbe",
    b"\x9b\xa5",
    b"\xfe\x37",
)
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_MISSING = {
    "word-binary": "文本框里的文字排在正文之后，个别自动编号可能缺失",
}
_SETTLED = frozenset(("secret", "encrypted"))


@dataclass(frozen=True, slots=True)
class Examined:
    """What the child says of a file before it is read: who would read it, what it truly is."""

    reader: str
    format: str
    notes: tuple[ReadNote, ...] = ()


class OfficeRoute:
    """The way through LibreOffice, open or not.

    Args:
        program: soffice, None where it is not installed or not wanted.
    """

    def __init__(self, program: Path | None) -> None:
        self._office = Office(program) if program is not None else None

    def close(self) -> None:
        """Removes what conversions left."""
        if self._office is not None:
            self._office.close()

    def concerns(self, path: Path) -> bool:
        """Whether the first bytes are those of a format of `SUFFIXES`: others never ask the child twice."""
        with path.open("rb") as stream:
            head = stream.read(128)
        return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_HEADS) or _ODT in head

    def read(self, path: Path, examined: Examined, read: Callable[[Path], Reading]) -> Reading:
        """The reading of a file that `concerns` names.

        Args:
            path: the file.
            examined: what the child says of it.
            read: reads one file in the child.

        Raises:
            Unreadable: as `read` does.
        """
        if examined.reader not in SUFFIXES:
            return read(path)
        if examined.reader in OWN_FIRST:
            return self._own_first(path, examined, read)
        if self._office is None:
            # the usual way here, as the status page says: a note on every paper would drown the others
            return read(path)
        try:
            return self._converted(path, examined, read)
        except OfficeFailed as failure:
            return _noted(read(path), examined, f"LibreOffice 转换没有成功（{failure.reason}）")
        except Unreadable as problem:
            if problem.code in _SETTLED:
                raise
            log.warning("%s: what LibreOffice made: %s", path.name, problem.code)
            return _noted(read(path), examined, "LibreOffice 转换的结果读不出文字")

    def print_out(
        self, path: Path, form: str, target: Path, read: Callable[[Path], Reading]
    ) -> Reading:
        """Puts the file at `target` as the pdf it prints; returns the reading of that pdf.

        Args:
            path: the file.
            form: its true format.
            read: reads one file in the child.

        Raises:
            Unreadable: LibreOffice is not there or makes no pdf of it; as `read` does.
        """
        if self._office is None:
            raise Unreadable(NOT_PRINTED.format("没有安装 LibreOffice"), code="unsupported")
        try:
            made = self._office.to_pdf(path, form)
            reading = read(made)
            if reading.format != "pdf":
                raise OfficeFailed("没有结果")
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}")
            shutil.move(made, beside)
            beside.chmod(0o440)
            beside.replace(target)
        except OfficeFailed as failure:
            message = NOT_PRINTED.format(f"LibreOffice 转换没有成功（{failure.reason}）")
            raise Unreadable(message, code="damaged") from failure
        finally:
            self._office.clear()
        return reading

    def _own_first(
        self, path: Path, examined: Examined, read: Callable[[Path], Reading]
    ) -> Reading:
        """Our reader, and LibreOffice only where that finds the file damaged."""
        try:
            return read(path)
        except Unreadable as problem:
            if self._office is None or problem.code != "damaged":
                raise
            try:
                return self._converted(path, examined, read)
            except (OfficeFailed, Unreadable):
                raise problem from None

    def _converted(
        self, path: Path, examined: Examined, read: Callable[[Path], Reading]
    ) -> Reading:
        """The file by way of docx, under its true format."""
        assert self._office is not None
        try:
            converted = read(self._office.to_docx(path, SUFFIXES[examined.reader]))
        finally:
            self._office.clear()
        if converted.reader != "docx":
            raise OfficeFailed("没有结果")
        notes = tuple(dict.fromkeys((*examined.notes, *converted.notes)))
        return replace(converted, format=examined.format, reader=READER, notes=notes)


def examined_from_wire(value: object) -> Examined:
    """What the child says of a file.

    Raises:
        wire.Malformed: a type or name is not as it must be.
    """
    if not isinstance(value, dict):
        raise wire.Malformed("examined")
    shell = wire.from_wire({**value, "blocks": [], "pages": None})
    return Examined(shell.reader, shell.format, shell.notes)


def office_report(program: Path | None) -> list[tuple[str, str]]:
    """For the status page: whether LibreOffice is there, and which way each format is read."""
    if program is None:
        return [
            ("LibreOffice", "没有安装（不是必需的）"),
            ("doc、wps 的读取", "内置程序；文本框里的文字排在正文之后"),
            ("rtf、odt 的读取", "内置程序"),
            ("Microsoft Works、1997 年以前的 Word", "不能读取，安装 LibreOffice 后可以"),
        ]
    return [
        ("LibreOffice", f"已安装：{program}"),
        ("doc、wps 的读取", "LibreOffice 转换后读取，转换不成功时用内置程序"),
        ("rtf、odt 的读取", "内置程序；文件损坏时再试 LibreOffice"),
        ("Microsoft Works、1997 年以前的 Word", "由 LibreOffice 转换后读取"),
    ]


def _noted(reading: Reading, examined: Examined, why: str) -> Reading:
    """The reading with a note on what may be missing in it."""
    missing = _MISSING.get(examined.reader)
    if missing is None:
        return reading
    note = ReadNote("without_office", f"{why}，由内置程序读取：{missing}，请对照原件。")
    return replace(reading, notes=(*reading.notes, note))
