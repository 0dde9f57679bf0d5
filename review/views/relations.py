"""文件关系: who repeals, amends, extends, founds or forwards whom; what leads nowhere; undo with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.roles import STAFF, Role
from corpus import library
from review.knowledge import links, open_relations, undoing
from review.relation import RELATION_LABELS, RelationKind

pages = Blueprint("relations", __name__, url_prefix="/desk/relations")

UNDOING = (Role.OFFICE, Role.ADMIN)
PER_PAGE = 50


@pages.get("")
@allow(*STAFF)
def overview() -> str:
    """The relations by kind, or what needs a look: dangling, circular, undone."""
    show = request.args.get("show", "repeal")
    kind = next((one for one in RelationKind if one.value == show), None)
    counted = links.counts()
    page = max(1, request.args.get("page", 1, type=int))
    dangling, whole = links.dangling() if show == "dangling" else ([], True)
    actor = current_actor(required=True)
    return render_template(
        "review/relations.html",
        show=show,
        kind=kind,
        labels=RELATION_LABELS,
        counted=counted,
        shown=links.shown(kind, (page - 1) * PER_PAGE, PER_PAGE) if kind else [],
        page=page,
        pages=(counted.get(kind, 0) + PER_PAGE - 1) // PER_PAGE if kind else 0,
        dangling=dangling,
        whole=whole,
        circles=links.circles(),
        open_relations=open_relations.kept(),
        undone=links.undone(undoing.standing()),
        may=actor.role in UNDOING,
    )


@pages.get("/<int:document_id>")
@allow(*STAFF)
def of_document(document_id: int) -> str:
    """The relations of one document, each with what it rests on."""
    filed = library.get(document_id)
    undone = [one for one in undoing.standing() if document_id in (one.source_id, one.target_id)]
    return render_template(
        "review/document_relations.html",
        filed=filed,
        shown=links.of_document(document_id),
        labels=RELATION_LABELS,
        undone=links.undone(undone),
        may=current_actor(required=True).role in UNDOING,
    )


@pages.post("/undo/<int:relation_id>")
@allow(*UNDOING)
def undo(relation_id: int) -> Response:
    """Take one out, with a reason."""
    with writing():
        row = undoing.undo(
            relation_id, request.form.get("reason", ""), current_actor(required=True)
        )
        document_id = row.target_id
    flash("关系已撤销，效力状态已退回，正在重新审查相关文件。", "done")
    return redirect(url_for("relations.of_document", document_id=document_id), 303)


@pages.post("/restore/<int:undo_id>")
@allow(*UNDOING)
def restore(undo_id: int) -> Response:
    """Let it count again."""
    with writing():
        undoing.restore(undo_id, current_actor(required=True))
    flash("已恢复，重新审查后这条关系会再出现。", "done")
    return redirect(url_for("relations.overview", show="undone"), 303)
