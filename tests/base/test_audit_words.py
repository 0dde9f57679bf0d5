"""The audit page speaks Chinese: every action, thing and detail in the code has its word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from base import audit
from base.audit_words import words
from base.db import writing
from base.roles import SYSTEM, Role
from corpus import correction, library
from corpus.inventory import notes, registers
from corpus.likeness import marks
from review.disposition import Disposition
from review.knowledge.tables import BODY, LAW, POLICY
from review.publication.gate import INCONSISTENT
from review.relation import RelationKind
from review.task import Action, Stage
from tests.people import People, signed_in

ROOT = Path(__file__).parents[2]
SOURCES = [
    ROOT / "app.py",
    *(p for w in ("base", "corpus", "review", "sample") for p in (ROOT / w).rglob("*.py")),
]
ENGLISH = re.compile(r"[a-z_]{3,}")
ACTION = re.compile(r"[a-z]+(?:\.[a-z_]+)+")


def functions() -> Iterator[ast.FunctionDef]:
    """Every function of the program that writes the log, by itself or by a helper of its module."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        if "audit.record(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and recorders(node):
                yield node


def recorders(node: ast.AST) -> list[ast.Call]:
    names = {"record", "_audit", "_record"}
    return [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.Call)
        and (getattr(one.func, "attr", None) or getattr(one.func, "id", None)) in names
    ]


def constants(node: ast.AST) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def actions_in_the_code() -> set[str]:
    nouns = {action.partition(".")[0] for action in words().actions}
    found = {
        text
        for path in SOURCES
        if "audit" in (source := path.read_text("utf-8"))
        for text in constants(ast.parse(source))
        if ACTION.fullmatch(text) and text.partition(".")[0] in nouns
    }
    by_helpers = {
        text
        for node in functions()
        for call in recorders(node)
        for argument in call.args
        for text in constants(argument)
        if ACTION.fullmatch(text)
    }
    return found | by_helpers | {f"task.{one.value}" for one in Action}


def test_every_action_in_the_code_has_its_word(app: Flask) -> None:
    tables = {f"{name}.id" for name in ("batch", "item", "document", "register", "user_account")}
    unsaid = actions_in_the_code() - set(words().actions) - set(app.view_functions) - tables
    assert sorted(unsaid) == []
    assert sorted(set(words().actions) - actions_in_the_code()) == [], "words without an action"


def test_every_thing_and_detail_in_the_code_has_its_word() -> None:
    things, details = set(), set()
    for node in functions():
        for call in recorders(node):
            for argument in call.args:
                if isinstance(argument, ast.JoinedStr):
                    things |= {t.partition(":")[0] for t in constants(argument) if t[-1:] == ":"}
        for one in ast.walk(node):
            if isinstance(one, ast.Dict):
                details |= {key.value for key in one.keys if isinstance(key, ast.Constant)}
    assert things, "the walk found nothing: it has lost its way"
    assert not {t for t in things if ENGLISH.fullmatch(t)} - set(words().subjects)
    known = set(words().fields) | set(words().values)  # corrected fields stand as keys, too
    of_jobs = {"id", "actor", "register", "register_id", "item", "list", "over_human"}
    assert sorted({d for d in details if isinstance(d, str)} - known - of_jobs) == []
    columns = {*LAW.columns, *BODY.columns, *POLICY.columns}
    assert not columns - set(words().fields)


def test_every_code_that_can_stand_as_a_value_has_its_word() -> None:
    said = words().values
    assert {role.value: role.label for role in Role}.items() <= said.items()
    assert {stage.value: stage.label for stage in Stage}.items() <= said.items()
    assert {one.value: one.label for one in Disposition}.items() <= said.items()
    assert {one.value: one.label for one in RelationKind}.items() <= said.items()
    assert correction.LABELS.items() <= said.items()
    assert marks.LABELS.items() <= said.items()
    assert (notes.KINDS | notes.SIDES).items() <= said.items()
    assert {kind.value: kind.label for kind in (LAW, BODY, POLICY)}.items() <= said.items()
    states = {registers.READING, registers.PREVIEW, registers.REFUSED, registers.CONFIRMED}
    layers = {library.MACHINE, library.RECOGNISED, library.HUMAN}
    assert not (states | layers | {INCONSISTENT}) - set(said)
    for table in (words().actions, words().subjects, words().fields, said, words().names):
        assert not [word for word in table.values() if ENGLISH.search(word)]


def test_the_page_shows_no_code(app: Flask, people: People) -> None:
    with writing():
        audit.record(SYSTEM, "user.set_role", "user:3", {"from": "counsel", "to": "approver"})
        audit.record(
            SYSTEM, "document.correct", "document:1", {"fields": ["signed_on"], "version": 2}
        )
        audit.record(
            SYSTEM, "access.denied", "endpoint:people.users", {"path": "/desk/x"}, result="denied"
        )
        audit.record(SYSTEM, "item.receive", "item:1", {"name": "a.txt", "sha256": "0" * 64})
        values = {"name": "某法", "grade": "A", "aliases": ""}
        audit.record(SYSTEM, "knowledge.amend", "amendment:1", {"kind": "law", "values": values})
    auditor = signed_in(app, Role.AUDITOR)
    page = auditor.get("/desk/audit").text
    details = re.findall(r"<div>([^<]+：[^<]+)</div>", page)
    assert {"原来：法律顾问", "现在：审签", "字段：成文日期", "版本：2"} <= set(details)
    assert any("名称：某法" in one for one in details)
    for subject in ("user:3", "document:1", "amendment:1"):
        rows = auditor.get(f"/desk/audit?subject={subject}").text.split("<tbody>")[1]
        shown = re.sub(r"<[^>]+>", " ", rows.split("</tbody>")[0])
        assert set(ENGLISH.findall(shown)) <= {"test", "counsel"}, "the login name of the account"
