"""Searches while papers come in, against searches when nothing else happens; and how soon a new paper is found.

    python -m bench.reading [--folder DIR] [--engine whoosh] [--before 300] [--papers 500]

The program is started as a user starts it, and asked over HTTP. Every answer has to be a whole page of
results. Ends with status 1 where one was not, where p95 during the import is above twice the quiet one, or
where a new paper was not found within two seconds of ending as read.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.asking import shown
from bench.mending import asked_once
from bench.papers import Paper, papers, questions
from tests.journeys.server import Browser, Server
from tests.journeys.test_kill import PASSWORD, first_sign_in

ASKED = 150
SINGLE = 20
FOUND_WITHIN = 2.0
TOGETHER = 50


def signed_in(server: Server) -> Browser:
    """A browser of the administrator."""
    browser = Browser(server.url)
    browser.sign_in("admin", PASSWORD)
    return browser


def send(browser: Browser, some: list[Paper], name: str) -> None:
    """Upload papers as text files, some at a time."""
    for start in range(0, len(some), TOGETHER):
        files = {
            f"{name}-{start + n}.txt": paper.body.encode()
            for n, paper in enumerate(some[start : start + TOGETHER])
        }
        browser.get("/desk/import")
        browser.upload("/desk/import", files)


def waiting(server: Server) -> int:
    """Papers that are not read yet, and jobs that are not done."""
    queued = "SELECT count(*) FROM job WHERE state != 'failed'"
    return int(server.rows(queued)[0][0])


def settle(server: Server) -> None:
    """Wait until nothing waits."""
    while waiting(server):
        time.sleep(0.5)


def answers(
    browser: Browser, asked: list[str], until: threading.Event | None
) -> tuple[list[float], int]:
    """Milliseconds of searches and how many failed: all questions, or round and round `until` it is set."""
    times, failed, n = [], 0, 0
    while n < len(asked) if until is None else not until.is_set():
        words = asked[n % len(asked)]
        n += 1
        start = time.perf_counter()
        try:
            failed += asked_once(browser, words)[0] < 0
        except OSError:
            failed += 1
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    return times, failed


def found_after(server: Server, browser: Browser, n: int) -> float:
    """Seconds from the moment a new paper ended as read to the first page that has it."""
    word = f"鹤鸣九皋之{n:04d}"
    text = f"凤溪镇人民政府文件\n凤府发〔2024〕{900 + n}号\n关于{word}的通知\n各村照{word}办理。"
    browser.get("/desk/import")
    browser.upload("/desk/import", {f"{word}.txt": text.encode()})
    ended = "SELECT count(*) FROM item WHERE name = '{}' AND document_id IS NOT NULL"
    while not server.rows(ended.format(f"{word}.txt"))[0][0]:
        time.sleep(0.02)
    start = time.monotonic()
    while asked_once(browser, word)[0] < 1:
        time.sleep(0.02)
    return time.monotonic() - start


def run(given: argparse.Namespace) -> bool:
    """Measure and print; whether all went well."""
    some = list(papers(given.before + given.papers, given.folder))
    asked = questions(some[: given.before])[::2][:ASKED]
    with tempfile.TemporaryDirectory(prefix="qingce-bench-") as name:
        server = Server(Path(name) / "data", search=given.engine)
        first_sign_in(server)
        try:
            browser, reader = signed_in(server), signed_in(server)
            send(browser, some[: given.before], "before")
            settle(server)
            answers(reader, asked[:20], None)
            quiet, failed_quiet = answers(reader, asked, None)
            done = threading.Event()
            kept: list[tuple[list[float], int]] = []
            asking = threading.Thread(target=lambda: kept.append(answers(reader, asked, done)))
            start = time.monotonic()
            asking.start()
            send(browser, some[given.before :], "during")
            settle(server)
            done.set()
            asking.join()
            (busy, failed), took = kept[0], time.monotonic() - start
            ratio = statistics.quantiles(busy, n=20)[18] / statistics.quantiles(quiet, n=20)[18]
            print(f"quiet: {shown(quiet)} ms, {len(quiet)} searches, {failed_quiet} failed")
            print(
                f"while {given.papers} papers were imported in {took:.0f} s: {shown(busy)} ms, "
                f"{len(busy)} searches, {failed} failed; p95 {ratio:.2f} times the quiet one",
                flush=True,
            )
            found = [found_after(server, browser, n) for n in range(SINGLE)]
            print(
                f"a new paper found after {statistics.median(found):.2f} s, at most {max(found):.2f} s"
            )
            return not failed and ratio <= 2 and max(found) <= FOUND_WITHIN
        finally:
            server.stop()


def main() -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--engine", default="whoosh")
    parser.add_argument("--before", type=int, default=300)
    parser.add_argument("--papers", type=int, default=500)
    return int(not run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
