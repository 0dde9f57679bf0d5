"""On PostgreSQL too, triggers keep the audit log as written, and a file may be larger than 2 GiB."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSE = """
CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    """Nothing on SQLite: its triggers are in 0001, its integers have 64 bits."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(REFUSE)
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()"
        )
    op.alter_column("original", "size", type_=sa.BigInteger())


def downgrade() -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.alter_column("original", "size", type_=sa.Integer())
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(f"DROP TRIGGER audit_event_no_{verb.lower()} ON audit_event")
    op.execute("DROP FUNCTION audit_event_is_append_only()")
