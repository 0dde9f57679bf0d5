"""The pages of the corpus, for the wiring in app.py."""

from corpus.views import importing, library

BLUEPRINTS = (importing.pages, library.pages)
