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

PROGRAM_CPU_SECONDS = 150
"""CPU seconds of one conversion by another program, for the case that nobody is left to end it."""

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
SIGKILL = 9
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
CLONE_NEWPID = 0x20000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_READ = 1 << 2 | 1 << 3
_EXECUTE, _WRITE, _MAKE_SOCKET = 1 << 0, 1 << 1, 1 << 9
_ALL_OF_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_ALL_SINCE_3 = (1 << 15) - 1
_ON_FILES = _EXECUTE | _WRITE | 1 << 2 | 1 << 14
_MAKE = 1 << 1 | 1 << 5 | 1 << 8
SOCKETS = Path("/tmp")  # noqa: S108 - LibreOffice knows no other place
"""Where an office program puts the socket by which it finds itself; nothing else may be done there."""

_PROGRAM_FOLDERS = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store"),
    *("/etc/fonts", "/etc/libreoffice", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"),
    *("/etc/passwd", "/etc/nsswitch.conf", "/etc/papersize"),
    *("/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig"),
    *("/dev/urandom", "/dev/random"),
)
"""What an office program reads of the system; no data of anybody."""

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


def confine_program(work: Path, program: Path, parent: int) -> dict[str, bool]:
    """Gives up what another program does not need either; what it starts later is bound as well.

    Its memory is for the parent to watch: programs of this size map far more than they use.

    Args:
        work: the only folder that may be written.
        program: the program that will be started, read with what stands beside it.
        parent: process id of the parent, whose death ends this process.
    """
    names = ("parent_death", "no_new_privileges", "network", "processes", "files")
    report = dict.fromkeys(names, False)
    if sys.platform != "linux":
        return report
    libc = ctypes.CDLL(None, use_errno=True)
    report["parent_death"] = die_with_parent(parent)
    report["no_new_privileges"] = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    _limit_program()
    apart = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC
    report["processes"] = libc.unshare(apart | CLONE_NEWPID) == 0
    report["network"] = report["processes"] or libc.unshare(apart) == 0
    beside = program.parent.parent if program.parent.name == "program" else program.parent
    read = [(Path(name), _READ | _EXECUTE) for name in (*_PROGRAM_FOLDERS, str(beside))]
    read += [(Path("/dev/null"), _READ | _WRITE), (SOCKETS, _MAKE_SOCKET)]
    report["files"] = _only(libc, [*read, (work, _ALL_SINCE_3)])
    return report


def die_with_parent(parent: int, *, in_new_namespace: bool = False) -> bool:
    """Asks the system to end this process when its parent ends.

    Args:
        parent: the process id it must have by now.
        in_new_namespace: the parent may stand in an outer one and show as 0.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    held: bool = libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0
    if os.getppid() != parent and not (in_new_namespace and os.getppid() == 0):
        os._exit(0)  # the parent died before the line above
    return held


def _limit_program() -> None:
    import resource

    limits = {
        resource.RLIMIT_CPU: PROGRAM_CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        _, hard = resource.getrlimit(which)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (allowed, allowed))


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

    class NoSocket(socket.socket):
        """A class still, since libraries that never connect build theirs on it."""

        def __init__(self, *_args: object, **_named: object) -> None:
            raise PermissionError("no network in the sandbox")

    def refuse(*_args: object, **_named: object) -> NoReturn:
        raise PermissionError("no network in the sandbox")

    socket.socket = NoSocket  # type: ignore[misc] # a class is replaced on purpose
    socket.create_connection = refuse


def _only_files(libc: ctypes.CDLL, work: Path, readable: list[Path]) -> bool:
    """Landlock: read the program and its libraries, read and write `work`, execute nothing."""
    allowed = [(folder, _READ) for folder in readable]
    return _only(libc, [*allowed, (work, _READ | _MAKE | 1 << 14)])


def _only(libc: ctypes.CDLL, allowed: list[tuple[Path, int]]) -> bool:
    """Landlock: these rights in these folders, none elsewhere."""
    abi = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return False
    handled = _ALL_OF_ABI.get(abi, _ALL_SINCE_3)
    attribute = ctypes.create_string_buffer(struct.pack("=Q", handled), 8)
    ruleset = libc.syscall(_CREATE_RULESET, attribute, 8, 0)
    if ruleset < 0:
        return False
    try:
        for folder, rights in allowed:
            if not _allow(libc, ruleset, folder, rights & handled):
                return False
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, folder: Path, rights: int) -> bool:
    if not folder.exists():
        return True
    if not folder.is_dir():
        rights &= _ON_FILES
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle), 12)
        return bool(libc.syscall(_ADD_RULE, ruleset, 1, rule, 0) == 0)
    finally:
        os.close(handle)
