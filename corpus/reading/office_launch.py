"""Starts LibreOffice with less than it would have: run as a script by `corpus.reading.office`, knows no data.

It gives up the network, other processes and most files, then starts the program and waits for it; when
it is ended, or the parent ends, everything the program started ends too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROGRAM_FAILED = 70


def main(root: str, work: str, parent: str, *command: str) -> int:
    """Confines itself, runs the command, and returns its status.

    Args:
        root: folder of the project.
        work: the only folder that may be written.
        parent: process id of the parent.
        command: the program with its arguments.
    """
    sys.path.insert(0, root)
    from corpus.reading.confinement import confine_program, die_with_parent

    program = Path(command[0]).resolve()
    confine_program(Path(work), program, int(parent))
    launcher = os.getpid()
    child = os.fork()
    if child == 0:
        die_with_parent(launcher, in_new_namespace=True)
        try:
            os.execv(command[0], command)  # noqa: S606 - no shell, our own arguments
        except OSError:
            os._exit(PROGRAM_FAILED)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(abs(main(*sys.argv[1:])))
