"""资料修正: add or correct a row of facts; nothing shipped is overwritten, everything can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from base import audit
from base.db import db, utcnow
from base.errors import Misconfigured, Missing, Refused
from base.roles import Actor
from corpus.lexicon.bodies import read_body
from corpus.lexicon.laws import laid_over, shipped_laws
from corpus.lexicon.policies import read_policy
from review.knowledge import held, muting
from review.knowledge.rows import AmendmentRow
from review.knowledge.tables import BODY, KINDS, LAW, FactKind, Values, key_of

LEAST_SOURCE = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """An amendment that may be saved: the whole row, the sentence that proves it, who looked when."""

    kind: FactKind
    key: str
    values: Values
    source: str
    verified_on: date


def kind_named(value: str) -> FactKind:
    """The kind of facts an address names.

    Raises:
        Missing: there is none.
    """
    if value not in KINDS:
        raise Missing("没有这一类资料，请从资料库页重新进入。")
    return KINDS[value]


def draft(kind: FactKind, key: str, form: Mapping[str, str], today: date) -> Draft:
    """What a person typed, laid over the row as it counts now, and checked.

    Args:
        key: of the row to correct; empty for a new one.

    Raises:
        Missing: there is no row of that key.
        Refused: something is missing or contradicts itself; the sentence says what.
    """
    old = held.fact(kind, key) if key else None
    if key and old is None:
        raise Missing("没有这条资料，请从资料库页重新查找。")
    values = dict.fromkeys(kind.columns, "") | dict(old.values if old else {})
    for field in kind.fields:
        values[field.name] = form.get(field.name, values[field.name]).strip()
        if field.needed and not values[field.name]:
            raise Refused(f"请填写“{field.label}”。")
        if field.options and values[field.name] not in field.options:
            raise Refused(f"“{field.label}”请从列表中选择。")
    source, verified_on = _proof(form, today)
    if kind is LAW:
        _complete_law(values, source, verified_on)
    else:
        values["source"], values["verified_on"] = source, verified_on.isoformat()
        _check(kind, values)
    made = Draft(kind, key or key_of(kind, values), values, source, verified_on)
    if not key and held.fact(kind, made.key) is not None:
        raise Refused("资料库里已有这一条，请查到它后点“更正”。")
    return made


def save(made: Draft, actor: Actor) -> AmendmentRow:
    """Keep an amendment and let the machine examine anew. The caller commits."""
    row = AmendmentRow(
        kind=made.kind.value,
        key=made.key,
        values=dict(made.values),
        source=made.source,
        verified_on=made.verified_on,
        author_id=actor.user_id,
        author=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    _audit(actor, "knowledge.amend", row)
    muting.examine_anew()
    return row


def withdraw(amendment_id: int, actor: Actor) -> AmendmentRow:
    """Take an amendment back: the one before it counts again, or the shipped row. The caller commits.

    Raises:
        Missing: there is none, or it was taken back already.
    """
    row = db.session.get(AmendmentRow, amendment_id)
    if row is None or row.withdrawn_at is not None:
        raise Missing("这条修正不存在或已经撤销，请刷新页面。")
    row.withdrawn_at, row.withdrawn_by = utcnow(), actor.name
    _audit(actor, "knowledge.withdraw", row)
    muting.examine_anew()
    return row


def amendment(amendment_id: int) -> AmendmentRow:
    """One amendment.

    Raises:
        Missing: there is none of that id.
    """
    row = db.session.get(AmendmentRow, amendment_id)
    if row is None:
        raise Missing("没有这条修正，请从资料库页重新进入。")
    return row


def history(kind: FactKind, key: str) -> list[AmendmentRow]:
    """Every amendment of a row, newest first."""
    query = select(AmendmentRow).where(AmendmentRow.kind == kind.value, AmendmentRow.key == key)
    return list(db.session.scalars(query.order_by(AmendmentRow.id.desc())))


def recent(most: int = 20) -> list[AmendmentRow]:
    """The latest amendments of every kind."""
    return list(
        db.session.scalars(select(AmendmentRow).order_by(AmendmentRow.id.desc()).limit(most))
    )


def _proof(form: Mapping[str, str], today: date) -> tuple[str, date]:
    """The sentence and the day of verification."""
    source = form.get("source", "").strip()
    if len(source) < LEAST_SOURCE:
        raise Refused("请写明出处：载明这一事实的文件、条款或原句，例如“国务院令第797号第一条”。")
    try:
        verified_on = date.fromisoformat(form.get("verified_on", "").strip())
    except ValueError as error:
        raise Refused("核对日期看不懂，请写成 2026-11-22 这样的日期。") from error
    if verified_on > today:
        raise Refused("核对日期不能晚于今天。")
    return source, verified_on


def _complete_law(values: dict[str, str], source: str, verified_on: date) -> None:
    """Fill in what the table of laws asks for beside what a person types, and let it check the row."""
    values["evidence"], values["known_as_of"] = source, verified_on.isoformat()
    if not values["id"]:
        made_of = f"{values['name']}|{values['promulgated_on']}|{values['in_force_from']}"
        values["id"] = f"OWN-{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"
    if values["status"] in ("已废止", "已失效") and not values["in_force_to"]:
        if values["grade"] != "C":
            raise Refused("写了“已废止”或“已失效”，请填写废止生效日；不知道时等级只能选 C。")
    elif values["in_force_to"] and values["status"] == "有效":
        raise Refused("填了废止生效日，状态请选“已废止”或“已失效”；日子没到时仍按有效看。")
    try:
        laid_over(shipped_laws(), [values], "")
    except Misconfigured as problem:
        raise Refused(problem.message) from problem


def _check(kind: FactKind, values: Values) -> None:
    try:
        (read_body if kind is BODY else read_policy)(values, kind.label)
    except Misconfigured as problem:
        raise Refused(problem.message) from problem


def _audit(actor: Actor, action: str, row: AmendmentRow) -> None:
    detail = {"kind": row.kind, "key": row.key, "values": row.values, "source": row.source}
    audit.record(actor, action, f"amendment:{row.id}", detail)
