"""The table of superior laws: names, namesakes and grades."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from base.errors import Misconfigured
from corpus.lexicon.laws import COLUMNS, Certainty, load_laws, shipped_laws
from corpus.lexicon.names import inner_name, name_key, title_keys

HEAD = ",".join(COLUMNS)


def on(name: str, year: int) -> tuple[str, str | None] | None:
    meant = shipped_laws().meant(name, date(year, 6, 1), date(year, 6, 1))
    if meant is None:
        return None
    return meant.certainty.value, meant.law.since.isoformat() if meant.law.since else None


def test_a_short_name_and_a_full_name_mean_the_same_instrument() -> None:
    assert on("合同法", 2010) == on("中华人民共和国合同法", 2010) == ("one", "1999-03-15")


def test_a_paper_means_the_namesake_that_was_there_on_its_day() -> None:
    assert on("国家安全法", 2000) == ("one", "1993-02-22")
    assert on("国家安全法", 2020) == ("one", "2015-07-01")


def test_a_name_cited_after_its_only_bearer_was_gone_is_stale() -> None:
    meant = shipped_laws().meant("合同法", date(2022, 1, 1), date(2022, 1, 1))
    assert meant is not None
    assert meant.certainty is Certainty.STALE


def test_a_paper_from_the_months_before_a_namesake_took_over_is_ambiguous() -> None:
    day = date(2012, 12, 20)
    meant = shipped_laws().meant("公安机关办理刑事案件程序规定", day, day)
    assert meant is not None
    assert meant.certainty is Certainty.SEVERAL


def test_a_name_nobody_knows_means_nothing() -> None:
    assert on("青石镇集贸市场管理办法", 2010) is None


def test_only_repealed_of_grade_a_or_b_proves_anything() -> None:
    for law in shipped_laws().laws:
        if law.proves_repeal:
            assert law.grade in ("A", "B")
            assert law.to is not None


def test_no_instrument_ends_before_it_begins_and_ids_are_unique() -> None:
    laws = shipped_laws().laws
    assert len({law.id for law in laws}) == len(laws) > 4000
    assert all(not (law.since and law.to) or law.since <= law.to for law in laws)


@pytest.mark.parametrize(
    "line",
    [
        "X1,甲法,,,法律,,2001-01-01,,2001-01-01,2000-01-01,已废止,,A,,2026-06,",
        "X1,甲法,,,法律,,2001-13-01,,,,有效,,A,,2026-06,",
        "X1,甲法,,,法律,,,,,,有效吗,,A,,2026-06,",
        "X1,甲法,,,法律,,,,,,有效,,D,,2026-06,",
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "laws.csv"
    path.write_text(f"{HEAD}\n{line}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="第2行"):
        load_laws(path)


def test_a_wrong_head_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "laws.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="表头"):
        load_laws(path)


def test_two_spellings_of_a_name_have_one_key() -> None:
    assert name_key("《中华人民共和国民法典》") == name_key("民法典")
    assert name_key("青石镇办法（试行）") == name_key("青石镇办法(试行)")
    assert name_key("青石镇办法（试行）") != name_key("青石镇办法")


def test_a_carrier_is_known_by_what_it_prints() -> None:
    title = "青石镇人民政府关于印发《青石镇市场管理办法》的通知"
    assert inner_name(title) == "青石镇市场管理办法"
    assert name_key("青石镇市场管理办法") in title_keys(title)
    assert name_key("关于印发〈青石镇市场管理办法〉的通知") in title_keys(title)


def test_a_notice_of_repeal_is_not_known_by_what_it_repeals() -> None:
    title = "关于废止《关于印发〈青石镇市场管理办法〉的通知》的通知"
    assert inner_name(title) is None
