"""One task: the text with its evidence, what is proposed and what was said, and the next step."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from base import audit
from base.accounts.policy import allow, current_actor
from base.db import writing
from base.errors import Conflict, Refused
from base.roles import STAFF, Actor, Role
from corpus import library
from corpus.reading_text import paragraphs
from review import casework, docket
from review.disposition import Disposition, Exclusion, Outcome, ReasonCode
from review.finding import Examination
from review.knowledge import muting, precedents
from review.profiles.load import load_profile
from review.statement import StatementKind
from review.task import Action, ReviewTask, Stage
from review.views.desk import address_of, listing_from_address
from review.views.evidence import cards_of, examination_of, marks_of, relations_of
from review.workflow import actions_for, visible_statements

pages = Blueprint("tasks", __name__, url_prefix="/desk/tasks")

CHOOSING = (Action.OPINE, Action.SUBMIT, Action.SETTLE, Action.DECIDE)
ACTING = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
_WORDS = {"none": "不属于规范性文件"} | {
    one.value: one.label for kind in (Disposition, ReasonCode, Exclusion) for one in kind
}
DONE = {
    Action.CONSULT: "已转部门征求意见。",
    Action.WITHDRAW: "意见已撤回，可以重新填写。",
    Action.RETURN: "已退回，新一轮审查开始。",
    Action.REOPEN: "决定已撤销，请重新决定。",
    Action.REINSTATE: "已恢复审查。",
    Action.EXCLUDE: "已记为不属于规范性文件，可在任务页恢复。",
}


@pages.get("/<int:task_id>")
@allow(*STAFF)
def task(task_id: int) -> str:
    """The three panes of the review."""
    return _page(task_id)


def _page(task_id: int, *, form: MultiDict[str, str] | None = None, problem: str = "") -> str:
    actor = current_actor(required=True)
    row, noun = docket.task_row(task_id), docket.task(task_id)
    filed = library.get(row.document_id)
    examination = examination_of(row)
    muted = muting.in_campaign(row.campaign_id)
    reasons = {rule: f"{one.reason}（{one.author}）" for rule, one in muted.items()}
    cards = cards_of(examination, row.document_id, reasons)
    asked = listing_from_address(default_mine=True)
    before, after, place = casework.neighbours(task_id, queue := casework.listing(asked, actor))
    actions = actions_for(noun, actor)
    campaign = docket.campaign(row.campaign_id)
    return render_template(
        "review/task.html",
        row=row,
        noun=noun,
        campaign=campaign,
        filed=filed,
        paragraphs=paragraphs(filed.document, marks_of(examination, row.document_id)),
        examination=examination,
        stale=row.revision_id is not None and row.revision_id != filed.revision_id,
        waiting=noun.stage is not Stage.DECIDED and _mutes_changed(examination, set(muted)),
        precedents=precedents.similar(row, examination),
        clashes=precedents.clashes_of(row),
        impact=precedents.impact(row.document_id),
        cards=cards,
        relations=relations_of(row.document_id),
        statements=visible_statements(noun, actor),
        hidden=len(noun.statements) - len(visible_statements(noun, actor)),
        actions=actions,
        choosing=next((one for one in CHOOSING if one in actions), None),
        suggested=_suggested(noun, actions, actor),
        reason_codes=list(ReasonCode),
        reasons_for=load_profile(campaign.profile).dispositions,
        exclusions=list(Exclusion),
        history=audit.of(f"task:{task_id}") if _sees_history(noun.stage) else (),
        before=before,
        after=after,
        place=place,
        total=len(queue),
        keep=address_of(asked),
        form=form or MultiDict(),
        problem=problem,
        sent=sent_words(form, actions) if form else (),
        now=said[-1] if (said := visible_statements(noun, actor)) else None,
        today=current_app.extensions["today"](),
    )


@pages.post("/<int:task_id>/act")
@allow(*ACTING)
def act(task_id: int) -> Response | tuple[str, int]:
    """Take one step, then on to the next task of the list."""
    actor = current_actor(required=True)
    asked = listing_from_address(default_mine=True)
    _before, after, _place = casework.neighbours(task_id, casework.listing(asked, actor))
    try:
        action = Action(request.form.get("action", ""))
        outcome = outcome_from(request.form, action)
        with writing():
            version = request.form.get("version", 0, type=int)
            casework.act(task_id, version, action, actor, outcome)
    except ValueError:
        return _page(task_id, form=request.form, problem="没有选择操作，请重新提交。"), 400
    except (Refused, Conflict) as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        return _page(task_id, form=request.form, problem=problem.message), status
    if action not in CHOOSING:
        flash(DONE.get(action, f"已{action.label}。"), "done")
        return redirect(url_for("tasks.task", task_id=task_id, **address_of(asked)), 303)
    flash(f"已保存。可在原任务页撤回或查看：任务 {task_id}", "done")
    if after is None:
        return redirect(url_for("desk.queue", **address_of(asked)), 303)
    return redirect(url_for("tasks.task", task_id=after, **address_of(asked)), 303)


def outcome_from(form: MultiDict[str, str], action: Action) -> Outcome:
    """What the form says.

    Raises:
        Refused: a choice is missing or a date cannot be understood.
    """
    reason = form.get("reason", "").strip()
    if action not in (*CHOOSING, Action.REPLY, Action.EXCLUDE):
        return Outcome(None, reason or ("撤回" if action is Action.WITHDRAW else ""))
    chosen = "none" if action is Action.EXCLUDE else form.get("disposition", "")
    if not chosen:
        raise Refused("请先选择处理意见（按 1 到 5）。")
    code, exclusion = form.get("reason_code", ""), form.get("exclusion", "")
    if chosen == "none":
        return Outcome(None, reason, exclusion=Exclusion(exclusion) if exclusion else None)
    revising = chosen == Disposition.REVISE.value
    return Outcome(
        disposition=Disposition(chosen),
        reason=reason,
        reason_code=ReasonCode(code) if code else None,
        unit=form.get("unit", "").strip() or None if revising else None,
        deadline=_day(form.get("deadline", "")) if revising else None,
    )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("完成时限看不懂，请写成 2027-06-30 这样的日期。") from error


def sent_words(form: MultiDict[str, str], actions: tuple[Action, ...]) -> tuple[str, ...]:
    """What was sent and not kept, in words, the reason last; () where its form stands on the page again."""
    action, reason = form.get("action", ""), form.get("reason", "").strip()
    choosing = next((one.value for one in CHOOSING if one in actions), None)
    if not reason or action == choosing:
        return ()
    labels = [
        _WORDS.get(form.get(field, "")) for field in ("disposition", "reason_code", "exclusion")
    ]
    rest = (form.get("unit", "").strip(), form.get("deadline", "").strip(), reason)
    return tuple(one for one in (*labels, *rest) if one)


def _suggested(noun: ReviewTask, actions: tuple[Action, ...], actor: Actor) -> Outcome | None:
    """What a person finds filled in: the approver what was agreed, who withdrew an opinion that one."""
    if Action.OPINE in actions:
        own = [
            one.outcome
            for one in noun.statements
            if one.kind is StatementKind.OPINION
            and (one.round, one.author_id) == (noun.round, actor.user_id)
        ]
        return own[-1] if own else None
    if Action.DECIDE in actions:
        settled = noun.latest(StatementKind.SETTLEMENT)
        opinions = noun.opinions()
        agreed = settled or opinions.get(Role.OFFICE) or next(iter(opinions.values()), None)
        return agreed.outcome if agreed else None
    return None


def _mutes_changed(examination: Examination | None, muted: set[str]) -> bool:
    """Whether rules were muted or taken up since the machine looked."""
    if examination is None:
        return False
    spoke = {finding.rule for finding in examination.findings}
    return set(examination.muted) != spoke & muted


def _sees_history(stage: Stage) -> bool:
    """The history names what was said: not while an opinion is still hidden."""
    return stage is not Stage.IN_REVIEW
