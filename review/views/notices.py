"""公布: what is published, the gate before a notice, its draft, and publishing it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base import audit
from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Refused
from base.roles import STAFF, Actor, Role
from review import docket
from review.publication import gate as gates
from review.publication import publish as publishing

pages = Blueprint("notices", __name__, url_prefix="/desk")

PUBLISHERS = (Role.OFFICE, Role.APPROVER)


@pages.get("/notices")
@allow(*STAFF)
def overview() -> str:
    """Campaigns that wait to be published, and what is."""
    campaigns = [
        (row, gates.check(row.id, _today())) for row in docket.campaigns() if row.state == "open"
    ]
    return render_template("review/notices.html", campaigns=campaigns, notices=publishing.notices())


@pages.get("/campaigns/<int:campaign_id>/gate")
@allow(*STAFF)
def gate(campaign_id: int) -> str:
    """What is still open, each with a door to it."""
    row = docket.campaign(campaign_id)
    return render_template(
        "review/gate.html",
        campaign=row,
        gate=gates.check(campaign_id, _today()),
        published=[one for one in publishing.notices() if one.campaign_id == campaign_id],
        may=current_actor(required=True).role in PUBLISHERS,
    )


@pages.get("/campaigns/<int:campaign_id>/notice")
@allow(*PUBLISHERS)
def draft(campaign_id: int) -> str | Response:
    """The announcement with its figures filled in; while anything is open, back to the gate."""
    open_still = docket.campaign(campaign_id).state == "open"
    if not open_still or not gates.check(campaign_id, _today()).is_open:
        return redirect(url_for("notices.gate", campaign_id=campaign_id))
    return _form(campaign_id, publishing.default_draft(campaign_id, _today()), "")


@pages.post("/campaigns/<int:campaign_id>/notice")
@allow(*PUBLISHERS)
def publish(campaign_id: int) -> Response | tuple[str, int]:
    """Freeze and publish."""
    typed = publishing.Draft(
        number=request.form.get("number", ""),
        title=request.form.get("title", ""),
        body=request.form.get("body", ""),
        published_on=_today(),
        corrects=request.form.get("corrects", type=int),
    )
    try:
        with writing():
            actor = current_actor(required=True)
            _confirm(campaign_id, actor)
            notice_id = publishing.publish(campaign_id, typed, actor, _today())
    except Refused as problem:
        return _form(campaign_id, typed, problem.message), 422
    flash("清理结果已公布。", "done")
    return redirect(url_for("public.result", notice_id=notice_id), 303)


def _confirm(campaign_id: int, actor: Actor) -> None:
    """What is to be confirmed before publishing was confirmed; kept in the log.

    Raises:
        Refused: like cases were decided otherwise and nobody ticked that this is meant.
    """
    for point in gates.check(campaign_id, _today()).to_confirm:
        if request.form.get("confirm") != "1":
            raise Refused(f"{point.says}核对后请勾选确认，再公布。")
        detail = {"point": point.code, "tasks": list(point.task_ids)}
        audit.record(actor, "gate.confirm", f"campaign:{campaign_id}", detail)


def _form(campaign_id: int, typed: publishing.Draft, problem: str) -> str:
    return render_template(
        "review/notice_form.html",
        campaign=docket.campaign(campaign_id),
        draft=typed,
        gate=gates.check(campaign_id, _today()),
        earlier=[("", "不是更正公告"), *((one.id, one.number) for one in publishing.notices())],
        problem=problem,
    )


def _today() -> date:
    day: date = current_app.extensions["today"]()
    return day
