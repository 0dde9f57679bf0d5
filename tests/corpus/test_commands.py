"""The commands of the corpus: parse, import, search, reindex."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from base.db import db
from corpus.rows import BatchRow, DocumentRow
from tests.builders import file_paper, paper
from tests.corpus.formats.samples import zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as an office has it: below it a zip, something hidden, something unreadable."""
    folder = tmp_path / "papers"
    (folder / "2012").mkdir(parents=True)
    (folder / "2012" / "集市.txt").write_text(paper(), "utf-8")
    (folder / "2012" / ".hidden").write_text("x")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    zipped(
        folder / "包.zip", {"河道.txt": paper(number="青政发〔2013〕1号").encode(), "空.txt": b""}
    )
    return folder


def _lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_parse_reads_without_a_database_one_line_a_file(app: Flask, folder: Path) -> None:
    result = app.test_cli_runner().invoke(args=["parse", "--json", str(folder)])
    assert result.exit_code == 1, "something could not be read"
    lines = {Path(line["file"]).name: line for line in _lines(result.stdout)}
    assert set(lines) == {"集市.txt", "图.png", "河道.txt", "空.txt"}
    assert lines["图.png"]["error"]["code"] == "damaged"
    assert lines["空.txt"]["error"]["code"] == "empty"
    assert lines["河道.txt"]["file"].endswith("包.zip!/河道.txt")
    good = json.dumps(lines["集市.txt"], ensure_ascii=False)
    assert "青政发〔2012〕5号" in good
    assert len(lines["集市.txt"]["sha256"]) == 64
    assert db.session.scalar(select(func.count()).select_from(DocumentRow)) == 0


def test_parse_says_for_people_what_was_read(app: Flask, folder: Path) -> None:
    path = folder / "2012" / "集市.txt"
    result = app.test_cli_runner().invoke(args=["parse", str(path)])
    assert result.exit_code == 0
    words = result.stdout.strip().split("　")
    assert words[1:] == ["青石镇人民政府关于加强集市管理的通知", "青政发〔2012〕5号"]


def test_import_puts_a_folder_in_and_says_how_each_file_ended(app: Flask, folder: Path) -> None:
    result = app.test_cli_runner().invoke(args=["import", "--json", str(folder)])
    assert result.exit_code == 1
    lines = {Path(line["file"]).name: line for line in _lines(result.stdout)}
    assert set(lines) == {"集市.txt", "图.png", "河道.txt", "空.txt"}
    assert lines["图.png"]["error"]["code"] == "damaged"
    assert lines["图.png"]["document"] is None
    assert lines["集市.txt"]["error"] is None
    assert "共 4 个，未能读取 2 个。" in result.stderr
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(DocumentRow)) == 2
    again = app.test_cli_runner().invoke(args=["import", str(folder / "2012")])
    assert again.exit_code == 0, "a duplicate is no failure"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(DocumentRow)) == 2
    names = list(db.session.scalars(select(BatchRow.name).order_by(BatchRow.id)))
    assert names == ["命令行导入：papers", "命令行导入：2012"]


def test_what_was_imported_is_found(app: Flask, folder: Path) -> None:
    app.test_cli_runner().invoke(args=["import", str(folder)])
    result = app.test_cli_runner().invoke(args=["search", "--json", "清扫集市"])
    assert result.exit_code == 0
    body = json.loads(result.stdout)
    assert body["total"] == len(body["hits"]) == 2
    assert {hit["doc_number"] for hit in body["hits"]} == {"青政发〔2012〕5号", "青政发〔2013〕1号"}
    assert all("清扫集市" in hit["snippet"] for hit in body["hits"])


def test_search_takes_the_filters_of_the_page(app: Flask) -> None:
    file_paper(paper())
    file_paper(paper(number="柳政发〔2020〕1号", signed="2020年1月2日", issuer="柳溪镇人民政府"))
    runner = app.test_cli_runner()

    def total(*more: str) -> int:
        found = runner.invoke(args=["search", "--json", "集市", *more])
        assert found.exit_code == 0, found.output
        return int(json.loads(found.stdout)["total"])

    assert total() == 2
    assert total("--from", "2015") == 1
    assert total("--to", "2015") == 1
    assert total("--issuer", "柳溪镇人民政府") == 1
    assert total("--status", "unknown") == 2
    assert total("--status", "repealed", "--as-of", "2024-01-01") == 0
    limited = runner.invoke(args=["search", "集市", "--limit", "1"])
    assert limited.stdout.startswith("共 2 件")
    assert len(limited.stdout.splitlines()) == 2


def test_search_refuses_what_cannot_be_understood(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["search", "或 集市"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "或" in result.stderr


def test_the_index_is_made_anew_on_request(app: Flask) -> None:
    file_paper(paper())
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0
    assert "共 1 份" in result.stderr
    assert app.extensions["indexer"].behind() == 0


def test_a_full_disk_is_said_in_a_sentence(app: Flask, folder: Path) -> None:
    app.extensions["originals"]._reserve = 1 << 60
    result = app.test_cli_runner().invoke(args=["import", str(folder)])
    assert result.exit_code == 1
    assert "磁盘空间不足" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
