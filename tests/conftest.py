"""Fixtures: a real installation in a folder of its own, its app, and people who can sign in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from base.commands import migrate_to_head
from base.config import Config, config_for
from tests.people import People, make_people

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at head, made once by the real migrations and copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    config = config_for(folder, testing=True)
    migrate_to_head(create_app(config))
    return folder


@pytest.fixture
def config(tmp_path: Path, migrated: Path) -> Config:
    """An installation with an empty database."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("qingce.db", "qingce.db-wal"):
        if (migrated / name).exists():
            shutil.copy(migrated / name, data / name)
    return config_for(data, testing=True)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The real program over that installation, on 2026-11-22."""
    app = create_app(config)
    app.extensions["today"] = lambda: TODAY
    with app.app_context():
        yield app


@pytest.fixture
def people(app: Flask) -> People:
    """One person of each role, with passwords."""
    return make_people()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser without a token check (the token has tests of its own)."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()
