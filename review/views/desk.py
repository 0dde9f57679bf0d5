"""审查台: what waits for this person, and the lists behind every figure."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select

from base.accounts.policy import allow, current_actor
from base.db import db
from base.roles import STAFF
from corpus.pages import keeper as page_keeper
from review import casework
from review.disposition import DISPOSITION_LABELS
from review.rows import CampaignRow
from review.task import Stage

pages = Blueprint("desk", __name__, url_prefix="/desk")

PER_PAGE = 50


@pages.get("", strict_slashes=False)
@allow(*STAFF)
def queue() -> str:
    """The tasks whose turn it is; everything where the address asks for it."""
    actor = current_actor(required=True)
    asked = listing_from_address(default_mine=True)
    tasks = casework.listing(asked, actor)
    page = max(1, request.args.get("page", 1, type=int))
    campaigns = {row.id: row for row in db.session.scalars(select(CampaignRow))}
    return render_template(
        "review/queue.html",
        asked=asked,
        tasks=tasks[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(tasks),
        page=page,
        pages=(len(tasks) + PER_PAGE - 1) // PER_PAGE,
        campaigns=campaigns,
        stages=list(Stage),
        dispositions=DISPOSITION_LABELS,
        keep=address_of(asked),
        pages_to_check=page_keeper.to_look_at(),
    )


def listing_from_address(*, default_mine: bool) -> casework.Listing:
    """Which list the address asks for; without any word, what waits for this person."""
    args = request.args
    named = any(args.get(name) for name in ("campaign", "stage", "answer", "proposed", "all"))
    return casework.Listing(
        campaign_id=args.get("campaign", type=int),
        stage=args.get("stage", ""),
        answer=args.get("answer", ""),
        proposed=args.get("proposed", ""),
        mine=args.get("mine") == "1" or (default_mine and not named),
    )


def address_of(asked: casework.Listing) -> dict[str, Any]:
    """The list as address arguments, so that the next task comes from the same list."""
    words: dict[str, Any] = {}
    if asked.campaign_id is not None:
        words["campaign"] = asked.campaign_id
    for name in ("stage", "answer", "proposed"):
        if getattr(asked, name):
            words[name] = getattr(asked, name)
    if asked.mine:
        words["mine"] = "1"
    return words or {"all": "1"}
