"""`flask sample remove`: takes the sample town out again; an office's own data stays."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import delete, select

from base import audit, settings
from base.accounts.keeper import remove_sample_users
from base.config import Config
from base.db import db, writing
from base.errors import Problem
from base.roles import SYSTEM
from corpus import library
from corpus.indexing import Indexer
from corpus.inventory import registers
from corpus.rows import BatchRow, DocumentRow, ItemRow
from review import docket
from sample.start import ACCOUNTS


def register(app: Flask) -> None:
    """Add the command to `flask`."""
    group = AppGroup("sample", help="示例镇")

    @group.command("remove")
    def remove() -> None:
        """移除示例镇：账号、文件、清理工作和公告。"""
        indexer: Indexer = app.extensions["indexer"]
        config: Config = app.config["QINGCE"]
        try:
            with writing():
                ids = move_out()
            indexer.forget(ids)
        except Problem as problem:
            raise click.ClickException(problem.message) from problem
        (config.data / ACCOUNTS).unlink(missing_ok=True)
        click.echo(f"示例镇已移除，共 {len(ids)} 份文件。建立自己的管理员：flask init")

    app.cli.add_command(group)


def is_loaded() -> bool:
    """Whether anything of the sample is still there."""
    return db.session.scalar(select(BatchRow.id).where(BatchRow.is_sample).limit(1)) is not None


def move_out() -> list[int]:
    """Take out every row of the sample; the audit log keeps its events and gains one more."""
    ids = list(db.session.scalars(select(DocumentRow.id).where(DocumentRow.is_sample)))
    docket.remove_sample(ids)
    registers.remove_sample()
    library.remove(ids)
    batches = select(BatchRow.id).where(BatchRow.is_sample)
    of_sample = ItemRow.batch_id.in_(batches)
    db.session.execute(delete(ItemRow).where(of_sample, ItemRow.parent_id.is_not(None)))
    db.session.execute(delete(ItemRow).where(of_sample))
    db.session.execute(delete(BatchRow).where(BatchRow.is_sample))
    remove_sample_users()
    for key in (settings.OFFICE, settings.AUTHORITY):
        settings.clear(key)
    settings.put(settings.SAMPLE, "removed")
    audit.record(SYSTEM, "sample.remove", "sample:town", {"documents": len(ids)})
    return ids
