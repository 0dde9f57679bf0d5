"""How well papers are read: labels against documents, and the command that says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from corpus.measuring.fields import articles_in, plain_words
from corpus.measuring.scores import Score, measure, total, unread
from tests.corpus.papers import read

PAPER = """凤府发〔2015〕12号
凤凰镇人民政府关于印发《凤凰镇集市管理办法》的通知
各村民委员会：
根据《中华人民共和国食品安全法》第三条，制定本办法。
凤凰镇人民政府
2015年3月4日
凤凰镇集市管理办法
第一条　为了管理集市，制定本办法。
第二条　本办法自2015年5月1日起施行。
"""
LABEL: dict[str, Any] = {
    "file": "a.txt",
    "title": {"value": "凤凰镇人民政府关于印发〈凤凰镇集市管理办法〉的通知"},
    "doc_number": "凤府发［２０１５］12号",
    "issuers": ["凤凰镇人民政府"],
    "signed_on": {"value": "2015-03-04", "start": 0, "end": 9},
    "issued_on": None,
    "effective_on": {"value": "2015-05-01"},
    "articles": [{"label": "第一条", "start": 9}, {"label": "第二条", "start": 30}],
    "citations": [
        {"name": "食品安全法", "article": "第三条", "role": "basis"},
        {"name": "凤凰镇集市管理办法", "role": "print"},
    ],
    "absent": ["printed_on", "valid_until"],
}


def test_what_the_text_shows_and_was_read_is_right_whatever_the_glyphs() -> None:
    found = measure("a", LABEL, read(PAPER))
    assert {field: score for field, (score, _) in found.items()} == {
        "title": Score(1),
        "doc_number": Score(1),
        "issuers": Score(1),
        "signed_on": Score(1),
        "issued_on": Score(),
        "effective_on": Score(1),
        "articles": Score(2),
        "citations": Score(2),
        "citation_roles": Score(2),
        "citation_mentions": Score(2),
    }


def test_a_value_read_where_the_text_shows_none_is_wrong() -> None:
    score, misses = measure("a", LABEL | {"signed_on": None}, read(PAPER))["signed_on"]
    assert score == Score(wrong=1)
    assert (misses[0].expected, misses[0].got) == (None, "2015-03-04")


def test_another_value_is_both_wrong_and_missed() -> None:
    score, misses = measure("a", LABEL | {"signed_on": {"value": "2015-03"}}, read(PAPER))[
        "signed_on"
    ]
    assert score == Score(wrong=1, missed=1)
    assert (misses[0].expected, misses[0].got) == ("2015-03", "2015-03-04")
    assert (score.precision, score.recall) == (0.0, 0.0)


def test_a_field_not_looked_at_does_not_count() -> None:
    found = measure("a", LABEL | {"absent": ["signed_on", "citations"]}, read(PAPER))
    assert not {"signed_on", "citations", "citation_roles", "printed_on"} & set(found)


def test_articles_are_compared_in_their_order() -> None:
    wanted = {"count": 4, "labels": ["第一条", "第一条之一", "第二条", "第三条"]}
    score, misses = measure("a", LABEL | {"articles": wanted}, read(PAPER))["articles"]
    assert score == Score(right=2, missed=2)
    assert [miss.expected for miss in misses] == ["第一条之一", "第三条"]


def test_a_congress_is_the_same_in_each_of_its_terms() -> None:
    paper = read("凤凰市用水条例\n2010年5月6日凤凰市第三届人民代表大会通过\n第一条 节水。")
    score, _ = measure("a", {"issuers": ["凤凰市第三届人民代表大会"]}, paper)["issuers"]
    assert score == Score(1)


def test_a_paper_that_could_not_be_read_misses_all_it_shows() -> None:
    scores = total([unread("a", LABEL)])
    assert scores["title"] == Score(missed=1)
    assert scores["issued_on"] == Score()
    assert scores["articles"] == Score(missed=2)
    assert scores["title"].precision is None


def test_a_wrong_role_counts_apart_from_the_citation() -> None:
    cited = [{"name": "食品安全法", "article": "第三条", "role": "repeal"}]
    found = measure("a", LABEL | {"citations": cited}, read(PAPER))
    assert found["citations"][0] == Score(right=1, wrong=1)
    assert found["citation_roles"][0] == Score(wrong=1, missed=1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第三条、第五条第二款", ["3", "5"]),
        ("第10条", ["10"]),
        ("第二十条之一", ["20-1"]),
        (None, []),
    ],
)
def test_articles_are_told_by_their_numbers(text: str | None, numbers: list[str]) -> None:
    assert articles_in(text) == numbers


def test_widths_blanks_and_brackets_do_not_count() -> None:
    assert plain_words("# 关于〈集市〉的 通知（试行）") == plain_words("关于《集市》的通知(试行)")


def _labels(folder: Path, *labels: dict[str, Any]) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("\n".join(json.dumps(label, ensure_ascii=False) for label in labels), "utf-8")
    return path


def test_the_command_reads_rows_and_files_and_counts_by_field(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAPER, "utf-8")
    row = {"id": "r1", "text": PAPER}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    wrong = LABEL | {"file": "rows.jsonl", "id": "r1", "title": {"value": "别的标题"}}
    labels = _labels(tmp_path, LABEL, wrong)
    args = ["measure", str(labels), str(tmp_path), "--json", "--misses"]
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    title = next(line for line in lines if line.get("field") == "title")
    assert (title["right"], title["wrong"], title["missed"]) == (1, 1, 1)
    assert {"paper": "r1", "field": "title", "expected": "别的标题"}.items() <= lines[-1].items()


def test_the_command_prints_a_line_for_each_field_for_people(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAPER, "utf-8")
    result = app.test_cli_runner().invoke(
        args=["measure", str(_labels(tmp_path, LABEL)), str(tmp_path)]
    )
    assert "发文字号　准确率 1.0000　召回率 1.0000　对 1　错 0　漏 0" in result.stdout


def test_a_file_that_cannot_be_read_is_named_and_counted(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    labels = _labels(tmp_path, LABEL)
    result = app.test_cli_runner().invoke(args=["measure", str(labels), str(tmp_path)])
    assert "未能读取　a.txt" in result.stderr
    assert "标题　准确率 —　召回率 0.0000" in result.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "第 1 行不是 JSON"),
        ('{"id": "x"}', "没有写明 file"),
        ('{"file": "b.txt"}', "不在给出的文件夹里"),
    ],
)
def test_labels_that_make_no_sense_are_refused(
    app: Flask, tmp_path: Path, line: str, said: str
) -> None:
    (tmp_path / "labels.jsonl").write_text(line, "utf-8")
    args = ["measure", str(tmp_path / "labels.jsonl"), str(tmp_path)]
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code == 2
    assert said in result.stderr
