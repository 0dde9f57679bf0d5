"""The pages of the corpus, for the wiring in app.py."""

from corpus.views import importing, inventory, library, registers, searches

BLUEPRINTS = (importing.pages, library.pages, inventory.pages, registers.pages, searches.pages)
