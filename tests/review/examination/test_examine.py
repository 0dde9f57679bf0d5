"""The whole of an examination: exact quotes, abstention, JSON, rulebook and profile files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import Misconfigured
from corpus.lexicon.laws import LawTable, shipped_laws
from review.as_json import examination_from_json, examination_json
from review.disposition import ReasonCode
from review.examination.rulebook import load_rulebook, read_rule, shipped_rulebook
from review.profiles import load
from review.profiles.load import load_profile, profile_names
from tests.review.examination.papers import examined, notice, paper, proposed

CLAUSES = [
    "第一条 根据《城市房屋拆迁管理条例》，制定本办法。",
    "本办法自2009年7月1日起施行，有效期五年。",
    "《青石镇甲办法》（青府发〔2001〕1号）同时废止。",
    "《青石镇乙办法》有效期延长至2030年12月31日。",
    "经营许可证有效期3年。",
    "单位和个人不得堆放杂物，违者处以200元罚款。",
    "拟废止《青石镇甲办法》。",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=6),
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=6),
)
def test_every_finding_quotes_the_very_words_of_the_text_it_names(
    first: list[str], second: list[str]
) -> None:
    papers = {
        "a": paper(notice("青府发〔2001〕1号", "青石镇甲办法", "\n".join(first), "2001年3月1日")),
        "b": paper(notice("青府发〔2015〕2号", "青石镇乙办法", "\n".join(second), "2015年3月1日")),
    }
    for one in examined(**papers).values():
        for finding in one.findings:
            quoted = finding.evidence
            text = papers[quoted.source].text
            assert quoted.quote
            assert text[quoted.start : quoted.end] == quoted.quote
        again = examination_from_json(json.loads(json.dumps(examination_json(one))))
        assert again == one


def test_without_evidence_there_is_no_proposal() -> None:
    one = examined(a=notice("青府发〔1985〕3号", "青石镇办法", "应当遵守。", "1985年3月1日"))["a"]
    assert proposed(one) is None
    assert examination_json(one)["proposal"] is None


def test_nothing_is_ever_proposed_to_be_kept() -> None:
    text = notice(
        "青府规〔2025〕3号",
        "青石镇办法",
        "本办法自2025年1月1日起施行，有效期至2030年1月1日。",
        "2024年12月1日",
    )
    assert proposed(examined(a=text)["a"]) is None


def test_an_empty_paper_is_examined_without_complaint() -> None:
    one = examined(a="　")["a"]
    assert one.findings == ()
    assert one.identification.answer.value == "doubt"


def row(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "Z1", "title": "示例", "kind": "term", "severity": "low", "strength": "weak",
        "stance": "note", "basis": [], "patterns": ["甲"], "unless": [], "hits": ["甲"],
        "misses": ["乙"], "since": "2000-01-01",
    }  # fmt: skip
    return {key: value for key, value in (whole | changes).items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"hits": []},
        {"misses": []},
        {"hits": None},
        {"strength": "certain"},
        {"patterns": ["("]},
        {"colour": "red"},
        {"reason_code": "R99"},
    ],
)
def test_a_row_that_is_not_whole_does_not_load(changes: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured):
        read_rule(row(**changes), "test.toml")


def test_two_rows_may_not_share_an_id(tmp_path: Path) -> None:
    shipped = Path("review/examination/rules/term.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(shipped, encoding="utf-8")
    (tmp_path / "b.toml").write_text(shipped, encoding="utf-8")
    with pytest.raises(Misconfigured, match="V1"):
        load_rulebook(sorted(tmp_path.glob("*.toml")))


def test_the_digest_changes_with_the_rules(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("", encoding="utf-8")
    assert load_rulebook([tmp_path / "a.toml"]).digest != shipped_rulebook().digest


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_says_what_follows_from_every_reason(name: str) -> None:
    profile = load_profile(name)
    assert all(profile.disposition_for(code) for code in ReasonCode)
    assert profile.source


def test_an_unknown_profile_is_named_in_the_message() -> None:
    with pytest.raises(Misconfigured, match="月球"):
        load_profile("月球")


def test_an_examination_says_the_oldest_day_of_the_facts_it_rests_on() -> None:
    body = "第一条 根据《中华人民共和国收养法》，制定本办法。\n第二条 保护儿童。"
    founded = notice("青府发〔2005〕6号", "青石镇收养登记办法", body, "2005年4月20日")
    one = examined(a=founded)["a"]
    days = [b.as_known_on for f in one.findings for b in f.basis if b.as_known_on is not None]
    assert one.facts_until == min(days)


def test_one_new_fact_makes_the_other_facts_no_newer() -> None:
    table = shipped_laws()
    newest = replace(table.laws[0], id="neu", name="新法", known_as_of=date(2026, 11, 20))
    assert LawTable([*table.laws, newest]).facts_until == table.facts_until


def test_how_long_an_immediate_cleanup_takes_is_the_places_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = (Path(load.__file__).parent / "neutral.toml").read_text(encoding="utf-8")
    assert load_profile().immediate_days == 60
    changed = shipped.replace('name = "neutral"', 'name = "own"')
    changed = changed.replace("immediate_days = 60", "immediate_days = 30")
    (tmp_path / "own.toml").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(load, "PROFILES", tmp_path)
    assert load_profile("own").immediate_days == 30
