"""All readers, in the order in which they are asked. A new format is one file and one line here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from base.errors import Unreadable
from corpus.block import Reading
from corpus.formats.docx import DocxReader
from corpus.formats.flat_word import FlatWordReader
from corpus.formats.html import HtmlReader
from corpus.formats.image import ImageReader
from corpus.formats.mail import MailReader
from corpus.formats.odt import OdtReader
from corpus.formats.ofd import OfdReader
from corpus.formats.pdf import PdfReader
from corpus.formats.reader import HEAD_BYTES, MAX_BLOCKS, Reader, nothing_written, too_many_blocks
from corpus.formats.rtf import RtfReader
from corpus.formats.secrecy import refuse_marked
from corpus.formats.txt import TxtReader
from corpus.formats.unsupported import LOCKED, REFUSALS
from corpus.formats.word_binary import WordBinaryReader
from corpus.site_chrome import without_chrome

READERS: tuple[Reader, ...] = (
    PdfReader(),
    DocxReader(),
    OdtReader(),
    OfdReader(),
    ImageReader(),
    LOCKED,
    WordBinaryReader(),
    RtfReader(),
    FlatWordReader(),
    MailReader(),
    *REFUSALS,
    HtmlReader(),
    TxtReader(),
)


def sniff(path: Path) -> Reader:
    """The reader for a file, by its content.

    Raises:
        Unreadable: empty file, or a format nobody knows (unsupported).
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise nothing_written()
    for reader in READERS:
        if reader.recognises(head, path):
            return reader
    raise Unreadable(
        "不认识这种文件，无法读取。请另存为 docx、pdf 或 txt 后重新上传，原件已保留。",
        code="unsupported",
    )


def read(path: Path) -> Reading:
    """Reads a file with the reader its content asks for; runs inside the sandbox only.

    Raises:
        Unreadable: see `Reader.read`; secret where the paper carries a 密级.
    """
    reading = sniff(path).read(path)
    if len(reading.blocks) > MAX_BLOCKS:
        raise too_many_blocks()
    refuse_marked(reading)
    if reading.format == "html":  # told apart by what the page says of its parts
        return reading
    return replace(reading, blocks=without_chrome(reading.blocks))
