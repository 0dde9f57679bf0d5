"""页面核对: the pages a person should look at, and what can be done about each."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from base.accounts.policy import allow, current_actor
from base.db import writing
from base.roles import STAFF, Role
from corpus.pages import keeper as page_keeper
from corpus.pages import recognising
from corpus.pages.keeper import FAILED, NO_TEXT, WAITING, WEAK
from corpus.pages.rows import PageRow
from corpus.recognition.engine import installed
from corpus.views.library import may_correct

pages = Blueprint("recognition", __name__, url_prefix="/desk/pages")

PER_PAGE = 50
TABS = (
    ("weak", "低置信", (WEAK,)),
    ("none", "无文字", (NO_TEXT,)),
    ("failed", "失败", (FAILED,)),
    ("waiting", "等待识别", (WAITING,)),
    ("checked", "已核对", ("checked",)),
)


@pages.get("")
@allow(*STAFF)
def page_list() -> str:
    """Pages without text, weakly read, failed or waiting, with counts."""
    counted = page_keeper.counts()
    asked = request.args.get("state", "")
    chosen = next((tab for tab in TABS if tab[0] == asked), None)
    at = max(1, request.args.get("page", 1, type=int))
    states = chosen[2] if chosen else (WEAK, NO_TEXT, FAILED)
    total = sum(counted.get(state, 0) for state in states)
    return render_template(
        "corpus/page_list.html",
        state=chosen[0] if chosen else "",
        tabs=[(key, label, sum(counted.get(s, 0) for s in states)) for key, label, states in TABS],
        listed=page_keeper.listing(states, PER_PAGE, (at - 1) * PER_PAGE),
        total=total,
        page=at,
        pages=(total + PER_PAGE - 1) // PER_PAGE,
        installed=installed(),
        not_installed=recognising.NOT_INSTALLED,
        may_correct=may_correct(),
    )


@pages.post("/<int:page_id>/check")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def check(page_id: int) -> Response:
    """A person compared the page with its picture."""
    with writing():
        page_keeper.check(page_keeper.get(page_id), current_actor(required=True))
    return redirect(_back(), 303)


@pages.post("/<int:page_id>/uncheck")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def uncheck(page_id: int) -> Response:
    """Take that back."""
    with writing():
        page_keeper.uncheck(page_keeper.get(page_id), current_actor(required=True))
    return redirect(_back(), 303)


@pages.post("/<int:page_id>/again")
@allow(Role.DEPARTMENT, Role.OFFICE, Role.ADMIN)
def again(page_id: int) -> Response:
    """Read the page again by recognition."""
    with writing():
        row: PageRow = page_keeper.get(page_id)
        document_id = page_keeper.document_of(row)
        recognising.again(document_id, row.number, current_actor(required=True))
    return redirect(_back(), 303)


def _back() -> str:
    """To the list the button stood on."""
    return url_for("recognition.page_list", state=request.form.get("state") or None)
