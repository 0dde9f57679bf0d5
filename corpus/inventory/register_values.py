"""What a register or a returned inventory says: what is to be written of it, and what its preview shows."""

from __future__ import annotations

from typing import Any

from base.errors import Unreadable
from corpus.grid import Grid
from corpus.inventory import linking
from corpus.inventory.corrections import compare, ids_in, is_inventory
from corpus.inventory.exporting import current_values
from corpus.inventory.matching import match, side
from corpus.inventory.preview import (
    choices_from,
    difference_values,
    register_preview,
    register_rows,
    returned_preview,
)
from corpus.inventory.register import Register, read_register

REGISTER, INVENTORY = "register", "inventory"
CLASSIFIED = "目录中有标明密级的文件（{rows}）。本系统不得处理涉密信息：目录没有保存，请删去这些行后重新上传。"


def values_of(grids: tuple[Grid, ...], chosen: Any) -> tuple[str, Any, dict[str, Any]]:
    """Kind, what is to be written, and what the page shows.

    Raises:
        Unreadable: lines marked secret.
    """
    if is_inventory(grids):
        returned = compare(grids, current_values(ids_in(grids)))
        parsed = [difference_values(one) for one in returned.differences]
        return INVENTORY, parsed, returned_preview(returned)
    register = read_register(grids, choices_from(chosen))
    if register.secret:
        rows = "、".join(f"{one.sheet}第 {one.row} 行" for one in register.secret[:5])
        more = f" 等 {len(register.secret)} 行" if len(register.secret) > 5 else ""
        raise Unreadable(CLASSIFIED.format(rows=rows + more), code="secret")
    return REGISTER, register_rows(register), register_preview(register, _matches(register))


def _matches(register: Register) -> Any:
    """What would be matched: the same comparison, over lines that are not written yet."""
    lines = [
        side(
            n,
            entry.number.key if entry.number else None,
            (entry.title,),
            (fact.iso for fact in (entry.signed_on, entry.issued_on) if fact),
        )
        for n, entry in enumerate(register.entries)
    ]
    return match(lines, linking.papers())
