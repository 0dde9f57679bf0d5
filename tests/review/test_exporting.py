"""Everything decided can be taken out: the same library gives the same file, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from app import working_for
from base.config import Config
from sample.start import prepare


def test_the_export_holds_documents_tasks_and_their_reading(
    app: Flask, config: Config, tmp_path: Path
) -> None:
    prepare(app, config, working_for(app))
    runner = app.test_cli_runner()
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    assert runner.invoke(args=["export", str(first)]).exit_code == 0
    assert runner.invoke(args=["export", str(second)]).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    rows = [json.loads(line) for line in first.read_text("utf-8").splitlines()]
    kinds = [row["kind"] for row in rows]
    assert kinds.count("document") == kinds.count("task") > 60
    assert kinds.count("campaign") == 1
    assert all(row["document"]["text"] for row in rows if row["kind"] == "document")
    assert runner.invoke(args=["export", str(first)]).exit_code == 2, "nothing is overwritten"
