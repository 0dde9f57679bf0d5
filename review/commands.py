"""Commands of the review: examine, publish, verify."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import Flask

from base.db import writing
from base.errors import Problem
from base.roles import SYSTEM
from corpus.commands import PATHS, Parsed, read_paths
from review import exporting
from review.as_json import examination_json
from review.examination.case import shipped_knowledge
from review.examination.examine import examine_files
from review.examination.subject import Subject
from review.finding import Examination
from review.profiles.load import load_profile
from review.publication import proof, publish

EXAMINED = ("identification", "proposal", "findings")


def register(app: Flask) -> None:
    """Add the commands to `flask`."""
    _register_examine(app)
    _register_publish(app)
    _register_export(app)


def _register_examine(app: Flask) -> None:
    @app.cli.command("examine")
    @click.argument("paths", type=PATHS, nargs=-1, required=True)
    @click.option("--json", "as_lines", is_flag=True, help="每个文件输出一行 JSON")
    @click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天判断，默认今天")
    @click.option("--profile", default="neutral", help="地区规则")
    def examine(
        paths: tuple[Path, ...], *, as_lines: bool, today: datetime | None, profile: str
    ) -> None:
        """不用数据库，读取并审查文件；一次给出的文件互为语料。"""
        try:
            rules = load_profile(profile)
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(2)
        read = list(read_paths(paths))
        subjects = [Subject(one.file, one.document) for one in read if one.document is not None]
        day = today.date() if today else app.extensions["today"]()
        made = examine_files(subjects, shipped_knowledge(), rules, day)
        by_file = {s.source: e for s, e in zip(subjects, made, strict=True)}
        for one in read:
            click.echo(_line(one, by_file.get(one.file), as_lines=as_lines))
        sys.exit(1 if any(one.error for one in read) else 0)


def _line(one: Parsed, examination: Examination | None, *, as_lines: bool) -> str:
    if examination is None:
        body = one.as_json()
        return json.dumps(body, ensure_ascii=False) if as_lines else f"{one.file}　未能读取"
    made = examination_json(examination)
    if as_lines:
        body = one.as_json() | {key: made[key] for key in EXAMINED}
        return json.dumps(body, ensure_ascii=False)
    proposal = examination.proposal
    words = f"{proposal.disposition.label}　{proposal.reason}" if proposal else "需人工判断"
    return f"{one.file}　{examination.identification.answer.label}　{words}"


def _register_publish(app: Flask) -> None:
    @app.cli.command("publish")
    @click.argument("campaign_id", type=int)
    @click.option("--number", default="", help="公告文号；不写就按年份和顺序编")
    def publish_command(campaign_id: int, number: str) -> None:
        """检查后公布一项清理工作的结果。"""
        today = app.extensions["today"]()
        try:
            draft = publish.default_draft(campaign_id, today)
            with writing():
                numbered = publish.Draft(
                    number or publish.next_number(today),
                    draft.title,
                    draft.body,
                    draft.published_on,
                )
                notice_id = publish.publish(campaign_id, numbered, SYSTEM, today)
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(1)
        click.echo(f"已公布：/results/{notice_id}")

    @app.cli.command("verify")
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    def verify(file: Path) -> None:
        """核验一份下载的公布目录有没有被改动。"""
        try:
            says = proof.prove(file.read_bytes())
        except Problem as problem:
            click.echo(problem.message, err=True)
            sys.exit(1)
        click.echo(says)


def _register_export(app: Flask) -> None:
    @app.cli.command("export")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    def export(file: Path) -> None:
        """把文件、任务、意见和公告导出为 JSON Lines（不含账号）。"""
        if file.exists():
            click.echo(f"{file} 已经存在。请换一个文件名，旧的导出不会被覆盖。", err=True)
            sys.exit(2)
        count = 0
        with file.open("w", encoding="utf-8") as out:
            for line in exporting.lines():
                out.write(line + "\n")
                count += 1
        click.echo(f"已导出 {count} 条到 {file}。", err=True)
