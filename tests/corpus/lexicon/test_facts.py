"""Tables of policies, bodies and changes of laws: loaded, checked, and what they may be used for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from base.errors import Misconfigured
from corpus.lexicon.bodies import (
    BODIES_CSV,
    BODY_COLUMNS,
    bodies_laid_over,
    load_bodies,
    shipped_bodies,
)
from corpus.lexicon.changes import ARTICLES_CSV, load_recasts, shipped_changes
from corpus.lexicon.policies import (
    POLICIES_CSV,
    POLICY_COLUMNS,
    load_policies,
    policies_laid_over,
    shipped_policies,
)


def amended(path: Path, tmp_path: Path, old: str, new: str) -> Path:
    copy = tmp_path / path.name
    words = path.read_text("utf-8")
    assert old in words
    copy.write_text(words.replace(old, new, 1), "utf-8")
    return copy


def test_a_policy_is_found_by_its_aliases_and_of_grade_c_only_a_hint() -> None:
    found = {policy.term: policy for policy, _ in shipped_policies().named_in("关于公粮和营业税")}
    assert not found["农业税"].is_hint
    assert found["农业税"].abolished_on == date(2006, 1, 1)
    assert not found["营业税"].is_hint
    grain, _word = shipped_policies().named_in("关于核发粮票的规定")[0]
    assert grain.is_hint


def test_a_current_name_hides_the_former_one_within_it() -> None:
    table = shipped_bodies()
    assert table.named_in("由县住房和城乡建设局负责") == ()
    assert [body.old_name for body, _, _ in table.named_in("由县国土资源局负责")] == ["国土资源局"]
    assert table.named_in("有关建设部门应当配合") == ()


def test_the_longest_former_name_is_the_one_meant() -> None:
    found = shipped_bodies().named_in("报食品药品监督管理局备案")
    assert [body.old_name for body, _, _ in found] == ["食品药品监督管理局"]


def test_an_article_that_moved_is_known_with_both_texts() -> None:
    recasts = shipped_changes().recast_after("行政处罚法", date(2019, 1, 1))
    assert recasts
    assert recasts[0].moved[42][0] == 63


def test_a_row_of_grade_a_without_source_does_not_load(tmp_path: Path) -> None:
    broken = amended(POLICIES_CSV, tmp_path, ",废止条款，见“取消它的文件”栏,", ",,")
    with pytest.raises(Misconfigured, match="来源"):
        load_policies(broken)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2006-01-01", "去年元旦", "无法识别"),
        (",whole,", ",half,", "范围"),
        ("term,", "事项,", "列"),
    ],
)
def test_a_broken_table_of_policies_says_what_to_put_right(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(Misconfigured, match=says):
        load_policies(amended(POLICIES_CSV, tmp_path, old, new))


def test_broken_bodies_and_articles_do_not_load(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="现名称"):
        load_bodies(amended(BODIES_CSV, tmp_path, "政务院,国务院", "政务院,"))
    with pytest.raises(Misconfigured, match="条号"):
        load_recasts(amended(ARTICLES_CSV, tmp_path, ",123,149,", ",多,149,"))


def test_amended_rows_replace_and_add() -> None:
    row = dict.fromkeys(POLICY_COLUMNS, "") | {
        "term": "营业税",
        "abolished_on": "2016-05-02",
        "instrument": "核对后",
        "grade": "A",
    }
    table = policies_laid_over(shipped_policies(), [row, row | {"term": "试点费"}], "x")
    assert len(table.policies) == len(shipped_policies().policies) + 1
    assert table.digest != shipped_policies().digest
    body = dict.fromkeys(BODY_COLUMNS, "") | {
        "old_name": "青石局",
        "new_name": "青山局",
        "grade": "C",
    }
    assert bodies_laid_over(shipped_bodies(), [body], "x").named_in("由青石局办理")
    assert policies_laid_over(shipped_policies(), [], "x") is shipped_policies()
