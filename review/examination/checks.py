"""Which kind of rule is read by which check. A new kind of check is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from review.examination.bodies import check_body_role, check_issuer
from review.examination.case import Case, Ground
from review.examination.drift import check_article, check_basis_later, check_basis_revised
from review.examination.duration import check_age, check_lapse, check_timebound, check_trial
from review.examination.forbidden import check_competition, check_forbidden
from review.examination.founding import check_basis
from review.examination.policy import check_policy_body, check_policy_title
from review.examination.repealed import check_amendment, check_catalogue, check_listed, check_repeal
from review.examination.rulebook import Rule
from review.examination.succession import check_superior, check_twin
from review.examination.term import check_term

Check = Callable[[Rule, Case], Iterator[Ground]]

CHECKS: Mapping[str, Check] = {
    "term": check_term,
    "repeal": check_repeal,
    "catalogue": check_catalogue,
    "listed": check_listed,
    "basis": check_basis,
    "amend": check_amendment,
    "forbidden": check_forbidden,
    "competition": check_competition,
    "lapse": check_lapse,
    "trial": check_trial,
    "timebound": check_timebound,
    "age": check_age,
    "basis_later": check_basis_later,
    "basis_revised": check_basis_revised,
    "article": check_article,
    "body_role": check_body_role,
    "issuer": check_issuer,
    "policy_title": check_policy_title,
    "policy_body": check_policy_body,
    "twin": check_twin,
    "superior": check_superior,
}
"""`extend` rows have no check of their own: they are read with the term they prolong."""
