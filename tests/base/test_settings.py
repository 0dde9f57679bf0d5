"""The names an office sets once."""

from __future__ import annotations

from flask import Flask

from base import settings
from base.db import db, writing


def test_a_name_that_was_not_set_is_neutral(app: Flask) -> None:
    assert settings.get(settings.OFFICE) == "司法所"
    assert settings.get(settings.AUTHORITY) == "人民政府"


def test_the_newest_name_counts_and_goes_back_to_neutral(app: Flask) -> None:
    for name in ("青石镇司法所", "柳溪镇司法所"):
        with writing():
            settings.put(settings.OFFICE, name)
    db.session.expire_all()
    assert settings.get(settings.OFFICE) == "柳溪镇司法所"
    for _twice in range(2):
        with writing():
            settings.clear(settings.OFFICE)
    assert settings.get(settings.OFFICE) == "司法所"


def test_an_empty_name_is_no_name(app: Flask) -> None:
    with writing():
        settings.put(settings.OFFICE, "")
    assert settings.get(settings.OFFICE) == "司法所"
