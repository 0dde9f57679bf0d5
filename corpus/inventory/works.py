"""The jobs of the inventory, for the wiring in app.py."""

from __future__ import annotations

from base import jobs
from corpus.inventory import linking, registers


def works(reading: registers.Reading, on_changed: registers.OnChanged) -> jobs.Works:
    """What the worker does: read a register, apply a returned inventory, match anew."""
    return {
        registers.READ_JOB: jobs.Work(
            lambda payload: registers.read(payload, reading), registers.give_up
        ),
        registers.APPLY_JOB: jobs.Work(
            lambda payload: registers.apply(payload, on_changed), registers.give_up
        ),
        linking.JOB: jobs.Work(linking.run),
    }
