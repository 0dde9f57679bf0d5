"""First start: bring the schema to head and, where nothing is there yet, move the sample town in."""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from base import settings
from base.accounts.keeper import NewUser, create_user
from base.accounts.rows import UserRow
from base.commands import migrate_to_head, worker_name
from base.config import Config
from base.db import db, writing
from base.jobs import Works
from base.roles import SYSTEM, Actor, Role
from base.worker import Worker
from corpus import ingest
from corpus.inventory import registers
from corpus.originals import Originals
from review import casework
from review.campaign import CampaignPlan, Kind
from sample.load import SampleTown, sample_files, sample_register, sample_town

log = logging.getLogger("qingce.sample")

ACCOUNTS = "sample-accounts.json"
Working = Callable[[], AbstractContextManager[Works]]


def prepare(app: Flask, config: Config, working: Working) -> None:
    """Make the installation ready to serve; an office's own data is never touched."""
    migrate_to_head(app)
    with app.app_context():
        nobody = db.session.scalar(select(UserRow.id).limit(1)) is None
        empty = nobody and settings.get(settings.SAMPLE) != "removed"
        db.session.rollback()
        if empty:
            move_in(app, config, working)
        elif nobody:
            log.info("还没有账号。请先停止程序，运行 flask init 建立管理员。")
    announce(config)


def move_in(app: Flask, config: Config, working: Working) -> None:
    """Accounts, papers and the campaign of the sample town."""
    town = sample_town()
    log.info("第一次启动：正在装入示例镇 %s 的文件……", town.office)
    with writing():
        settings.put(settings.AUTHORITY, town.office)
        settings.put(settings.OFFICE, next(p.unit for p in town.people if p.role is Role.OFFICE))
        people = _create_people(town, config)
        batch = ingest.open_batch(f"示例：{town.office}历年文件", SYSTEM, is_sample=True)
    originals: Originals = app.extensions["originals"]
    for path in sample_files():
        with path.open("rb") as stream:
            ingest.receive(batch, path.name, stream, originals, SYSTEM)
    with working() as works:
        Worker(app, works, worker_name()).run(until_idle=True)
        register = _receive_register(originals)
        Worker(app, works, worker_name()).run(until_idle=True)
        with writing():
            registers.confirm(register, SYSTEM, keep_faulty=True)
            casework.open_campaign(_plan(town, people), people[Role.OFFICE], is_sample=True)
        Worker(app, works, worker_name()).run(until_idle=True)


def _receive_register(originals: Originals) -> int:
    """The town's 发文登记, as its office would put it in; returns its id."""
    path = sample_register()
    with path.open("rb") as stream:
        return registers.receive(path.name, stream, originals, SYSTEM, is_sample=True)


def announce(config: Config) -> None:
    """Say where it runs and how to sign in to the sample."""
    lines = [f"清册已启动：http://127.0.0.1:{config.port}/　（按 Ctrl-C 停止）"]
    path = config.data / ACCOUNTS
    if path.exists():
        lines.append("示例数据的登录名和密码（可用 flask sample remove 移除示例）：")
        for one in json.loads(path.read_text("utf-8")):
            label = Role(one["role"]).label
            lines.append(f"  {label}　{one['email']}　{one['password']}")
    log.info("\n".join(lines))


def _create_people(town: SampleTown, config: Config) -> dict[Role, Actor]:
    people, accounts = {}, []
    for person in town.people:
        password = f"Qs-{secrets.token_urlsafe(9)}-7a"
        user = NewUser(person.email, person.name, person.unit, person.role)
        people[person.role] = create_user(user, password, SYSTEM, is_sample=True)
        accounts.append({"role": person.role.value, "email": person.email, "password": password})
    _write_private(config.data / ACCOUNTS, json.dumps(accounts, ensure_ascii=False, indent=1))
    return people


def _write_private(path: Path, text: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as handle:
        handle.write(text)


def _plan(town: SampleTown, people: dict[Role, Actor]) -> CampaignPlan:
    taking_part = (Role.DEPARTMENT, Role.OFFICE, Role.COUNSEL, Role.APPROVER)
    return CampaignPlan(
        name=town.campaign.name,
        kind=Kind.FULL,
        scope_note=town.campaign.scope,
        cut_off=town.campaign.cut_off,
        deadline=town.campaign.deadline,
        members=tuple(people[role].user_id for role in taking_part),
    )
