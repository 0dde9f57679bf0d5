"""停用规则: a rule that misleads is not used for proposals until somebody takes it up again.

Its findings are still made and shown folded with the reason, so that nothing vanishes. Relations between
documents are undone one by one instead (review/knowledge/undoing).
"""

from __future__ import annotations

from sqlalchemy import or_, select

from base import audit, jobs
from base.db import db, utcnow
from base.errors import Conflict, Missing, Refused
from base.roles import Actor
from review import docket
from review.examination.rulebook import shipped_rulebook
from review.knowledge.rows import RuleMuteRow

EXAMINE = "examine"
"""The job that looks at everything anew (review.examining.JOB; that module stands above this one)."""


def mute(rule_id: str, campaign_id: int | None, reason: str, actor: Actor) -> RuleMuteRow:
    """Stop using a rule, everywhere or in one campaign. The caller commits.

    Raises:
        Missing: there is no such rule or campaign.
        Refused: no reason is given.
        Conflict: it is muted there already.
    """
    if rule_id not in {rule.id for rule in shipped_rulebook().rules}:
        raise Missing("没有这条规则，请从规则页重新进入。")
    if len(reason.strip()) < 4:
        raise Refused("请写明停用的理由，例如“把许可证的有效期当成了文件的有效期”。")
    if campaign_id is not None:
        docket.campaign(campaign_id)
    if any(row.campaign_id == campaign_id for row in standing(rule_id)):
        raise Conflict("这条规则在这个范围里已经停用，请刷新页面查看理由。")
    row = RuleMuteRow(
        rule=rule_id,
        campaign_id=campaign_id,
        reason=reason.strip(),
        author_id=actor.user_id,
        author=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    _audit(actor, "rule.mute", row)
    examine_anew()
    return row


def unmute(mute_id: int, actor: Actor) -> RuleMuteRow:
    """Use a muted rule again. The caller commits.

    Raises:
        Missing: there is no such mute, or it was ended already.
    """
    row = db.session.get(RuleMuteRow, mute_id)
    if row is None or row.ended_at is not None:
        raise Missing("这条停用不存在或已经撤销，请刷新页面。")
    row.ended_at, row.ended_by = utcnow(), actor.name
    _audit(actor, "rule.unmute", row)
    examine_anew()
    return row


def standing(rule_id: str | None = None) -> list[RuleMuteRow]:
    """The mutes that count, of one rule or of all, oldest first."""
    query = select(RuleMuteRow).where(RuleMuteRow.ended_at.is_(None)).order_by(RuleMuteRow.id)
    if rule_id is not None:
        query = query.where(RuleMuteRow.rule == rule_id)
    return list(db.session.scalars(query))


def history(rule_id: str) -> list[RuleMuteRow]:
    """Every mute a rule ever had, newest first."""
    query = select(RuleMuteRow).where(RuleMuteRow.rule == rule_id)
    return list(db.session.scalars(query.order_by(RuleMuteRow.id.desc())))


def in_campaign(campaign_id: int) -> dict[str, RuleMuteRow]:
    """The rules that are not used in a campaign, with who said so and why."""
    query = select(RuleMuteRow).where(
        RuleMuteRow.ended_at.is_(None),
        or_(RuleMuteRow.campaign_id.is_(None), RuleMuteRow.campaign_id == campaign_id),
    )
    return {row.rule: row for row in db.session.scalars(query.order_by(RuleMuteRow.id))}


def examine_anew() -> None:
    """Let the machine look at all open tasks again; one pass is enough for any number of changes."""
    jobs.enqueue(EXAMINE, {}, once=EXAMINE, priority=8)


def _audit(actor: Actor, action: str, row: RuleMuteRow) -> None:
    detail = {"rule": row.rule, "campaign": row.campaign_id, "reason": row.reason}
    audit.record(actor, action, f"rule:{row.rule}", detail)
