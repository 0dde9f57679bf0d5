"""The scripts in a real Chromium: keys, kept typing, upload in parts, live parts, finding and sorting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify, redirect, request
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

TASK = """
{% extends "layouts/desk.html" %}
{% from "components/choices.html" import disposition_choices, shown_by %}
{% from "components/field.html" import area, select, text %}
{% from "components/action.html" import button, csrf, link_button %}
{% block content %}<h1>审查</h1>
{{ link_button("下一件", "/next", key="J") }}
<form method="post">{{ csrf() }}
{{ disposition_choices("意见", reasons={"repeal": "制定依据已废止。"}, codes={"repeal": "R2", "keep": "R18"}) }}
{{ select("reason_code", "理由类别", [("", "请选择"), ("R2", "依据"), ("R17", "明文"), ("R18", "仍需执行")]) }}
{% call shown_by("disposition", "revise") %}{{ text("unit", "责任单位", required=true) }}{% endcall %}
{{ area("reason", "理由", keep="task-1") }}
{{ button("保存，下一件", key="Enter") }}
</form>{% endblock %}
"""
FOLDED = """
{% extends "layouts/desk.html" %}{% from "components/action.html" import button, csrf %}
{% block content %}<form method="post" action="/task">{{ csrf() }}{{ button("决定", "do", "decide", key="Enter") }}</form>
<details data-key="R" data-key-label="退回"><summary>退回</summary><form method="post" action="/task">{{ csrf() }}
<textarea name="reason" id="why" required></textarea>{{ button("退回", "do", "return") }}</form></details>{% endblock %}
"""
EVIDENCE = """
{% extends "layouts/desk.html" %}
{% from "components/evidence.html" import evidence %}
{% block content %}<h1>依据</h1>
<button type="button" data-walk="-1" data-key="P">上条</button>
<button type="button" data-walk="1" data-key="N">下条</button>
{% for n in ("1", "2") %}{{ evidence({"id": n, "title": "依据" ~ n, "quote": "原文"}) }}{% endfor %}
<details><summary>已停用</summary>{{ evidence({"id": "3", "title": "停用的", "quote": "原文"}) }}</details>
{% for n in ("1", "2") %}<mark id="m-{{ n }}" data-evidence="e-{{ n }}">原文</mark>{% endfor %}
{% endblock %}
"""
LIST = """
{% extends "layouts/public.html" %}
{% from "components/table.html" import table, filter_box %}
{% block content %}<h1>目录</h1>{{ filter_box("t", "在目录中查找") }}
{% call table(["名称", ("件数", "n")], sortable=true, id="t") %}
<tr><td>乙办法〔2009〕</td><td class="n">9</td></tr>
<tr><td>甲办法</td><td class="n">10</td></tr>
<tr><td>丙规定</td><td class="n">—</td></tr>
{% endcall %}{% endblock %}
"""
UPLOAD = """
{% extends "layouts/desk.html" %}
{% from "components/upload.html" import drop_area %}
{% block scripts %}<script src="{{ url_for('static', filename='js/upload.js') }}" defer></script>{% endblock %}
{% block content %}<h1>导入</h1>{{ drop_area("/receive") }}{% endblock %}
"""
LIVE_PART = """
{% from "components/live.html" import live %}
{% call live("batch", "/progress", done >= 3, seconds=0.1) %}<a href="/x">已处理 {{ done }}</a>{% endcall %}
"""
LIVE = '{% extends "layouts/desk.html" %}{% block content %}' + LIVE_PART + "{% endblock %}"


class Site:
    """A small site over the real templates and scripts, which notes what reached it."""

    def __init__(self) -> None:
        self.app = Flask(__name__, root_path=str(ROOT))
        self.app.jinja_env.globals["csrf_token"] = lambda: "token"
        self.sent: list[dict[str, Any]] = []
        self.answer = "next"
        self.failures = 0
        self.polls = 0
        for path, view in {
            "/task": lambda: self.page(TASK),
            "/next": lambda: self.page(TASK.replace("task-1", "task-2")),
            "/evidence": lambda: self.page(EVIDENCE),
            "/folded": lambda: self.page(FOLDED),
            "/list": lambda: self.page(LIST),
            "/upload": lambda: self.page(UPLOAD),
            "/live": lambda: self.page(LIVE, done=0),
            "/progress": self.progress,
            "/error": lambda: self.app.jinja_env.get_template("errors/409.html").render(
                request=request
            ),
        }.items():
            self.app.add_url_rule(path, path, view)
        self.app.add_url_rule("/task", "save", self.save, methods=["POST"])
        self.app.add_url_rule("/receive", "receive", self.receive, methods=["POST"])
        self.app.after_request(self.guard)

    def page(self, source: str, **context: Any) -> str:
        """A page from a template's source."""
        return self.app.jinja_env.from_string(source).render(request=request, **context)

    def guard(self, response: Response) -> Response:
        """The content policy of the program."""
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def save(self) -> Response:
        """Take an opinion."""
        self.sent.append(dict(request.form))
        return redirect(f"/{self.answer}", 303)

    def receive(self) -> Any:
        """Take a part of an upload."""
        if self.failures:
            self.failures -= 1
            return jsonify(message="忙"), 503
        files = [file.filename for file in request.files.getlist("files")]
        self.sent.append(
            {
                "files": files,
                "paths": request.form.getlist("paths"),
                "batch": request.form["batch"],
                "token": request.headers.get("X-CSRFToken"),
            }
        )
        return jsonify(batch="7", href="/next")

    def progress(self) -> str:
        """The live part; finished at the third asking."""
        self.polls += 1
        return self.page(LIVE_PART, done=self.polls)


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    """The site on a free port of this machine."""
    site = Site()
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield site, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    """A fresh window; a word on its console about policy or script fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: said.append(m.text) if "Content Security" in m.text else None)
    yield page
    context.close()
    assert said == []


pytestmark = pytest.mark.journey


def test_one_key_chooses_and_one_saves(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.keyboard.press("2")
    expect(page.locator("#f-disposition-repeal")).to_be_checked()
    expect(page.locator("#f-reason")).to_have_value("制定依据已废止。")
    page.keyboard.press("Enter")
    page.wait_for_url("**/next")
    assert site[0].sent[0]["disposition"] == "repeal"
    assert site[0].sent[0]["reason"] == "制定依据已废止。"


def test_two_keys_walk_through_the_remarks_and_round(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/evidence")
    for key, shown in (("n", "1"), ("n", "2"), ("n", "1"), ("p", "2")):
        page.keyboard.press(key)
        on = page.evaluate("[...document.querySelectorAll('.on')].map(e => e.id).sort().join()")
        assert on == f"e-{shown},m-{shown}"


def test_keys_are_letters_while_somebody_types(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.focus("#f-reason")
    page.keyboard.type("2j3")
    page.keyboard.press("Enter")
    expect(page.locator("#f-reason")).to_have_value("2j3\n")
    assert page.locator(".choice input:checked").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url("**/next")


def test_enter_that_ends_a_composition_saves_nothing(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.keyboard.press("1")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(100)
    assert site[0].sent == []


def test_control_enter_saves_from_the_reason_box(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.keyboard.press("1")
    page.focus("#f-reason")
    page.keyboard.type("仍需执行。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/next")
    assert site[0].sent[0]["reason"] == "仍需执行。"


def test_each_choice_brings_its_class_of_reason_and_leaves_one_that_was_picked(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/task")
    field = page.locator("[name=reason_code]")
    for key, code in (("2", "R2"), ("1", "R18"), ("3", "")):
        page.keyboard.press(key)
        expect(field).to_have_value(code)
    field.select_option("R17")
    page.locator(".choice input").first.focus()
    page.keyboard.press("2")
    expect(field).to_have_value("R17")


def test_a_key_opens_what_is_folded_and_ctrl_enter_sends_that_form_alone(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/folded")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "why"
    page.keyboard.type("依据不足")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/next")
    assert site[0].sent[0]["do"] == "return"
    assert site[0].sent[0]["reason"] == "依据不足"


def test_the_way_back_from_an_error_keeps_what_was_typed(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/list")
    page.fill("input[type=search]", "殡葬")
    page.goto(site[1] + "/error")
    expect(page.get_by_role("button", name="重新打开")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/list")
    expect(page.locator("input[type=search]")).to_have_value("殡葬")


def test_the_help_lists_the_keys_of_this_page_and_gives_the_focus_back(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/task")
    page.keyboard.press("3")
    page.keyboard.press("?")
    rows = page.locator("#key-help-rows tr")
    assert "继续有效" in rows.nth(1).inner_text()
    assert rows.nth(0).inner_text().split() == ["J", "下一件"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.value") == "expire"


def test_single_keys_can_be_switched_off(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.keyboard.press("?")
    page.uncheck("#key-switch")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("2")
    assert page.locator(".choice input:checked").count() == 0
    assert not page.locator(".choice .key").first.is_visible()


def test_fields_of_another_choice_are_neither_shown_nor_asked(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/task")
    expect(page.locator("#f-unit")).to_be_hidden()
    page.keyboard.press("4")
    expect(page.locator("#f-unit")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/next")
    assert "unit" not in site[0].sent[0]


def test_a_typed_reason_is_not_overwritten_by_a_choice(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.fill("#f-reason", "我的理由")
    page.locator("label[for=f-disposition-repeal]").click()
    expect(page.locator("#f-reason")).to_have_value("我的理由")


def test_what_was_typed_survives_a_closed_page_and_a_refusal(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/task")
    page.fill("#f-reason", "写了很久的理由")
    page.goto(site[1] + "/list")
    page.goto(site[1] + "/task")
    expect(page.locator("#f-reason")).to_have_value("写了很久的理由")
    site[0].answer = "error"
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/error")
    page.goto(site[1] + "/next")
    page.goto(site[1] + "/task")
    expect(page.locator("#f-reason")).to_have_value("写了很久的理由")


def test_what_was_taken_is_not_brought_back(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/task")
    page.fill("#f-reason", "理由")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/next")
    page.goto(site[1] + "/task")
    expect(page.locator("#f-reason")).to_have_value("")


def test_finding_in_a_list_says_how_many(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/list")
    page.fill("input[type=search]", "办法 甲")
    expect(page.locator("output")).to_have_text("找到 1 / 3 件")
    assert page.locator("#t tbody tr:visible").count() == 1
    page.fill("input[type=search]", "没有的词")
    expect(page.locator("output")).to_have_text("没有找到，请换一个词")


def test_numbers_sort_as_numbers_and_the_unknown_stands_last(
    site: tuple[Site, str], page: Page
) -> None:
    page.goto(site[1] + "/list")
    head = page.get_by_role("button", name="件数")
    head.click()
    assert page.locator("#t tbody td.n").all_inner_texts() == ["9", "10", "—"]
    head.click()
    assert page.locator("#t tbody td.n").all_inner_texts() == ["10", "9", "—"]
    assert page.locator("#t th").nth(1).get_attribute("aria-sort") == "descending"


def test_the_list_is_whole_without_script(site: tuple[Site, str], browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site[1] + "/list")
    assert page.locator("#t tbody tr:visible").count() == 3
    assert not page.locator("input[type=search]").is_visible()
    context.close()


def some_files(folder: Path, count: int) -> list[str]:
    """Small papers in a folder."""
    paths = [folder / f"{n:03d}.txt" for n in range(count)]
    for path in paths:
        path.write_text(path.name, "utf-8")
    return [str(path) for path in paths]


def pick(page: Page, files: list[str]) -> None:
    """Choose files by the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件", exact=False).first.click()
    chooser.value.set_files(files)


def test_many_files_go_in_parts_of_one_batch(
    site: tuple[Site, str], page: Page, tmp_path: Path
) -> None:
    page.goto(site[1] + "/upload")
    pick(page, some_files(tmp_path, 45))
    page.wait_for_url("**/next")
    assert [len(part["files"]) for part in site[0].sent] == [20, 20, 5]
    assert [part["batch"] for part in site[0].sent] == ["", "7", "7"]
    assert {part["token"] for part in site[0].sent} == {"token"}
    assert site[0].sent[0]["paths"][0] == "000.txt"


def test_a_busy_server_is_asked_again(site: tuple[Site, str], page: Page, tmp_path: Path) -> None:
    site[0].failures = 1
    page.goto(site[1] + "/upload")
    pick(page, some_files(tmp_path, 2))
    page.wait_for_url("**/next")
    assert len(site[0].sent) == 1


def test_what_was_not_delivered_can_be_sent_again(
    site: tuple[Site, str], page: Page, tmp_path: Path
) -> None:
    site[0].failures = 3
    page.goto(site[1] + "/upload")
    pick(page, some_files(tmp_path, 2))
    again = page.get_by_role("button", name="重试未送达的文件")
    again.wait_for(timeout=10_000)
    expect(page.locator(".drop-progress [role=status]")).to_contain_text("已送达 0 / 2")
    again.click()
    page.wait_for_url("**/next")
    assert site[0].sent[0]["files"] == ["000.txt", "001.txt"]


def test_a_live_part_asks_until_the_work_is_done(site: tuple[Site, str], page: Page) -> None:
    page.goto(site[1] + "/live")
    page.focus("#batch a")
    expect(page.locator("#batch")).to_contain_text("已处理 3")
    page.wait_for_timeout(400)
    assert site[0].polls == 3
