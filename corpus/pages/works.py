"""The jobs of pages, for the wiring in app.py."""

from __future__ import annotations

from base import jobs
from corpus.pages import pictures as page_pictures
from corpus.pages import printing, recognising
from corpus.pages.recognising import Recognition


def works(work: Recognition) -> jobs.Works:
    """What the worker does: recognise a page, renew a text with what was recognised, print, draw a page."""
    return {
        recognising.JOB: jobs.Work(
            lambda payload: recognising.recognise_page(payload, work), recognising.give_up_page
        ),
        recognising.COMPOSE_JOB: jobs.Work(lambda payload: recognising.compose(payload, work)),
        printing.JOB: jobs.Work(
            lambda payload: printing.print_out(payload, work.originals, work.sandbox, work.pictures)
        ),
        page_pictures.JOB: jobs.Work(
            lambda payload: page_pictures.draw(payload, work.originals, work.reader, work.pictures)
        ),
    }
