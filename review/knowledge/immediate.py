"""即时清理: open a campaign over the documents that a new or changed fact is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from base.accounts.keeper import all_users
from base.db import db
from base.errors import Refused
from base.roles import Actor, Role
from corpus.rows import DocumentRow
from review import casework
from review.campaign import CampaignPlan, Kind
from review.profiles.load import load_profile

TAKES_PART = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
PROFILE = "neutral"
"""The rules of the place that an 即时清理 is opened with."""
MOST = 500


def days() -> int:
    """How many days it may take, by the rules of the place."""
    return load_profile(PROFILE).immediate_days


def open_immediate(name: str, document_ids: Sequence[int], actor: Actor, today: date) -> int:
    """Open a 即时清理 over these documents with everybody who takes part; returns its id.

    Papers of the sample are left out as soon as one is the office's own. The caller commits.

    Args:
        name: of the fact, as it stands in the campaign's name.

    Raises:
        Refused: no document was ticked, or too many, or there are too few people.
    """
    if not document_ids:
        raise Refused("没有勾选文件。请至少勾选一件受影响的文件。")
    if len(document_ids) > MOST:
        raise Refused(f"一次最多 {MOST} 件，请分批建立即时清理。")
    rows = list(
        db.session.scalars(select(DocumentRow).where(DocumentRow.id.in_(sorted(document_ids))))
    )
    own = [row.id for row in rows if not row.is_sample]
    members = [user.id for user in all_users() if user.active and user.role in TAKES_PART]
    plan = CampaignPlan(
        name=f"{today.year}年即时清理：{name}"[:120],
        kind=Kind.IMMEDIATE,
        scope_note=f"以“{name}”为依据或者涉及“{name}”的文件",
        cut_off=today,
        deadline=today + timedelta(days=days()),
        profile=PROFILE,
        members=tuple(members),
        documents=tuple(own or [row.id for row in rows]),
    )
    return casework.open_campaign(plan, actor, is_sample=not own)
