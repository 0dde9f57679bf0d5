"""Sets right what strict converters refuse in binary Word files that Word and WPS write themselves.

Two things met in real files: a class id in the OLE header (WPS fills it), and padding after a
paragraph's properties that is not zero ([MS-DOC] 2.9.183 leaves it open).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from corpus.formats.word_pieces import PAGE, operand_length

_CLASS_ID = slice(8, 24)
_PARAGRAPH_BIN_TABLE = 0x0102


def repair(path: Path, table_name: str) -> None:
    """Repairs a copy in place; what cannot be understood is left as it is.

    Args:
        path: a copy of the file, of our own.
        table_name: 0Table or 1Table.
    """
    data = bytearray(path.read_bytes())
    data[_CLASS_ID] = bytes(16)
    path.write_bytes(data)
    with olefile.OleFileIO(str(path), write_mode=True) as file:
        with file.openstream("WordDocument") as stream:
            document = bytearray(stream.read())
        with file.openstream(table_name) as stream:
            table = stream.read()
        try:
            places = list(_paddings(bytes(document), table))
        except (struct.error, IndexError):
            return
        for place in places:
            document[place] = 0
        if places:
            file.write_stream("WordDocument", bytes(document))


def _paddings(document: bytes, table: bytes) -> Iterator[int]:
    """Where the odd last byte of paragraph properties stands, if it is not zero."""
    start, size = struct.unpack_from("<II", document, _PARAGRAPH_BIN_TABLE)
    plc = table[start : start + size]
    count = (len(plc) - 4) // 8
    for number in range(max(0, count)):
        page = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        base = page * PAGE
        fkp = document[base : base + PAGE]
        runs = fkp[PAGE - 1] if len(fkp) == PAGE else 0
        for run in range(runs):
            offset = 2 * fkp[4 * (runs + 1) + 13 * run]
            if offset:
                yield from (base + at for at in _odd_byte(fkp, offset))


def _odd_byte(fkp: bytes, offset: int) -> Iterator[int]:
    """The byte that is left after the last whole modifier of a PapxInFkp."""
    first = fkp[offset]
    begin = offset + 1 if first else offset + 2
    end = begin + (2 * first - 1 if first else 2 * fkp[offset + 1])
    at = begin + 2
    while at + 2 < end:
        at += 2 + operand_length(fkp, at)
    if at == end - 1 and end < PAGE and fkp[at]:
        yield at
