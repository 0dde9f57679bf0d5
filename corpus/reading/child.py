"""The reading process itself: started by `corpus.sandbox`, reads one file after another, knows no data.

Run as a script by `python -I`, which puts no folder on the path; the project's is given as argument.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
import sysconfig
from pathlib import Path
from typing import Any, BinaryIO

HEADER = struct.Struct(">Q")


def main(root: str, work: str, parent: str, memory: str) -> None:
    """Gives up rights, says so, then answers requests until the parent closes the pipe.

    Args:
        root: folder of the project.
        work: the folder files are handed over in; ours to write `out` in.
        parent: process id of the parent.
        memory: bytes of address space this process may have.
    """
    sys.path.insert(0, root)
    requests, replies = _pipes()
    from corpus.reading.confinement import confine

    report = confine(Path(work), _readable(Path(root)), int(parent), int(memory))
    _preload()
    _send(replies, {"kind": "ready", "limits": report})
    while request := _receive(requests):
        _send(replies, _answer(request, Path(work), replies))


def _answer(request: dict[str, Any], work: Path, replies: BinaryIO) -> dict[str, Any]:
    """One reply to one request; whatever goes wrong is a problem, not the end of the process."""
    from base.errors import Unreadable
    from corpus.reading.confinement import allow_cpu

    allow_cpu()
    path = work / "in" / Path(str(request["file"])).name
    try:
        if request["do"] in ("render", "recognise"):
            return _do_page(request, path, work / "out")
        return _do(str(request["do"]), path, work / "out", replies)
    except Unreadable as problem:
        return {"kind": "problem", "code": problem.code, "message": problem.message}
    except (MemoryError, RecursionError) as error:
        message = "文件读取时占用内存过多，已停止。请拆分或另存后重新上传。"
        return _failed(error, "resource_limit", message)
    except Exception as error:  # noqa: BLE001 - libraries raise anything on hostile bytes
        message = "文件已损坏，无法读取。请用原来的软件打开后另存一份，再重新上传。"
        return _failed(error, "damaged", message)


def _do(what: str, path: Path, out: Path, replies: BinaryIO) -> dict[str, Any]:
    from corpus import archive
    from corpus.block import Reading
    from corpus.formats import pdf, registry
    from corpus.reading.wire import to_wire

    if what == "is_archive":
        return {"kind": "answer", "value": archive.is_archive(path)}
    if what == "unpack":
        for member in archive.members(path, out):
            _send(replies, _member_to_wire(member))
        return {"kind": "answer", "value": True}
    if what == "grids":
        from corpus.formats.spreadsheet import read_grids
        from corpus.grid import grids_to_json

        return {"kind": "answer", "value": grids_to_json(read_grids(path))}
    if what == "examine":
        from corpus.formats.examination import examine

        name, form, notes = examine(path)
        return {"kind": "answer", "value": to_wire(Reading(form, name, (), notes=notes))}
    reader = registry.sniff(path)
    if reader.format == "pdf":
        _send(replies, {"kind": "pages", "count": pdf.page_count(path)})
    return {"kind": "reading", "reading": to_wire(registry.read(path))}


def _do_page(request: dict[str, Any], path: Path, out: Path) -> dict[str, Any]:
    """A page as a picture, or what recognition reads on it; models are loaded only here."""
    from corpus.pages import process as page_process

    return page_process.answer(request, path, out)


def _member_to_wire(member: Any) -> dict[str, Any]:
    problem = member.problem
    return {
        "kind": "member",
        "name": member.name,
        "file": None if member.path is None else member.path.name,
        "problem": None if problem is None else {"code": problem.code, "message": problem.message},
    }


def _failed(error: BaseException, code: str, message: str) -> dict[str, Any]:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at is not None else ""
    detail = f"{type(error).__name__} in {where}"
    return {"kind": "problem", "code": code, "message": message, "detail": detail, "spent": True}


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Requests and replies on handles of their own; what libraries print goes nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nowhere, handle)
    return requests, replies


def _preload() -> None:
    """Imports the readers; logging of libraries would only meet the closed streams."""
    import logging

    logging.disable(logging.CRITICAL)
    from corpus.formats import registry

    assert registry.READERS


def _readable(root: Path) -> list[Path]:
    """The program, Python with its libraries, and what the loader and fonts need."""
    paths = sysconfig.get_paths()
    own = [root / "corpus", root / "base", Path(sys.prefix), Path(sys.base_prefix)]
    libraries = [Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    system = [Path(p) for p in ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib")]
    needed = [
        Path("/usr/share/fonts"),
        Path("/etc/ld.so.cache"),
        Path("/dev/null"),
        Path("/dev/urandom"),
        Path("/proc/cpuinfo"),  # what runs the models of recognition waits for ever without it
        Path("/sys/devices/system/cpu"),
    ]
    return [*own, *libraries, *system, *needed]


def _receive(requests: BinaryIO) -> dict[str, Any] | None:
    header = requests.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    request: dict[str, Any] = json.loads(requests.read(HEADER.unpack(header)[0]))
    return request


def _send(replies: BinaryIO, message: dict[str, Any]) -> None:
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    replies.write(HEADER.pack(len(body)) + body)
    replies.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main(*sys.argv[1:5])
