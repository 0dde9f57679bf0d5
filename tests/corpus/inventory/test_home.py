"""Whose a series is: by place, issuers, register and the person's word."""

from __future__ import annotations

import pytest

from corpus.inventory.home import (
    Home,
    Issued,
    bare_part,
    first_issuer,
    is_own,
    names_from,
    own_prefixes,
    place_of,
    series_name,
)

TOWN = Home(("青石镇人民政府", "青石镇司法所"))
NOBODY = Home()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("青石镇人民政府", "青石镇"),
        ("临江县青石镇人民政府", "青石镇"),
        ("江州市城东区人民政府", "城东区"),
        ("江州市人民政府", "江州市"),
        ("城东街道办事处", "城东街道"),
        ("江州市城东街道办事处", "城东街道"),
        ("青石县财政局", "青石县"),
        ("青山自治县人民政府", "青山自治县"),
        ("凤凰人民公社", "凤凰"),
        ("水利部", ""),
    ],
)
def test_the_place_of_an_authority_is_the_last_in_its_name(name: str, place: str) -> None:
    assert place_of(name) == place


def test_an_authority_owns_what_its_departments_issue_and_nothing_of_others() -> None:
    own = ("青石镇人民政府", "临江县青石镇人民政府", "中共青石镇委员会", "青石镇农业服务中心")
    assert all(TOWN.owns(name) for name in own)
    before = ("青石乡人民政府", "临江县青石人民公社管理委员会", "青石公社革命委员会")
    assert all(TOWN.owns(name) for name in before), "the town under the names it bore"
    others = ("临江县人民政府", "财政部", "国务院办公厅", "白石镇人民政府")
    assert not any(TOWN.owns(name) for name in others)
    county = Home(("临江县人民政府",))
    assert county.owns("临江县人民政府办公室")
    assert not county.owns("临江县青石镇人民政府"), "a lower government answers for its own"
    assert Home(("水利部",)).owns("水利部办公厅")


def test_where_nobody_named_the_authority_only_bodies_of_the_state_are_others() -> None:
    assert NOBODY.owns("云岭县人民政府")
    assert not any(NOBODY.owns(name) for name in ("国务院", "财政部", "国家税务总局"))
    assert names_from("人民政府", "", neutral=("人民政府", "司法所")) == NOBODY
    assert NOBODY.bears("云府发")
    assert not NOBODY.bears("国办发")


def test_a_number_without_a_body_is_counted_under_the_first_issuer() -> None:
    assert series_name("公告", "财政部、国家税务总局") == "财政部公告"
    assert series_name("公告", None) == "公告"
    assert series_name("青府发", "财政部") == "青府发"
    assert (bare_part("财政部公告"), bare_part("公告"), first_issuer(" ")) == ("公告", None, "")


def test_most_issuers_then_the_register_then_the_first_word_decide() -> None:
    assert is_own("青府发", Issued({"青石镇人民政府": 3, "财政部": 1}), TOWN)
    assert not is_own("国发", Issued({"国务院": 2}, registered=1), TOWN)
    assert is_own("镇发", Issued({}, registered=4), TOWN)
    assert not is_own("国发", Issued({}, registered=4), TOWN)
    assert is_own("青府发", Issued({}), TOWN)
    assert not is_own("云府发", Issued({}), TOWN)


def test_what_a_person_said_comes_first() -> None:
    known = {"国发": Issued({"国务院": 2}), "青府发": Issued({"青石镇人民政府": 3})}
    assert own_prefixes(known, {}, TOWN) == {"国发": False, "青府发": True}
    said = {"国发": True, "青府发": False, "别的": True}
    assert own_prefixes(known, said, TOWN) == {"国发": True, "青府发": False}
