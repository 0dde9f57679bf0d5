"""What a read register is kept as between upload and confirmation: plain JSON, and back. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any

from corpus.inventory.columns import IGNORED
from corpus.inventory.corrections import Difference, Returned
from corpus.inventory.matching import Match
from corpus.inventory.register import (
    DATE_FIELDS,
    ERROR,
    WORD_FIELDS,
    Choice,
    Entry,
    Register,
    Remark,
    Table,
)

SHOWN_REMARKS = 300
SHOWN_ROWS = 10


def entry_values(entry: Entry) -> dict[str, Any]:
    """An entry as the columns of its row."""
    number = entry.number
    return {
        "sheet": entry.sheet,
        "row": entry.row,
        "number_text": number.text if number else None,
        "number_key": number.key if number else None,
        "year": _year(entry),
        **{name: getattr(entry, name) for name in WORD_FIELDS},
        **{name: fact.iso if (fact := getattr(entry, name)) else None for name in DATE_FIELDS},
    }


def _year(entry: Entry) -> int | None:
    dated = entry.signed_on or entry.issued_on
    if entry.number is not None and entry.number.year is not None:
        return entry.number.year
    return dated.year if dated else None


def register_preview(register: Register, matches: tuple[Match, ...]) -> dict[str, Any]:
    """What the page shows of a register before it is confirmed."""
    levels = Counter(remark.level for remark in register.remarks)
    matched = {m.entry for m in matches if m.sure}
    proposed = {m.entry for m in matches} - matched
    total, faulty = len(register.entries), register.faulty_rows()
    return {
        "tables": [_table(table) for table in register.tables],
        "rows": total,
        "faulty": sum(1 for entry in register.entries if (entry.sheet, entry.row) in faulty),
        "errors": levels[ERROR],
        "warnings": len(register.remarks) - levels[ERROR],
        "skipped": register.skipped,
        "remarks": [_remark(remark) for remark in register.remarks[:SHOWN_REMARKS]],
        "more_remarks": max(0, len(register.remarks) - SHOWN_REMARKS),
        "sample": [entry_values(entry) for entry in register.entries[:SHOWN_ROWS]],
        "matched": len(matched),
        "proposed": len(proposed),
        "unmatched": total - len(matched) - len(proposed),
    }


def register_rows(register: Register) -> list[dict[str, Any]]:
    """What is written when it is confirmed; `faulty` marks rows with an error."""
    faulty = register.faulty_rows()
    return [
        entry_values(entry) | {"faulty": (entry.sheet, entry.row) in faulty}
        for entry in register.entries
    ]


def returned_preview(returned: Returned) -> dict[str, Any]:
    """What the page shows of an inventory that came back."""
    levels = Counter(remark.level for remark in returned.remarks)
    return {
        "rows": returned.rows,
        "documents": len({one.document for one in returned.differences}),
        "changes": len(returned.differences),
        "errors": levels[ERROR],
        "warnings": len(returned.remarks) - levels[ERROR],
        "remarks": [_remark(remark) for remark in returned.remarks[:SHOWN_REMARKS]],
        "more_remarks": max(0, len(returned.remarks) - SHOWN_REMARKS),
    }


def difference_values(one: Difference) -> dict[str, Any]:
    """A difference as JSON."""
    names = ("document", "version", "field", "old", "new", "value", "row")
    return {name: getattr(one, name) for name in names}


def choices_from(chosen: dict[str, Any] | None) -> dict[str, Choice]:
    """What a person chose, as kept with the register."""
    return {
        sheet: Choice(one["header"], {int(n): field for n, field in one["fields"].items()})
        for sheet, one in (chosen or {}).items()
    }


def _table(table: Table) -> dict[str, Any]:
    header = table.header
    columns = header.columns if header else ()
    return {
        "sheet": table.sheet,
        "header": header.first if header else 0,
        "entries": table.entries,
        "columns": [[c.index, c.header, c.field] for c in columns],
        "unknown": [c.header for c in columns if c.field is None and c.header],
        "ignored": [c.header for c in columns if c.field == IGNORED],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "level": remark.level,
        "sheet": remark.sheet,
        "row": remark.row,
        "column": remark.column,
        "message": remark.message,
    }
