"""清理工作: all of them, opening one, the dashboard of one, and confirming what is no 规范性文件."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from base.accounts.keeper import all_users
from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Refused
from base.roles import STAFF, Actor, Role
from corpus.inventory import figures
from corpus.likeness.listing import groups
from corpus.pages import keeper as page_keeper
from corpus.views.inventory import READERS as INVENTORY_READERS
from review import casework, docket
from review.campaign import CampaignPlan, Kind
from review.disposition import Exclusion
from review.knowledge import precedents
from review.task import Stage

pages = Blueprint("campaigns", __name__, url_prefix="/desk/campaigns")

TAKES_PART = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
PARTS = (
    (Stage.DECIDED, "已定", "done"),
    (Stage.WITH_APPROVER, "待审签", "sign"),
    (Stage.IN_COORDINATION, "意见不一", "split"),
    (Stage.IN_REVIEW, "待双方意见", "wait"),
    (Stage.WITH_DEPARTMENT, "待部门意见", "rest"),
)


@pages.get("")
@allow(*STAFF)
def overview() -> str:
    """Every 清理工作 with how far it is."""
    rows = [(row, parts_of(row.id)) for row in docket.campaigns()]
    return render_template("review/campaigns.html", rows=rows)


@pages.get("/<int:campaign_id>")
@allow(*STAFF)
def campaign(campaign_id: int) -> str:
    """The dashboard: progress, whose turn, by decade."""
    row = docket.campaign(campaign_id)
    actor = current_actor(required=True)
    mine = casework.listing(casework.Listing(campaign_id=campaign_id, mine=True), actor)
    counts = docket.stage_counts(campaign_id)
    return render_template(
        "review/campaign.html",
        campaign=row,
        kind=Kind(row.kind),
        parts=parts_of(campaign_id),
        mine=mine[:8],
        mine_total=len(mine),
        excluded=counts.get(Stage.EXCLUDED, 0),
        not_normative=casework.not_normative(campaign_id),
        total=sum(counts.values()),
        decades=casework.by_decade(campaign_id),
        completeness=_completeness(campaign_id, actor),
        doubts=_count(campaign_id, answer="doubt"),
        suggested_no=_count(campaign_id, answer="no", stage=Stage.IN_REVIEW.value),
        abstained=_count(campaign_id, proposed="none", answer="yes"),
        unexamined=sum(
            one.task.examined_at is None
            for one in casework.listing(casework.Listing(campaign_id=campaign_id), actor)
        ),
    )


@pages.get("/new")
@allow(Role.OFFICE, Role.ADMIN)
def new() -> str:
    """The form that opens a 清理工作."""
    return _form(MultiDict(), [])


@pages.post("/new")
@allow(Role.OFFICE, Role.ADMIN)
def create() -> Response | tuple[str, int]:
    """Open it."""
    try:
        plan = plan_from(request.form)
        with writing():
            campaign_id = casework.open_campaign(plan, current_actor(required=True))
    except Refused as problem:
        return _form(request.form, [(None, problem.message)]), 422
    flash("清理工作已开始，正在逐件审查。", "done")
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303)


@pages.post("/<int:campaign_id>/take-in")
@allow(Role.OFFICE, Role.ADMIN)
def take_in(campaign_id: int) -> Response:
    """Add what arrived in the library since."""
    with writing():
        added = casework.take_in(campaign_id, current_actor(required=True))
    flash(f"新纳入 {added} 件。" if added else "范围内没有新文件。", "done")
    own = docket.left_to_own_campaign(docket.campaign(campaign_id))
    if own:
        words = "样例清理只收样例文件，没有纳入；要清理它们，请在“清理工作”中另开始一项清理。"
        flash(f"库里有 {own} 件您自己导入的文件。{words}", "note")
    return redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303)


@pages.get("/<int:campaign_id>/triage")
@allow(*STAFF)
def triage(campaign_id: int) -> str:
    """Papers that the machine takes for no 规范性文件, by class, to be confirmed in bulk."""
    row = docket.campaign(campaign_id)
    actor = current_actor(required=True)
    answer = request.args.get("answer", "no")
    asked = casework.Listing(campaign_id=campaign_id, answer=answer, stage=Stage.IN_REVIEW.value)
    set_aside = casework.Listing(campaign_id=campaign_id, stage=Stage.EXCLUDED.value)
    return render_template(
        "review/triage.html",
        campaign=row,
        answer=answer,
        tasks=casework.listing(asked, actor),
        excluded=casework.listing(set_aside, actor),
        exclusions=list(Exclusion),
        may=actor.role is Role.OFFICE and row.state == "open",
    )


@pages.post("/<int:campaign_id>/triage")
@allow(Role.OFFICE)
def confirm(campaign_id: int) -> Response:
    """Set the ticked papers aside, with one class and reason; each can be brought back."""
    actor = current_actor(required=True)
    chosen = [int(one) for one in request.form.getlist("task") if one.isdigit()]
    by_class: dict[Exclusion, list[int]] = {}
    for task_id in chosen:
        by_class.setdefault(_class_of(campaign_id, task_id), []).append(task_id)
    if not chosen:
        raise Refused("没有选择文件。请先勾选要确认的文件。")
    with writing():
        for exclusion, ids in by_class.items():
            reason = request.form.get("reason", "").strip() or f"属于{exclusion.label}"
            casework.set_aside(ids, exclusion, reason, actor)
    flash(f"已确认 {len(chosen)} 件不属于规范性文件，可随时恢复审查。", "done")
    return redirect(url_for("campaigns.triage", campaign_id=campaign_id), 303)


def _class_of(campaign_id: int, task_id: int) -> Exclusion:
    """The class chosen for all that are ticked, else the one the machine named."""
    row = docket.task_row(task_id)
    if row.campaign_id != campaign_id:
        raise Refused("勾选的文件里有别的清理工作的。请刷新页面后重新勾选。")
    value = request.form.get("exclusion") or row.exclusion
    known = next((one for one in Exclusion if one.value == value), None)
    if known is None:
        raise Refused("勾选的文件里有没有类别的，请选择一个排除类别。")
    return known


def parts_of(campaign_id: int) -> list[dict[str, object]]:
    """The parts of the progress bar; each count is a door to its list."""
    counts = docket.stage_counts(campaign_id)
    return [
        {
            "label": label,
            "count": counts.get(stage, 0),
            "kind": kind,
            "href": url_for("desk.queue", campaign=campaign_id, stage=stage.value),
        }
        for stage, label, kind in PARTS
        if counts.get(stage) or stage is not Stage.WITH_DEPARTMENT
    ]


def _completeness(campaign_id: int, actor: Actor) -> list[tuple[str, int, str, str]]:
    """What may be missing or doubtful in the whole archive: words, count, unit, the list behind it."""
    found: list[tuple[str, int, str, str]] = []
    if actor.role in INVENTORY_READERS:
        sums = figures.overview()
        rows = partial(url_for, "inventory.rows")
        found = [
            ("发文字号缺号", sums.missing, "个", url_for("inventory.gaps")),
            ("有登记无文件", sums.unfound, "行", rows(what="unfound")),
            ("引用而无文件", sums.cited_missing, "个", url_for("inventory.cited")),
        ]
    same = groups("same", 1).total["same"]
    return [
        *found,
        ("无文字、低置信", page_keeper.to_look_at(), "页", url_for("recognition.page_list")),
        ("内容相同的文件", same, "组", url_for("likeness.groups")),
        (
            "相似文件处理不一致",
            len(precedents.clashes(campaign_id)),
            "处",
            url_for("notices.gate", campaign_id=campaign_id),
        ),
    ]


def plan_from(form: MultiDict[str, str]) -> CampaignPlan:
    """The plan as typed.

    Raises:
        Refused: a date is missing or cannot be understood.
    """
    try:
        cut_off = date.fromisoformat(form.get("cut_off", ""))
        deadline = date.fromisoformat(form.get("deadline", ""))
        since = date.fromisoformat(form["since"]) if form.get("since") else None
    except ValueError as error:
        raise Refused("截止日和完成期限要写成 2026-10-31 这样的日期。") from error
    kind = next((one for one in Kind if one.value == form.get("kind", Kind.FULL.value)), None)
    if kind is None:
        raise Refused("请从列表中选择清理类型。")
    issuers = tuple(part.strip() for part in form.get("issuers", "").split("、") if part.strip())
    return CampaignPlan(
        name=form.get("name", ""),
        kind=kind,
        scope_note=form.get("scope_note", ""),
        cut_off=cut_off,
        deadline=deadline,
        members=tuple(int(one) for one in form.getlist("members") if one.isdigit()),
        issuers=issuers,
        since=since,
    )


def _form(form: MultiDict[str, str], errors: list[tuple[str | None, str]]) -> str:
    people = [row for row in all_users() if row.active and row.role in TAKES_PART]
    today: date = current_app.extensions["today"]()
    return render_template(
        "review/campaign_form.html",
        form=form,
        errors=errors,
        people=people,
        kinds=list(Kind),
        today=today,
    )


def _count(campaign_id: int, *, answer: str = "", stage: str = "", proposed: str = "") -> int:
    listing = casework.Listing(campaign_id, stage, answer, proposed)
    return len(casework.listing(listing, current_actor(required=True)))
