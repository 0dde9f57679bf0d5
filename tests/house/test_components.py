"""Each macro is rendered once at least; layouts, errors and styles keep to what docs/interface.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

import pytest
from flask import Flask, render_template
from lxml import html

from review.disposition import Answer, Disposition, ReasonCode
from review.finding import Confidence, Proposal
from review.validity import ValidityStatus

ROOT = Path(__file__).parents[2]
COMPONENTS = ROOT / "templates" / "components"
ERRORS = sorted((ROOT / "templates" / "errors").glob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

PARTS = [
    {"label": "已定", "count": 3, "kind": "done", "href": "/desk?stage=decided"},
    {"label": "待审签", "count": 1, "kind": "sign"},
    {"label": "待初审", "count": 0, "kind": "rest"},
]
PROPOSAL = Proposal(Disposition.EXPIRE, ReasonCode.R6, Confidence.HIGH, "有效期届满。")
CARD = Thing(
    id="7",
    title="有效期届满",
    place="第十四条",
    page=3,
    quote="有效期五年。",
    why="至 2014-06-30 届满。",
    rule="V1",
    strength="强",
    source=None,
    links=[("查看依据", "/rules/V1")],
)
HIT = Thing(
    tag="",
    number="青府发〔2009〕31号",
    date="2009-06-12",
    issuer="青石镇人民政府",
    title=[("集贸", True), ("市场办法", False)],
    snippet=[("……", False), ("集贸", True)],
    href="/documents/1",
    where="命中 1 处",
    notes=[("看原件", "/x"), ("扫描件", None)],
)
GROUP = {
    "label": "效力状态",
    "name": "status",
    "options": [{"value": "repealed", "label": "废止", "count": 9, "checked": True}],
}


def piece(text: str, mark: str | None = None, ids: tuple[str, ...] = ()) -> Thing:
    """One piece of a paragraph as Python hands it to the template."""
    return Thing(text=text, mark=mark, ids=ids, first=ids[0] if ids else None, strong=False)


def paragraph(kind: str, *pieces: Thing, page: int | None = None) -> Thing:
    """One paragraph of a document."""
    return Thing(kind=kind, anchor=None, page=page, pieces=pieces)


TEXT = [
    paragraph("title", piece("集贸市场管理办法")),
    paragraph("para", piece("本办法"), piece("有效期五年", "expire", ("7",)), piece("。"), page=2),
    paragraph("row", piece("序号\t名称")),
    paragraph("sign", piece("青石镇人民政府")),
]

# macro → arguments; a macro with a body is called with 内容 inside
EXAMPLES: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "tag.html:sign": (("keep",), {}),
    "tag.html:tag": (("wait", "等待"), {}),
    "tag.html:disposition_tag": ((Disposition.REPEAL,), {}),
    "tag.html:proposal_tag": ((PROPOSAL,), {}),
    "tag.html:validity_tag": ((ValidityStatus.UNKNOWN,), {}),
    "tag.html:item_tag": (("refused",), {}),
    "tag.html:stage_tag": (("with_approver",), {}),
    "tag.html:answer_tag": ((Answer.DOUBT,), {}),
    "tag.html:confidence_words": ((Confidence.HIGH,), {}),
    "keys.html:key": (("K",), {}),
    "keys.html:key_hints": (([("撤销", "U")],), {}),
    "keys.html:key_help": ((), {}),
    "action.html:csrf": ((), {}),
    "action.html:link_button": (("下一件", "/next"), {"key": "J"}),
    "action.html:button": (("保存",), {"key": "Enter", "wide": True}),
    "action.html:post_button": (("重试", "/retry"), {"fields": {"item": 3}}),
    "field.html:text": (("unit", "责任单位"), {"error": "请填写责任单位。"}),
    "field.html:area": (("reason", "理由"), {"keep": "task-1", "required": True}),
    "field.html:select": (("role", "角色", [("office", "司法所")]), {"value": "office"}),
    "field.html:checkbox": (("all", "全部"), {"checked": True}),
    "field.html:check_list": (
        ("people", "人员", [(1, "王静"), (2, "李明", "顾问")]),
        {"chosen": [2]},
    ),
    "field.html:radio_list": (("kind", "类型", [("full", "全面")]), {"chosen": "full"}),
    "field.html:files": (("files", "文件"), {"accept": ".docx"}),
    "errors.html:error_summary": (([("reason", "请填写理由。"), (None, "合计不符。")],), {}),
    "choices.html:choices": (("意见", [("a", "keep", "同意", "1", "理由")]), {}),
    "choices.html:disposition_choices": (("司法所意见",), {"chosen": "expire"}),
    "choices.html:shown_by": (("disposition", "revise"), {}),
    "bar.html:bar": ((PARTS, "4 件中 3 件已定"), {}),
    "bar.html:legend": ((PARTS,), {"note": "共 4 件"}),
    "bar.html:meter": ((3, 12, "12 页中已读 3 页"), {}),
    "card.html:folded": (("外来文件",), {"aside": "3 个系列", "id": "others"}),
    "card.html:card": (("轮到您",), {"aside": "全部 62 件", "aside_href": "/desk", "id": "turn"}),
    "heading.html:heading": (("清理工作", "全面清理"), {}),
    "heading.html:section_heading": (("附件1",), {"id": "annex-1"}),
    "facts.html:facts": (([("成文日期", "2009-06-12"), ("文号", None)],), {}),
    "table.html:table": ((["文件", ("件数", "n"), ""],), {"sortable": True, "id": "t"}),
    "table.html:filter_box": (("t", "在目录中查找"), {}),
    "table.html:title_cell": (("集贸市场办法", "/documents/1", None), {"date": "1996-03"}),
    "search.html:search_box": (("以资代劳",), {}),
    "search.html:offer": (("条:第十四条", "/?q=a"), {}),
    "search.html:pieces": (([("集贸", True), ("市场", False)],), {}),
    "search.html:hit": ((HIT,), {}),
    "facets.html:facets": (([GROUP],), {"keep": {"q": "集贸"}}),
    "pagination.html:pagination": ((3, 9, "list"), {"args": {"q": "集贸"}}),
    "evidence.html:evidence_group": (("支持「废止」",), {}),
    "evidence.html:evidence": ((CARD,), {"selected": True}),
    "evidence.html:proposal_box": ((PROPOSAL,), {"others": 2}),
    "text.html:document_text": ((TEXT,), {}),
    "back.html:way_back": ((), {"label": "重新打开"}),
    "empty.html:empty": (("没有文件", "先导入文件。", "/import", "导入"), {}),
    "flash.html:notes": ((["第 2 页识别把握低。", "第 3 页没有文字。"],), {}),
    "flash.html:flash_messages": (([("done", "已保存。")],), {}),
    "figures.html:figures": (([{"tag": ("repeal", "废止"), "count": 27, "href": "#a"}],), {}),
    "tabs.html:tabs": (([("正文", "#t", True), ("历史", "#h", False, 2)], "文件"), {}),
    "steps.html:steps": (([("部门意见", "done"), ("双方审核", "now"), ("审签", "next")],), {}),
    "timeline.html:timeline": (([{"when": "2026-11-22", "who": "王静", "what": "提交"}],), {}),
    "upload.html:drop_area": (("/desk/import",), {"accept": ".docx"}),
    "live.html:live": (("batch", "/progress", False), {}),
    "compare.html:compare": (("您提交的", "废止", "现在的", "失效"), {}),
    "compare.html:difference_cell": (
        (Thing(pieces=[Thing(text="3%", differs=True)]), "删去"),
        {},
    ),
}
WITH_BODY = {
    "choices.html:shown_by",
    "card.html:card",
    "card.html:folded",
    "table.html:table",
    "live.html:live",
}


@pytest.fixture
def pages() -> Iterator[Flask]:
    """The templates alone, without database or people."""
    app = Flask(__name__, root_path=str(ROOT))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.add_url_rule("/list", "list", lambda: "")
    with app.test_request_context("/desk"):
        yield app


def call(pages: Flask, name: str, *args: Any, **named: Any) -> str:
    """What a macro prints, on one line."""
    file, macro = name.split(":")
    source = f'{{% from "components/{file}" import {macro} as macro %}}'
    if name in WITH_BODY:
        source += "{% call macro(*args, **named) %}内容{% endcall %}"
    else:
        source += "{{ macro(*args, **named) }}"
    printed = pages.jinja_env.from_string(source).render(args=args, named=named)
    return re.sub(r"\s+", " ", printed).strip()


def example(pages: Flask, name: str, **changed: Any) -> str:
    """A macro called as in EXAMPLES, with some named arguments changed."""
    args, named = EXAMPLES[name]
    return call(pages, name, *args, **{**named, **changed})


def test_every_macro_has_an_example_here() -> None:
    found = {
        f"{path.name}:{macro}"
        for path in COMPONENTS.glob("*.html")
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text("utf-8"))
    }
    assert found == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_macro_prints_wellformed_html_the_content_policy_allows(pages: Flask, name: str) -> None:
    printed = example(pages, name)
    assert printed
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script|<style|undefined|None", printed)
    for tag in ("div", "span", "p", "section", "form", "ul", "li", "svg", "a", "button", "label"):
        assert len(re.findall(rf"<{tag}[\s>]", printed)) == printed.count(f"</{tag}>"), tag


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_for_those_who_listen(pages: Flask, name: str) -> None:
    tree = html.fromstring(f"<div>{example(pages, name)}</div>")
    labelled = {label.get("for") for label in tree.iter("label")}
    for control in tree.iter("input", "select", "textarea"):
        if control.get("type") == "hidden":
            continue
        assert control.get("aria-label") or control.get("id") in labelled, html.tostring(control)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("tag.html:tag", ("keep", "<b>x</b>")),
        ("action.html:link_button", ("<b>x</b>", '"><b>')),
        ("field.html:area", ("reason", "理由", "</textarea><b>x</b>")),
        ("table.html:title_cell", ("<b>x</b>", "/", "<b>x</b>")),
        ("search.html:pieces", ([("<b>x</b>", True), ("<b>", False)],)),
        ("text.html:document_text", ([paragraph("row", piece("<b>x</b>\t<b>"))],)),
        ("flash.html:flash_messages", ([("done", "<b>x</b>")],)),
        ("errors.html:error_summary", ([("reason", "<b>x</b>")],)),
    ],
)
def test_words_from_people_and_papers_stay_words(pages: Flask, name: str, args: Any) -> None:
    printed = call(pages, name, *args)
    assert "<b>" not in printed
    assert "&lt;b&gt;" in printed


@pytest.mark.parametrize(
    ("name", "value", "word", "kind"),
    [
        ("tag.html:disposition_tag", Disposition.KEEP, "继续有效", "keep"),
        ("tag.html:disposition_tag", "repeal", "废止", "repeal"),
        ("tag.html:disposition_tag", Disposition.EXPIRE, "失效", "expire"),
        ("tag.html:disposition_tag", Disposition.REVISE, "拟修改", "revise"),
        ("tag.html:disposition_tag", None, "不属于规范性文件", "doubt"),
        ("tag.html:proposal_tag", None, "需人工判断", "doubt"),
        ("tag.html:validity_tag", ValidityStatus.IN_FORCE, "有效", "keep"),
        ("tag.html:validity_tag", "unknown", "未核定", "doubt"),
        ("tag.html:item_tag", "duplicate", "重复", "doubt"),
        ("tag.html:stage_tag", "decided", "已定", "keep"),
        ("tag.html:answer_tag", Answer.YES, "是规范性文件", "keep"),
    ],
)
def test_a_status_is_a_word_a_sign_and_a_colour(
    pages: Flask, name: str, value: Any, word: str, kind: str
) -> None:
    tag = html.fragment_fromstring(call(pages, name, value))
    assert tag.text_content().strip() == word
    assert f"tag-{kind}" in tag.get("class")
    assert tag.find("svg") is not None


def test_every_value_of_a_status_has_its_word(pages: Flask) -> None:
    for status in ValidityStatus:
        assert status.label in call(pages, "tag.html:validity_tag", status)
    for disposition in Disposition:
        assert disposition.label in call(pages, "tag.html:disposition_tag", disposition)


def test_the_parts_of_a_bar_fill_it_and_name_their_counts(pages: Flask) -> None:
    tree = html.fromstring(example(pages, "bar.html:bar"))
    rects = list(tree.iter("rect"))
    assert [(r.get("x"), r.get("width")) for r in rects] == [
        ("0.000%", "75.000%"),
        ("75.000%", "25.000%"),
    ]
    assert [r.findtext("title") for r in rects] == ["已定 3", "待审签 1"]


def test_a_bar_of_nothing_is_empty_not_an_error(pages: Flask) -> None:
    assert "<rect" not in call(
        pages, "bar.html:bar", [{"label": "已定", "count": 0, "kind": "done"}], "无"
    )


def test_a_figure_in_a_legend_is_a_door_where_it_has_an_address(pages: Flask) -> None:
    tree = html.fromstring(example(pages, "bar.html:legend"))
    assert [a.get("href") for a in tree.iter("a")] == ["/desk?stage=decided"]


def test_the_five_choices_stand_on_the_keys_one_to_five(pages: Flask) -> None:
    tree = html.fromstring(example(pages, "choices.html:disposition_choices"))
    radios = list(tree.iter("input"))
    assert [(r.get("data-key"), r.get("value")) for r in radios] == [
        ("1", "keep"),
        ("2", "repeal"),
        ("3", "expire"),
        ("4", "revise"),
        ("5", "none"),
    ]
    assert [r.get("value") for r in radios if "checked" in r.attrib] == ["expire"]


def test_an_error_leads_to_its_field_and_the_field_says_it_again(pages: Flask) -> None:
    summary = html.fromstring(example(pages, "errors.html:error_summary"))
    assert [a.get("href") for a in summary.iter("a")] == ["#f-reason"]
    field = html.fromstring(example(pages, "field.html:area", error="请填写理由。"))
    area = next(field.iter("textarea"))
    assert (area.get("id"), area.get("aria-invalid")) == ("f-reason", "true")
    assert field.get_element_by_id(area.get("aria-describedby")).text_content() == "请填写理由。"


def test_a_summary_of_no_errors_prints_nothing(pages: Flask) -> None:
    assert call(pages, "errors.html:error_summary", []) == ""


def test_a_remark_and_the_words_it_rests_on_lead_to_each_other(pages: Flask) -> None:
    text = html.fromstring(example(pages, "text.html:document_text"))
    mark = text.get_element_by_id("m-7")
    assert mark.text_content() == "有效期五年"
    assert next(mark.iter("a")).get("href") == "#e-7"
    card = html.fromstring(example(pages, "evidence.html:evidence"))
    assert card.get("id") == "e-7"
    assert next(card.iter("a")).get("href") == "#m-7"


def test_a_quote_is_printed_exactly(pages: Flask) -> None:
    card = html.fromstring(example(pages, "evidence.html:evidence"))
    assert next(card.iter("blockquote")).text_content() == "有效期五年。"


def test_text_of_a_document_keeps_every_character(pages: Flask) -> None:
    text = html.fromstring(example(pages, "text.html:document_text"))
    assert [p.text_content() for p in text.iter("p")] == [
        "本办法有效期五年。",
        "序号名称",
        "青石镇人民政府",
    ]
    assert "第 2 页" in text.text_content()


def test_the_machine_says_what_to_do_where_it_abstains(pages: Flask) -> None:
    assert "请通读正文" in call(pages, "evidence.html:proposal_box", None)


def test_a_finished_part_asks_no_more(pages: Flask) -> None:
    assert "hx-get" in call(pages, "live.html:live", "batch", "/progress", False)
    assert "hx-get" not in call(pages, "live.html:live", "batch", "/progress", True)


def test_pages_lead_to_the_neighbours_and_the_ends(pages: Flask) -> None:
    tree = html.fromstring(call(pages, "pagination.html:pagination", 5, 20, "list", {"q": "集"}))
    numbers = [a.text_content() for a in tree.iter("a")]
    assert numbers == ["上一页", "1", "3", "4", "6", "7", "20", "下一页"]
    assert call(pages, "pagination.html:pagination", 1, 1, "list") == ""


def test_heads_of_a_table_carry_their_scope(pages: Flask) -> None:
    tree = html.fromstring(example(pages, "table.html:table"))
    assert [(th.text, th.get("scope")) for th in tree.iter("th")] == [
        ("文件", "col"),
        ("件数", "col"),
    ]


def page_of(pages: Flask, layout: str, block: str = "content", **context: Any) -> html.HtmlElement:
    """A page on a layout."""
    source = (
        f'{{% extends "layouts/{layout}.html" %}}{{% block title %}}题目{{% endblock %}}'
        f"{{% block {block} %}}<h1>题目</h1>{{% endblock %}}"
    )
    return html.document_fromstring(pages.jinja_env.from_string(source).render(**around(context)))


def around(context: dict[str, Any]) -> dict[str, Any]:
    """What the program puts around every page."""
    from flask import request, url_for

    return {
        "request": request,
        "url_for": url_for,
        "actor": Thing(name="王静", role=Thing(label="司法所")),
        "office_name": "青石镇司法所",
        "authority_name": "青石镇人民政府",
        "is_sample": True,
        "nav": [("审查台", "/desk", True), ("文件库", "/desk/library", False)],
        "account_links": [("我的账号", "/desk/account")],
        "logout_href": "/logout",
        "login_href": "/login",
        "flashes": [("done", "已保存。")],
        "large_text": False,
        **context,
    }


@pytest.mark.parametrize("layout", ["desk", "public", "plain"])
def test_a_layout_is_chinese_can_be_skipped_through_and_says_it_is_a_sample(
    pages: Flask, layout: str
) -> None:
    page = page_of(pages, layout)
    assert page.get("lang") == "zh-CN"
    assert page.findtext("head/title").startswith("题目 · ")
    main = page.get_element_by_id(next(page.iter("a")).get("href")[1:])
    assert main.tag == "main"
    assert "样例数据" in page.text_content()
    assert page.xpath("//meta[@name='csrf-token']/@content") == ["token"]
    assert not page.xpath("//*[@style] | //style | //script[not(@src)]")
    assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize("layout", ["desk", "public", "plain"])
def test_large_text_is_asked_of_the_whole_page(pages: Flask, layout: str) -> None:
    assert page_of(pages, layout, large_text=True).get("class") == "large"


def test_the_desk_fills_the_height_only_where_a_page_asks_for_it(pages: Flask) -> None:
    whole = page_of(pages, "desk", "full")
    assert "desk-full" in whole.find("body").get("class")
    assert whole.get_element_by_id("main").get("class") is None
    plain = page_of(pages, "desk")
    assert "desk-full" not in plain.find("body").get("class")
    assert plain.get_element_by_id("main").get("class") == "page"


def test_signing_out_is_a_post_with_a_token(pages: Flask) -> None:
    form = page_of(pages, "desk").xpath("//form[@action='/logout']")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrf_token']/@value") == ["token"]


def test_the_public_pages_need_no_htmx_and_stay_light(pages: Flask) -> None:
    page = page_of(pages, "public")
    addresses = page.xpath("//script/@src | //link/@href")
    assert not [address for address in addresses if "htmx" in address]
    weight = sum((ROOT / address.lstrip("/")).stat().st_size for address in addresses)
    assert weight < 80_000


@pytest.mark.parametrize("path", ERRORS, ids=lambda p: p.stem)
def test_an_error_page_names_its_number_and_says_what_to_do(pages: Flask, path: Path) -> None:
    page = html.document_fromstring(render_template(f"errors/{path.name}", **around({})))
    text = page.text_content()
    assert f"错误 {path.stem}" in text
    assert "请" in page.xpath("string(//main)")
    assert page.xpath("//main//a/@href")


@pytest.mark.parametrize("path", ERRORS, ids=lambda p: p.stem)
def test_an_error_page_prefers_the_words_of_the_problem(pages: Flask, path: Path) -> None:
    words = "任务已被退回，请刷新队列。"
    assert words in render_template(f"errors/{path.name}", **around({"message": words}))


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.stem)
def test_styles_keep_to_what_chromium_80_knows(path: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert not re.search(
        r":has\(|:is\(|:where\(|@container|@layer|aspect-ratio|&|!important.*!important", rules
    )
    assert not re.search(r"(?<![-\w])(gap|inset|row-gap)\s*:", rules)
    assert "url(http" not in rules
    assert rules.count("{") == rules.count("}")
    assert path.read_text("utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_scripts_keep_to_es2019_and_to_the_content_policy(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\?\?|\?\.\w|replaceAll|\.at\(|Object\.hasOwn|structuredClone", source)
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", source)
    assert source.count("\n") <= 400


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *((kind, f"{kind}-tint", 4.5) for kind in ("keep", "repeal", "expire", "revise", "doubt")),
        ("ink-2", "ground", 4.5),
        ("ink-3", "ground", 4.5),
        ("ink-2", "act-tint", 4.5),
        ("act", "paper", 4.5),
        ("act", "ground", 4.5),
        ("seal", "paper", 4.5),
        ("edge", "paper", 3.0),
        ("focus", "paper", 3.0),
        ("focus", "ground", 3.0),
    ],
)
def test_colours_stand_out_from_their_ground(text: str, ground: str, least: float) -> None:
    tokens = dict(
        re.findall(
            r"--([\w-]+): (#[0-9a-f]{6});", (ROOT / "static/css/tokens.css").read_text("utf-8")
        )
    )
    light, dark = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_a_date_field_shows_a_date_and_a_missing_value_as_nothing(pages: Flask) -> None:
    shown = call(pages, "field.html:text", "deadline", "期限", date(2026, 12, 4), "date")
    assert 'value="2026-12-04"' in shown
    assert 'value=""' in call(pages, "field.html:text", "deadline", "期限", None, "date")
