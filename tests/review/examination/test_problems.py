"""疑难关系: dangling, circular and late ones; and what undoing a relation leaves."""

from __future__ import annotations

from review.examination.case import shipped_knowledge
from review.examination.examine import examine, view_of
from review.examination.problems import ProblemKind, problems
from review.examination.subject import CorpusView
from review.finding import Evidence
from review.profiles.load import load_profile
from review.relation import Relation, RelationKind
from tests.review.examination.papers import TODAY, examined, notice, proposed, subjects

WORDS = Evidence("x", "废止", 0, 2)


def repeal(source: str, target: str, kind: RelationKind = RelationKind.REPEAL) -> Relation:
    return Relation(kind, source, target, WORDS)


def test_a_clause_about_a_paper_the_library_does_not_hold_is_listed() -> None:
    text = notice(
        "青府发〔2019〕3号",
        "关于废止《青石镇茶园旧规》的通知",
        "决定废止《青石镇茶园旧规》。",
        "2019年3月1日",
    )
    found = problems(view_of(subjects(a=text), shipped_knowledge()))
    assert [one.kind for one in found] == [ProblemKind.DANGLING]
    assert "茶园旧规" in found[0].message
    assert found[0].evidence.quote in text


def test_papers_that_end_each_other_are_one_circle() -> None:
    ring = [repeal("a", "b"), repeal("b", "c"), repeal("c", "a"), repeal("c", "d")]
    found = problems(CorpusView.of(ring))
    assert [(one.kind, sorted(one.sources)) for one in found] == [
        (ProblemKind.CIRCLE, ["a", "b", "c"])
    ]


def test_a_chain_is_no_circle() -> None:
    chain = [repeal(f"{n:03}", f"{n + 1:03}") for n in range(400)]
    assert problems(CorpusView.of([*chain, repeal("000", "300")])) == ()


OLD = notice("青府发〔2010〕6号", "青石镇河道管理办法", "第一条 保护河道。", "2010年3月1日")
END = notice(
    "青府发〔2015〕3号",
    "关于废止《青石镇河道管理办法》的通知",
    "决定废止《青石镇河道管理办法》（青府发〔2010〕6号）。",
    "2015年3月1日",
)
LATE = notice(
    "青府发〔2018〕3号",
    "关于修改《青石镇河道管理办法》的通知",
    "现决定对《青石镇河道管理办法》（青府发〔2010〕6号）作如下修改：第一条删去。",
    "2018年3月1日",
)


def test_an_amendment_of_a_repealed_paper_is_flagged() -> None:
    found = problems(view_of(subjects(a=OLD, b=END, c=LATE), shipped_knowledge()))
    assert [one.kind for one in found] == [ProblemKind.AFTER_END]
    assert found[0].sources == ("c", "a")
    messages = [f.message for f in examined(a=OLD, b=END, c=LATE)["a"].findings]
    assert any("修改时本文件已被废止" in message for message in messages)


def test_without_the_relation_everything_falls_back() -> None:
    given, knowledge, profile = subjects(a=OLD, b=END, c=LATE), shipped_knowledge(), load_profile()
    view = view_of(given, knowledge)
    assert proposed(examine(given[0], view, knowledge, profile, TODAY)) == ("repeal", "R17")
    rest = [one for one in view.relations_to("a") if one.kind is not RelationKind.REPEAL]
    undone = view.with_relations(rest)
    assert undone.names == view.names
    assert proposed(examine(given[0], undone, knowledge, profile, TODAY)) is None
    assert problems(undone) == ()
