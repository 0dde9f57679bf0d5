"""审查台: the queue of each role and the lists behind every figure."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.roles import Role
from tests.builders import KEEP, REPEAL, WORDS, Action, Desk, open_desk, paper
from tests.people import People, signed_in

OFFICE, COUNSEL, APPROVER, DEPARTMENT = Role.OFFICE, Role.COUNSEL, Role.APPROVER, Role.DEPARTMENT


def _papers(count: int) -> list[str]:
    return [
        paper(number=f"青政发〔{1990 + n}〕{n + 1}号", signed=f"{1990 + n}年3月4日")
        for n in range(count)
    ]


@pytest.fixture
def desk(app: Flask, people: People) -> Desk:
    """Four tasks: agreed, in coordination, with the department, half opined."""
    desk = open_desk(people, *_papers(4))
    desk.both(KEEP, KEEP, 0)
    desk.both(KEEP, REPEAL, 1)
    desk.act(OFFICE, Action.CONSULT, WORDS, 2)
    desk.act(OFFICE, Action.OPINE, KEEP, 3)
    return desk


def _listed(client: FlaskClient, address: str) -> list[int]:
    answer = client.get(address)
    assert answer.status_code == 200
    rows = re.search(r"<tbody>.*</tbody>", answer.text, re.S)
    found = re.findall(r"/desk/tasks/(\d+)", rows[0] if rows else "")
    return [int(one) for one in dict.fromkeys(found)]


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (OFFICE, [1]),
        (COUNSEL, [1, 3]),
        (APPROVER, [0]),
        (DEPARTMENT, [2]),
        (Role.ADMIN, []),
        (Role.AUDITOR, []),
    ],
)
def test_the_queue_shows_whose_turn_it_is(
    app: Flask, desk: Desk, role: Role, places: list[int]
) -> None:
    client = signed_in(app, role)
    assert _listed(client, "/desk") == [desk.tasks[n] for n in places]
    if not places:
        assert "现在没有轮到您的文件" in client.get("/desk").text
    assert _listed(client, "/desk?all=1") == desk.tasks


def test_each_stage_is_a_list_of_its_own(app: Flask, desk: Desk) -> None:
    client = signed_in(app, Role.AUDITOR)
    stages = ("with_approver", "in_coordination", "with_department", "in_review")
    for n, stage in enumerate(stages):
        assert _listed(client, f"/desk?stage={stage}") == [desk.tasks[n]]
        both = f"/desk?stage={stage}&campaign={desk.campaign}"
        assert _listed(client, both) == [desk.tasks[n]]
    assert _listed(client, "/desk?stage=decided") == []
    assert _listed(client, "/desk?campaign=99") == []
    assert _listed(client, "/desk?answer=yes") == []
    assert _listed(client, "/desk?proposed=none") == desk.tasks


@pytest.mark.parametrize("address", ["page=0", "page=99", "stage=x", "campaign=x", "mine=2&all=1"])
def test_no_address_breaks_the_queue(app: Flask, desk: Desk, address: str) -> None:
    assert signed_in(app, OFFICE).get(f"/desk?{address}").status_code == 200


def test_the_way_through_a_list_stays_in_it(app: Flask, desk: Desk) -> None:
    client = signed_in(app, COUNSEL)
    first, second, third, fourth = desk.tasks
    page = client.get("/desk?all=1").text
    hrefs = re.findall(rf'href="(/desk/tasks/{second}[^"]*)"', page)
    assert hrefs
    task = client.get(hrefs[0].replace("&amp;", "&")).text
    assert "第 2 / 4 件" in task
    assert f"/desk/tasks/{first}?" in task
    assert f"/desk/tasks/{third}?" in task
    mine = client.get(f"/desk/tasks/{second}?mine=1").text
    assert "第 1 / 2 件" in mine
    assert f"/desk/tasks/{fourth}?" in mine


def test_a_long_list_is_cut_into_pages_that_miss_nothing(app: Flask, people: People) -> None:
    desk = open_desk(people, *[paper(number=f"青政发〔2012〕{n}号") for n in range(1, 54)])
    client = signed_in(app, OFFICE)
    pages = [_listed(client, f"/desk?all=1&page={n}") for n in (1, 2)]
    assert [len(page) for page in pages] == [50, 3]
    assert pages[0] + pages[1] == desk.tasks
    first = client.get("/desk?all=1").text
    link = re.search(r'href="(/desk\?[^"]*page=2[^"]*)"', first)
    assert link
    assert _listed(client, link[1].replace("&amp;", "&")) == pages[1]


def test_nobody_reads_the_desk_without_signing_in(app: Flask, desk: Desk) -> None:
    stranger = app.test_client()
    for address in ("/desk", f"/desk/tasks/{desk.tasks[0]}", f"/desk/campaigns/{desk.campaign}"):
        answer = stranger.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")
