"""Alembic's environment: runs the migrations over the database of the current app."""

from alembic import context
from flask import current_app

from base.db import Base, alone, db

assert current_app


def run() -> None:
    """Run the migrations in one transaction; of several processes one at a time."""
    with alone(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
