"""规则: what each rule looks for and rests on, how it did in this library, and 停用 with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Conflict, Missing, Refused
from base.roles import STAFF, Role
from review import docket
from review.examination.checks import KINDS
from review.examination.rulebook import Rule, shipped_rulebook
from review.knowledge import muting
from review.knowledge.uses import Turnout, counts, uses
from review.knowledge.wording import in_words

pages = Blueprint("rules", __name__, url_prefix="/desk/rules")

MUTING = (Role.OFFICE, Role.ADMIN)
PER_PAGE = 100

OTHER = "其他"
STANCES = {"for": "支持", "against": "反面", "note": "提示"}


@pages.get("")
@allow(*STAFF)
def overview() -> str:
    """Every rule with how often it spoke and how often the decision was another."""
    counted = counts()
    muted: dict[str, int] = {}
    for row in muting.standing():
        muted[row.rule] = muted.get(row.rule, 0) + 1
    order = list(KINDS)
    rules = sorted(
        shipped_rulebook().rules,
        key=lambda rule: order.index(rule.kind) if rule.kind in order else len(order),
    )
    return render_template(
        "review/rules.html",
        rules=rules,
        counted=counted,
        muted=muted,
        kinds={name: one.word for name, one in KINDS.items()},
        other=OTHER,
        stances=STANCES,
        Turnout=Turnout,
    )


@pages.get("/<rule_id>")
@allow(*STAFF)
def rule(rule_id: str) -> str:
    """One rule: its words, examples and record."""
    return _page(_rule(rule_id))


@pages.post("/<rule_id>/mute")
@allow(*MUTING)
def mute(rule_id: str) -> Response | tuple[str, int]:
    """Stop using it, in one campaign or everywhere."""
    found = _rule(rule_id)
    campaign_id = request.form.get("campaign", type=int)
    try:
        with writing():
            muting.mute(
                rule_id, campaign_id, request.form.get("reason", ""), current_actor(required=True)
            )
    except (Refused, Conflict) as problem:
        return _page(found, problem.message), 409 if isinstance(problem, Conflict) else 422
    flash(f"规则 {rule_id} 已停用，正在重新审查未决的文件。", "done")
    return redirect(url_for("rules.rule", rule_id=rule_id), 303)


@pages.post("/mutes/<int:mute_id>/end")
@allow(*MUTING)
def unmute(mute_id: int) -> Response:
    """Use it again."""
    with writing():
        row = muting.unmute(mute_id, current_actor(required=True))
        rule_id = row.rule
    flash(f"规则 {rule_id} 已恢复使用，正在重新审查未决的文件。", "done")
    return redirect(url_for("rules.rule", rule_id=rule_id), 303)


def _rule(rule_id: str) -> Rule:
    for found in shipped_rulebook().rules:
        if found.id == rule_id:
            return found
    raise Missing("没有这条规则，请从规则页重新进入。")


def _page(found: Rule, problem: str = "") -> str:
    every = uses(found.id)
    wanted = request.args.get("show", "")
    shown = [one for one in every if not wanted or one.turnout.value == wanted]
    names = {row.id: row.name for row in docket.campaigns()}
    standing = muting.standing(found.id)
    open_campaigns = [row for row in docket.campaigns() if row.state == "open"]
    actor = current_actor(required=True)
    return render_template(
        "review/rule.html",
        rule=found,
        kind=KINDS[found.kind].word if found.kind in KINDS else OTHER,
        stance=STANCES[found.stance.value],
        patterns=[in_words(one) for one in found.patterns],
        unless=[in_words(one) for one in found.unless],
        total=len(every),
        by_turnout={t: sum(one.turnout is t for one in every) for t in Turnout},
        shown=shown[:PER_PAGE],
        left_out=max(0, len(shown) - PER_PAGE),
        wanted=wanted,
        standing=standing,
        past=[row for row in muting.history(found.id) if row.ended_at is not None],
        names=names,
        open_campaigns=open_campaigns,
        may=actor.role in MUTING,
        problem=problem,
    )
