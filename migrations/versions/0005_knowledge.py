"""Amendments laid over the shipped facts, muted rules, undone relations, campaigns over named documents."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what people say about rules, facts and relations."""
    op.create_table(
        "rule_mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_rule_mute_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_mute")),
    )
    op.create_index("ix_rule_mute_rule", "rule_mute", ["rule"])
    op.create_index("ix_rule_mute_campaign_id", "rule_mute", ["campaign_id"])
    op.create_table(
        "knowledge_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_amendment")),
    )
    op.create_index("ix_knowledge_amendment_kind_key", "knowledge_amendment", ["kind", "key"])
    op.create_table(
        "relation_undo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["document.id"],
                name=op.f(f"fk_relation_undo_{name}_document"),
                ondelete="CASCADE",
            )
            for name in ("source_id", "target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation_undo")),
    )
    op.create_index("ix_relation_undo_source_id", "relation_undo", ["source_id"])
    op.create_index("ix_relation_undo_target_id", "relation_undo", ["target_id"])
    op.add_column("campaign", sa.Column("documents", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("campaign", "documents")
    for table in ("relation_undo", "knowledge_amendment", "rule_mute"):
        op.drop_table(table)
