"""The frame of every page: the menu of a role, and large text that stays."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from base.roles import Role
from tests.builders import open_desk, paper
from tests.people import People, signed_in

LINK = re.compile(r'href="([^"]*[?&](?:amp;)?large=[01])"')


def _large_link(page: str) -> str:
    found = LINK.search(page)
    assert found, "the frame has a link for large text"
    return found[1].replace("&amp;", "&")


def test_large_text_is_asked_for_once_and_remembered(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    plain = client.get("/desk/library?q=集市&status=repealed").text
    link = _large_link(plain)
    assert "q=%E9%9B%86%E5%B8%82" in link
    assert "status=repealed" in link
    large = client.get(link)
    assert "large=1" in large.headers["Set-Cookie"]
    assert "HttpOnly" in large.headers["Set-Cookie"]
    later = client.get("/desk/library").text
    assert "large=0" in _large_link(later)
    client.get(_large_link(later))
    assert "large=1" in _large_link(client.get("/desk").text)


def test_any_other_value_is_ordinary_text(app: Flask, people: People) -> None:
    client = signed_in(app, Role.OFFICE)
    answer = client.get("/desk?large=%3Cscript%3E")
    assert "large=0" in answer.headers["Set-Cookie"]
    assert "<script>" not in answer.headers["Set-Cookie"]


def test_the_link_leads_to_a_page_also_after_a_refused_form(app: Flask, people: People) -> None:
    desk = open_desk(people, paper())
    client = signed_in(app, Role.OFFICE)
    refused = client.post(f"/desk/tasks/{desk.tasks[0]}/act", data={"action": "opine"})
    assert refused.status_code == 422
    link = _large_link(refused.text)
    assert link.startswith(f"/desk/tasks/{desk.tasks[0]}?")
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_every_word_of_the_menu_leads_to_a_page_this_role_may_see(
    app: Flask, people: People, role: Role
) -> None:
    client = signed_in(app, role)
    home = client.get("/desk/library").text
    nav = re.search(r"<nav.*?</nav>", home, re.S)
    assert nav
    hrefs = re.findall(r'href="(/[^"]*)"', nav[0])
    assert len(hrefs) >= 3
    for href in hrefs:
        assert client.get(href).status_code == 200, href


def test_a_stranger_sees_no_menu(app: Flask, people: People) -> None:
    assert "/desk/import" not in app.test_client().get("/login").text
