"""The pages of the corpus, for the wiring in app.py."""

from corpus.views import (
    correcting,
    importing,
    inventory,
    likeness,
    page,
    recognition,
    registers,
    searches,
)

BLUEPRINTS = (
    importing.pages,
    page.pages,
    inventory.pages,
    registers.pages,
    searches.pages,
    recognition.pages,
    likeness.pages,
    correcting.pages,
)
