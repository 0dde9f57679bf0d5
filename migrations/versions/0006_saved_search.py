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
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    op.create_index("ix_saved_search_user_id", "saved_search", ["user_id"])
    op.create_table(
        "term_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_list")),
    )
    op.create_index("ix_term_list_user_id", "term_list", ["user_id"])
    op.create_table(
        "term_hit",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("snippet", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_term_hit_document_id_document"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["term_list.id"], name=op.f("fk_term_hit_list_id_term_list")
        ),
        sa.PrimaryKeyConstraint("list_id", "term", "document_id", name=op.f("pk_term_hit")),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("term_hit", "term_list", "saved_search"):
        op.drop_table(table)
    op.drop_column("search_text", "articles")
    op.drop_column("search_text", "headings")
    op.drop_index("ix_document_tagged", "document")
    op.drop_column("document", "tagged")
