"""Walks a zip safely: counts before it trusts, never extracts by name, one bad member stops no other.

Runs in the sandbox's child only. Limits as in the tables of the house: 2,000 entries, 500 MB in all,
100 MB each, ratio 200, two levels.
"""

from __future__ import annotations

import lzma
import re
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from base.errors import Unreadable
from corpus.formats.encodings import decode_name, name_encoding

MAX_ENTRIES = 2_000
MAX_TOTAL = 500 * 1024 * 1024
MAX_MEMBER = 100 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
MAX_DEPTH = 2
MAX_NAME_BYTES = 255
_CHUNK = 256 * 1024
_LITTER = re.compile(
    r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$[^/]*$|\._[^/]*$)", re.I
)
_DOCUMENT_ZIPS = ("[content_types].xml", "ofd.xml", "meta-inf/manifest.xml")
_BAD = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its label, and where its bytes were written or why they were not.

    `name` is for people only and never a path of ours; a nested archive's members carry
    `inner.zip!/name`.
    """

    name: str
    path: Path | None = None
    problem: Unreadable | None = None


@dataclass(slots=True)
class _Budget:
    """What an archive and those inside it may still take together."""

    entries: int = MAX_ENTRIES
    size: int = MAX_TOTAL


def is_archive(path: Path) -> bool:
    """Whether a file is a zip of files, by content: docx, ofd and odt are zips too, and are not."""
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return False
    if head[30:38] == b"mimetype":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/\\") for name in archive.namelist()}
    except _BAD:
        return False
    return not any(part in names for part in _DOCUMENT_ZIPS)


def members(path: Path, into: Path) -> Iterator[Member]:
    """Writes every member to a file of its own in `into` and yields it; litter and folders left out.

    Args:
        path: the zip.
        into: an empty folder that exists; file names in it are ours.

    Raises:
        Unreadable: archive_limit where the whole asks for too much, damaged where it does not open,
            empty where nothing is in it.
    """
    yield from _walk(path, into, "", 1, _Budget())


def _walk(path: Path, into: Path, prefix: str, depth: int, budget: _Budget) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(path)
    except _BAD as error:
        raise Unreadable("压缩包已损坏，无法打开。请重新打包后上传。", code="damaged") from error
    with archive:
        infos = archive.infolist()
        encoding = name_encoding(_raw_names(infos))
        entries = [(label_of(entry, encoding), entry) for entry in infos]
        wanted = [(n, e) for n, e in entries if not e.is_dir() and not _LITTER.search(n)]
        _charge([entry for _, entry in wanted], budget)
        if not wanted and depth == 1:
            raise Unreadable("压缩包里没有文件。请检查是否传错了文件。", code="empty")
        for name, entry in wanted:
            yield from _member(archive, entry, into, prefix + name, depth, budget)


def _charge(entries: list[zipfile.ZipInfo], budget: _Budget) -> None:
    """Takes what the directory declares off the budget: overlapping entries cannot multiply."""
    budget.entries -= len(entries)
    budget.size -= sum(min(entry.file_size, MAX_MEMBER) for entry in entries)
    if budget.entries < 0:
        raise _limit(f"压缩包内文件超过 {MAX_ENTRIES} 个")
    if budget.size < 0:
        raise _limit("压缩包解压后超过 500 MB")


def _member(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    into: Path,
    name: str,
    depth: int,
    budget: _Budget,
) -> Iterator[Member]:
    target = into / uuid.uuid4().hex
    try:
        _copy(archive, entry, target)
        nested = is_archive(target)
    except Unreadable as problem:
        target.unlink(missing_ok=True)
        yield Member(name, problem=problem)
        return
    if not nested:
        yield Member(name, target)
        return
    try:
        if depth >= MAX_DEPTH:
            raise _limit(f"压缩包套了超过 {MAX_DEPTH} 层")
        yield from _walk(target, into, f"{name}!/", depth + 1, budget)
    except Unreadable as problem:
        yield Member(name, problem=problem)
    finally:
        target.unlink(missing_ok=True)


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Streams one member out, counting what really comes."""
    if entry.flag_bits & 1:
        raise Unreadable("压缩包内的这个文件设有密码。请去掉密码后重新打包上传。", code="encrypted")
    if entry.file_size > MAX_MEMBER:
        raise _limit("这个文件超过 100 MB")
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        raise _limit("这个文件压缩比异常，疑似压缩炸弹")
    copied = 0
    try:
        with archive.open(entry) as source, target.open("xb") as out:
            while chunk := source.read(_CHUNK):
                copied += len(chunk)
                if copied > MAX_MEMBER or copied > entry.file_size:
                    raise _limit("这个文件解压后比登记的大")
                out.write(chunk)
    except _BAD as error:
        raise Unreadable("压缩包内的这个文件已损坏。请重新打包后上传。", code="damaged") from error
    if copied == 0:
        raise Unreadable("这是一个空文件。请检查是否传错了文件。", code="empty")


def label_of(entry: zipfile.ZipInfo, encoding: str | None = None) -> str:
    """The member's name for people: decoded, without drive, `..`, control characters, not too long.

    Args:
        entry: the member.
        encoding: what the names of the archive that do not say are written in, if that is known.
    """
    raw = _raw_name(entry)
    if raw is None:
        name = _unicode_path(entry) or entry.filename
    else:
        name = _unicode_path(entry) or decode_name(raw, encoding)
    name = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", name)
    parts = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/")).split("/")
    tail = "/" if name.endswith("/") else ""
    kept = "/".join(part for part in parts if part not in ("", ".", "..")) or "未命名"
    return kept.encode()[:MAX_NAME_BYTES].decode(errors="ignore") + tail


def _raw_name(entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name that does not say its encoding; None for one that is UTF-8."""
    if entry.flag_bits & 0x800:
        return None
    try:
        return entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _raw_names(entries: list[zipfile.ZipInfo]) -> list[bytes]:
    return [raw for raw in map(_raw_name, entries) if raw is not None]


def _unicode_path(entry: zipfile.ZipInfo) -> str | None:
    """The name in the Info-ZIP Unicode Path field (0x7075), where it belongs to the name beside it."""
    extra, raw = entry.extra, _raw_name(entry)
    while len(extra) >= 4 and raw is not None:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == 0x7075 and len(body) > 5 and body[0] == 1:
            if struct.unpack_from("<I", body, 1)[0] != zlib.crc32(raw):
                return None
            return body[5:].decode("utf-8", errors="replace")
    return None


def _limit(what: str) -> Unreadable:
    return Unreadable(
        f"{what}，没有读取。请分成几个小的压缩包，或直接上传文件。", code="archive_limit"
    )
