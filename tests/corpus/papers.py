"""Papers for the tests of structure: from lines of text to a Document."""

from __future__ import annotations

from corpus.block import Block, BlockKind, Reading
from corpus.document import Document
from corpus.structure.assemble import assemble
from corpus.structure.sheet import Sheet, lay_out


def reading_of(text: str) -> Reading:
    """One block a line; a line with a tab is a table row."""
    blocks = tuple(
        Block(line, BlockKind.TABLE_ROW if "\t" in line else BlockKind.PARAGRAPH)
        for line in text.strip("\n").split("\n")
    )
    return Reading("txt", "text", blocks)


def read(text: str) -> Document:
    """The document of some lines."""
    return assemble(reading_of(text))


def sheet_of(text: str) -> Sheet:
    """The sheet of some lines."""
    return lay_out(reading_of(text))


def notice(body: str, *, signed: str = "2015年3月4日", record: str = "") -> Document:
    """A notice of 凤凰镇 with a number, an addressee, the body given, a signature and a record."""
    return read(
        "凤凰镇人民政府文件\n凤府发〔2015〕12号\n凤凰镇人民政府关于加强集市管理的通知\n"
        f"各村民委员会：\n{body}\n凤凰镇人民政府\n{signed}\n{record}"
    )
