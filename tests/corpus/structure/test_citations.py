"""References: names, numbers, articles, abbreviations, and what each is for."""

from __future__ import annotations

import pytest

from corpus.document import Citation, CitationRole, Document
from tests.corpus.papers import notice, read

R = CitationRole


def named(document: Document) -> dict[str | None, Citation]:
    """The citations by name (the last of each)."""
    return {citation.name: citation for citation in document.citations}


def roles(document: Document) -> dict[str, str]:
    """Name or number → role."""
    out = {}
    for citation in document.citations:
        number = citation.doc_number.text if citation.doc_number else ""
        out[citation.name or number] = citation.role.value
    return out


def test_a_name_and_its_number_are_one_citation() -> None:
    document = notice("请按《凤凰县集市规定》（凤府发〔2010〕3号）第十条办理。")
    (citation,) = document.citations
    assert (citation.name, citation.article) == ("凤凰县集市规定", "第十条")
    assert citation.doc_number is not None
    assert citation.doc_number.key == "凤府发|2010|3"
    words = document.text[citation.start : citation.end]
    assert words == "《凤凰县集市规定》（凤府发〔2010〕3号）第十条"


@pytest.mark.parametrize(
    "words",
    [
        "凤府发〔2010〕3号《凤凰县集市规定》",
        "凤府发〔2010〕3号文《凤凰县集市规定》",
        "凤府发〔2010〕3号发布的《凤凰县集市规定》",
        "《凤凰县集市规定》凤府发〔2010〕3号",
        "《凤凰县集市规定》(凤府发〔2010〕3号，以下简称《规定》)",
    ],
)
def test_the_number_may_stand_before_or_behind_the_name(words: str) -> None:
    document = notice(f"请按{words}办理。")
    (citation,) = document.citations
    assert citation.doc_number is not None
    assert citation.doc_number.key == "凤府发|2010|3"


def test_an_abbreviation_means_the_full_name() -> None:
    document = notice(
        "按照《凤凰县用水办法》（以下简称《办法》）办理。违反《办法》第三条的，处罚。"
    )
    assert [c.name for c in document.citations] == ["凤凰县用水办法", "凤凰县用水办法"]
    assert document.citations[1].article == "第三条"


def test_a_bare_abbreviation_counts_where_an_article_follows() -> None:
    document = notice(
        "按照《凤凰县用水办法》（以下简称用水办法）办理。违反用水办法第三条的，处罚。用水办法很好。"
    )
    assert [(c.name, c.article) for c in document.citations] == [
        ("凤凰县用水办法", None),
        ("凤凰县用水办法", "第三条"),
    ]


def test_names_inside_names_are_not_cited_by_themselves() -> None:
    document = notice("《关于印发〈用水办法〉的通知》和《关于贯彻《水法》的意见》都要学习。")
    assert [c.name for c in document.citations] == [
        "关于印发〈用水办法〉的通知",
        "关于贯彻《水法》的意见",
    ]


ROLES = [
    ("根据《水法》，制定本办法。", {"水法": "basis"}),
    (
        "依据《水法》、《河道条例》等法律、法规，结合本镇实际，制定本办法。",
        {"水法": "basis", "河道条例": "basis"},
    ),
    (
        "为了用水，按照《水法》和凤府发〔2010〕3号规定，制定本办法。",
        {"水法": "basis", "凤府发〔2010〕3号": "basis"},
    ),
    ("为贯彻落实《水法》，现将有关事项通知如下：", {"水法": "basis"}),
    ("根据《水法》，决定废止《用水办法》。", {"水法": "basis", "用水办法": "repeal"}),
    (
        "根据《水法》规定，经研究，决定对《用水办法》予以废止。",
        {"水法": "basis", "用水办法": "repeal"},
    ),
    ("《用水办法》同时废止。", {"用水办法": "repeal"}),
    (
        "《用水办法》（凤府发〔2010〕3号）、《排水办法》同时废止。",
        {"用水办法": "repeal", "排水办法": "repeal"},
    ),
    ("2006年1月1日起实施的《用水办法》同时废止。", {"用水办法": "repeal"}),
    ("自本通知施行之日起，《用水办法》即行废止。", {"用水办法": "repeal"}),
    ("《用水办法》自本通知印发之日起停止执行。", {"用水办法": "repeal"}),
    ("因有效期届满，《用水办法》自即日起失效。", {"用水办法": "repeal"}),
    ("同步废止凤杨府【2013】11号文。", {"凤杨府【2013】11号": "repeal"}),
    ("原凤明规〔2020〕1号文失效。", {"凤明规〔2020〕1号": "repeal"}),
    ("县水利局令第4号公布的《用水办法》同时废止。", {"用水办法": "repeal"}),
    ("对《用水办法》作如下修改：", {"用水办法": "amend"}),
    ("将《用水办法》第四条修改为：“节约用水。”", {"用水办法": "amend"}),
    ("现将《用水办法》转发给你们。", {"用水办法": "forward"}),
    ("现将《用水办法》印发给你们，请照办。", {"用水办法": "print"}),
    ("《用水办法》已经镇政府同意，现予印发。", {"用水办法": "print"}),
    ("《用水办法》需继续实施，有效期延长至2030年12月31日。", {"用水办法": "extend"}),
    ("《用水办法》（凤府发〔2010〕3号）继续有效。", {"用水办法": "extend"}),
    ("经评估，2023年9月印发的《用水办法》有效期延长5年。", {"用水办法": "extend"}),
    ("违反本通知的，依照《水法》处罚。", {"水法": "mention"}),
    ("县政府印发《用水办法》，要求节水。", {"用水办法": "mention"}),
    ("遗失《取水许可证》的，应当登报声明作废。", {}),
    ("《用水办法》废止前的事项，照旧办理。", {"用水办法": "mention"}),
]


@pytest.mark.parametrize(("sentence", "expected"), ROLES)
def test_the_role_is_told_by_the_verb_that_governs(sentence: str, expected: dict[str, str]) -> None:
    assert roles(notice(sentence)) == expected


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("关于印发《用水办法》的通知", R.PRINT),
        ("关于发布《用水办法》的公告", R.PRINT),
        ("关于转发《用水办法》的通知", R.FORWARD),
        ("关于废止《用水办法》的通知", R.REPEAL),
        ("关于废止《关于印发〈节水办法〉的通知》的通知", R.REPEAL),
        ("关于停止执行《用水办法》的通知", R.REPEAL),
        ("关于修改《用水办法》的决定", R.AMEND),
        ("关于延长《用水办法》有效期的通知", R.EXTEND),
    ],
)
def test_the_title_tells_the_role(title: str, role: CitationRole) -> None:
    document = read(f"{title}\n各村：\n请照办。")
    assert [citation.role for citation in document.citations] == [role]


def test_a_basis_stands_only_where_the_paper_is_founded() -> None:
    document = read(
        "用水办法\n第一条 为了节水，根据《水法》，制定本办法。\n第二条 取水的，根据《水法》办证，按照《收费规定》制定标准。"
    )
    assert [c.role for c in document.citations] == [R.BASIS, R.MENTION, R.MENTION]


def test_a_list_takes_the_role_of_its_opening() -> None:
    document = read(
        "关于清理文件的决定\n各村：\n决定废止下列文件：\n1.《用水办法》（凤府发〔2010〕3号）\n"
        "2.关于印发《排水办法》的通知（凤府发〔2011〕4号）\n本决定自公布之日起施行，《水法》另有规定的除外。"
    )
    assert roles(document) == {
        "用水办法": "repeal",
        "关于印发《排水办法》的通知": "repeal",
        "水法": "mention",
    }
    assert named(document)["关于印发《排水办法》的通知"].doc_number is not None


def test_rows_of_an_annexed_list_are_citations() -> None:
    document = read(
        "关于清理结果的公告\n各村：\n现予公布。\n附件1\n废止的规范性文件目录\n序号\t文件名称\t文号\n"
        "1\t关于加强节水的通知\t凤府发〔2004〕5号\n2\t凤凰镇关于印发《用水办法》的通知\t凤府办〔2005〕7号\n"
        "附件2\n继续有效的规范性文件目录\n1\t关于加强水利工作的意见\t凤府发〔2014〕5号"
    )
    found = [
        (c.name, c.doc_number.text if c.doc_number else None, c.role) for c in document.citations
    ]
    assert found == [
        ("关于加强节水的通知", "凤府发〔2004〕5号", R.REPEAL),
        ("凤凰镇关于印发《用水办法》的通知", "凤府办〔2005〕7号", R.REPEAL),
        ("关于加强水利工作的意见", "凤府发〔2014〕5号", R.EXTEND),
    ]


def test_the_order_that_amended_a_repealed_text_is_not_repealed() -> None:
    document = notice("2016年1月5日凤凰市人民政府令第8号修改的《用水办法》同时废止。")
    found = {c.name: c.role for c in document.citations}
    assert found["用水办法"] is R.REPEAL
    assert R.REPEAL not in {c.role for c in document.citations if c.name is None}


def test_the_own_number_is_not_cited() -> None:
    assert [c.start for c in notice("请修路。").citations] == []


def test_a_title_printed_twice_is_cited_once() -> None:
    document = read(
        "关于废止《用水办法》的通知\n凤府发〔2015〕12号\n关于废止《用水办法》的通知\n凤府发〔2015〕12号\n各村：\n请照办。"
    )
    assert [c.role for c in document.citations] == [R.REPEAL]


def test_a_list_broken_over_lines_keeps_its_role() -> None:
    document = notice("根据《水法》、\n《河道条例》等法律、法规，制定本办法。")
    assert roles(document) == {"水法": "basis", "河道条例": "basis"}


def test_too_many_citations_are_cut_with_a_note() -> None:
    document = read("关于学习的通知\n各村：\n" + "学习《水法》。" * 4100)
    assert len(document.citations) == 4000
    assert "too_many_citations" in {note.code for note in document.notes}


def articles(document: Document) -> list[tuple[str | None, str | None]]:
    """Name and article of every citation, in order."""
    return [(citation.name, citation.article) for citation in document.citations]


def test_each_article_of_a_list_is_a_citation() -> None:
    document = notice(
        "违反《凤凰县集市规定》第三条、第五条第二款和第八条第（一）项、第九条的，处罚。"
    )
    name = "凤凰县集市规定"
    assert articles(document) == [(name, n) for n in ("第三条", "第五条", "第八条", "第九条")]
    first, second = document.citations[:2]
    assert document.text[first.start : first.end] == "《凤凰县集市规定》第三条"
    assert document.text[second.start : second.end] == "第五条"


def test_the_articles_of_the_paper_itself_end_a_list() -> None:
    document = notice("依照《凤凰县集市规定》第三条和本办法第五条处罚。")
    assert articles(document) == [("凤凰县集市规定", "第三条")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("依照刑法第三百三十八条追究责任。", [("刑法", "第三百三十八条")]),
        ("违反治安管理处罚法第十条、第十二条的，处罚。",
         [("治安管理处罚法", "第十条"), ("治安管理处罚法", "第十二条")]),
        ("适用《中华人民共和国刑法》第十条。", [("中华人民共和国刑法", "第十条")]),
        ("依照本法第十条处罚。", []),
        ("采用办法第十条。", []),
        ("根据宪法，制定本法。", [("宪法", None)]),
        ("根据宪法和法律，制定本法。", []),
        ("遵守宪法和有关法律。", []),
    ],
)  # fmt: skip
def test_a_law_may_be_named_without_brackets(
    sentence: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert articles(notice(sentence)) == expected


def test_a_short_abbreviation_needs_a_word_that_leads_to_it() -> None:
    document = notice(
        "根据《凤凰县集市管理办法》（以下简称办法），制定本办法。\n违反办法第三条的，按本办法第五条处罚。"
    )
    assert articles(document) == [("凤凰县集市管理办法", None), ("凤凰县集市管理办法", "第三条")]


def test_a_bare_number_goes_on_with_the_series_before_it() -> None:
    document = notice("凤凰县水利局公告2015年第57号、2016年第52号和2017年第26号同时废止。")
    found = [(c.doc_number.key, c.role) for c in document.citations if c.doc_number]
    assert found == [
        (f"凤凰县水利局公告|{year}|{serial}", R.REPEAL)
        for year, serial in ((2015, 57), (2016, 52), (2017, 26))
    ]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("凤凰县水利局、凤凰县农业局公告2021年第2号", "凤凰县水利局、凤凰县农业局公告|2021|2"),
        ("凤凰县水利局2021年第2号公告", "凤凰县水利局公告|2021|2"),
        ("凤凰县水利局2021年联合公告第2号", "凤凰县水利局联合公告|2021|2"),
    ],
)
def test_public_notices_are_cited_in_several_shapes(words: str, key: str) -> None:
    (citation,) = notice(f"{words}同时废止。").citations
    assert citation.doc_number is not None
    assert citation.doc_number.key == key


def test_the_number_of_an_order_may_stand_before_its_kind() -> None:
    (citation,) = notice("凤凰市人民政府第59号令公布的《凤凰市集市规定》同时废止。").citations
    assert citation.name == "凤凰市集市规定"
    assert citation.doc_number is not None
    assert (citation.doc_number.prefix, citation.doc_number.serial) == ("凤凰市人民政府令", 59)


def test_a_list_of_cases_gives_its_items_no_role() -> None:
    document = notice(
        "有下列情形之一的，取水证作废：\n（一）有《凤凰县用水办法》第三条规定情形的；\n（二）逾期的。"
    )
    assert roles(document) == {"凤凰县用水办法": "mention"}


@pytest.mark.parametrize(
    ("name", "is_text"),
    [
        ("取水许可申请表", False),
        ("行政处罚决定书", False),
        ("凤凰县行政处罚裁量标准参照表", True),
        ("凤凰县权力清单", True),
    ],
)
def test_what_is_filled_in_or_handed_out_is_no_citation(name: str, *, is_text: bool) -> None:
    assert bool(notice(f"应当填写《{name}》。").citations) is is_text


@pytest.mark.parametrize(
    "text",
    [
        "一、检疫依据（一）《凤凰法》；（二）《凤凰水法》及其实施条例。二、要求按《凤凰水法实施办法》办理。",
        "一、检疫依据\n（一）《凤凰法》；\n（二）《凤凰水法》。\n二、要求\n按《凤凰水法实施办法》办理。",
    ],
)
def test_what_a_heading_lists_as_grounds_founds_the_paper(text: str) -> None:
    assert roles(notice(text)) == {
        "凤凰法": "basis",
        "凤凰水法": "basis",
        "凤凰水法实施办法": "mention",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "第一章 总则\n一、为管水，根据《凤凰水法》，特制定本意见。",
        "一、总则\n二、根据县水利局《凤凰水规》（凤水〔2010〕3号）和县建设局《凤凰水法》精神，结合本镇实际，制定本办法。",
    ],
)
def test_what_this_paper_is_made_by_founds_it_wherever_it_stands(sentence: str) -> None:
    assert roles(notice(sentence))["凤凰水法"] == "basis"


GOVERNED = [
    ("我局制定了《集市规定》，现予以发布。", "print"),
    ("为贯彻《水法》，我局制定了《集市规定》，现予发布。", "print"),
    ("我镇形成《集市规定》，请各村遵照执行。", "print"),
    ("《集市规定》已经镇长办公会议通过。现印发给你们。", "print"),
    ("修订后的《集市规定》（见附件）即日起生效。", "print"),
    ("现对《集市规定》有关事项补充如下：", "amend"),
    ("根据2015年8月29日修订通过的《集市规定》，制定本规定。", "basis"),
    ("根据本县规划和用途管制的要求，以及《集市规定》等精神，制定本规定。", "basis"),
    ("根据《集市规定》，下列办法仍需继续实施。", "basis"),
    ("为贯彻落实《集市规定》精神，加强本镇摊位管理。", "basis"),
    ("对本县摊贩，不再执行《集市规定》中关于摊位面积的规定。", "mention"),
    ("自本通知实施之日起，本县不再执行《集市规定》（凤府发〔2010〕3号）中的相关规定。", "mention"),
    ("自本通知实施之日起，不再执行《集市规定》。", "repeal"),
]


@pytest.mark.parametrize(("sentence", "role"), GOVERNED)
def test_the_words_around_a_name_tell_its_role(sentence: str, role: str) -> None:
    assert roles(notice(sentence))["集市规定"] == role


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("第二十五条、二十六条", ["第二十五条", "第二十六条"]),
        ("第三条第一款和五条", ["第三条", "第五条"]),
        ("第三条、四条件", ["第三条"]),
    ],
)
def test_a_further_article_may_do_without_its_first_word(words: str, articles: list[str]) -> None:
    document = notice(f"请按《集市规定》{words}办理。")
    assert [citation.article for citation in document.citations] == articles


def test_what_stands_under_the_grounds_of_a_plan_founds_it() -> None:
    document = read(
        "凤凰县防汛应急预案\n1 总则\n1.1 编制目的\n为做好防汛工作，制定本预案。\n1.2 编制依据\n"
        "《中华人民共和国防洪法》《凤凰县防汛办法》等。\n《凤凰县总体预案》。\n1.3 适用范围\n适用于《凤凰县城区规划》范围。"
    )
    assert roles(document) == {
        "中华人民共和国防洪法": "basis",
        "凤凰县防汛办法": "basis",
        "凤凰县总体预案": "basis",
        "凤凰县城区规划": "mention",
    }


def test_a_row_of_a_list_is_a_name_with_its_number() -> None:
    document = notice(
        "现将目录公布如下。\n附件\n废止的规范性文件目录\n序号\t文件名称\t文号\n1\t柳溪县养犬管理办法\t柳政发〔2005〕3号\n"
        "2\t柳政发〔2006〕9号\t柳溪县水库管理暂行规定\n3．柳溪县集市管理办法（柳政发〔2007〕1号）\n4\t共三件\t合计"
    )
    found = [
        (c.name, c.doc_number.text if c.doc_number else None, c.role.value)
        for c in document.citations
    ]
    assert found == [
        ("柳溪县养犬管理办法", "柳政发〔2005〕3号", "repeal"),
        ("柳溪县水库管理暂行规定", "柳政发〔2006〕9号", "repeal"),
        ("柳溪县集市管理办法", "柳政发〔2007〕1号", "repeal"),
    ]
