"""Rules of the house that no tool knows: sizes, names, templates, settings, migrations, glossary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from base.db import Base, db

ROOT = Path(__file__).parents[2]
WINGS = ("base", "corpus", "review", "sample")
CODE = [ROOT / "app.py", *(p for wing in WINGS for p in sorted((ROOT / wing).rglob("*.py")))]
BANNED_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py", "models.py", "manager.py"}
TEMPLATES = ROOT / "templates"


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines_and_no_function_longer_than_60(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= 400
    assert path.name not in BANNED_NAMES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_everything_public_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if path.name != "__init__.py":
        assert ast.get_docstring(tree), "a module says what it is for"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            overload = any(getattr(d, "id", "") == "overload" for d in node.decorator_list)
            assert overload or ast.get_docstring(node), node.name


def test_every_template_is_used_by_a_view_or_another_template() -> None:
    words = "\n".join(p.read_text("utf-8") for p in CODE)
    words += "\n".join(p.read_text("utf-8") for p in TEMPLATES.rglob("*.html"))
    unused = [
        name
        for path in TEMPLATES.rglob("*.html")
        if (name := str(path.relative_to(TEMPLATES))) not in words
        and not name.startswith("errors/")
    ]
    assert unused == []


def test_templates_keep_to_the_content_policy() -> None:
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|https?://", re.I)
    found = [
        f"{path.name}: {match.group()}"
        for path in TEMPLATES.rglob("*.html")
        for match in forbidden.finditer(path.read_text("utf-8"))
        if "www.w3.org" not in path.read_text("utf-8")[match.start() : match.start() + 30]
    ]
    assert found == []


def test_every_setting_is_documented() -> None:
    source = (ROOT / "base/config.py").read_text("utf-8")
    documented = (ROOT / "docs/settings.md").read_text("utf-8")
    names = set(re.findall(r'"(QINGCE_[A-Z_]+|PORT)"', source))
    assert names
    assert [name for name in sorted(names) if f"`{name}`" not in documented] == []


def test_migrations_are_numbered_and_their_head_is_the_models(app: Flask) -> None:
    numbers = sorted(p.name[:4] for p in (ROOT / "migrations/versions").glob("*.py"))
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_public_nouns_stand_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    files = ["corpus/document.py", "corpus/block.py", "review/finding.py", "review/disposition.py"]
    nouns = [
        node.name
        for name in files
        for node in ast.parse((ROOT / name).read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    missing = [
        n for n in nouns if n not in glossary and n not in {"BlockKind", "Box", "ProvisionKind"}
    ]
    assert missing == []
