"""What a reading process gives up before it sees a file: memory, network, other files, new programs.

Each layer is tried by itself and reported; none is taken for granted (Linux only, elsewhere all off).
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from pathlib import Path
from typing import NoReturn

MEMORY_BYTES = 2 * 1024**3
FILE_BYTES = 600 * 1024**2
OPEN_FILES = 64
CPU_SECONDS = 400
"""CPU seconds one document may take; the parent's wall clock is shorter and is what counts."""

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SIGKILL = 9
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_READ = 1 << 2 | 1 << 3
_ALL_OF_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_ALL_SINCE_3 = (1 << 15) - 1
_MAKE = 1 << 1 | 1 << 5 | 1 << 8
NAMES = (
    "memory",
    "cpu",
    "file_size",
    "no_new_privileges",
    "network",
    "files",
    "parent_death",
    "own_session",
)


def confine(
    work: Path, readable: list[Path], parent: int, memory: int = MEMORY_BYTES
) -> dict[str, bool]:
    """Gives up everything that can be given up; returns which layers hold.

    Args:
        work: the only folder that may be written.
        readable: folders that may be read (the program, its libraries).
        parent: process id of the parent, whose death ends this process.
        memory: bytes of address space.
    """
    report = dict.fromkeys(NAMES, False)
    if sys.platform != "linux":
        _deny_sockets()
        return report
    libc = ctypes.CDLL(None, use_errno=True)
    report["parent_death"] = libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0
    if os.getppid() != parent:
        os._exit(0)  # the parent died before the line above
    report["own_session"] = os.getsid(0) == os.getpid()
    report["no_new_privileges"] = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    report |= _limit_resources(memory)
    report["network"] = libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0
    _deny_sockets()
    report["files"] = _only_files(libc, work, readable)
    return report


def allow_cpu() -> None:
    """Gives the next document its CPU seconds, counted from what is used already."""
    if sys.platform != "linux":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit_resources(memory: int) -> dict[str, bool]:
    import resource

    limits = {
        "memory": (resource.RLIMIT_AS, memory),
        "file_size": (resource.RLIMIT_FSIZE, FILE_BYTES),
        "open_files": (resource.RLIMIT_NOFILE, OPEN_FILES),
        "core": (resource.RLIMIT_CORE, 0),
    }
    report = {}
    for name, (which, most) in limits.items():
        _, hard = resource.getrlimit(which)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (allowed, allowed))
        report[name] = True
    allow_cpu()
    return {"memory": report["memory"], "file_size": report["file_size"], "cpu": True}


def _deny_sockets() -> None:
    """Second line: no Python code here opens a socket even where the kernel would let it."""

    def refuse(*_args: object, **_named: object) -> NoReturn:
        raise PermissionError("no network in the sandbox")

    socket.socket = refuse  # type: ignore[assignment,misc] # a class is replaced on purpose
    socket.create_connection = refuse


def _only_files(libc: ctypes.CDLL, work: Path, readable: list[Path]) -> bool:
    """Landlock: read the program and its libraries, read and write `work`, execute nothing."""
    abi = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return False
    handled = _ALL_OF_ABI.get(abi, _ALL_SINCE_3)
    attribute = ctypes.create_string_buffer(struct.pack("=Q", handled), 8)
    ruleset = libc.syscall(_CREATE_RULESET, attribute, 8, 0)
    if ruleset < 0:
        return False
    try:
        allowed = [(folder, _READ) for folder in readable]
        allowed.append((work, (_READ | _MAKE | 1 << 14) & handled))
        for folder, rights in allowed:
            if not _allow(libc, ruleset, folder, rights):
                return False
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, folder: Path, rights: int) -> bool:
    if not folder.exists():
        return True
    if not folder.is_dir():
        rights &= 1 << 2
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle), 12)
        return bool(libc.syscall(_ADD_RULE, ruleset, 1, rule, 0) == 0)
    finally:
        os.close(handle)
