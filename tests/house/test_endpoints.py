"""Every address of the program: declared, shut for strangers, shut for other roles, with a token."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from base.accounts.policy import EVERYBODY, matrix_text, who_may
from base.audit import AuditEventRow
from base.config import Config
from base.db import Base, db
from base.roles import Role
from tests.people import People, make_people, signed_in

NOWHERE = 999_999
DOCS = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True)
class Call:
    """One method of one address, with values filled in, and who may."""

    endpoint: str
    method: str
    url: str
    roles: frozenset[Role] | None

    @property
    def is_staff(self) -> bool:
        return self.roles != EVERYBODY


def calls(app: Flask) -> Iterator[Call]:
    """Every address with every method; numbers point at nothing."""
    for rule in app.url_map.iter_rules():
        values = {
            name: NOWHERE if type(converter).__name__ == "IntegerConverter" else "x"
            for name, converter in rule._converters.items()
        }
        with app.test_request_context():
            url = url_for(rule.endpoint, **values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Call(rule.endpoint, method, url, who_may(app, rule.endpoint))


def denials() -> int:
    """How often somebody was denied."""
    query = select(func.count()).where(AuditEventRow.action == "access.denied")
    return db.session.scalar(query) or 0


def everything() -> str:
    """A fingerprint of all rows of all tables."""
    db.session.rollback()
    digest = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_every_endpoint_declares_who_may(app: Flask) -> None:
    undeclared = [call.endpoint for call in calls(app) if call.roles is None]
    assert undeclared == []


def test_every_address_under_desk_is_for_staff(app: Flask) -> None:
    open_desks = [c.url for c in calls(app) if c.url.startswith("/desk") and not c.is_staff]
    assert open_desks == []


def test_every_staff_address_sends_a_stranger_to_sign_in(app: Flask, client: FlaskClient) -> None:
    staff = [call for call in calls(app) if call.is_staff]
    assert staff
    for call in staff:
        answer = client.open(call.url, method=call.method)
        sent_away = answer.status_code == 302 and answer.headers["Location"].startswith("/login")
        assert sent_away or answer.status_code in {401, 403}, call


def test_every_post_without_token_is_refused(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        make_people()
    posts = [call for call in calls(app) if call.method != "GET"]
    assert posts
    before = {call.url: app.test_client().open(call.url, method=call.method) for call in posts}
    assert {url: a.status_code for url, a in before.items() if a.status_code != 400} == {}


def test_every_role_reaches_what_is_declared_and_nothing_else(app: Flask, people: People) -> None:
    staff = [call for call in calls(app) if call.is_staff]
    wrong = []
    for role in Role:
        client = signed_in(app, role)
        for call in staff:
            before = denials()
            answer = client.open(call.url, method=call.method)
            denied = denials() - before
            expected = 0 if role in (call.roles or ()) else 1
            if denied != expected or (expected and answer.status_code != 403):
                wrong.append((role.value, call.method, call.url, answer.status_code))
    assert wrong == []


def test_a_denied_call_changes_nothing_but_the_log(app: Flask, people: People) -> None:
    client = signed_in(app, Role.AUDITOR)
    denied = [c for c in calls(app) if c.is_staff and Role.AUDITOR not in (c.roles or ())]
    log = AuditEventRow.__table__

    def rest() -> list[tuple[str, int | None]]:
        tables = [t for t in Base.metadata.sorted_tables if t is not log]
        return [(t.name, db.session.scalar(select(func.count()).select_from(t))) for t in tables]

    before = rest()
    for call in denied:
        client.open(call.url, method=call.method)
    assert rest() == before


def test_reading_changes_nothing(app: Flask, people: People) -> None:
    for role in (Role.OFFICE, Role.ADMIN):
        client = signed_in(app, role)
        before = everything()
        for call in calls(app):
            if call.method == "GET" and (not call.is_staff or role in (call.roles or ())):
                client.get(call.url)
                assert everything() == before, call


def test_the_access_table_in_the_docs_is_the_present_one(app: Flask) -> None:
    written = (DOCS / "access.md").read_text("utf-8")
    assert written == matrix_text(app), "run: flask access > docs/access.md"
