"""People for tests: one of each role, signed in through the real login page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from base.accounts.keeper import NewUser, create_user
from base.db import writing
from base.roles import SYSTEM, Actor, Role

PASSWORD = "Zheng-Que-2026-Mi"


@dataclass(frozen=True)
class People:
    """The actors by role."""

    actors: dict[Role, Actor]

    def __getitem__(self, role: Role) -> Actor:
        return self.actors[role]


def make_people() -> People:
    """Create one account of each role."""
    with writing():
        actors = {
            role: create_user(
                NewUser(f"{role.value}@test", f"{role.label}甲", "青石镇", role),
                PASSWORD,
                SYSTEM,
                is_sample=False,
            )
            for role in Role
        }
    return People(actors)


def signed_in(app: Flask, role: Role) -> FlaskClient:
    """A browser in which the person of that role is signed in."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    answer = client.post("/login", data={"email": f"{role.value}@test", "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client
