"""What scripts rely on: arguments that cannot be used end with 2, a refusing gate with 1."""

from __future__ import annotations

from flask import Flask

from tests.builders import open_desk
from tests.people import People


def test_a_status_that_does_not_exist_is_no_empty_result(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "管护", "--status", "nope"]).exit_code == 2
    assert runner.invoke(args=["search", "管护", "--limit", "0"]).exit_code == 2
    assert runner.invoke(args=["search", "管护", "--status", "repealed"]).exit_code == 0


def test_publishing_needs_no_number_but_an_open_gate(app: Flask, people: People) -> None:
    desk = open_desk(people)
    refused = app.test_cli_runner().invoke(args=["publish", str(desk.campaign)])
    assert refused.exit_code == 1
    assert "还不能公布" in refused.output


def test_a_stranger_with_a_slash_too_many_is_sent_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/desk/")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]
