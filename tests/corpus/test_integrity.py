"""`flask check`: every kind of damage is found and named, and only caches are repaired."""

from __future__ import annotations

import json
import os
import time

import pytest
from flask import Flask
from sqlalchemy import delete, text

from base.config import Config
from base.db import db, writing
from corpus import integrity, library
from corpus.facets import Criteria
from corpus.finder import Finder
from corpus.indexing import Indexer
from corpus.rows import OriginalRow, SearchTextRow
from corpus.search.engine import Place
from tests.builders import file_paper, item, paper, put_in, work_off, worker_of
from tests.conftest import TODAY
from tests.tampering import damage_index, open_the_log


@pytest.fixture
def documents(app: Flask) -> list[int]:
    """Three papers, put in for real."""
    files = [(f"{n}.txt", paper(number=f"青政发〔2012〕{n}号").encode()) for n in (1, 2, 3)]
    with worker_of(app) as worker:
        _, items = put_in(app, *files)
        work_off(worker)
    return [item(one).document_id or 0 for one in items]


def _found(app: Flask, *, repair: bool = False) -> dict[str, tuple[str, ...]]:
    originals, indexer = app.extensions["originals"], app.extensions["indexer"]
    results = {r.check: r for r in integrity.check(originals, indexer, repair=repair)}
    db.session.rollback()
    assert all(result.ok == (not result.found) for result in results.values())
    return {name: result.found for name, result in results.items() if not result.ok}


def test_what_is_whole_is_called_whole(app: Flask, documents: list[int]) -> None:
    assert _found(app) == {}
    result = app.test_cli_runner().invoke(args=["check", "--json"])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["check"] for line in lines] == [
        "originals",
        "documents",
        "index",
        "audit",
        "status",
        "notices",
    ]
    assert all(line["ok"] for line in lines)


def test_a_missing_and_a_changed_original_are_named(app: Flask, documents: list[int]) -> None:
    first, second = list(db.session.scalars(db.select(OriginalRow.sha256)))[:2]
    app.extensions["originals"].path(first).unlink()
    changed = app.extensions["originals"].path(second)
    changed.chmod(0o640)
    changed.write_bytes(changed.read_bytes() + b" ")
    [missing, other] = sorted(_found(app)["originals"], key=lambda one: first[:12] not in one)
    assert first[:12] in missing
    assert "缺失" in missing
    assert second[:12] in other
    assert "不符" in other
    assert _found(app, repair=True).keys() == {"originals"}, "an original is no cache"
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert "有问题　originals" in result.output


def test_a_missing_search_text_is_named_and_written_again(app: Flask, documents: list[int]) -> None:
    with writing():
        gone = SearchTextRow.document_id == documents[1]
        db.session.execute(delete(SearchTextRow).where(gone))
    [said] = _found(app)["documents"]
    assert f"文件 {documents[1]} " in said
    finder: Finder = app.extensions["finder"]
    exact = app.config["QINGCE"].search == "database"  # such an index needs no text to be sure
    assert finder.search(Criteria(words="加强集市管理"), TODAY).total == (3 if exact else 2)
    assert _found(app, repair=True) == {}
    assert finder.search(Criteria(words="加强集市管理"), TODAY).total == 3


def test_an_index_that_lacks_documents_is_named_and_repaired(
    app: Flask, documents: list[int], config: Config
) -> None:
    file_paper(paper(number="青政发〔2012〕9号"))
    [said] = [one for one in _found(app)["index"] if "索引" in one]
    assert "缺 1 份" in said
    assert _found(app, repair=True).keys() <= {
        "originals"
    }  # this paper was filed without its bytes


def test_an_index_that_holds_what_is_gone_is_named_and_repaired(
    app: Flask, documents: list[int]
) -> None:
    with writing():
        library.remove([documents[2]])
    [said] = _found(app)["index"]
    assert "多 1 份" in said
    assert _found(app, repair=True) == {}


@pytest.mark.parametrize("how", ["overwritten", "gone"])
def test_a_damaged_index_is_named_and_repaired(
    app: Flask, documents: list[int], config: Config, how: str
) -> None:
    app.extensions["indexer"].open().close()
    damage_index(config, how)
    place = Place(config.index / config.search, config.database_url)
    app.extensions["indexer"] = Indexer(place, config.search)
    app.extensions["finder"] = Finder(app.extensions["indexer"], config.text_bytes)
    [said] = _found(app)["index"]
    assert "缺 3 份" in said
    assert _found(app, repair=True) == {}


def test_a_changed_event_is_named_and_never_repaired(app: Flask, documents: list[int]) -> None:
    with writing():
        open_the_log()
        db.session.execute(text("UPDATE audit_event SET actor_name = '别人' WHERE seq = 2"))
    db.session.expire_all()
    assert _found(app)["audit"] == ("审计记录第 2 号的内容被改动过。",)
    assert _found(app, repair=True).keys() == {"audit"}


def test_repair_sweeps_what_was_never_acknowledged(
    app: Flask, documents: list[int], config: Config
) -> None:
    left = config.staging / "half"
    left.write_bytes(b"half")
    os.utime(left, (time.time() - 7200,) * 2)
    _found(app)
    assert left.exists()
    result = app.test_cli_runner().invoke(args=["check", "--repair"])
    assert result.exit_code == 0, result.output
    assert not left.exists()
