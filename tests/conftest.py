"""Fixtures: a real installation in a folder of its own, its app, and people who can sign in."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from base.commands import migrate_to_head
from base.config import Config, config_for
from base.db import db
from corpus.search.engine import Place
from tests.people import People, make_people
from tests.postgres import Databases

TODAY = date(2026, 11, 22)
PlaceMaker = Callable[[Path], Place]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the database of each test is made."""
    parser.addoption(
        "--database-url",
        default="",
        help="a PostgreSQL server to run on (make test-postgres starts one); SQLite without it",
    )
    parser.addoption(
        "--engines",
        default="database,memory,whoosh",
        help="the search engines that the contract is tried on",
    )
    parser.addoption(
        "--opensearch-url",
        default="",
        help="the nodes of an OpenSearch cluster, separated by commas (make test-opensearch)",
    )
    parser.addoption("--opensearch-nodes", default="", help="their process numbers")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs servers is run by make test-postgres and make test-opensearch, not by make test."""
    servers = {"large": "--database-url", "opensearch": "--opensearch-url"}
    needed = servers.get(collection_path.name) if collection_path.parent.name == "tests" else None
    return True if needed and not config.getoption(needed) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try what takes an `engine` on each of them."""
    if "engine" in metafunc.fixturenames:
        names = str(metafunc.config.getoption("--engines")).split(",")
        metafunc.parametrize("engine", names, scope="module")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases | None]:
    """Makes databases on the PostgreSQL server of this run; None where it is run on SQLite."""
    url = request.config.getoption("--database-url")
    if not url:
        yield None
        return
    made = Databases(url)
    yield made
    made.close()


def installation(data: Path, url: str | None) -> Config:
    """An installation on SQLite, or on PostgreSQL with all that stands on it."""
    config = config_for(data, testing=True)
    return replace(config, database_url=url, search="database") if url else config


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, databases: Databases | None) -> Config:
    """A database at head, made once by the real migrations and copied for each test."""
    url = databases.make() if databases else None
    config = installation(tmp_path_factory.mktemp("migrated"), url)
    app = create_app(config)
    migrate_to_head(app)
    with app.app_context():
        db.engine.dispose()
    return config


@pytest.fixture
def empty_database(databases: Databases | None) -> Iterator[str]:
    """The address of a database without tables on the PostgreSQL server; "" on SQLite."""
    url = databases.make() if databases else ""
    yield url
    if databases:
        databases.drop(url)


@pytest.fixture(scope="session")
def places(request: pytest.FixtureRequest, databases: Databases | None) -> PlaceMaker:
    """A place for an engine: a folder, and a database and an index of its own where there are servers."""
    nodes = [one for one in str(request.config.getoption("--opensearch-url")).split(",") if one]

    def place(folder: Path) -> Place:
        name = f"test-{secrets.token_hex(8)}"
        url = ",".join(f"{node}/{name}" for node in nodes)
        return Place(folder, databases.make() if databases else "", url)

    return place


@pytest.fixture
def config(tmp_path: Path, migrated: Config, databases: Databases | None) -> Iterator[Config]:
    """An installation with an empty database."""
    data = tmp_path / "data"
    data.mkdir()
    if databases:
        config = installation(data, databases.make(migrated.database_url))
        yield config
        databases.drop(config.database_url)
        return
    for name in ("qingce.db", "qingce.db-wal"):
        if (migrated.data / name).exists():
            shutil.copy(migrated.data / name, data / name)
    yield installation(data, None)


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
