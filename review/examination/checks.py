"""Which kind of rule is read by which check. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from review.examination.bodies import check_body_role, check_issuer
from review.examination.case import Case, Ground
from review.examination.drift import (
    check_article,
    check_basis_later,
    check_basis_part,
    check_basis_revised,
)
from review.examination.duration import check_age, check_lapse, check_timebound, check_trial
from review.examination.forbidden import check_competition, check_forbidden
from review.examination.founding import check_basis
from review.examination.implicit import check_implicit
from review.examination.policy import check_policy_body, check_policy_title
from review.examination.repealed import check_amendment, check_catalogue, check_listed, check_repeal
from review.examination.rulebook import Rule
from review.examination.succession import check_superior, check_twin
from review.examination.term import check_open_term, check_term

Check = Callable[[Rule, Case], Iterator[Ground]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule: its word on the pages, and the check that reads its rows.

    A kind without a check is read by another one or by identification.
    """

    word: str
    check: Check | None = None


KINDS: Mapping[str, Kind] = {
    "term": Kind("有效期", check_term),
    "open_term": Kind("有效期起算日未载明", check_open_term),
    "lapse": Kind("期满自动失效", check_lapse),
    "trial": Kind("试行、暂行", check_trial),
    "timebound": Kind("阶段性工作", check_timebound),
    "age": Kind("年代", check_age),
    "repeal": Kind("废止语句", check_repeal),
    "catalogue": Kind("清理目录", check_catalogue),
    "listed": Kind("法规资料", check_listed),
    "extend": Kind("延长有效期"),
    "amend": Kind("修改语句", check_amendment),
    "twin": Kind("后发同类文件", check_twin),
    "superior": Kind("上级文件", check_superior),
    "basis": Kind("制定依据", check_basis),
    "basis_later": Kind("制定依据", check_basis_later),
    "basis_revised": Kind("制定依据", check_basis_revised),
    "article": Kind("所引条号", check_article),
    "body_role": Kind("机构", check_body_role),
    "issuer": Kind("制定机关", check_issuer),
    "policy_title": Kind("政策（标题）", check_policy_title),
    "policy_body": Kind("政策（正文）", check_policy_body),
    "forbidden": Kind("不得设定的内容", check_forbidden),
    "exonerate": Kind("不算违法设定"),
    "competition": Kind("公平竞争", check_competition),
    "identify_number": Kind("识别：文号"),
    "identify_issuer": Kind("识别：制定机关"),
    "identify_head": Kind("识别：版头"),
    "identify_title": Kind("识别：标题"),
    "identify_listed": Kind("识别：法规资料"),
    "identify_close": Kind("识别：结尾"),
    "identify_body": Kind("识别：正文"),
    "implicit": Kind("不一致的以后者为准", check_implicit),
    "basis_part": Kind("制定依据", check_basis_part),
}
"""Every kind, in the order of the page. `extend` rows are read with the term they prolong."""

CHECKS: Mapping[str, Check] = {
    name: kind.check for name, kind in KINDS.items() if kind.check is not None
}
