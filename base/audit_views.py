"""审计记录 for the auditor: every event, newest first, and whether the chain is whole."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy import func, select

from base import audit
from base.accounts.policy import allow
from base.audit import AuditEventRow
from base.audit_words import words
from base.db import db
from base.roles import Role

pages = Blueprint("audit", __name__, url_prefix="/desk/audit")

PER_PAGE = 100


@pages.get("")
@allow(Role.AUDITOR)
def events() -> str:
    """A page of events; the chain is checked each time."""
    page = max(1, request.args.get("page", 1, type=int))
    subject = request.args.get("subject", "")
    query = select(AuditEventRow)
    if subject:
        query = query.where(AuditEventRow.subject == subject)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(AuditEventRow.seq.desc())
    rows = db.session.scalars(newest.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return render_template(
        "accounts/audit.html",
        rows=list(rows),
        words=words(),
        breaks=list(audit.verify()),
        page=page,
        pages=(total + PER_PAGE - 1) // PER_PAGE,
    )
