"""The command that measures how well papers are read: `flask measure LABELS FOLDER`."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from base.errors import Problem
from corpus.measuring.labelled import labelled_papers
from corpus.measuring.scores import NAMES, Outcome, measure, total, unread


def register(app: Flask) -> None:
    """Add the command to `flask`."""

    @app.cli.command("measure")
    @click.argument("labels", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.option("--json", "as_json", is_flag=True, help="每个字段输出一行 JSON")
    @click.option("--misses", is_flag=True, help="逐条列出读错和漏读的")
    def measure_command(labels: Path, folder: Path, *, as_json: bool, misses: bool) -> None:
        """拿人工标注核对读取结果：每个字段的准确率和召回率。"""
        try:
            outcomes = list(outcomes_of(labels, folder, app.config["QINGCE"].soffice))
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(2)
        for line in measured(outcomes, as_json=as_json, misses=misses):
            click.echo(line)


def outcomes_of(
    labels: Path, folder: Path, office: Path | None = None
) -> Iterator[dict[str, Outcome]]:
    """Read and score each labelled paper; one that cannot be read is named on standard error.

    Raises:
        Refused: the labels are wrong, or name what is not in the folder.
    """
    for paper in labelled_papers(labels, folder, office):
        if paper.document is None:
            click.echo(f"未能读取　{paper.name}　{paper.reason}", err=True)
            yield unread(paper.name, paper.label)
        else:
            yield measure(paper.name, paper.label, paper.document)


def measured(outcomes: list[dict[str, Outcome]], *, as_json: bool, misses: bool) -> Iterator[str]:
    """The answer of `flask measure`: a line for each field, then one for each miss where asked."""
    for field, score in total(outcomes).items():
        shares = {"precision": score.precision, "recall": score.recall}
        body = {"field": field} | shares | dataclasses.asdict(score)
        shown = [f"{share:.4f}" if share is not None else "—" for share in shares.values()]
        counts = f"对 {score.right}　错 {score.wrong}　漏 {score.missed}"
        line = f"{NAMES[field]}　准确率 {shown[0]}　召回率 {shown[1]}　{counts}"
        yield json.dumps(body, ensure_ascii=False) if as_json else line
    every = (miss for outcome in outcomes for _, found in outcome.values() for miss in found)
    for miss in every if misses else ():
        line = f"{miss.paper}　{miss.field}　应为 {miss.expected or '无'}　读作 {miss.got or '无'}"
        yield json.dumps(dataclasses.asdict(miss), ensure_ascii=False) if as_json else line
