"""Which encoding a Chinese text is in: BOM, strict UTF-8, then GB18030, Big5 and UTF-16 by score. Pure.

GB18030 accepts almost all Big5 bytes, so trying one after the other would turn Big5 papers into
nonsense silently; the candidates are compared by how common the characters are that they give.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 20_000
_CERTAIN, _APART = 1.0, 0.4
"""A score so high, and so far above the next, comes of Chinese text in its own encoding only."""
_PUNCTUATION = "，。、；：！？“”‘’（）《》〈〉【】〔〕—…·　０１２３４５６７８９"
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "民得经十三之进着等部度家自二理起小现实加量都体制机当使点从业本性应开合由其前政四日社事平全表"
    "关各重新内数正明第此条通并提题五员位文总次及管特件期关知法律规定办市县区府局办公厅号令"
    "這為個國時來們發動會過經進實體製機當從業開關內數條題員總規辦縣區廳號權責應與"
)
NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030（GBK、GB2312）",
    "big5hkscs": "Big5（繁体）",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "西文（Windows-1252）",
}
"""What an encoding is called on the page."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the encoding it was read in, and whether that is a guess a person should see."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes, hint: str | None = None) -> Decoded:
    """Reads bytes as text; never fails, what cannot be decoded becomes U+FFFD.

    Args:
        data: the whole file.
        hint: an encoding the file itself names (HTML meta); followed only where it decodes.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return Decoded(text, encoding, guessed=False)
    if _is_utf8(data):
        return Decoded(data.decode("utf-8", errors="replace"), "utf-8", guessed=False)
    named = _usable(hint)
    if named is not None and _score(data, named) >= 0.9:
        return Decoded(data.decode(named, errors="replace"), named, guessed=False)
    scored = sorted((_score(data, encoding), encoding) for encoding in _candidates(data))
    (second, _), (first, best) = scored[-2:]
    clear = first >= _CERTAIN and first - second >= _APART
    return Decoded(data.decode(best, errors="replace"), best, guessed=not clear)


def decode_name(raw: bytes, encoding: str | None = None) -> str:
    """Reads the name of a zip member that does not say its encoding.

    Args:
        raw: the bytes of the name.
        encoding: as `name_encoding` found for the whole archive; asked for this name alone where None.
    """
    if _is_utf8(raw):
        return raw.decode("utf-8")
    return raw.decode(encoding or name_encoding([raw]), errors="replace")


def name_encoding(names: Iterable[bytes]) -> str:
    """GB18030 or Big5 for names that are not UTF-8: one archive is written by one program, and all
    names together tell more than a short one."""
    doubtful = b"/".join(name for name in names if not _is_utf8(name))
    return max(("gb18030", "big5hkscs"), key=lambda encoding: _score(doubtful, encoding))


def is_frequent(glyph: str) -> bool:
    """Whether a Han character is of the first level of GB 2312 or of Big5: nearly all in use are."""
    return glyph in _frequent("both")


def _is_utf8(data: bytes) -> bool:
    """Strict UTF-8, but for a character cut off at the end; UTF-16 of Latin text is no UTF-8."""
    if data[:_SAMPLE].count(0) > 0.02 * len(data[:_SAMPLE]) + 1:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _usable(hint: str | None) -> str | None:
    """The codec a named encoding stands for; gb2312 and gbk mean gb18030 in practice."""
    if not hint:
        return None
    try:
        name = codecs.lookup(hint.strip().lower()).name
    except LookupError:
        return None
    if name in ("gb2312", "gbk", "gb18030", "hz"):
        return "gb18030"
    if name in ("big5", "big5hkscs", "cp950"):
        return "big5hkscs"
    return None if name == "utf-8" else name


def _candidates(data: bytes) -> tuple[str, ...]:
    """UTF-16 is only asked where it can be: an even length."""
    even = len(data) % 2 == 0 or b"\x00" in data[:_SAMPLE]
    wide = ("utf-16-le", "utf-16-be") if even else ()
    return ("gb18030", "big5hkscs", *wide, "cp1252")


def _score(data: bytes, encoding: str) -> float:
    """How much the text looks like one, about 0 to 1.3; Han outside the standard's first level,
    replacement and control characters count against it."""
    try:
        text = data[:_SAMPLE].decode(encoding, errors="replace").strip("\ufffd")
    except LookupError:
        return 0.0
    if not text:
        return 0.0
    frequent = _frequent(encoding)
    total = sum(_worth(glyph, frequent) for glyph in text)
    return total / len(text) - (0.35 if encoding == "cp1252" else 0.0)


def _worth(glyph: str, frequent: frozenset[str]) -> float:
    """One character's part in the score."""
    if glyph in _EVERYDAY:
        return 1.5
    if glyph in frequent or glyph in _PUNCTUATION:
        return 1.0
    if glyph.isascii():
        return 0.9 if glyph.isprintable() or glyph in "\r\n\t" else -2.0
    if glyph == "\ufffd" or "\ue000" <= glyph <= "\uf8ff":
        return -3.0
    return 0.3 if glyph.isalpha() and glyph < "\u0250" else -0.5


@cache
def _frequent(encoding: str) -> frozenset[str]:
    """The first level of GB 2312 (3,755 characters by frequency) or of Big5 (5,401)."""
    simple = (
        bytes((lead, trail)).decode("gb18030", errors="ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    )
    full = (
        bytes((lead, trail)).decode("big5", errors="ignore")
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    if encoding == "big5hkscs":
        return frozenset(full)
    return frozenset(simple) if encoding == "gb18030" else frozenset((*simple, *full))
