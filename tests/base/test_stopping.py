"""A signal stops supervisor and worker, however often and whenever it comes."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from base.supervisor import Stop
from base.worker import Worker


@pytest.fixture
def alarms() -> Iterator[None]:
    """Take the alarm of a test away after it."""
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_wait_ends_when_the_signal_comes(alarms: None) -> None:
    stop = Stop()
    assert not stop.wait(0.01)
    signal.signal(signal.SIGALRM, stop.ask)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.0005)
    began = time.monotonic()
    assert stop.wait(30)
    assert time.monotonic() - began < 5


def test_an_idle_worker_leaves_when_the_signal_comes(app: Flask, alarms: None) -> None:
    worker = Worker(app, {}, "test-stop")
    signal.signal(signal.SIGALRM, lambda *_: worker.stop())
    signal.setitimer(signal.ITIMER_REAL, 0.2, 0.0005)
    assert worker.run(pause=0.01) == 0
