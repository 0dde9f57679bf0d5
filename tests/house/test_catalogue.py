"""Every list of the catalogue is whole and can be had in every form."""

from __future__ import annotations

import pytest

from review.disposition import Disposition
from review.publication.catalogue import Annex, annexes, filled
from review.publication.registry import RENDERERS
from tests.review.publication.notices import entry, notice


def test_there_is_one_list_for_each_disposition() -> None:
    assert sorted(a.disposition.value for a in annexes()) == sorted(d.value for d in Disposition)


@pytest.mark.parametrize("form", sorted(RENDERERS))
@pytest.mark.parametrize("annex", annexes(), ids=lambda a: a.disposition.value)
def test_each_list_is_rendered_in_each_form(annex: Annex, form: str) -> None:
    few = notice((entry(1, annex.disposition, "青石镇集市管理办法"),))
    many = notice(tuple(entry(n, annex.disposition, f"青石镇办法{n}") for n in range(1, 40)))
    assert len(filled(few)) == 1
    assert len(RENDERERS[form].render(few)) < len(RENDERERS[form].render(many))


@pytest.mark.parametrize("annex", annexes(), ids=lambda a: a.disposition.value)
def test_each_list_begins_with_number_name_and_what_the_law_asks_for(annex: Annex) -> None:
    fields = [field for field, _head in annex.columns]
    assert fields[:3] == ["n", "title", "doc_number"]
    ended = annex.disposition in (Disposition.REPEAL, Disposition.EXPIRE)
    assert ("reason" in fields) or not ended  # the reasons for ending are published
    if annex.disposition is Disposition.REVISE:
        assert {"unit", "deadline"} <= set(fields)
