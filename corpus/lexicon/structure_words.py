"""Loads and validates the words by which structure is told: 文种, issuer suffixes, markers."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

from base.errors import Misconfigured

_HERE = Path(__file__).parent
_GENRE_KINDS = {"official", "rule", "plan", "list", "other"}


@cache
def genres() -> dict[str, str]:
    """文种 → kind (official rule plan list other), longest names first. Source: GB/T 9704-2012 and
    党政机关公文处理工作条例 第八条 for `official`.

    Raises Misconfigured where a row is wrong.
    """
    rows = _rows("genres.csv", ("name", "kind", "example"))
    for row in rows:
        if row["kind"] not in _GENRE_KINDS:
            raise _wrong("genres.csv", f"{row['name']} 的 kind 不认识")
        if not row["example"].endswith(row["name"]):
            raise _wrong("genres.csv", f"{row['name']} 的例子不以它结尾")
    return {row["name"]: row["kind"] for row in sorted(rows, key=lambda row: -len(row["name"]))}


@cache
def issuer_suffixes() -> tuple[str, ...]:
    """Endings of the names of bodies that issue papers, longest first.

    Raises Misconfigured where a row is wrong.
    """
    rows = _rows("issuer_suffixes.csv", ("suffix", "kind", "example"))
    for row in rows:
        if not row["example"].endswith(row["suffix"]):
            raise _wrong("issuer_suffixes.csv", f"{row['suffix']} 的例子不以它结尾")
    return tuple(sorted((row["suffix"] for row in rows), key=len, reverse=True))


@cache
def _marker_groups() -> dict[str, tuple[str, ...]]:
    """All groups of markers.toml, each checked against its own example."""
    with (_HERE / "markers.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    groups: dict[str, tuple[str, ...]] = {}
    for name, table in tables.items():
        words = table.get("words") or []
        example = table.get("example", "")
        if not words or not any(word in example for word in words):
            raise _wrong("markers.toml", f"{name} 没有词，或例子里没有它的词")
        groups[name] = tuple(sorted(words, key=len, reverse=True))
    return groups


def words(group: str) -> tuple[str, ...]:
    """The words of one group of markers.toml, longest first; Misconfigured where there is none."""
    groups = _marker_groups()
    if group not in groups:
        raise _wrong("markers.toml", f"没有 {group} 这一组")
    return groups[group]


def any_of(group: str) -> str:
    """Pattern source, without groups of its own, that matches any word of a group."""
    return "(?:" + "|".join(re.escape(word) for word in words(group)) + ")"


@cache
def law_names() -> frozenset[str]:
    """The names of 法 and 法典 in laws.csv, with and without 中华人民共和国 before them.

    They may be cited without 《》 wherever a word leads to them; 办法, 条例 only behind 根据 and the like.
    """
    with (_HERE / "laws.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["name"] for row in csv.DictReader(stream)}
    laws = {n for n in names if n.endswith(("法", "法典")) and not n.endswith(("办法", "方法"))}
    return frozenset(laws | {name.removeprefix("中华人民共和国") for name in laws})


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a CSV, every named column filled and the first one unique."""
    with (_HERE / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    keys = [row.get(columns[0]) for row in rows]
    if not rows or len(set(keys)) != len(keys):
        raise _wrong(name, "没有内容，或有重复的行")
    if any(not (row.get(column) or "").strip() for row in rows for column in columns):
        raise _wrong(name, "有空着的格子")
    return rows


def _wrong(name: str, reason: str) -> Misconfigured:
    """The problem, naming the file to mend."""
    return Misconfigured(f"词表 corpus/lexicon/{name} 有误：{reason}。请更正后重新启动。")
