"""Cuts RTF into tokens: braces, control words, bytes of text (Rich Text Format specification 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?"
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|([^\\{}\r\n\x00]+)",
    re.S,
)


class Kind(Enum):
    """What a token is."""

    OPEN = "open"
    CLOSE = "close"
    WORD = "word"
    SYMBOL = "symbol"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: the control word or symbol with its number, or bytes of text.

    `hexed` bytes were written as \\'xx: they count as one character each for \\uc.
    """

    kind: Kind
    word: str = ""
    number: int | None = None
    data: bytes = b""
    hexed: bool = False


def tokens(data: bytes) -> Iterator[Token]:
    """All tokens of a file; binary data after \\bin is left out."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, hexed, symbol, brace, plain = match.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin":
                at = match.end() + max(0, value or 0)
                continue
            yield Token(Kind.WORD, word.decode("ascii"), value)
        elif hexed is not None:
            yield Token(Kind.BYTES, data=bytes.fromhex(hexed.decode("ascii")), hexed=True)
        elif symbol is not None:
            yield Token(Kind.SYMBOL, symbol.decode("latin-1"))
        elif brace is not None:
            yield Token(Kind.OPEN if brace == b"{" else Kind.CLOSE)
        else:
            yield Token(Kind.BYTES, data=plain)
