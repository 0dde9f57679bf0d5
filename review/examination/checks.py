"""Which kind of rule is read by which check. A new kind of check is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from review.examination.case import Case, Ground
from review.examination.founding import check_basis
from review.examination.repealed import check_amendment, check_catalogue, check_listed, check_repeal
from review.examination.rulebook import Rule
from review.examination.term import check_term

Check = Callable[[Rule, Case], Iterator[Ground]]

CHECKS: Mapping[str, Check] = {
    "term": check_term,
    "repeal": check_repeal,
    "catalogue": check_catalogue,
    "listed": check_listed,
    "basis": check_basis,
    "amend": check_amendment,
}
"""`extend` rows have no check of their own: they are read with the term they prolong."""
