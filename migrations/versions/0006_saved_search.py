"""Search: tags that are counted, headings and articles in the folded text, saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the search of large libraries stands on."""
    # plain ALTER TABLE: copying the table would lose its AUTOINCREMENT, and ids would be given twice
    op.add_column(
        "document", sa.Column("tagged", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index("ix_document_tagged", "document", ["tagged"])
    op.add_column(
        "search_text", sa.Column("headings", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "search_text", sa.Column("articles", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("search_text", "articles")
    op.drop_column("search_text", "headings")
    op.drop_index("ix_document_tagged", "document")
    op.drop_column("document", "tagged")
