"""The kill test at length: `python -m bench.kill --rounds 50`. Prints one JSON line of figures."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.journeys.kill import all_well, kill_rounds
from tests.journeys.server import Server
from tests.journeys.test_kill import PASSWORD, first_sign_in


def main() -> None:
    """Run the rounds over a fresh installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data")
        first_sign_in(server)
        try:
            outcome = kill_rounds(server, ("admin", PASSWORD), asked.rounds, asked.seed)
        finally:
            server.stop()
    figures = {
        "rounds": outcome.rounds,
        "killed": dict(outcome.killed),
        "acknowledged": len(outcome.acknowledged),
        "lost": outcome.lost,
        "twice": outcome.twice,
        "unfinished": outcome.unfinished,
        "check_clean": all_well(outcome),
        "seconds": round(outcome.seconds, 1),
    }
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
