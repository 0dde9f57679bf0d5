"""A backup taken while the program writes, brought back whole or not at all."""

from __future__ import annotations

import io
import json
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from base import audit, backup, backup_database, settings
from base.commands import migrate_to_head
from base.config import Config, config_for
from base.db import db, writing
from base.errors import Refused
from base.roles import SYSTEM
from corpus.originals import Originals


def _fill(app: Flask) -> str:
    originals: Originals = app.extensions["originals"]
    stored = originals.store(io.BytesIO("青石镇人民政府".encode()))
    with writing():
        settings.put(settings.OFFICE, "青石镇司法所")
        audit.record(SYSTEM, "thing.do", "thing:1", {})
    return stored.sha256


@pytest.fixture
def fresh(tmp_path: Path, empty_database: str) -> Config:
    """Where a backup is restored to: nothing is there yet."""
    config = config_for(tmp_path / "fresh", testing=True)
    return replace(config, database_url=empty_database) if empty_database else config


def test_what_was_backed_up_stands_in_the_new_place(
    app: Flask, config: Config, fresh: Config, tmp_path: Path
) -> None:
    sha256 = _fill(app)
    said = backup.write(config, tmp_path / "copy")
    assert "1 个原件" in said
    backup.restore(fresh, tmp_path / "copy")
    again = create_app(fresh)
    with again.app_context():
        assert settings.get(settings.OFFICE) == "青石镇司法所"
        assert list(audit.verify()) == []
        assert again.extensions["originals"].path(sha256).read_bytes().decode() == "青石镇人民政府"
        db.engine.dispose()
    assert fresh.secret_key() == config.secret_key()


def test_the_manifest_names_every_file_and_no_other(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    _fill(app)
    folder = tmp_path / "copy"
    backup.write(config, folder)
    sums = json.loads((folder / backup.MANIFEST).read_text())
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert set(sums) == there - {backup.MANIFEST}
    assert not any(name.endswith(("-wal", "-shm")) for name in sums)


def test_a_backup_taken_while_somebody_writes_is_one_moment(
    app: Flask, config: Config, fresh: Config, tmp_path: Path
) -> None:
    stop, started = threading.Event(), threading.Event()

    def keep_writing() -> None:
        with app.app_context():
            while not stop.is_set():
                with writing():
                    audit.record(SYSTEM, "thing.do", "thing:1", {})
                started.set()
            db.session.remove()

    thread = threading.Thread(target=keep_writing)
    thread.start()
    try:
        assert started.wait(20)
        backup.write(config, tmp_path / "copy")
    finally:
        stop.set()
        thread.join()
    backup.restore(fresh, tmp_path / "copy")
    again = create_app(fresh)
    with again.app_context():
        assert list(audit.verify()) == []
        assert audit.of("thing:1")
        db.engine.dispose()


@pytest.mark.parametrize("what", ["changed", "gone"])
@pytest.mark.parametrize("name", ["database", "secret.key", "original"])
def test_a_backup_that_was_changed_is_refused_and_nothing_is_restored(
    app: Flask, config: Config, fresh: Config, tmp_path: Path, name: str, what: str
) -> None:
    sha256 = _fill(app)
    folder = tmp_path / "copy"
    backup.write(config, folder)
    names = {
        "database": backup_database.name_of_copy(config),
        "original": f"originals/{sha256[:2]}/{sha256}",
    }
    path = folder / names.get(name, name)
    content = path.read_bytes()
    path.unlink()
    if what == "changed":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(Refused, match="没有恢复任何内容"):
        backup.restore(fresh, folder)
    assert not fresh.data.exists() or not list(fresh.data.rglob("*"))


def test_a_database_in_use_is_not_overwritten(app: Flask, config: Config, tmp_path: Path) -> None:
    backup.write(config, tmp_path / "copy")
    with pytest.raises(Refused, match="已有数据库"):
        backup.restore(config, tmp_path / "copy")


def test_an_older_backup_is_not_overwritten(app: Flask, config: Config, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "old").write_text("旧")
    with pytest.raises(Refused, match="不是空目录"):
        backup.write(config, tmp_path / "copy")
    assert [p.name for p in (tmp_path / "copy").iterdir()] == ["old"]


def test_a_folder_that_is_no_backup_is_refused(fresh: Config, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(Refused, match="不是清册的备份"):
        backup.restore(fresh, tmp_path / "copy")


def test_the_copied_database_needs_no_other_file(tmp_path: Path) -> None:
    """Of a SQLite installation, whatever the others are tried on."""
    config = config_for(tmp_path / "small", testing=True)
    app = create_app(config)
    migrate_to_head(app)
    with app.app_context():
        _fill(app)
        db.session.remove()
    backup.write(config, tmp_path / "copy")
    alone = tmp_path / "alone.db"
    alone.write_bytes((tmp_path / "copy" / "qingce.db").read_bytes())
    connection = sqlite3.connect(alone)
    assert connection.execute("SELECT count(*) FROM audit_event").fetchone() == (1,)
    connection.close()


def test_the_commands_say_what_they_did_or_why_not(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    _fill(app)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["backup", str(tmp_path / "copy")])
    assert done.exit_code == 0
    assert "已备份到" in done.output
    refused = runner.invoke(args=["restore", str(tmp_path / "copy")])
    assert refused.exit_code == 1
    assert "已有数据库" in refused.output


def test_a_backup_of_the_other_kind_of_database_is_refused(
    app: Flask, config: Config, fresh: Config, tmp_path: Path
) -> None:
    backup.write(config, tmp_path / "copy")
    name = backup_database.name_of_copy(config)
    other = {"qingce.db": "qingce.dump", "qingce.dump": "qingce.db"}[name]
    (tmp_path / "copy" / name).rename(tmp_path / "copy" / other)
    manifest = tmp_path / "copy" / backup.MANIFEST
    manifest.write_text(manifest.read_text().replace(name, other))
    with pytest.raises(Refused, match="另一种数据库"):
        backup.restore(fresh, tmp_path / "copy")
