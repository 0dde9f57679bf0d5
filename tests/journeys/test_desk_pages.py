"""Every page of the desk at 200 % zoom, and the correction queue by keys alone, in a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from base.accounts.policy import who_may
from base.roles import Role
from tests.builders import file_paper, paper
from tests.journeys.browser import chromium
from tests.people import PASSWORD, People

pytestmark = pytest.mark.journey

ZOOMED = {"width": 683, "height": 400}
"""1366 points at 200 %."""
LONG = "青石镇人民政府关于进一步加强农村集体资金资产资源承包租赁招标投标公开交易监督管理的通知"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def site(app: Flask, people: People) -> Iterator[str]:
    """The program with a few papers, on a free port of this machine."""
    file_paper(paper(title=LONG, signed="2012年3月"), "一.txt")
    file_paper(paper("公告〔2024〕7号", "民政部关于登记的公告", issuer="民政部"), "二.txt")
    file_paper(paper("青政发〔2012〕9号", LONG + "（修订）", signed="2013年4月"), "三.txt")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, site: str, role: Role) -> None:
    page.goto(f"{site}/login")
    page.fill("[name=email]", f"{role.value}@test")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk**")


def addresses(app: Flask, role: Role) -> list[str]:
    """Every page of the desk that a role may open and that needs nothing in its address."""
    plain = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/desk")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and not str(rule).endswith((".xlsx", ".json"))
        and role in (who_may(app, rule.endpoint) or ())
    ]
    more = [
        "/desk/library?q=通知",
        "/desk/documents/1?q=集市",
        "/desk/documents/1/text",
        "/desk/inventory?others=1",
        "/desk/inventory/series?prefix=青政发&year=2012",
        "/desk/inventory/series?prefix=民政部公告&year=2024",
        "/desk/inventory/list/unregistered",
        "/desk/compare/1/3",
    ]
    return sorted({*plain, *(more if role is Role.OFFICE else ())} - {"/desk/inventory/series"})


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.ADMIN])
def test_no_page_is_wider_than_the_window_at_200_percent(app: Flask, site: str, role: Role) -> None:
    with chromium() as browser:
        page = browser.new_context(viewport=ZOOMED).new_page()
        sign_in(page, site, role)
        wide = {}
        for address in addresses(app, role):
            answer = page.goto(site + address)
            assert answer is not None
            assert answer.status == 200, address
            if page.evaluate(WIDER) > 0:
                wide[address] = page.evaluate(WIDER)
        assert wide == {}


def place(page: Page, words: str) -> None:
    """Wait for the paper at that place of the queue; keys count when its scripts are there."""
    expect(page.locator(".place")).to_contain_text(words)
    page.wait_for_function("document.documentElement.classList.contains('keys-on')")


def test_the_correction_queue_is_worked_by_keys_alone(site: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        sign_in(page, site, Role.OFFICE)
        page.goto(f"{site}/desk/correct?kind=partial")
        place(page, "第 1 / 2 份")
        page.keyboard.press("j")
        place(page, "第 2 / 2 份")
        page.keyboard.press("k")
        place(page, "第 1 / 2 份")
        page.keyboard.press("1")
        expect(page.locator("#f-signed_on")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("2012-03-04")
        page.keyboard.press("Enter")
        place(page, "第 1 / 1 份")
        page.keyboard.press("u")
        place(page, "第 1 / 2 份")
        expect(page.locator("#f-signed_on")).to_have_value("2012-03")
