"""Jobs: an index in the order in which they are taken, so that a long queue costs no more than a short one."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the index of turns in the place of the one of states."""
    op.drop_index("ix_job_state", table_name="job")
    op.create_index("ix_job_turn", "job", ["state", "priority", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_job_turn", table_name="job")
    op.create_index("ix_job_state", "job", ["state"])
