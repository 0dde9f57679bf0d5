"""不一致的以本办法为准 is a weak relation; a part of a basis repealed is a weak finding."""

from __future__ import annotations

import pytest

from review.examination.case import shipped_knowledge
from review.examination.examine import view_of
from review.relation import RelationKind
from tests.review.examination.papers import examined, notice, proposed, rules_of, subjects

RULE = "青石镇茶园管护办法"
BODY = "第一条 保护茶园。\n第二条 本办法自2018年5月1日起施行。"
OLD = notice("青府发〔2018〕6号", RULE, BODY, "2018年4月20日")


def later(sentence: str, title: str = "青石镇茶山管理规定") -> str:
    return notice("青府发〔2022〕3号", title, sentence, "2022年3月1日")


@pytest.mark.parametrize(
    "sentence",
    [
        f"《{RULE}》与本规定不一致的，以本规定为准。",
        f"此前印发的《{RULE}》（青府发〔2018〕6号）与本规定有出入的，以本规定为准。",
    ],
)
def test_what_gives_way_to_a_later_paper_is_noted_weakly(sentence: str) -> None:
    one = examined(a=OLD, b=later(sentence))["a"]
    assert "RP1w" in rules_of(one, "weak", "for")
    assert proposed(one) is None


def test_a_clause_that_names_nothing_reaches_the_older_paper_of_the_same_matter() -> None:
    newer = later("以往规定与本办法不一致的，以本办法为准。", RULE)
    assert "RP1w" in rules_of(examined(a=OLD, b=newer)["a"], "weak", "for")


@pytest.mark.parametrize(
    "sentence",
    [
        "本规定与法律、法规不一致的，以法律、法规为准。",
        f"根据《{RULE}》，补助以验收面积为准。",
    ],
)
def test_other_words_of_为准_are_no_relation(sentence: str) -> None:
    view = view_of(subjects(a=OLD, b=later(sentence)), shipped_knowledge())
    kinds = {relation.kind for relation in view.relations_to("a")}
    assert RelationKind.IMPLICIT not in kinds


def test_a_basis_of_which_a_part_is_repealed_is_noted_weakly() -> None:
    body = "第一条 根据《中华人民共和国反倾销和反补贴条例》，制定本办法。\n第二条 保护产业。"
    one = examined(a=notice("青府发〔1999〕6号", RULE, body, "1999年4月20日"))["a"]
    assert "B5" in rules_of(one, "weak", "for")
    assert "2002年1月1日" in next(f.message for f in one.findings if f.rule == "B5")
