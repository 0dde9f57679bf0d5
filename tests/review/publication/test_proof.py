"""A downloaded list proves itself, here and elsewhere; a changed one does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from base.config import config_for
from base.db import db, writing
from base.errors import Refused
from base.roles import Role
from review.notice import content_hash
from review.publication import proof
from review.publication.registry import RENDERERS
from review.rows import NoticeFileRow
from review.task import Action
from tests.builders import REPEAL, Desk, open_desk
from tests.people import People
from tests.review.publication.notices import notice


@pytest.fixture
def desk(people: People) -> Desk:
    """One paper, decided."""
    desk = open_desk(people)
    desk.both(REPEAL, REPEAL)
    desk.act(Role.APPROVER, Action.DECIDE, REPEAL)
    return desk


def published(app: Flask, desk: Desk) -> dict[str, bytes]:
    """Publish by the command; returns the downloads."""
    args = ["publish", str(desk.campaign), "--number", "青府规〔2026〕2号"]
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code == 0, done.output
    assert "/results/1" in done.output
    db.session.rollback()
    return {row.form: row.content for row in db.session.scalars(select(NoticeFileRow))}


def test_every_download_is_recognised_and_no_changed_one(app: Flask, desk: Desk) -> None:
    for form, data in published(app, desk).items():
        assert "逐字节一致" in proof.prove(data), form
        with pytest.raises(Refused):
            proof.prove(data[:-1] + bytes([data[-1] ^ 1]))


def test_a_json_that_was_written_anew_is_the_same_list(app: Flask, desk: Desk) -> None:
    body = json.loads(published(app, desk)["json"])
    assert "与本机公布的相同" in proof.prove(json.dumps(body).encode())


def test_a_forgery_with_a_hash_of_its_own_is_found_where_the_notice_was_published(
    app: Flask, desk: Desk
) -> None:
    body = json.loads(published(app, desk)["json"])
    del body["content_hash"]
    body["entries"][0]["title"] = "青石镇人民政府关于另一件事的通知"
    forged = json.dumps(body | {"content_hash": content_hash(body)}).encode()
    with pytest.raises(Refused, match="不同"):
        proof.prove(forged)


def test_elsewhere_the_hash_alone_is_checked_and_shown(tmp_path: Path) -> None:
    elsewhere = create_app(config_for(tmp_path, testing=True))  # no schema at all
    with elsewhere.app_context():
        says = proof.prove(RENDERERS["json"].render(notice()))
        assert content_hash(notice().content()) in says


def test_the_commands_end_with_the_status_that_scripts_rely_on(
    app: Flask, desk: Desk, tmp_path: Path
) -> None:
    runner, file = app.test_cli_runner(), tmp_path / "list.json"
    file.write_bytes(published(app, desk)["json"])
    assert runner.invoke(args=["verify", str(file)]).exit_code == 0
    file.write_bytes(file.read_bytes().replace("青府规".encode(), "青府发".encode(), 1))
    assert runner.invoke(args=["verify", str(file)]).exit_code == 1
    again = runner.invoke(args=["publish", str(desk.campaign), "--number", "青府规〔2026〕3号"])
    assert again.exit_code == 1
    assert runner.invoke(args=["publish"]).exit_code == 2


def test_the_gate_stops_the_command_too(app: Flask, people: People) -> None:
    desk = open_desk(people)
    args = ["publish", str(desk.campaign), "--number", "青府规〔2026〕2号"]
    refused = app.test_cli_runner().invoke(args=args)
    assert refused.exit_code == 1
    assert "还不能公布" in refused.output
    with writing():
        assert list(db.session.scalars(select(NoticeFileRow))) == []
