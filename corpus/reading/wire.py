"""How a reading crosses the pipe out of the sandbox: JSON, and what arrives is treated as hostile. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from base.errors import Unreadable
from corpus.block import Block, BlockKind, Box, Line, Reading, ReadNote
from corpus.formats.reader import MAX_BLOCKS

MAX_MESSAGE = 64 * 1024 * 1024
MAX_PAGES = 5_000
MAX_NOTES = 1_000
FORMATS = frozenset(["docx", "doc", "wps", "rtf", "pdf", "image", "ofd", "txt", "html", "zip"])
CODES = frozenset(
    [
        "encrypted",
        "damaged",
        "unsupported",
        "empty",
        "too_large",
        "resource_limit",
        "secret",
        "archive_limit",
    ]
)
_ALIGNS = frozenset(("left", "center", "right", "justify"))
_NAME = re.compile(r"[a-z0-9_.-]{1,60}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_T = TypeVar("_T")


class Malformed(Exception):
    """What came out of the child is not what a reader sends."""


def to_wire(reading: Reading) -> dict[str, Any]:
    """A reading as JSON values; blocks as short lists, since there are many."""
    return {
        "format": reading.format,
        "reader": reading.reader,
        "pages": reading.pages,
        "notes": [[note.code, note.message, note.page] for note in reading.notes],
        "blocks": [_block_to_wire(block) for block in reading.blocks],
        "bare_pages": list(reading.bare_pages),
    }


def from_wire(value: object) -> Reading:
    """The reading again.

    Raises:
        Malformed: a type, a size or a name is not as it must be.
    """
    fields = _typed(value, dict)
    blocks = _typed(fields.get("blocks"), list)
    notes = _typed(fields.get("notes"), list)
    if len(blocks) > MAX_BLOCKS or len(notes) > MAX_NOTES:
        raise Malformed("too many")
    form = _typed(fields.get("format"), str)
    if form not in FORMATS:
        raise Malformed("format")
    return Reading(
        form,
        _name(fields.get("reader")),
        tuple(_block(item) for item in blocks),
        _optional(fields.get("pages"), _page),
        tuple(_note(item) for item in notes),
        tuple(_page(item) for item in _typed(fields.get("bare_pages", []), list)),
    )


def problem_from_wire(value: dict[str, Any]) -> Unreadable:
    """The problem the child names; its code must be one of ours."""
    code = value.get("code")
    if not isinstance(code, str) or code not in CODES:
        raise Malformed("code")
    return Unreadable(_text(value.get("message"), 500), code=code)


def parse(data: bytes) -> dict[str, Any]:
    """JSON of one message; anything but an object is malformed."""
    try:
        return _typed(json.loads(data), dict)
    except (ValueError, RecursionError) as error:
        raise Malformed("json") from error


def _block_to_wire(block: Block) -> list[Any]:
    box = block.box
    return [
        block.text,
        block.kind.value,
        block.page,
        None if box is None else _sides(box),
        block.size,
        block.bold,
        block.red,
        block.align,
        block.score,
        [[line.start, _sides(line.box), line.page] for line in block.lines],
    ]


def _sides(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _block(value: object) -> Block:
    fields = _typed(value, list)
    if len(fields) != 10:
        raise Malformed("block")
    text, kind, page, box, size, bold, red, align, score, lines = fields
    try:
        known = BlockKind(kind)
    except ValueError as error:
        raise Malformed("kind") from error
    if align is not None and _typed(align, str) not in _ALIGNS:
        raise Malformed("align")
    return Block(
        _text(text, MAX_MESSAGE),
        known,
        _optional(page, _page),
        _optional(box, _box),
        _optional(size, _points),
        _optional(bold, lambda v: _typed(v, bool)),
        _optional(red, lambda v: _typed(v, bool)),
        align,
        _optional(score, _share),
        tuple(_line(item) for item in _typed(lines, list)),
    )


def _line(value: object) -> Line:
    fields = _typed(value, list)
    if len(fields) != 3:
        raise Malformed("line")
    start = _typed(fields[0], int)
    if start < 0:
        raise Malformed("line")
    return Line(start, _box(fields[1]), _optional(fields[2], _page))


def _share(value: object) -> float:
    share = float(_typed(value, int) if isinstance(value, int) else _typed(value, float))
    if not 0 <= share <= 1:
        raise Malformed("score")
    return share


def _note(value: object) -> ReadNote:
    fields = _typed(value, list)
    if len(fields) != 3:
        raise Malformed("note")
    return ReadNote(_name(fields[0]), _text(fields[1], 500), _optional(fields[2], _page))


def _typed(value: object, wanted: type[_T]) -> _T:
    if not isinstance(value, wanted) or (wanted is not bool and isinstance(value, bool)):
        raise Malformed(f"not a {wanted.__name__}")
    return value


def _optional(value: object, read: Callable[[object], _T]) -> _T | None:
    return None if value is None else read(value)


def _text(value: object, longest: int) -> str:
    text = _typed(value, str)
    if len(text) > longest:
        raise Malformed("too long")
    return CONTROL.sub("", text)


def _name(value: object) -> str:
    name = _typed(value, str)
    if not _NAME.fullmatch(name):
        raise Malformed("name")
    return name


def _page(value: object) -> int:
    page = _typed(value, int)
    if not 1 <= page <= MAX_PAGES:
        raise Malformed("page")
    return page


def _points(value: object) -> float | None:
    size = float(_typed(value, int) if isinstance(value, int) else _typed(value, float))
    return size if 0 < size < 2000 else None


def _box(value: object) -> Box:
    sides = _typed(value, list)
    if len(sides) != 4 or not all(isinstance(s, int | float) and 0 <= s <= 1 for s in sides):
        raise Malformed("box")
    return Box(*(float(side) for side in sides))
