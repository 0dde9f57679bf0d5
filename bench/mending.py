"""What happens to searches when index files are damaged under the running program, and how soon they heal.

    python -m bench.mending [--folder DIR] [--documents 600] [--engines whoosh,database]

The program is started as a user starts it. Index files are cut short, one bit is turned over, some are
deleted, all are deleted, yesterday's copy is put in their place; after each, pages are asked for until they
no longer say that the index is being rebuilt and the status page says that it is up to date, and every total is compared with what it was. Ends with status
1 where an answer was wrong or the index did not heal.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from app import create_app
from base.config import config_for
from bench.filled import fill
from bench.papers import papers, questions
from tests.journeys.server import Browser, Server
from tests.journeys.test_kill import PASSWORD, first_sign_in

ASKED = 6
HEALS_WITHIN = 120.0
_TOTAL = re.compile(r"<h2><b>([\d, ]+)</b> 件")
DEGRADED = "检索索引正在重建"
UP_TO_DATE = "检索索引已是最新"


def cut_short(folder: Path) -> None:
    """Half of each file is lost."""
    for path in _files(folder):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one_bit(folder: Path) -> None:
    """One bit of the largest file is turned over."""
    path = max(_files(folder), key=lambda one: one.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def some_deleted(folder: Path) -> None:
    """The largest file is gone."""
    max(_files(folder), key=lambda one: one.stat().st_size).unlink()


def all_deleted(folder: Path) -> None:
    """The folder is gone."""
    shutil.rmtree(folder)


def _files(folder: Path) -> list[Path]:
    """Of the index at rest. SQLite's -shm is memory that running processes share: cut short under them it
    ends a web process, which the supervisor starts again."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    return [path for path in found if not path.name.endswith("-shm")]


def asked_once(browser: Browser, words: str) -> tuple[int, bool, float]:
    """Total, whether the page says that the index is being rebuilt, and seconds."""
    start = time.perf_counter()
    page = browser.get("/desk/library?q=" + quote(words))
    found = _TOTAL.search(page)
    total = int(re.sub(r"\D", "", found.group(1))) if found else -1
    return total, DEGRADED in page, time.perf_counter() - start


def tried(browser: Browser, right: dict[str, int], damage: Callable[[], None]) -> tuple[str, bool]:
    """Damage, then ask until the pages no longer say so."""
    damage()
    start = time.monotonic()
    wrong = asked = said = 0
    quiet = 0
    while time.monotonic() - start < HEALS_WITHIN and quiet < len(right):
        for words, expected in right.items():
            total, degraded, _ = asked_once(browser, words)
            asked, wrong, said = asked + 1, wrong + (total != expected), said + degraded
            quiet = 0 if degraded else quiet + 1
        if UP_TO_DATE not in browser.get("/desk/status"):
            quiet = 0
        time.sleep(0.3)
    healed = quiet >= len(right)
    line = f"{asked} pages, {wrong} wrong totals, {said} said to be degraded, "
    line += f"healed after {time.monotonic() - start:.1f} s" if healed else "NOT HEALED"
    return line, wrong == 0 and healed


def run(engine: str, folder: Path | None, documents: int) -> bool:
    """All kinds of damage for one engine; whether all went well."""
    some = list(papers(documents, folder))
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as name:
        server = Server(Path(name) / "data", search=engine)
        first_sign_in(server)
        try:
            with create_app(config_for(server.data)).app_context():
                fill(some)
            server.flask("reindex")
            browser = Browser(server.url)
            browser.sign_in("admin", PASSWORD)
            right = {
                words: asked_once(browser, words)[0] for words in questions(some)[::50][:ASKED]
            }
            index = server.data / "index" / engine
            copy = Path(name) / "yesterday"
            shutil.copytree(index, copy)
            new = {"新收.txt": "凤溪镇人民政府文件\n关于鹤鸣九皋的通知\n各村照此办理。".encode()}
            browser.get("/desk/import")
            browser.upload("/desk/import", new)
            right["鹤鸣九皋"] = 1
            while asked_once(browser, "鹤鸣九皋")[0] != 1:
                time.sleep(0.2)
            time.sleep(5)

            def yesterday() -> None:
                shutil.rmtree(index)
                shutil.copytree(copy, index)

            well = True
            for damage in (cut_short, one_bit, some_deleted, all_deleted):
                said, fine = tried(browser, right, lambda harm=damage: harm(index))  # type: ignore[misc]
                print(f"{engine:9} {damage.__name__:13} {said}", flush=True)
                well = well and fine
            said, fine = tried(browser, right, yesterday)
            print(f"{engine:9} {'yesterday':13} {said}", flush=True)
            return well and fine
        finally:
            server.stop()


def main() -> int:
    """Try each engine."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--engines", default="whoosh,database")
    given = parser.parse_args()
    done = [run(engine, given.folder, given.documents) for engine in given.engines.split(",")]
    return int(not all(done))


if __name__ == "__main__":
    sys.exit(main())
