"""From sign-in to the published list, in a real Chromium, over the sample town.

The answer key says what a sensible office decides; it stands in the tests only. Everything is done
through the pages; the database is read, never written.
"""

from __future__ import annotations

import csv
import json
import os
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.browser import Desk, chromium, desk
from tests.journeys.server import ROOT, Server

KEYS_TO_ALL = ("sample_key.csv", "sample_key_other.csv")
PICTURES = Path(os.environ.get("QINGCE_PICTURES") or ROOT / "tests/output/screenshots")
KEYS = {"keep": "1", "repeal": "2", "expire": "3", "revise": "4"}


@dataclass(frozen=True)
class Wanted:
    """What the office decides about one paper."""

    task: int
    normative: bool
    disposition: str
    exclusion: str
    reason_code: str
    reason: str
    unit: str
    deadline: str


@pytest.mark.journey
@pytest.mark.slow
def test_the_sample_town_is_cleaned_up_and_published_as_40_27_11_2(server: Server) -> None:
    server.start()
    try:
        wanted = answers(server)
        assert sum(one.normative for one in wanted) == 40
        with chromium() as browser:
            people = {}
            for role, account in server.accounts().items():
                people[role] = desk(browser, server.url)
                people[role].sign_in(account["email"], account["password"])
            set_aside(people["office"], [w for w in wanted if not w.normative])
            normative = [w for w in wanted if w.normative]
            shown = next(one for one in normative if one.reason_code == "R6")
            for one in normative:
                opine(people["office"], one, picture=one is shown)
            look_blind(people["counsel"], normative[0])
            for one in normative:
                opine(people["counsel"], one)
            for n, one in enumerate(normative):
                decide(people["approver"], one)
                if n == len(normative) * 2 // 3:
                    pictures(people)
            publish(people["office"])
            public = desk(browser, server.url)
            check_public(public)
            phone = desk(browser, server.url, phone=True)
            phone.open("/results/1")
            phone.picture(PICTURES / "results-phone.png")
            complaints = [c for person in (*people.values(), public) for c in person.complaints]
            assert complaints == []
        check_downloads(server)
        assert server.flask("check", "--json").returncode == 0
        assert server.flask("audit", "verify").returncode == 0
    finally:
        assert server.stop() == 0


def answers(server: Server) -> list[Wanted]:
    """The answer key laid over the tasks, by file name."""
    rows = server.rows(
        "SELECT d.file_name, t.id FROM task t JOIN document d ON d.id = t.document_id"
    )
    tasks = {name.replace("!/", "/").split("/")[-1]: task for name, task in rows}
    wanted = []
    for row in key_rows():
        name = row["file"].replace("!/", "/").split("/")[-1]
        if name in tasks:
            wanted.append(
                Wanted(
                    task=tasks[name],
                    normative=row["normative"] == "yes",
                    disposition=row["disposition"],
                    exclusion=row["exclusion"],
                    reason_code=row["reason_code"],
                    reason=row["reason"],
                    unit=row["unit"],
                    deadline=row["deadline"],
                )
            )
    assert {w.task for w in wanted} == set(tasks.values()), "every paper stands in the key"
    return wanted


def key_rows() -> list[dict[str, str]]:
    """Every row of the answer key: the normative papers, and the others."""
    rows: list[dict[str, str]] = []
    for name in KEYS_TO_ALL:
        with (ROOT / "tests/fixtures" / name).open(encoding="utf-8", newline="") as handle:
            rows += csv.DictReader(handle)
    return rows


def set_aside(office: Desk, papers: list[Wanted]) -> None:
    """The office confirms what is no 规范性文件: the machine's list in bulk, the rest one by one."""
    expected = {one.task for one in papers}
    office.open("/desk/campaigns/1/triage")
    office.picture(PICTURES / "triage.png")
    boxes = office.page.locator("input[name=task]")
    confirmed = set()
    for n in range(boxes.count()):
        box = boxes.nth(n)
        task = int(box.get_attribute("value") or 0)
        if task in expected:
            box.check()
            confirmed.add(task)
        else:
            box.uncheck()
    if confirmed:
        with office.page.expect_navigation():
            office.page.click("text=确认所选不属于规范性文件")
    for one in papers:
        if one.task in confirmed:
            continue
        office.open(f"/desk/tasks/{one.task}")
        office.page.click("summary:has-text('不属于规范性文件，直接归档')")
        form = office.page.locator("form:has(input[name=action][value=exclude])")
        form.locator("[name=exclusion]").select_option(one.exclusion)
        form.locator("[name=reason]").fill(one.reason or "经审查不具有普遍约束力")
        with office.page.expect_navigation():
            form.locator("button:has-text('确认不属于')").click()


def opine(person: Desk, one: Wanted, *, picture: bool = False) -> None:
    """Choose by key, give class and reason, save and go on."""
    person.open(f"/desk/tasks/{one.task}")
    if picture:
        person.picture(PICTURES / "review.png")
    choose(person, one)


def choose(person: Desk, one: Wanted) -> None:
    """Fill in the form of the task page."""
    page = person.page
    page.keyboard.press(KEYS[one.disposition])
    page.select_option("[name=reason_code]", one.reason_code)
    if one.disposition == "revise":
        page.fill("[name=unit]:visible", one.unit)
        page.fill("[name=deadline]:visible", one.deadline)
    page.fill("textarea[name=reason]:visible >> nth=0", one.reason)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator(".message-error").count() == 0, page.locator(".message-error").inner_text()


def look_blind(counsel: Desk, one: Wanted) -> None:
    """Counsel must not see what the office said before giving an opinion."""
    counsel.open(f"/desk/tasks/{one.task}")
    assert one.reason not in counsel.page.inner_text("main")


def decide(approver: Desk, one: Wanted) -> None:
    """The approver finds the agreed outcome filled in and confirms it."""
    approver.open(f"/desk/tasks/{one.task}")
    chosen = approver.page.locator("input[name=disposition]:checked")
    assert chosen.get_attribute("value") == one.disposition
    choose(approver, one)


def pictures(people: dict[str, Desk]) -> None:
    """Screens for the README and the user guide, with work under way."""
    office, auditor = people["office"], people["auditor"]
    for name, path in (
        ("dashboard", "/desk/campaigns/1"),
        ("queue", "/desk?all=1"),
        ("search", "/desk/library?q=管理"),
        ("document", "/desk/documents/3"),
        ("upload", "/desk/import"),
        ("batch", "/desk/import/1"),
        ("campaigns", "/desk/campaigns"),
        ("campaign-form", "/desk/campaigns/new"),
        ("gate", "/desk/campaigns/1/gate"),
        ("status", "/desk/status"),
        ("account", "/account"),
    ):
        office.open(path)
        office.picture(PICTURES / f"{name}.png")
    people["admin"].open("/desk/admin/users")
    people["admin"].picture(PICTURES / "users.png")
    auditor.open("/desk/audit")
    auditor.picture(PICTURES / "audit.png")
    people["approver"].open("/desk")
    people["approver"].picture(PICTURES / "approver.png")


def publish(office: Desk) -> None:
    """Gate, draft, publish."""
    office.open("/desk/campaigns/1/gate")
    office.picture(PICTURES / "gate-open.png")
    office.page.click("a:has-text('起草公告'), button:has-text('起草公告')")
    office.page.wait_for_load_state()
    office.picture(PICTURES / "notice-form.png")
    office.page.fill("[name=number]", "青府规〔2026〕2号")
    with office.page.expect_navigation():
        office.page.click("button:has-text('公布')")
    assert office.page.locator(".message-error").count() == 0


def check_public(public: Desk) -> None:
    """The list everybody sees: totals that reconcile, and nothing that is not published."""
    public.open("/results/1")
    public.picture(PICTURES / "results.png")
    text = public.page.inner_text("main")
    for words in ("40", "27", "11", "2"):
        assert words in text
    assert "青府规〔2026〕2号" in text
    public.open("/results")
    public.open("/")
    public.picture(PICTURES / "home.png")


def check_downloads(server: Server) -> None:
    """Each form is there; the json's totals are 40 = 27 + 11 + 2 and its hash verifies."""
    for form in ("docx", "xlsx", "csv", "json"):
        with urllib.request.urlopen(f"{server.url}/results/1.{form}") as answer:
            content = answer.read()
        assert len(content) > 500
        if form == "json":
            totals = json.loads(content)["totals"]
            assert (totals["repeal"], totals["expire"], totals["revise"]) == (27, 11, 2)
            assert totals["total"] == 40
            saved = server.data.parent / "results.json"
            saved.write_bytes(content)
            assert server.flask("verify", str(saved)).returncode == 0
            saved.write_bytes(content.replace(b"2026", b"2025", 1))
            assert server.flask("verify", str(saved)).returncode == 1
    with urllib.request.urlopen(f"{server.url}/results.atom") as answer:
        assert b"<feed" in answer.read()
