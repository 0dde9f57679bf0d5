"""Names the format of a file before anything is read: who would read it, what should be known of it."""

from __future__ import annotations

from pathlib import Path

from corpus.block import ReadNote
from corpus.formats import registry, word_binary


def examine(path: Path) -> tuple[str, str, tuple[ReadNote, ...]]:
    """Name of the reader, true format, notes (macros).

    Raises:
        Unreadable: nobody knows the format, or the file is encrypted or damaged beyond opening.
    """
    reader = registry.sniff(path)
    if reader.name == "word-binary":
        form, notes = word_binary.examine(path)
        return reader.name, form, notes
    return reader.name, reader.format, ()
