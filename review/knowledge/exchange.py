"""Facts out as CSV and back: a row that comes back changed is an amendment, a row unchanged is nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

from base.errors import Refused
from review.knowledge import held
from review.knowledge.amending import Draft, draft
from review.knowledge.tables import LAW, FactKind, key_of

MOST_BYTES = 8_000_000
MOST_CHANGES = 500
_FORMULA = ("=", "+", "-", "@")


def as_csv(kind: FactKind) -> bytes:
    """Every row as it counts now, with the columns of the shipped table; UTF-8 with a mark for Excel.

    A text that a spreadsheet would take for a formula gets a quote before it (OWASP).
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, kind.columns, lineterminator="\r\n")
    writer.writeheader()
    for one in held.facts(kind).values():
        writer.writerow({name: _quoted(one.values.get(name, "")) for name in kind.columns})
    return out.getvalue().encode("utf-8-sig")


def drafts_of(kind: FactKind, data: bytes, form: Mapping[str, str], today: date) -> list[Draft]:
    """The rows of a table that differ from what is held, checked one by one.

    Args:
        form: `source` and `verified_on` for all of them.

    Raises:
        Refused: it is no such table, a row is not right, or too many rows differ.
    """
    made: list[Draft] = []
    for n, row in _rows(kind, data):
        key = _key(kind, row)
        old = held.fact(kind, key) if key else None
        wanted = {field.name: row.get(field.name, "") for field in kind.fields}
        if old is not None and all(old.values.get(k, "") == v for k, v in wanted.items()):
            continue
        try:
            made.append(draft(kind, key if old else "", {**form, **wanted}, today))
        except Refused as problem:
            raise Refused(f"第 {n} 行：{problem.message}整个文件没有导入。") from problem
        if len(made) > MOST_CHANGES:
            raise Refused(f"一次最多修正 {MOST_CHANGES} 行，请分几个文件导入。")
    return made


def _rows(kind: FactKind, data: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(data) > MOST_BYTES:
        raise Refused("文件太大。请只保留要改的行，再导入。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")  # what Excel writes on a Chinese desktop
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in kind.columns if name not in (reader.fieldnames or [])]
    if missing:
        raise Refused(f"表头缺少 {'、'.join(missing)}。请在导出的表上改，不要改表头。")
    return [
        (n, {k: _bare(v or "") for k, v in row.items() if k in kind.columns})
        for n, row in enumerate(reader, start=2)
    ]


def _key(kind: FactKind, row: Mapping[str, str]) -> str:
    return row.get("id", "") if kind is LAW else key_of(kind, row)


def _quoted(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _bare(text: str) -> str:
    words = text.strip()
    return words[1:] if words.startswith("'") and words[1:].startswith(_FORMULA) else words
