"""`python -m tests.opensearch`: a cluster of its own, the contract of the engines, a node that stops."""

from __future__ import annotations

import subprocess
import sys

from tests.journeys.server import ROOT
from tests.opensearch.cluster import cluster

SUITE = ("tests/contracts/test_search.py", "tests/opensearch")
"""What runs where the command line names nothing else."""


def main(words: list[str]) -> int:
    """Run tests on a cluster of their own; returns pytest's exit status."""
    with cluster() as running:
        options = [
            "--engines=opensearch",
            f"--opensearch-url={running.url}",
            f"--opensearch-nodes={','.join(map(str, running.pids))}",
        ]
        command = [sys.executable, "-m", "pytest", *options, *words]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(SUITE)))
