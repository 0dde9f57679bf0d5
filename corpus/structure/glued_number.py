"""A title and its 发文字号 run together in one line: …的通知凤府发〔2015〕12号. Pure.

Recognition and some programs lose the break between the two lines. Only a whole number of today's shape
directly behind a 文种 counts; 关于印发…（凤府发〔2015〕12号） in brackets is no such thing.
"""

from __future__ import annotations

import re

from corpus.lexicon import structure_words

_GENRES = "|".join(re.escape(name) for name in structure_words.genres())
_NOTE = r"(?:[(〔][^()〔〕]{1,12}[)〕])?"
_LINE = re.compile(
    rf"(?P<title>[^。;:]{{5,}}(?:{_GENRES}){_NOTE}) ?"
    r"(?P<number>[一-鿿]{2,14} ?[〔\[【(](?:19|20)[0-9]{2}[〕\]】)] ?第?[0-9]{1,5} ?号)"
)
_LONGEST = 160


def glued_number(words: str) -> int | None:
    """Where the number begins in the plain words of a line that is a title and its number, else None."""
    if len(words) > _LONGEST or not words.endswith("号"):
        return None
    match = _LINE.fullmatch(words)
    return match.start("number") if match is not None else None
